import { cleanItems } from '../src/clean/clean-items.js';
import { ERRORS } from '../src/runtime/error-catalogue.js';
import { CuspError } from '../src/runtime/errors.js';
import { systemClock } from '../src/runtime/clock.js';
import { delivery } from './cleaning.js';
import { FakeAccept } from './fake-accept.js';
/** What a way in is handed, in memory: everything that it takes in is cleaned and counted as an engine does, and survives it. */
export class FakeFetching {
    engine = new FakeAccept();
    putAside = [];
    faults = [];
    secrets = new Map();
    /** While true, nothing can be taken in. */
    unavailable = false;
    /** Called before each take; what it throws, the take throws. */
    beforeTake = () => Promise.resolve();
    /** Called once a take is on disk; what it throws looks to the way in as a take that failed. */
    afterTake = () => Promise.resolve();
    takes = 0;
    #checkpoint;
    /** Makes a way in ready that begins where the last one wrote that it was. */
    open(kind, settings, mapping, over = {}) {
        return kind.open({ ...this.#input(settings, mapping), ...over });
    }
    loseCheckpoint() {
        this.#checkpoint = undefined;
    }
    get checkpoint() {
        return this.#checkpoint === undefined ? undefined : JSON.parse(this.#checkpoint);
    }
    #input(settings, mapping) {
        return {
            source: 'crm',
            settings,
            mapping,
            take: (items) => this.#take(items),
            putAside: (rows) => this.#put(rows),
            secret: (name) => this.secrets.get(name),
            checkpoint: {
                read: () => Promise.resolve(this.checkpoint),
                write: async (value) => {
                    await nextTurn();
                    this.#checkpoint = JSON.stringify(value);
                },
            },
            clock: systemClock(),
            random: () => 0,
            allowPrivateAddresses: ['127.0.0.1'],
            onFault: (error) => this.faults.push(error),
        };
    }
    async #take(items) {
        this.takes++;
        await this.beforeTake();
        await nextTurn();
        if (this.unavailable)
            throw new CuspError(ERRORS.journalUnavailable, 'the test says so');
        const outcomes = await this.engine.accept('crm', cleanItems(items, delivery({ source: 'crm' })));
        await this.afterTake();
        return outcomes;
    }
    async #put(rows) {
        await nextTurn();
        if (this.unavailable)
            throw new CuspError(ERRORS.journalUnavailable, 'the test says so');
        this.putAside.push(...rows);
    }
}
function nextTurn() {
    return new Promise((resolve) => {
        setImmediate(resolve);
    });
}
/** Resolves once something holds; fails after forty seconds: machines that test are busy. */
export async function eventually(holds, what = 'it') {
    const deadline = performance.now() + 40_000;
    while (!holds()) {
        if (performance.now() > deadline)
            throw new Error(`${what} never came to hold`);
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
}
