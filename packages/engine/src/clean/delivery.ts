import type { EventType } from '../vocabulary/event.js';
import type { Instant, Milliseconds } from '../vocabulary/instant.js';
import type { Json } from '../vocabulary/json.js';
import type { FloodWatch } from './bots/flood-watch.js';
import type { CleaningRules } from './cleaning-rules.js';

/** How items came in: all that cleaning must know about them beside the items themselves. One value serves a whole batch. */
export interface Delivery {
  /** The source whose write key was used. */
  readonly source: string;
  readonly receivedAt: Instant;
  /** The present, which only a replay tells apart from `receivedAt`: what lay in the future on arrival may lie in the past now. */
  readonly now: Instant;
  /** The call that the path names; null in a batch, where each item says its `type`. */
  readonly type: EventType | null;
  /** The batch's own `context`, `integrations` and `sentAt`, which count where an item has none; undefined outside a batch. */
  readonly context: Json | undefined;
  readonly integrations?: Json | undefined;
  readonly sentAt: Json | undefined;
  /** Events that happened longer than this before `now` are put aside; null keeps everything. */
  readonly retention: Milliseconds | null;
  /** Makes the id of an item that brings none. */
  readonly newMessageId: () => string;
  /** What applies to the source's events; default: what applies to a source that nobody defined. */
  readonly rules?: CleaningRules;
  /** Counts events to tell floods; absent where there can be none (files, replays), and nothing is marked as one. */
  readonly floods?: FloodWatch;
}
