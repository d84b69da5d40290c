import { externalIdentifiers } from './external-identifiers.js';
import { type Identifier, personIdentifier } from './identifier.js';
import type { Instant } from './instant.js';
import type { Json, JsonObject } from './json.js';

/** The calls of the tracking API. */
export const EVENT_TYPES = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/**
 * One thing that a customer did, as accepted: cleaned, stamped and belonging to its primary identifier.
 * This is exactly what the journal holds as JSON; property order is the order of the fields below.
 */
export interface CustomerEvent {
  readonly messageId: string;
  /** The call that it came by; `score` for the value of a score that was made elsewhere, which no call can send. */
  readonly type: EventType | 'score';
  /** The `track` event's name; `Page Viewed` for a page, `Screen Viewed` for a screen; empty for identify, group, alias and scores. */
  readonly event: string;
  readonly userId: string | null;
  readonly anonymousId: string | null;
  /** The identity that an `alias` names as the older one; null on every other type. */
  readonly previousId: string | null;
  /** The group of a `group` call; null on every other type. */
  readonly groupId: string | null;
  /** When it happened, by the client's clock corrected for skew: `receivedAt − (sentAt − originalTimestamp)`. */
  readonly timestamp: Instant;
  readonly receivedAt: Instant;
  /** The name of the source that it came by. */
  readonly source: string;
  /** What cleaning changed, in the order in which it did; absent when nothing. */
  readonly changes?: readonly FieldChange[];
  /** Where the sender wants it handed on, by the names of integrations; absent when nothing was said. */
  readonly integrations?: JsonObject;
  readonly properties: JsonObject;
  readonly context: JsonObject;
  readonly traits: JsonObject;
}

/** One thing that cleaning changed about an event. */
export interface FieldChange {
  /** The path, such as `traits.email`. */
  readonly field: string;
  /** The rule that did it, such as `email`, `ip`, `tracking-plan`. */
  readonly rule: string;
  /** What stood there before; absent when nothing did, or when the policy does not keep originals. */
  readonly from?: Json;
}

/**
 * The identifier that an event belongs to and is stored under: `userId`, else `anonymousId`, else the first external id of its
 * context (a loyalty card at the till).
 */
export function primaryIdentifier({ userId, anonymousId, context }: Pick<CustomerEvent, 'userId' | 'anonymousId' | 'context'>): Identifier {
  if (userId !== null) return personIdentifier('userId', userId);
  if (anonymousId !== null) return personIdentifier('anonymousId', anonymousId);
  return externalIdentifiers(context)[0] ?? personIdentifier('anonymousId', '');
}
