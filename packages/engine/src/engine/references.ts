import { didYouMean } from '../vocabulary/did-you-mean.js';
import type { CompilationInput } from '../timeline/compilation.js';
import { type TimeZone, timeZone, UTC } from '../timeline/time-zones.js';
import type { Reference, ReferenceKind, References } from '../timeline/references.js';
import { compileMetric, type Metric } from '../profile/metrics/metric.js';
import type { Definition, MetricDefinition, MomentDefinition, SegmentDefinition, WorkspaceDefinition } from '../vocabulary/definition.js';
import type { PurposeDefinition } from '../vocabulary/purpose.js';
import type { Definitions } from './definitions.js';

/** What is about to be published over the definitions in force. */
export interface Changes {
  readonly definitions: readonly Definition[];
  readonly removed: readonly { readonly kind: string; readonly name: string }[];
}

const NOTHING: Changes = { definitions: [], removed: [] };

export interface ReferencesInput {
  /** Where metrics are compiled. */
  readonly ground: Omit<CompilationInput, 'kind' | 'name' | 'references'>;
  readonly definitions: Definitions;
  readonly consent: References['consent'];
}

/**
 * The definitions that conditions may name: those in force, and over them those that are about to be published. Metrics are compiled
 * when they are asked for, so that no order of definitions matters, and once for all conditions that compare their value.
 */
export class ReferencesInForce implements References {
  readonly consent: References['consent'];
  readonly #input: ReferencesInput;
  readonly #changes: Changes;
  /** Each with the workspace's zone that it was compiled for. */
  readonly #metrics = new WeakMap<MetricDefinition, { readonly zone: TimeZone; readonly metric: Metric | undefined }>();

  constructor(input: ReferencesInput, changes: Changes = NOTHING) {
    this.#input = input;
    this.#changes = changes;
    this.consent = input.consent;
  }

  /** The same with something else about to be published. */
  with(changes: Changes): ReferencesInForce {
    return new ReferencesInForce(this.#input, changes);
  }

  get timeZone(): TimeZone {
    const { definitions, removed } = this.#changes;
    const drafts = definitions.filter(({ kind }) => kind === 'workspace');
    const inForce = this.#input.definitions.of('workspace').map(({ definition }) => definition);
    const staying = inForce.filter(({ name }) => !removed.some((other) => other.kind === 'workspace' && other.name === name));
    const [workspace] = [...drafts, ...staying] as readonly WorkspaceDefinition[];
    return (workspace && timeZone(workspace.timeZone)) ?? UTC;
  }

  segment(name: string): SegmentDefinition | undefined {
    return this.#find('segment', name) as SegmentDefinition | undefined;
  }

  moment(name: string): MomentDefinition | undefined {
    return this.#find('moment', name) as MomentDefinition | undefined;
  }

  purpose(name: string): PurposeDefinition | undefined {
    return this.#find('purpose', name) as PurposeDefinition | undefined;
  }

  metric(name: string): Metric | undefined {
    const definition = this.#find('metric', name) as MetricDefinition | undefined;
    if (definition === undefined) return undefined;
    const zone = this.timeZone;
    const known = this.#metrics.get(definition);
    if (known?.zone === zone) return known.metric;
    const compiled = compileMetric(definition, { ...this.#input.ground, references: this });
    const metric = 'read' in compiled ? compiled : undefined;
    // The columns of what is only tried out may go.
    if (!this.#input.ground.columns.isTrial) this.#metrics.set(definition, { zone, metric });
    return metric;
  }

  nearest({ kind, name }: Reference): string | undefined {
    return didYouMean(name, this.#names(kind));
  }

  #find(kind: ReferenceKind, name: string): Definition | undefined {
    const { definitions, removed } = this.#changes;
    const draft = definitions.find((definition) => definition.kind === kind && definition.name === name);
    if (draft !== undefined || removed.some((other) => other.kind === kind && other.name === name)) return draft;
    return this.#input.definitions.get(kind, name)?.definition;
  }

  #names(kind: ReferenceKind): readonly string[] {
    const { definitions, removed } = this.#changes;
    const inForce = this.#input.definitions.of(kind).map(({ definition }) => definition.name);
    const drafts = definitions.filter((definition) => definition.kind === kind).map(({ name }) => name);
    return [...drafts, ...inForce.filter((name) => !removed.some((other) => other.kind === kind && other.name === name))];
  }
}
