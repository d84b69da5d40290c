import type { Identifier } from './identifier.js';
import type { Instant } from './instant.js';
import type { QuarantineReason } from './outcome.js';

/** An item that could not become an event, kept as it came so that it can be repaired and replayed. */
export interface QuarantinedItem {
  readonly source: string;
  readonly receivedAt: Instant;
  readonly reason: QuarantineReason;
  /** The path that is at fault (`timestamp`, `properties.price`), when one is. */
  readonly field: string | null;
  readonly detail: string;
  /** The item's JSON text as received (cut at 64 KiB). */
  readonly raw: string;
  /** Whether the request carried `Sec-GPC: 1`; it is heeded when the item is replayed. */
  readonly gpc?: true;
  readonly messageId: string | null;
  /** Whose it seems to be, as far as it can be told: erasure follows it. */
  readonly identifiers: readonly Identifier[];
}
