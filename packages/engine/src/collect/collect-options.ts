import type { Clock } from '../runtime/clock.js';
import type { CleanedItem } from '../vocabulary/cleaned-item.js';
import type { EventType } from '../vocabulary/event.js';
import type { Instant, Milliseconds } from '../vocabulary/instant.js';
import type { Json } from '../vocabulary/json.js';
import type { Outcome } from '../vocabulary/outcome.js';
import type { SourceLimits } from '../vocabulary/source.js';

/** How the items of one request came in. */
export interface Arrival {
  readonly source: string;
  readonly receivedAt: Instant;
  /** The call that the path names; null in a batch, where each item says its own. */
  readonly type: EventType | null;
  /** A batch's own context, choice of integrations and time of sending, which count where an item has none. */
  readonly context: Json | undefined;
  readonly integrations?: Json | undefined;
  readonly sentAt: Json | undefined;
  /** Whether the request carried Global Privacy Control (`Sec-GPC: 1`), which speaks for all of its items. */
  readonly gpc?: boolean;
}

/** What may wait for its answer at once; beyond it, requests are answered 503 and sent again by the client. */
export interface InFlightLimits {
  readonly bytes: number;
  readonly items: number;
  /** How long what waits may take at the rate at which requests are being completed; default {@link MOST_WAIT}. */
  readonly wait?: Milliseconds;
}

/** What the front door is handed. */
export interface CollectOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** The source that a write key belongs to; undefined when the key is not known. */
  readonly writeKeys: (key: string) => string | undefined;
  /** How much a source may send; undefined (also when this is absent): as much as the engine can take. */
  readonly limitsOf?: (source: string) => SourceLimits | undefined;
  /** Makes items events or puts them aside: one answer per item, in order. */
  readonly clean: (items: readonly Json[], arrival: Arrival) => readonly CleanedItem[];
  /** Resolves with one outcome per item once they are on disk. Rejects with a CuspError when nothing was taken in. */
  readonly accept: (source: string, items: readonly CleanedItem[]) => Promise<readonly Outcome[]>;
  /** Books items that were answered 4xx or 5xx. */
  readonly recordRefused: (source: string, items: number) => void;
  /** Is told what broke inside while a request was answered 500. */
  readonly onFault?: (error: unknown) => void;
  readonly inFlight?: InFlightLimits;
  /** The machine's monotonic time in milliseconds; default `performance.now`. */
  readonly time?: () => Milliseconds;
}
