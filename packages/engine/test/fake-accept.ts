import type { CleanedItem } from '../src/vocabulary/cleaned-item.js';
import { type CustomerEvent, primaryIdentifier } from '../src/vocabulary/event.js';
import { formatIdentifier } from '../src/vocabulary/identifier.js';
import type { Accounting, Outcome } from '../src/vocabulary/outcome.js';

/** Takes items in as an engine does, in memory: counts a messageId once per customer, and keeps the books. */
export class FakeAccept {
  readonly events: CustomerEvent[] = [];
  readonly books: Accounting = { received: 0, accepted: 0, duplicate: 0, quarantined: 0, refused: 0 };
  readonly #seen = new Map<string, string>();

  readonly accept = (_source: string, items: readonly CleanedItem[]): Promise<readonly Outcome[]> =>
    Promise.resolve(items.map((item) => this.#take(item)));

  readonly recordRefused = (_source: string, items: number): void => {
    this.books.refused += items;
  };

  #take(item: CleanedItem): Outcome {
    this.books.received++;
    if (item.kind === 'quarantined') {
      this.books.quarantined++;
      const { messageId, reason, field, detail } = item.item;
      return { status: 'quarantined', messageId, reason, field, detail };
    }
    const { event } = item;
    const key = `${formatIdentifier(primaryIdentifier(event))} ${event.messageId}`;
    const before = this.#seen.get(key);
    if (before !== undefined) {
      this.books.duplicate++;
      return { status: 'duplicate', messageId: event.messageId, conflicting: before !== JSON.stringify(event) };
    }
    this.#seen.set(key, JSON.stringify(event));
    this.events.push(event);
    this.books.accepted++;
    return { status: 'accepted', messageId: event.messageId };
  }
}
