import type { PairExplanation } from '../../identify/matching/explain.js';
import type { MatchValue } from '../../identify/matching/field-kind.js';
import type { MatchDrift } from '../../identify/matching/drift.js';
import type { MatchModel, Thresholds } from '../../identify/matching/model.js';

/** What is known of one identifier, for matching. */
export interface MatchRecord {
  /** The identifier as text; one record for each. */
  readonly key: string;
  /** In the order of the matcher's fields, as they came. */
  readonly values: readonly MatchValue[];
  /** Where the record is from; only when that is known to hold nobody twice: two records of one such source are never linked. */
  readonly source?: string;
}

/** Two records that are taken to be of one person, or that might be. */
export interface MatchedPair {
  /** The key that is smaller by UTF-8 bytes. */
  readonly left: string;
  readonly right: string;
  /** How sure it is: 0 is even odds, 10 a thousand to one. */
  readonly bits: number;
  readonly probability: number;
}

/** Two keys, the smaller by UTF-8 bytes first. */
export type PairOfKeys = readonly [left: string, right: string];

/** What should be in force now, as the difference to what was said before. */
export interface MatchChanges {
  /** Links that are to be made, in the order of their keys. */
  readonly linked: readonly MatchedPair[];
  /** Links that no longer hold, in the order of their keys. */
  readonly ended: readonly PairOfKeys[];
}

/** How to learn. */
export interface LearnRequest {
  /** The same records and the same seed give the same model. */
  readonly seed: number;
  /** Probabilities from which on pairs are linked, or suggested; the library's where they are not given. */
  readonly thresholds?: Partial<Thresholds>;
}

/** Some suggestions, the surest first. */
export interface SuggestionPage {
  readonly pairs: readonly MatchedPair[];
  /** Whether there are more after the last of them. */
  readonly more: boolean;
}

/** What a matcher holds. */
export interface MatcherState {
  readonly records: number;
  /** Links said to be in force. */
  readonly links: number;
  /** Looked at again, as drift is, when a hundredth of the records has changed. */
  readonly suggestions: number;
  /** How far the records are from those that the model in use was learned from; null without a model. */
  readonly drift: MatchDrift | null;
  /** Memory of the thread that it runs in, in bytes. */
  readonly memoryBytes: number;
}

/**
 * Finds records that share no identifier and are of one person all the same, and keeps what it found up to date.
 *
 * It holds all records. Which links are in force follows from the set of records, the model and nothing else: no order of calls shows. For each cluster these are the edges of its
 * maximum spanning tree over the pairs that blocking brought together and that reach the threshold of links: as few as hold it together, and the surest.
 *
 * Calls that change something are done one after the other, in the order of calling. All reject with what went wrong; a matcher that has failed answers no more, and is to be closed.
 */
export interface Matcher {
  /** Learns a model from the records that it holds. Uses it for nothing. */
  learn(request: LearnRequest): Promise<MatchModel>;
  /** Matches all records anew under a model, or under none, which links nothing. @throws CuspError invalid_model when its fields are not the matcher's */
  use(model: MatchModel | undefined): Promise<MatchChanges>;
  /** Takes records in, each instead of what stood under its key, and lets others go. A key in both is gone and then there again. */
  take(changed: readonly MatchRecord[], gone: readonly string[]): Promise<MatchChanges>;
  /**
   * Says which links are in force already, after a restart: differences are to those. Replaces what was said before.
   * Then comes {@link take} with all records, and {@link use} last: only that one tells differences, since until then records are missing.
   */
  believed(pairs: readonly PairOfKeys[]): Promise<void>;
  /** Pairs that reach the threshold of suggestions and whose records stand in different clusters, the surest first. @param after the last one of the page before */
  suggestions(limit: number, after?: Omit<MatchedPair, 'probability'>): Promise<SuggestionPage>;
  /** Why two records are, or are not, linked. Undefined when one is not held, or there is no model. */
  explain(left: string, right: string): Promise<PairExplanation | undefined>;
  state(): Promise<MatcherState>;
  /** Ends it, and with it all that it holds. */
  close(): Promise<void>;
}
