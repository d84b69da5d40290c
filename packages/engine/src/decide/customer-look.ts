import type { Consent } from '../vocabulary/consent.js';
import type { ConditionSpec } from '../vocabulary/definition.js';
import type { Silence } from '../vocabulary/purpose.js';
import type { Identifier } from '../vocabulary/identifier.js';
import type { Instant } from '../vocabulary/instant.js';

/**
 * All that deciding may see of a customer, at the instant of the decision. Functions, so that only what is asked is worked out;
 * the pipeline binds them to one customer and to *now*.
 */
export interface CustomerLook {
  /** The representative identifier: the one acted on, which the decision follows through merges. */
  readonly identifier: Identifier;
  /** False once the customer was erased. */
  readonly exists: boolean;
  readonly consent: (purpose: string) => Consent;
  /** What silence means for a purpose where the customer is; `optIn` for a purpose that nobody has defined, so that a slip of the pen contacts nobody. */
  readonly silence: (purpose: string) => Silence;
  /** Null when the condition names something that is not in force any more, as that of an older version of a campaign may. */
  readonly holdsAudience: (condition: ConditionSpec) => boolean | null;
  /** When this campaign (any version) decided to send to any of the customer's identifiers, in any order. */
  readonly sends: (campaign: string) => readonly Instant[];
  /** The identifier by which this campaign first drew the customer's lot; undefined when it never did. */
  readonly assignedBy: (campaign: string) => Identifier | undefined;
}

/** What must be seen besides, when a decision is looked at again before each attempt. */
export interface CustomerLookAgain extends CustomerLook {
  readonly inSegment: (segment: string) => boolean;
  readonly withdrawn: (momentId: string) => boolean;
}
