import type { PlannedChange, PreviewAnswer } from '../answers.js';
import { compileTrackingPlan, TrackingPlanRefused } from '../clean/tracking-plan/tracking-plan.js';
import { sourceProblems } from './check-source.js';
import { SOURCE_MAPPING, wayInSchema } from './source-schema.js';
import { definitionSchema } from '../workspace/definition-schema.js';
import { checkReferences } from './check-references.js';
import { compileSegment, DefinitionRefused } from '../detect/compile-segment.js';
import { compileMoment } from '../detect/compile-moment.js';
import { fillColumns, forEachCustomer } from './history.js';
import { appendValue } from '../journal/entries.js';
import { consentPath } from './look.js';
import { previewSegment } from './preview.js';
import type { Pipeline } from '../pipeline.js';
import { compileMetric, type Metric } from '../profile/metrics/metric.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type {
  CampaignDefinition,
  Definition,
  DefinitionKind,
  DefinitionProblem,
  PublishedDefinition,
  SegmentDefinition,
} from '../vocabulary/definition.js';
import type { Instant } from '../vocabulary/instant.js';
import type { JsonObject } from '../vocabulary/json.js';
import { checkShape } from '../workspace/check-shape.js';
import { passing } from '../runtime/steps.js';

export interface PublishOptions {
  readonly by: string;
  readonly reason?: string;
  readonly removed?: readonly { readonly kind: string; readonly name: string }[];
}

/** The outer shape of every kind; conditions are checked by those who compile them. */
const SHAPE = definitionSchema({ wayIn: wayInSchema(), mapping: SOURCE_MAPPING });

/** A definition that differs from the one in force, ready to be published. */
interface Draft {
  readonly definition: Definition;
  readonly version: number;
  readonly change: 'add' | 'change' | 'same';
}

/**
 * Publishes definitions: checks them all, writes them down as one entry, goes through history, and only then lets the new
 * versions answer. One publication at a time.
 */
export class Publisher {
  readonly #pipeline: Pipeline;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** Whether a publication is under way. */
  get busy(): boolean {
    return this.#waiting > 0;
  }

