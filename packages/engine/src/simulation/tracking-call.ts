import type { Instant } from '../vocabulary/instant.js';
import type { JsonObject } from '../vocabulary/json.js';

/** One call of the tracking API as a client words it, with its time left to {@link TimedCall}. */
export interface TrackingCall {
  readonly messageId: string;
  readonly type: 'identify' | 'track' | 'page';
  readonly userId?: string;
  /** Absent on what a server reports, which knows no browser. */
  readonly anonymousId?: string;
  /** The event's name; on `track` only. */
  readonly event?: string;
  /** The page's name; on `page` only. */
  readonly name?: string;
  readonly properties?: JsonObject;
  /** On `identify` only. */
  readonly traits?: JsonObject;
  readonly context: JsonObject;
}

/** A tracking call and the instant at which the customer makes it. */
export interface TimedCall {
  readonly at: Instant;
  readonly call: TrackingCall;
}
