import { setTimeout as sleep } from 'node:timers/promises';
import { isEvent } from './traffic.js';
/** Sends batches one after the other, each again under the same ids until it is acknowledged, as a client's SDK does. */
export class Client {
    #where;
    #traffic;
    #ledger;
    #random;
    /** Items that were acknowledged as events. */
    taken = [];
    /** How many sends were not answered 2xx. */
    failures = 0;
    #going = true;
    constructor(where, traffic, ledger, random) {
        this.#where = where;
        this.#traffic = traffic;
        this.#ledger = ledger;
        this.#random = random;
    }
    /** Sends until {@link stop}; the last batch is acknowledged before it resolves. @throws Error when an acknowledged batch says what cannot be. */
    async run() {
        while (this.#going)
            await this.#sendUntilAcknowledged(this.#batch());
    }
    stop() {
        this.#going = false;
    }
    /** New items, and now and then some that were acknowledged long ago. */
    #batch() {
        const items = this.#traffic.items(this.#random.integer(1, 60));
        if (this.taken.length > 0 && this.#random.chance(0.2))
            items.push(this.#random.pick(this.taken));
        return items;
    }
    async #sendUntilAcknowledged(items) {
        this.#ledger.sending(items.map(({ messageId }) => messageId));
        for (;;) {
            const told = await this.#send(items);
            if (told !== undefined)
                return this.#acknowledged(items, told);
            await sleep(this.#random.integer(5, 60));
        }
    }
    async #send(items) {
        const server = this.#where();
        if (server === undefined || server.url === '')
            return undefined;
        try {
            const { status, text } = await server.batch(items);
            if (status === 200)
                return JSON.parse(text);
        }
        catch {
            // The server was killed meanwhile: whether the batch was taken in is not known, so it is sent again.
        }
        this.failures++;
        return undefined;
    }
    #acknowledged(items, { outcomes = [] }) {
        if (outcomes.length !== items.length)
            throw new Error(`${items.length} items were answered by ${outcomes.length} outcomes`);
        this.#ledger.acknowledge(outcomes.map(({ status, messageId }) => ({ status, messageId: messageId ?? '' })));
        items.forEach((item, index) => {
            const status = outcomes[index]?.status;
            if (isEvent(item) !== (status === 'accepted' || status === 'duplicate'))
                throw new Error(`${JSON.stringify(item)} was answered ${status}`);
            if (isEvent(item))
                this.taken.push(item);
        });
    }
}