  /** Resolves when the publications asked for so far are over, well or not. */
  async settled(): Promise<void> {
    await this.#last;
  }

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  /** What publishing would change, with the counts before and after. @throws CuspError invalid_definition */
  async plan(specs: readonly JsonObject[], removed: PublishOptions['removed'] = []): Promise<readonly PlannedChange[]> {
    const drafts = this.#check(specs, removed);
    const changes: PlannedChange[] = [];
    for (const { definition, version, change } of drafts) {
      const { kind, name } = definition;
      const countNow = this.#pipeline.segments.get(name)?.members.count ?? null;
      const countThen =
        kind !== 'segment' ? null : change === 'same' ? countNow : (await this.preview(definition as unknown as JsonObject)).count;
      changes.push({ kind, name, change, version, countNow: kind === 'segment' ? countNow : null, countThen });
    }
    return [...changes, ...this.#removals(removed)];
  }

  /** Publishes what differs. @returns what changed, once it is live. @throws CuspError invalid_definition: then nothing is published. */
  publish(specs: readonly JsonObject[], options: PublishOptions): Promise<readonly PlannedChange[]> {
    this.#waiting++;
    const publishing = this.#last.then(() => this.#publish(specs, options)).finally(() => this.#waiting--);
    this.#last = publishing.catch(() => undefined);
    return publishing;
  }

  /** Counts who would be in a segment, by the same evaluation that publishing uses. @throws CuspError invalid_definition */
  async preview(spec: JsonObject, now?: Instant): Promise<PreviewAnswer> {
    const [draft] = this.#check([{ ...spec, name: spec.name ?? 'preview', kind: spec.kind ?? 'segment' }], []);
    return previewSegment(this.#pipeline, draft?.definition as SegmentDefinition, now);
  }

  /** Puts published definitions in place while the journal is replayed; history is filled afterwards. */
  restore(definitions: readonly PublishedDefinition[]): void {
    for (const { definition, version } of definitions) {
      if (definition.kind === 'segment') this.#pipeline.segments.restore(definition, version);
      if (definition.kind === 'moment') this.#pipeline.moments.publish(definition, version);
    }
    this.prepareOthers(definitions);
  }

  /** Compiles what is neither segment nor moment, so that its columns are there when it is asked. */
  prepareOthers(definitions: readonly PublishedDefinition[]): void {
    const pipeline = this.#pipeline;
    for (const { definition } of definitions) {
      if (definition.kind === 'metric') pipeline.metrics.set(definition.name, compileMetric(definition, this.#ground()) as Metric);
      if (definition.kind === 'campaign' && definition.audience !== undefined) pipeline.conditionOf(definition.audience);
    }
    for (const purpose of pipeline.definitions.purposes()) pipeline.columns.needEverywhere(consentPath(purpose));
  }

  retire(removed: readonly { readonly kind: string; readonly name: string }[]): void {
    for (const { kind, name } of removed) {
      if (kind === 'segment') this.#pipeline.segments.retire(name);
      if (kind === 'moment') this.#pipeline.moments.retire(name);
      if (kind === 'metric') this.#pipeline.metrics.delete(name);
    }
  }

  async #publish(specs: readonly JsonObject[], options: PublishOptions): Promise<readonly PlannedChange[]> {
    const pipeline = this.#pipeline;
    const removals = this.#removals(options.removed);
    const changed = this.#check(specs, options.removed).filter(({ change }) => change !== 'same');
    const at = pipeline.clock.now();
    const definitions = changed.map(({ definition, version }) => ({ definition, version, publishedAt: at }));
    if (definitions.length + removals.length > 0) {
      const publication = {
        definitions,
        removed: removals.map(({ kind, name }) => ({ kind, name })),
        by: options.by,
        reason: options.reason ?? null,
        at,
      };
      appendValue(pipeline.journal, 'publication', publication);
      await pipeline.journal.commit();
      passing('publication written');
      pipeline.definitions.fold(publication);
      this.retire(removals);
      await this.#goLive(definitions);
    }
    const counted = ({ definition: { kind, name }, version, change }: Draft): PlannedChange => {
      const count = kind === 'segment' ? (pipeline.segments.get(name)?.members.count ?? null) : null;
      return { kind, name, change, version, countNow: count, countThen: count };
    };
    return [...changed.map(counted), ...removals];
  }

  async #goLive(definitions: readonly PublishedDefinition[]): Promise<void> {
    const pipeline = this.#pipeline;
    const segments = definitions.flatMap(({ definition, version }) =>
      definition.kind === 'segment' ? [pipeline.segments.prepare(definition, version)] : [],
    );
    for (const { definition } of definitions) if (definition.kind === 'moment') compileMoment(definition, this.#ground());
    this.prepareOthers(definitions);
    await fillColumns(pipeline);
    const moments = definitions.flatMap(({ definition, version }) =>
      definition.kind === 'moment' ? [pipeline.moments.publish(definition, version, 'filling')] : [],
    );
    for (const segment of segments) pipeline.segments.startFilling(segment);
    await forEachCustomer(pipeline, (customer) => {
      const now = pipeline.clock.now();
      for (const segment of segments) pipeline.segments.fill(segment, customer, now);
      for (const moment of moments) pipeline.moments.fill(moment, customer, now);
    });
    passing('publication filled');
    for (const segment of segments) pipeline.segments.goLive(segment, pipeline.clock.now());
    for (const moment of moments) moment.status = 'live';
    await pipeline.actLog.write();
    pipeline.passTime();
  }

  /** Checks shapes, meaning and references of all together. @throws CuspError invalid_definition listing every problem */
  #check(specs: readonly JsonObject[], removed: PublishOptions['removed'] = []): Draft[] {
    const problems: DefinitionProblem[] = [];
    const definitions: Definition[] = [];
    for (const spec of specs) {
      const found = checkShape(spec, SHAPE);
      problems.push(...found);
      if (found.length === 0) definitions.push(spec as unknown as Definition);
    }
    for (const definition of definitions) problems.push(...this.#problemsOf(definition));
    problems.push(...checkReferences(definitions, removed, this.#pipeline.definitions));
    if (problems.length > 0) throw refused(problems);
    return definitions.map((definition) => this.#draft(definition));
  }

  #problemsOf(definition: Definition): readonly DefinitionProblem[] {
    try {
      if (definition.kind === 'segment') compileSegment(definition, this.#ground());
      if (definition.kind === 'moment') compileMoment(definition, this.#ground());
      if (definition.kind === 'campaign' && definition.audience !== undefined) this.#pipeline.conditionOf(definition.audience);
      if (definition.kind === 'source') return sourceProblems(definition);
      if (definition.kind === 'tracking-plan') compileTrackingPlan(definition);
      if (definition.kind === 'metric') {
        const metric = compileMetric(definition, this.#ground());
        if (Array.isArray(metric)) return metric as readonly DefinitionProblem[];
      }
      return [];
    } catch (error) {
      if (error instanceof DefinitionRefused && definition.kind === 'campaign')
        return error.problems.map((found) => inAudience(definition, found));
      if (error instanceof DefinitionRefused || error instanceof TrackingPlanRefused) return error.problems;
      throw error;
    }
  }

  #draft(definition: Definition): Draft {
    const { definitions } = this.#pipeline;
    const known = definitions.get(definition.kind, definition.name);
    if (known === undefined) return { definition, version: definitions.nextVersion(definition.kind, definition.name), change: 'add' };
    if (sameJson(known.definition, definition)) return { definition, version: known.version, change: 'same' };
    return { definition, version: known.version + 1, change: 'change' };
  }

  #removals(removed: PublishOptions['removed'] = []): PlannedChange[] {
    return removed.flatMap(({ kind, name }) => {
      const known = this.#pipeline.definitions.get(kind as DefinitionKind, name);
      if (known === undefined) return [];
      const countNow = kind === 'segment' ? (this.#pipeline.segments.get(name)?.members.count ?? null) : null;
      return [{ kind: kind as DefinitionKind, name, change: 'remove' as const, version: known.version, countNow, countThen: null }];
    });
  }

  #ground(): { names: Pipeline['timelines']['names']; columns: Pipeline['columns'] } {
    return { names: this.#pipeline.timelines.names, columns: this.#pipeline.columns };
  }
}

/** A problem of the condition that a campaign has for its audience, at its place in the campaign. */
function inAudience({ kind, name }: CampaignDefinition, problem: DefinitionProblem): DefinitionProblem {
  return { ...problem, kind, name, pointer: problem.pointer.replace(/^\/where/, '/audience') };
}

function refused(problems: readonly DefinitionProblem[]): CuspError {
  const first = problems[0] as DefinitionProblem;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  const why = `${first.kind ?? 'definition'} ${first.name ?? ''} at ${first.pointer || '/'}: ${first.message}${more}`;
  return new CuspError(ERRORS.invalidDefinition, why, { remedy: first.remedy, problems });
}

/** Equal as JSON, whatever the order of keys. */
function sameJson(left: unknown, right: unknown): boolean {
  return canonical(left) === canonical(right);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
}
