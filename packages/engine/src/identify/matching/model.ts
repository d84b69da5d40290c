import type { BlockingRule } from './blocking-rule.js';
import type { MatchField } from './field-kind.js';
import type { LookAlikes } from './look-alikes.js';

/** What was learned of one field. */
export interface FieldModel extends MatchField {
  /** By level, the strongest first: its share among pairs of one person (m) and of two (u). */
  readonly levels: readonly LevelModel[];
  /** Values that several persons have. */
  readonly frequent: FrequentValues;
  /** Share of the persons that have a value that is not among the frequent, each. */
  readonly rest: number;
}

/** How often one outcome of a comparison is seen. */
export interface LevelModel {
  readonly m: number;
  readonly u: number;
  /** On levels on which two values count as one that was misspelt, and on equality: the share of the persons that the values of pairs of two persons have in the mean. Rarer ones weigh more. Absent where rarity says nothing. */
  readonly typicalShare?: number;
}

/**
 * How many persons have a value, as shares. Values stand as 53-bit hashes and only those of several persons, so that a model holds nobody's data.
 * Sorted by hash; the two arrays run in parallel.
 */
export interface FrequentValues {
  readonly hashes: readonly number[];
  readonly shares: readonly number[];
}

/** Everything that matching has learned: plain JSON, to be written down as one version. Under one model the same records give the same links, in whatever order they come. */
export interface MatchModel {
  readonly version: 2;
  readonly fields: readonly FieldModel[];
  /** Fields that exchange values, by number, with the levels "each in its place" and "exchanged". */
  readonly arrangements: readonly { readonly fields: readonly [number, number]; readonly levels: readonly LevelModel[] }[];
  /** Share of all pairs of records that are of one person. */
  readonly prior: number;
  /** Two persons who look alike: namesakes, members of a household. */
  readonly lookAlikes: readonly LookAlikes[];
  readonly rules: readonly BlockingRule[];
  readonly largestBlock: number;
  readonly thresholds: Thresholds;
  readonly learnedFrom: LearnedFrom;
}

/** What records look like, for later ones to be held against. */
export interface LearnedFrom {
  readonly records: number;
  /** Pairs that reach the threshold of links, among those that were looked at. */
  readonly links: number;
  /** By field the share of the records that have no value. */
  readonly missing: readonly number[];
  /** By field and level, the strongest first: the share among these links, as far as both have a value. */
  readonly levels: readonly (readonly number[])[];
}

/** Probabilities from which on a pair is linked, or put before a person. */
export interface Thresholds {
  readonly link: number;
  readonly suggestion: number;
}
