import type { ConditionSpec, Named } from './definition.js';
import type { Json, JsonObject } from './json.js';

/** One of the ways in which customers are treated. */
export interface ExperimentVariant {
  readonly name: string;
  /** How many customers it gets beside the others; default 1. */
  readonly weight?: number;
  /** What the flag is for them; default the variant's name. */
  readonly value?: Json;
}

/** What is measured of every customer, over so long from just after they were first exposed. */
export interface ExperimentMeasure {
  readonly name: string;
  /** The share of customers who do this. */
  readonly performed?: string;
  readonly where?: JsonObject;
  /** Or a figure: an aggregate over events, whose mean is compared; or the `ratio` of two, the sum of one by the sum of the other. */
  readonly value?: JsonObject;
  readonly within: string;
  /** Figures above this count as this: a few very large ones would drown the rest. */
  readonly cap?: number;
  /** How long before the exposure the same figure is read, to make means surer (CUPED); default as long as `within`; `false`: not at all. */
  readonly before?: string | false;
}

/** What must not get worse while something else gets better. */
export interface Guardrail {
  /** The name of a metric of the experiment. */
  readonly metric: string;
  /** Which way is harm. */
  readonly worse: 'higher' | 'lower';
  /** So much harm is put up with, as a share of the control's figure; default 0.02. */
  readonly margin?: number;
}

/** Customers who are treated in different ways by lot, and what is compared. */
export interface ExperimentDefinition extends Named {
  readonly kind: 'experiment';
  /** `draft`: the flag is not known to anybody; `running` (default): lots are drawn; `stopped`: everybody gets `serve`. */
  readonly status?: 'draft' | 'running' | 'stopped';
  /** The flag's key; default the experiment's name. */
  readonly flag?: string;
  readonly variants: readonly ExperimentVariant[];
  /** The variant that the others are compared with, and what those get who do not take part. */
  readonly control: string;
  /** The variant that everybody gets once it is stopped; default the control. */
  readonly serve?: string;
  /** Only customers for whom this holds when they are first asked for. */
  readonly audience?: ConditionSpec;
  /** How much of the audience takes part, above 0 and up to 1; default 1. */
  readonly share?: number;
  /** What lots are drawn with; default the experiment's name. Two experiments with one salt give a customer the same lot. */
  readonly salt?: string;
  /** Who says that a customer has seen their variant: an `Experiment Viewed` event (default), or already the evaluation of this one flag. */
  readonly expose?: 'onEvent' | 'onEvaluate';
  readonly metrics?: readonly ExperimentMeasure[];
  readonly guardrails?: readonly Guardrail[];
  /** Segments whose members, at their exposure, are told apart from the others. */
  readonly by?: readonly string[];
}

/** The event by which a customer's first sight of a variant is known: as Segment names it. */
export const EXPERIMENT_VIEWED = 'Experiment Viewed';
