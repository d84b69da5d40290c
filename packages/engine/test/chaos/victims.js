import { setTimeout as sleep } from 'node:timers/promises';
/** How many items each sends, the first of which is put aside. */
export const ITEMS_OF_VICTIM = 4;
/** Longer than a server that is killed again and again takes on a machine that has much else to do. */
const PATIENCE_MS = 600_000;
/** Customers who come, are erased, and whose events are sent once more: nothing of them may be there afterwards. */
export class Victims {
    #where;
    #ledger;
    #world;
    #erased = [];
    #underWay = new Set();
    #next = 0;
    constructor(where, ledger, world) {
        this.#where = where;
        this.#ledger = ledger;
        this.#world = world;
    }
    /** Whose erasure was acknowledged. */
    get erased() {
        return this.#erased;
    }
    /** Lets one come and be erased, however often the server dies meanwhile. Resolves once the erasure is acknowledged. */
    oneMore() {
        const coming = this.#comeAndGo().finally(() => this.#underWay.delete(coming));
        this.#underWay.add(coming);
        return coming;
    }
    /** Resolves when all who came are erased. @throws Error when one could not be */
    async settled() {
        await Promise.all(this.#underWay);
    }
    async #comeAndGo() {
        const userId = `victim ${this.#world}-${this.#next++}`;
        const items = Array.from({ length: ITEMS_OF_VICTIM }, (_, number) => {
            const item = { type: 'track', event: 'Wished', userId, messageId: `${userId} ${number}` };
            return number === 0 ? { ...item, timestamp: 'never' } : item;
        });
        const ids = items.map(({ messageId }) => messageId);
        this.#ledger.victim(ids);
        await this.#untilAnswered(async (server) => {
            const { status } = await server.batch(items);
            return status === 200 ? true : undefined;
        });
        const requestId = await this.#erase(userId);
        this.#ledger.erase(ids);
        this.#erased.push({ userId, items, requests: requestId === undefined ? [] : [requestId] });
    }
    /** @returns the request's id; undefined when an erasure that was not answered had been taken in all the same. */
    #erase(userId) {
        let tried = false;
        return this.#untilAnswered(async (server) => {
            const again = tried;
            tried = true;
            const { status, text } = await server.call('DELETE', `/customers/${encodeURIComponent(`userId:${userId}`)}`);
            if (status === 202 || status === 200)
                return { requestId: JSON.parse(text).requestId };
            if (status === 404 && again)
                return { requestId: undefined };
            if (status < 500)
                throw new Error(`erasing ${userId} was answered ${status}: ${text}`);
            return undefined;
        }).then(({ requestId }) => requestId);
    }
    async #untilAnswered(ask) {
        const limit = Date.now() + PATIENCE_MS;
        for (;;) {
            const server = this.#where();
            const answer = server === undefined || server.url === ''
                ? undefined
                : await ask(server).catch((error) => {
                    // The server died meanwhile. What it answered wrongly is no such thing.
                    if (error instanceof Error && error.message.startsWith('erasing '))
                        throw error;
                    return undefined;
                });
            if (answer !== undefined)
                return answer;
            if (Date.now() > limit)
                throw new Error('the server did not answer in time');
            await sleep(20);
        }
    }
}
