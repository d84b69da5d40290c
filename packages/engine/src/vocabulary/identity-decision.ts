import type { Identifier } from './identifier.js';
import type { Instant } from './instant.js';

/**
 * What was decided of two identifiers: `merge` joins them; `unmerge` ends a merge and, when it `parts`, also takes what events say of
 * the two out of force; `block` keeps them apart whatever links say; `unblock` leaves it to the events again.
 */
export type IdentityAction = 'merge' | 'unmerge' | 'block' | 'unblock';

/**
 * A decision on two identifiers: an act, journalled once. Of several on the same two the newest is in force, so the same events and
 * decisions give the same customers, whatever came first. It names nobody else, so that erasing either of the two takes it whole.
 */
export interface IdentityDecision {
  readonly decisionId: string;
  /** What was asked for, and may have led to several decisions. */
  readonly requestId: string;
  readonly action: IdentityAction;
  readonly identifiers: readonly [Identifier, Identifier];
  /**
   * Of an `unmerge`: whether events that name the two together are not believed from now on. Of a `merge`: whether they were not believed
   * before, so that taking it back restores that.
   */
  readonly parts: boolean;
  readonly by: string;
  readonly reason: string;
  readonly at: Instant;
  /** What matching has learned to link or no longer links, not what somebody has decided: then `by` names the matching. */
  readonly learned?: LearnedEvidence;
}

/** By what matching came to think that two identifiers are of one person. */
export interface LearnedEvidence {
  /** The version of the model. */
  readonly modelId: string;
  /** Odds that they are, as log2. */
  readonly bits: number;
  readonly probability: number;
}
