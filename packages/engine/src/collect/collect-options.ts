import type { Clock } from '../runtime/clock.js';
import type { CleanedItem } from '../vocabulary/cleaned-item.js';
import type { EventType } from '../vocabulary/event.js';
import type { Instant } from '../vocabulary/instant.js';
import type { Json } from '../vocabulary/json.js';
import type { Outcome } from '../vocabulary/outcome.js';

/** How the items of one request came in. */
export interface Arrival {
  readonly source: string;
  readonly receivedAt: Instant;
  /** The call that the path names; null in a batch, where each item says its own. */
  readonly type: EventType | null;
  /** A batch's own context and time of sending, which count where an item has none. */
  readonly context: Json | undefined;
  readonly sentAt: Json | undefined;
}

/** What may wait for its answer at once; beyond it, requests are answered 503 and sent again by the client. */
export interface InFlightLimits {
  readonly bytes: number;
  readonly items: number;
}

/** What the front door is handed. */
export interface CollectOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** The source that a write key belongs to; undefined when the key is not known. */
  readonly writeKeys: (key: string) => string | undefined;
  /** Makes items events or puts them aside: one answer per item, in order. */
  readonly clean: (items: readonly Json[], arrival: Arrival) => readonly CleanedItem[];
  /** Resolves with one outcome per item once they are on disk. Rejects with a CuspError when nothing was taken in. */
  readonly accept: (source: string, items: readonly CleanedItem[]) => Promise<readonly Outcome[]>;
  /** Books items that were answered 4xx or 5xx. */
  readonly recordRefused: (source: string, items: number) => void;
  readonly inFlight?: InFlightLimits;
}
