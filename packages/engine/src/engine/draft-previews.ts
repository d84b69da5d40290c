import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DraftPreviewAnswer, FoundMoment, MetricPreview, MomentPreview } from '../answers.js';
import { compileMoment } from '../detect/compile-moment.js';
import { DefinitionRefused } from '../detect/definition-refused.js';
import { foldMatches } from '../detect/patterns/matches.js';
import type { CompiledMoment } from '../detect/read-moment.js';
import type { Pipeline } from '../pipeline.js';
import { compileMetric, type Metric } from '../profile/metrics/metric.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { Timeline } from '../timeline/timeline.js';
import type { Definition, MetricDefinition, MomentDefinition } from '../vocabulary/definition.js';
import type { Instant, Milliseconds } from '../vocabulary/instant.js';
import { fillColumns, forEachCustomer } from './history.js';
import { distributionOf } from './metric-questions.js';

/** How far back moments are looked for. */
const LOOKED_BACK: Milliseconds = 30 * 86_400_000;
/** How many of the moments that were found are shown, newest first. */
const SAMPLE = 10;
/** How many cells are emptied before others get their turn. */
const CELLS_A_TURN = 100_000;

/**
 * What a draft that does not follow events and time would say, worked out when it is asked for: of a metric how its values are spread, of a
 * moment which it would have found lately; each beside what is in force. Nothing of it stays.
 * @param definition has been checked
 * @param signal gives it up: its work ends soon after
 * @throws CuspError invalid_request for other kinds, invalid_definition when it no longer fits what is in force; the signal's reason
 */
export async function previewDraft(pipeline: Pipeline, definition: Definition, signal?: AbortSignal): Promise<DraftPreviewAnswer> {
  const started = performance.now();
  const asOf = pipeline.clock.now();
  const { kind, name } = definition;
  const answer = (found: { readonly metric: MetricPreview } | { readonly moment: MomentPreview }): DraftPreviewAnswer => ({
    kind,
    name,
    metric: null,
    moment: null,
    ...found,
    asOf,
    tookMs: performance.now() - started,
  });
  if (definition.kind === 'metric') return answer({ metric: await previewMetric(pipeline, definition, asOf, signal) });
  if (definition.kind === 'moment') return answer({ moment: await previewMoment(pipeline, definition, asOf, signal) });
  const remedy = 'Of a segment the draft itself says who would enter and leave; other kinds have no preview.';
  throw new CuspError(ERRORS.invalidRequest, `a ${kind} has no preview of this kind`, { remedy });
}

async function previewMetric(
  pipeline: Pipeline,
  definition: MetricDefinition,
  asOf: Instant,
  signal: AbortSignal | undefined,
): Promise<MetricPreview> {
  return triedOut(
    pipeline,
    () => soundMetric(pipeline, definition),
    signal,
    async (metric) => {
      const inForce = pipeline.metrics.get(definition.name);
      return {
        words: metric.words,
        unit: metric.unit,
        distribution: await distributionOf(pipeline, metric, asOf, signal),
        inForce: inForce === undefined ? null : await distributionOf(pipeline, inForce, asOf, signal),
      };
    },
  );
}

function soundMetric(pipeline: Pipeline, definition: MetricDefinition): Metric {
  const compiled = compileMetric(definition, groundOf(pipeline));
  if ('read' in compiled) return compiled;
  throw new DefinitionRefused(compiled);
}

async function previewMoment(
  pipeline: Pipeline,
  definition: MomentDefinition,
  asOf: Instant,
  signal: AbortSignal | undefined,
): Promise<MomentPreview> {
  const after = asOf - LOOKED_BACK;
  return triedOut(
    pipeline,
    () => compileMoment(definition, groundOf(pipeline)),
    signal,
    async (compiled) => {
      const inForce = pipeline.moments.all().find((live) => live.definition.name === definition.name);
      const found = await momentsSince(pipeline, compiled, { after, asOf, signal });
      const now = inForce && (await momentsSince(pipeline, inForce.compiled, { after, asOf, signal }));
      return {
        words: compiled.words,
        since: after,
        count: found.count,
        customers: found.customers,
        countInForce: now?.count ?? null,
        sample: found.newest.map(({ customer, at, rows }) => presentFound(pipeline, customer, at, rows)),
      };
    },
  );
}

/** A moment that would have been found, by numbers. */
interface Found {
  readonly customer: number;
  readonly at: Instant;
  readonly rows: readonly number[];
}

/** The moments of everybody that were complete after an instant and by another. */
async function momentsSince(
  pipeline: Pipeline,
  { pattern, times }: CompiledMoment,
  { after, asOf, signal }: { readonly after: Instant; readonly asOf: Instant; readonly signal: AbortSignal | undefined },
): Promise<{ readonly count: number; readonly customers: number; readonly newest: readonly Found[] }> {
  const timeline = new Timeline(pipeline.timelines);
  let newest: Found[] = [];
  let count = 0;
  let customers = 0;
  const visit = (customer: number): void => {
    const matches = foldMatches(timeline.at(customer, asOf), pattern, times, after).filter(({ at }) => at > after && at <= asOf);
    if (matches.length === 0) return;
    customers++;
    count += matches.length;
    const more = matches.slice(-SAMPLE).map((match) => ({ customer, ...match }));
    newest = [...newest, ...more].toSorted((left, right) => right.at - left.at).slice(0, SAMPLE);
  };
  await forEachCustomer(pipeline, visit, signal);
  return { count, customers, newest };
}

function presentFound({ identities, timelines }: Pipeline, customer: number, at: Instant, rows: readonly number[]): FoundMoment {
  return {
    customerId: identities.customerId(customer),
    identifiers: identities.identifiersOf(customer),
    at,
    evidence: rows.map((row) => timelines.messageIdOf(row)),
  };
}

/** Does something with what is compiled without being published, once its columns are filled; they are let go when it is done. */
export async function triedOut<C, T>(
  pipeline: Pipeline,
  compile: () => C,
  signal: AbortSignal | undefined,
  work: (compiled: C) => Promise<T>,
): Promise<T> {
  const trial = pipeline.columns.tryOut(() => sound(compile));
  try {
    await fillColumns(pipeline, signal);
    return await work(trial.result);
  } finally {
    trial.end();
    while (pipeline.columns.emptySome(CELLS_A_TURN)) await nextTurn();
  }
}

function sound<T>(compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof DefinitionRefused)) throw error;
    throw new CuspError(ERRORS.invalidDefinition, error.message, { problems: error.problems });
  }
}

function groundOf({ timelines, columns, references }: Pipeline): Parameters<typeof compileMoment>[1] & Parameters<typeof compileMetric>[1] {
  return { names: timelines.names, columns, references };
}
