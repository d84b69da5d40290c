import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { JsonObject } from '../../vocabulary/json.js';

let messages = 0;

/** An event as it comes into a life: of a user, or of somebody who has an anonymousId as well. */
export function trackEvent(
  event: string,
  userId: string | null,
  timestamp: Instant,
  properties: JsonObject = {},
  anonymousId: string | null = null,
): CustomerEvent {
  const of = { messageId: `m${messages++}`, type: 'track', event, userId, anonymousId, previousId: null, groupId: null } as const;
  return { ...of, timestamp, receivedAt: timestamp, source: 'web', properties, context: {}, traits: {} };
}

/** The event by which a client says that somebody saw a variant. */
export function viewedEvent(
  experiment: string,
  variant: string,
  userId: string | null,
  timestamp: Instant,
  anonymousId: string | null = null,
): CustomerEvent {
  const properties = { experiment_name: experiment, variation_name: variant };
  return trackEvent('Experiment Viewed', userId, timestamp, properties, anonymousId);
}
