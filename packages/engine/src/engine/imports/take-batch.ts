import { rowOfMessageId } from '../../collect/files/row-mapper.js';
import type { UnmappedDocument } from '../../collect/ways-in/way-in.js';
import type { Clock } from '../../runtime/clock.js';
import type { CleanedItem } from '../../vocabulary/cleaned-item.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { Json } from '../../vocabulary/json.js';
import type { Outcome } from '../../vocabulary/outcome.js';
import { unmapped } from '../unmapped.js';

/** What became of a batch. `received = accepted + duplicate + quarantined`; conflicting ones are among the duplicates. */
export interface BatchCounts extends Record<Outcome['status'] | 'received' | 'conflicting', number> {}

/** What takes items in. */
export interface BatchTaker {
  /** Resolves once all of them are on disk and folded. */
  readonly accept: (source: string, items: readonly CleanedItem[]) => Promise<readonly Outcome[]>;
  /** Books items that were never taken in. */
  readonly recordRefused: (source: string, items: number) => void;
  readonly clock: Pick<Clock, 'now'>;
  /** The clean stage: what received items are. Files carry no `sentAt`, so that an item's timestamp is its own. */
  readonly clean: (items: readonly Json[], arrival: { readonly source: string; readonly receivedAt: Instant }) => readonly CleanedItem[];
}

/**
 * Takes items of a source in that were mapped elsewhere, with the rows that could not be.
 * @throws CuspError journal_unavailable: then nothing of it was taken in, and it is booked as refused
 */
export async function takeBatch(
  taker: BatchTaker,
  source: string,
  batch: { readonly items: readonly unknown[]; readonly unmappable: readonly UnmappedDocument[] },
): Promise<BatchCounts> {
  const receivedAt = taker.clock.now();
  const cleaned = taker.clean(batch.items as readonly Json[], { source, receivedAt }).map(withRow);
  const items = [...cleaned, ...batch.unmappable.map((row) => unmapped(row, source, receivedAt))];
  try {
    return countsOf(await taker.accept(source, items));
  } catch (error) {
    taker.recordRefused(source, items.length);
    throw error;
  }
}

/** What cleaning puts aside says which row of the file it was, as what could not be mapped does. */
function withRow(cleaned: CleanedItem): CleanedItem {
  if (cleaned.kind === 'event' || cleaned.item.messageId === null) return cleaned;
  const row = rowOfMessageId(cleaned.item.messageId);
  return row === undefined ? cleaned : { ...cleaned, item: { ...cleaned.item, detail: `row ${row}: ${cleaned.item.detail}` } };
}

function countsOf(outcomes: readonly Outcome[]): BatchCounts {
  const counts = { received: outcomes.length, accepted: 0, duplicate: 0, quarantined: 0, conflicting: 0 };
  for (const outcome of outcomes) {
    counts[outcome.status] += 1;
    if (outcome.status === 'duplicate' && outcome.conflicting) counts.conflicting += 1;
  }
  return counts;
}
