import { setImmediate as nextTurn } from 'node:timers/promises';
import { compileMoment } from '../../detect/compile-moment.js';
import type { CompiledMoment } from '../../detect/read-moment.js';
import { DefinitionRefused } from '../../detect/definition-refused.js';
import { foldMatches } from '../../detect/patterns/matches.js';
import type { Step } from '../../detect/patterns/steps.js';
import type { Discovery } from '../../discover/finding.js';
import { columnsOfWay, customersOnSide } from '../../discover/screening.js';
import { isDrawn } from '../../discover/splits.js';
import type { Pipeline } from '../../pipeline.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { Compilation, type CompilationInput } from '../../timeline/compilation.js';
import { CustomerZone } from '../../timeline/customer-zone.js';
import { NO_ROW } from '../../timeline/event-rows.js';
import { isPerformed } from '../../timeline/named-events.js';
import { Timeline } from '../../timeline/timeline.js';
import type { MomentDefinition } from '../../vocabulary/definition.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { fillColumns, forEachCustomer } from '../history.js';
import { Turns } from '../turns.js';
import { asksEachInstant, type EventTable, eventTable, nameOf, type TableRequest } from './event-table.js';
import type { Mining } from './mining.js';
import { permissionFor } from '../permission.js';
import { surveyProperties } from './survey.js';

/** How many cells are emptied before others get their turn. */
const CELLS_A_TURN = 100_000;
/** How the share of the work that is done is divided up. */
const SHARES = { read: 0.25, mined: 0.75 } as const;

/** With more events than this only so many customers are looked at that theirs are about as many: threads take memory by the event. */
const MOST_EVENTS = 10_000_000;

/** Those who are drawn may have more events than was to be expected, but not more than so many times as many. */
const MORE_THAN_EXPECTED = 1.25;

/** What is asked of discovery. */
export interface DiscoverRequest {
  /** The event that is the goal. */
  readonly goal: string;
  /** Which of these events, as in the `where` of a step. */
  readonly where?: JsonObject;
  /** How long after a situation the goal counts. */
  readonly horizon: Milliseconds;
  /** Whether the goal is an event of situations, too: what leads from one to another. */
  readonly again?: boolean;
  /** Only of customers in this segment. */
  readonly segment?: string;
  readonly intent: MomentDefinition['intent'];
  /** Names of events that the company does to its customers, beside those that are known to be. */
  readonly byCompany?: readonly string[];
}

/** What has been found, and of whom. */
export interface DiscoverAnswer extends Discovery {
  readonly goal: string;
  readonly where: JsonObject | null;
  readonly horizon: Milliseconds;
  readonly segment: { readonly name: string; readonly members: 'at each instant' | 'now' } | null;
  readonly asOf: Instant;
  /** What looking needed at its largest, beside what the engine holds anyway; null where it was done in the engine's own thread. */
  readonly memoryBytes: number | null;
  /** The share of the customers that were looked at; 1 where there are not too many events. */
  readonly sample: number;
}

/** How it is done, and watched. */
export interface DiscoverWatch {
  /** Looks through the events that are copied for it. */
  readonly mining: Mining;
  readonly signal: AbortSignal;
  /** Is told how much of the work is done, from 0 to 1. */
  readonly onShare: (share: number) => void;
  /** So many events are looked at, about; {@link MOST_EVENTS} when absent. */
  readonly mostEvents?: number;
}

/** The share of the customers that is looked at, so that their events are not too many. */
export function sampleOf({ timelines }: Pipeline, mostEvents = MOST_EVENTS): number {
  return Math.min(1, mostEvents / Math.max(timelines.events, 1));
}

/**
 * Mines the timelines for situations that lead to a goal, and confirms them by the fold that would let them fire. What is done here is done in turns that leave room for others.
 * @throws CuspError invalid_request for a goal that is none, unknown_segment; the signal's reason when it is given up
 */
