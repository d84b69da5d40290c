import { primaryIdentifier } from '../src/vocabulary/event.js';
import { formatIdentifier } from '../src/vocabulary/identifier.js';
/** Takes items in as an engine does, in memory: counts a messageId once per customer, and keeps the books. */
export class FakeAccept {
    events = [];
    books = { received: 0, accepted: 0, duplicate: 0, quarantined: 0, refused: 0 };
    #seen = new Map();
    accept = (_source, items) => Promise.resolve(items.map((item) => this.#take(item)));
    recordRefused = (_source, items) => {
        this.books.refused += items;
    };
    #take(item) {
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
