import type { TimeZone } from '../timeline/time-zones.js';
import type { CampaignDefinition } from '../vocabulary/campaign.js';
import type { CampaignState } from '../vocabulary/campaign-act.js';
import type { Consent } from '../vocabulary/consent.js';
import type { ConditionSpec, WorkspaceDefinition } from '../vocabulary/definition.js';
import type { Silence } from '../vocabulary/purpose.js';
import type { Identifier } from '../vocabulary/identifier.js';
import type { Instant } from '../vocabulary/instant.js';
import type { Json, JsonObject } from '../vocabulary/json.js';
import type { Sent } from './sent.js';

/**
 * All that deciding may see of a customer, at the instant of the decision. Functions, so that only what is asked is worked out;
 * the pipeline binds them to one customer and to *now*.
 */
export interface CustomerLook {
  /** The representative identifier: the one acted on, which the decision follows through merges. */
  readonly identifier: Identifier;
  /** False once the customer was erased. */
  readonly exists: boolean;
  readonly stateOf: (campaign: string, version: number) => CampaignState;
  /** What holds for the whole workspace; undefined where nothing has been said. */
  readonly workspace: () => WorkspaceDefinition | undefined;
  readonly consent: (purpose: string) => Consent;
  /** What silence means for a purpose where the customer is; `optIn` for a purpose that nobody has defined, so that a slip of the pen contacts nobody. */
  readonly silence: (purpose: string) => Silence;
  /** Null when the condition names something that is not in force any more, as that of an older version of a campaign may. */
  readonly holdsAudience: (condition: ConditionSpec) => boolean | null;
  /** When this campaign (any version) decided to send to any of the customer's identifiers, in any order. */
  readonly sends: (campaign: string) => readonly Instant[];
  /** Everything that any campaign decided to send to any of the customer's identifiers, in any order. */
  readonly sent: () => readonly Sent[];
  /** The identifier by which this campaign (null: any campaign) first drew the customer's lot; undefined when it never did. */
  readonly assignedBy: (campaign: string | null) => Identifier | undefined;
  /** How many of a campaign's offer are reserved or gone; null as the offer: how many of its sends. */
  readonly taken: (campaign: string, offer: string | null) => number;
  /** Whether a channel has an address of the customer's. */
  readonly reaches: (channel: string) => boolean;
  /** Why a channel must not be used for the customer, in words; null when nothing speaks against it. */
  readonly suppressedBy: (channel: string, purpose: string) => string | null;
  /** Whether the customer has done something after an instant. */
  readonly performedSince: (event: string, after: Instant) => boolean;
  /** The customer's time zone, else the workspace's. */
  readonly zone: () => TimeZone;
  /** The tag of the customer's language; null when it is not known. */
  readonly language: () => string | null;
  readonly traits: () => JsonObject;
  /** A metric's value; null when it has none, or there is no such metric. */
  readonly metric: (name: string) => Json;
  /** Names of the segments that the customer is in. */
  readonly segments: () => readonly string[];
}

/** What must be seen besides, when a decision is looked at again before each attempt. */
export interface CustomerLookAgain extends CustomerLook {
  readonly inSegment: (segment: string) => boolean;
  readonly withdrawn: (momentId: string) => boolean;
  /** Whether a surge goes on, by what was told of it last. */
  readonly surges: (surgeId: string) => boolean;
  /** Whether what a decision reserved of stock and budget is (still) reserved for it. */
  readonly holdsReservation: (decisionId: string) => boolean;
  /** The version of a campaign that is in force; undefined when it is not any more. */
  readonly inForce: (campaign: string) => CampaignDefinition | undefined;
}