export async function runDiscovery(
  pipeline: Pipeline,
  request: DiscoverRequest,
  { mining, signal, onShare, mostEvents = MOST_EVENTS }: DiscoverWatch,
): Promise<DiscoverAnswer> {
  const { clock, timelines } = pipeline;
  const segment = request.segment === undefined ? undefined : pipeline.segments.get(request.segment);
  if (request.segment !== undefined && segment === undefined) throw new CuspError(ERRORS.unknownSegment, request.segment);
  refuseUnknownGoal(pipeline, request.goal);
  const customers: number[] = [];
  const sample = sampleOf(pipeline, mostEvents);
  const permits = permissionFor(pipeline);
  const draw = (customer: number): void => {
    if (permits(customer, clock.now()) && isDrawn(nameOf(pipeline, customer), sample)) customers.push(customer);
  };
  await forEachCustomer(pipeline, draw, signal);
  const survey = await surveyProperties(pipeline, customers, signal);
  const names = timelines
    .eventNames()
    .filter(isPerformed)
    .map((name) => timelines.names.intern(name));
  const needed = (): Pick<TableRequest, 'goal' | 'columns' | 'zone'> => ({
    goal: goalStep(pipeline, request),
    zone: CustomerZone.of(new Compilation({ ...groundOf(pipeline), kind: 'moment', name: 'goal' })),
    columns: [...survey.contexts, ...survey.comparing].flatMap((path) => pipeline.columns.need(path, names) ?? []),
  });
  return triedOut(pipeline, needed, async ({ goal, columns, zone }) => {
    await fillColumns(pipeline, signal, (share) => onShare(SHARES.read * share));
    const asOf = clock.now();
    const room = MORE_THAN_EXPECTED * mostEvents;
    const table = await eventTable({
      pipeline,
      customers,
      goal,
      columns,
      zone,
      again: request.again,
      segment: segment?.compiled,
      asOf,
      signal,
      room,
    });
    const completions = new OneAtATime();
    const { discovery, memoryBytes } = await mining({
      columns: table.columns,
      question: request,
      signal,
      onShare: (share) => onShare(SHARES.read + SHARES.mined * share),
      completionsOf: (definition, way) =>
        completions.run(() => {
          const among = customersOnSide(columnsOfWay(table.columns, way), 0);
          return completionsOf(pipeline, table, { definition, among, asOf }, signal);
        }),
    });
    const members = asksEachInstant(pipeline) ? ('at each instant' as const) : ('now' as const);
    const { goal: name, where = null, horizon } = request;
    return {
      goal: name,
      where,
      horizon,
      segment: request.segment === undefined ? null : { name: request.segment, members },
      asOf,
      sample,
      memoryBytes: memoryBytes === null ? null : memoryBytes + table.bytes,
      ...discovery,
    };
  });
}

/** Lets no work begin before that before it has ended: what is tried out shares the columns. */
class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

function refuseUnknownGoal({ timelines }: Pipeline, goal: string): void {
  if (timelines.eventNames().includes(goal)) return;
  const remedy =
    'Name an event that customers have performed, for instance "Order Completed"; `cusp sql "SELECT DISTINCT event FROM events"` lists them.';
  throw new CuspError(ERRORS.invalidRequest, `no event is called "${goal.slice(0, 200)}"`, { remedy });
}

/** The goal as a step of a pattern, so that `where` means what it means there. @throws CuspError invalid_definition */
function goalStep(pipeline: Pipeline, { goal, where }: DiscoverRequest): Step {
  const pattern = [{ performed: goal, ...(where !== undefined && { where }) }];
  const { pattern: compiled } = compiledMoment(pipeline, { kind: 'moment', name: 'goal', intent: 'do', pattern });
  return compiled.steps[0] as Step;
}

/** Where definitions are compiled that are tried out. */
function groundOf({ timelines, columns, references }: Pipeline): Pick<CompilationInput, 'names' | 'columns' | 'references'> {
  return { names: timelines.names, columns, references };
}

function compiledMoment(pipeline: Pipeline, definition: MomentDefinition): CompiledMoment {
  try {
    return compileMoment(definition, groundOf(pipeline));
  } catch (error) {
    if (!(error instanceof DefinitionRefused)) throw error;
    throw new CuspError(ERRORS.invalidDefinition, error.message, { problems: error.problems });
  }
}

/** Where a moment would have fired, for some of the customers by their place: by the fold that fires it when it is adopted. */
async function completionsOf(
  pipeline: Pipeline,
  { columns, customers, eventOfRow }: EventTable,
  { definition, among, asOf }: { readonly definition: MomentDefinition; readonly among: Int32Array; readonly asOf: Instant },
  signal: AbortSignal,
): Promise<Int32Array> {
  const compile = (): CompiledMoment => compiledMoment(pipeline, definition);
  return triedOut(pipeline, compile, async ({ pattern, times }) => {
    await fillColumns(pipeline, signal);
    const timeline = new Timeline(pipeline.timelines);
    const turns = new Turns(signal);
    const found: number[] = [];
    for (const index of among) {
      for (const { rows } of foldMatches(timeline.at(customers[index] as number, asOf), pattern, times)) {
        const event = eventOfRow[rows.at(-1) ?? NO_ROW] ?? -1;
        if (event >= (columns.starts[index] as number) && event < (columns.starts[index + 1] as number)) found.push(event);
      }
      if (turns.isOver) await turns.next();
    }
    return Int32Array.from(found);
  });
}

/** Does something with what is compiled without being published; its columns are let go when it is done. */
async function triedOut<C, T>(pipeline: Pipeline, compile: () => C, work: (compiled: C) => Promise<T>): Promise<T> {
  const trial = pipeline.columns.tryOut(compile);
  try {
    return await work(trial.result);
  } finally {
    trial.end();
    while (pipeline.columns.emptySome(CELLS_A_TURN)) await nextTurn();
  }
}
