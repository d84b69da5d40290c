import type { Instant } from './instant.js';
import type { Json, JsonObject } from './json.js';
import type { SourceDefinition, TrackingPlanDefinition } from './source.js';
import type { SubscriptionDefinition } from './subscription.js';

/** A condition as written: exactly one kind's key (`performed`, `trait`, `all`, …) with its fields. Shapes: `detect/conditions/`. */
export type ConditionSpec = JsonObject;

/** What every definition has. */
export interface Named {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  /** The purpose that using personal data for this serves; default `analytics`. */
  readonly purpose?: string;
}

export interface SegmentDefinition extends Named {
  readonly kind: 'segment';
  readonly where: ConditionSpec;
  /** Known bots are left out unless this is true. */
  readonly includeBots?: boolean;
}

export interface MetricDefinition extends Named {
  readonly kind: 'metric';
  readonly value: JsonObject;
}

export type Intent = 'know' | 'go' | 'do' | 'buy';
export type Feeling = 'frustration' | 'delight' | 'neutral';

export interface MomentDefinition extends Named {
  readonly kind: 'moment';
  readonly intent: Intent;
  readonly feeling?: Feeling;
  readonly pattern: readonly JsonObject[];
  /** From the first step to the last. */
  readonly within?: string;
  readonly cooldown?: string;
  /** How long after it the moment is warm; default 30m. */
  readonly warmFor?: string;
}

export interface CampaignDefinition extends Named {
  readonly kind: 'campaign';
  /** What sets it off: entering a segment, or a moment. */
  readonly trigger: { readonly entered: string } | { readonly moment: string };
  /** Only customers for whom this holds when deciding. */
  readonly audience?: ConditionSpec;
  readonly purpose: string;
  /** A change learned later than this after its instant triggers nothing (`stale`); default 15m. */
  readonly freshFor?: string;
  /** At most `times` sends of this campaign to one customer within `within`. */
  readonly cap?: { readonly times: number; readonly within: string };
  /** The share of customers, 0 to 1, who are kept out so that the effect can be measured. */
  readonly holdout?: number;
  readonly channel: { readonly webhook: { readonly url: string; readonly secret?: string } };
  /** What the channel is given beside the customer and the cause. */
  readonly message: JsonObject;
}

/** A purpose for which personal data is used, and what silence means for it. */
export interface PurposeDefinition extends Named {
  readonly kind: 'purpose';
  /** `optIn`: unknown is no. `optOut`: unknown is yes until somebody objects. */
  readonly consent: 'optIn' | 'optOut';
}

export type Definition =
  | SegmentDefinition
  | MetricDefinition
  | MomentDefinition
  | CampaignDefinition
  | PurposeDefinition
  | SourceDefinition
  | SubscriptionDefinition
  | TrackingPlanDefinition;
export type DefinitionKind = Definition['kind'];

/** A definition as published: with its version (1, 2, … per kind and name), by whom and when. */
export interface PublishedDefinition<D extends Definition = Definition> {
  readonly definition: D;
  readonly version: number;
  readonly publishedAt: Instant;
}

/** One `PUT /api/v1/definitions`, as journalled. A name in `removed` is retired. */
export interface Publication {
  readonly definitions: readonly PublishedDefinition[];
  readonly removed: readonly { readonly kind: DefinitionKind; readonly name: string }[];
  readonly by: string;
  readonly reason: string | null;
  readonly at: Instant;
}

/** A definition that is refused: where in it, what is wrong, and what to do. */
export interface DefinitionProblem {
  readonly code: string;
  readonly kind: string | null;
  readonly name: string | null;
  /** JSON pointer into the definition (`/where/all/0/within`). */
  readonly pointer: string;
  readonly message: string;
  readonly remedy: string;
  readonly value?: Json;
}
