import type { PersonId } from './access.js';
import type { Approval } from './approval.js';
import type { CampaignDefinition, Cap, QuietHours } from './campaign.js';
import type { ExperimentDefinition } from './experiment.js';
import type { ExportDefinition } from './export.js';
import type { IdentifierDefinition } from './identifier-rules.js';
import type { Instant } from './instant.js';
import type { Json, JsonObject } from './json.js';
import type { MatchingDefinition } from './matching.js';
import type { PurposeDefinition } from './purpose.js';
import type { SourceDefinition, TrackingPlanDefinition } from './source.js';
import type { SubscriptionDefinition } from './subscription.js';
import type { SurgeDefinition } from './surge.js';

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

/** What holds for all of a workspace; there is at most one. */
export interface WorkspaceDefinition extends Named {
  readonly kind: 'workspace';
  /** The zone of customers who tell none, by its name in the IANA database; UTC where there is no workspace. */
  readonly timeZone: string;
  /** Hours in which no campaign sends anything, where it does not say otherwise itself. */
  readonly quietHours?: QuietHours;
  /** How often customers are contacted at most, whatever the campaign: overall, and by channel. */
  readonly caps?: { readonly overall?: Cap; readonly channels?: Readonly<Record<string, Cap>> };
  /** All campaigns compete: of those that would contact a customer within so long, the one of the highest rank does. */
  readonly arbitration?: { readonly window?: string };
  /** The share of customers, 0 to 1, whom no campaign contacts, so that the effect of all can be measured. */
  readonly holdout?: number;
  /** What every campaign asks for at least before a version acts. */
  readonly approval?: Approval;
}

export type Definition =
  | SegmentDefinition
  | MetricDefinition
  | MomentDefinition
  | CampaignDefinition
  | ExperimentDefinition
  | ExportDefinition
  | PurposeDefinition
  | WorkspaceDefinition
  | SourceDefinition
  | SubscriptionDefinition
  | TrackingPlanDefinition
  | IdentifierDefinition
  | MatchingDefinition
  | SurgeDefinition;
export type DefinitionKind = Definition['kind'];

/** A definition as published: with its version (1, 2, … per kind and name), by whom and when. */
export interface PublishedDefinition<D extends Definition = Definition> {
  readonly definition: D;
  readonly version: number;
  readonly publishedAt: Instant;
  /** The older version whose text this one brings back. */
  readonly restores?: number;
  /** Who published it or saved its draft, as far as they were signed in as themselves. */
  readonly authors?: readonly PersonId[];
}

/** What a definition goes by. */
export interface DefinitionRef {
  readonly kind: DefinitionKind;
  readonly name: string;
}

/** One `PUT /api/v1/definitions`, as journalled. A name in `removed` is retired. */
export interface Publication {
  /** Absent in entries of before publications were followed: those count from where they stand. */
  readonly publicationId?: string;
  readonly definitions: readonly PublishedDefinition[];
  readonly removed: readonly DefinitionRef[];
  /** The drafts that it ends. */
  readonly drafts?: readonly DefinitionRef[];
  /** Who published it, as they said themselves. */
  readonly by: string;
  readonly reason: string | null;
  readonly at: Instant;
}

/**
 * How far a publication is, as journalled: `live` at the instant of the switch, `done` once everybody whom it changed anything
 * for has been told of, `failed` when it never went live.
 */
export interface PublicationMark {
  readonly publicationId: string;
  readonly step: 'live' | 'done' | 'failed';
  readonly at: Instant;
}

/** A version of a definition, with how it came about and how it ended. */
export interface DefinitionVersion extends PublishedDefinition {
  readonly publicationId: string | null;
  readonly by: string;
  readonly reason: string | null;
  /** Who took it out of force without putting another in its place. */
  readonly retired?: { readonly by: string; readonly reason: string | null; readonly at: Instant };
}

/** A definition that somebody works on. Nothing follows from it until it is published. */
export interface DefinitionDraft {
  readonly definition: Definition;
  readonly by: string;
  readonly note: string | null;
  readonly at: Instant;
  /** The version that was in force when the draft was begun; null when there was none. */
  readonly basedOn: number | null;
  /** Everybody who saved it since it was begun, as far as they were signed in as themselves. */
  readonly authors?: readonly PersonId[];
}

/** A draft that was saved, in the place of an older one, or thrown away. */
export type DraftEntry =
  | { readonly saved: DefinitionDraft }
  | { readonly discarded: DefinitionRef; readonly by: string; readonly at: Instant };

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
