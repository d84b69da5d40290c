import fc from 'fast-check';
import { expect, it } from 'vitest';
import { entryValue } from '../../src/journal/entries.js';
import { SimulatedDisk } from '../../src/journal/embedded/simulated-disk.js';
import { VirtualClock } from '../../src/runtime/clock.js';
import { EngineOnDisk } from './engine-on-disk.js';
const sent = fc.record({ who: fc.nat(2), id: fc.nat(6), body: fc.integer({ min: 0, max: 1 }) });
const batch = fc.record({
    do: fc.constant('batch'),
    source: fc.constantFrom('web', 'till'),
    items: fc.array(sent, { minLength: 1, maxLength: 8 }),
});
/** Several at once are under way together, and wait for the same fsync. */
const step = fc.oneof({ weight: 5, arbitrary: fc.record({ do: fc.constant('together'), batches: fc.array(batch, { minLength: 1, maxLength: 4 }) }) }, { weight: 1, arbitrary: fc.record({ do: fc.constant('restart') }) });
function itemOf({ who, id, body }) {
    return {
        type: 'track',
        event: 'Viewed',
        userId: `u${who}`,
        messageId: `m${id}`,
        properties: { body },
        sentAt: new Date(id).toISOString(),
    };
}
/** law: Once */
it('an id of an identifier counts once: within a batch, across batches, sources and restarts; another body under it is reported', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
        let disk = new SimulatedDisk();
        const clock = new VirtualClock(Date.UTC(2026, 2, 1));
        let engine = await EngineOnDisk.open(disk, clock);
        const first = new Map();
        const books = { web: { accepted: 0, duplicate: 0, conflicting: 0 }, till: { accepted: 0, duplicate: 0, conflicting: 0 } };
        for (const action of steps) {
            if (action.do === 'restart') {
                disk = disk.killProcess();
                engine = await EngineOnDisk.open(disk, clock);
                continue;
            }
            const expected = action.batches.map(({ source, items }) => items.map(({ who, id, body }) => {
                const key = `u${who} m${id}`;
                const known = first.get(key);
                if (known === undefined) {
                    first.set(key, body);
                    books[source].accepted++;
                    return { status: 'accepted', messageId: `m${id}` };
                }
                books[source].duplicate++;
                if (known !== body)
                    books[source].conflicting++;
                return { status: 'duplicate', messageId: `m${id}`, conflicting: known !== body };
            }));
            const answered = await Promise.all(action.batches.map(({ source, items }) => engine.take(source, items.map(itemOf))));
            expect(answered).toEqual(expected);
        }
        engine = await EngineOnDisk.open(disk.killProcess(), clock);
        expect(engine.events()).toEqual(new Map([...first.keys()].map((key) => [`userId:${key}`, 1])));
        for (const source of ['web', 'till']) {
            const { accepted, duplicate } = books[source];
            expect(engine.pipeline.books.of(source)).toMatchObject({ received: accepted + duplicate, accepted, duplicate, quarantined: 0 });
            expect(await conflictingOf(engine, source)).toBe(books[source].conflicting);
        }
        // The body that counts is the one that was accepted.
        const bodies = new Map();
        for await (const entries of engine.journal.scan(engine.journal.start))
            for (const entry of entries) {
                if (entry.kind !== 'event')
                    continue;
                const { userId, messageId, properties } = entryValue(entry, 'event');
                bodies.set(`${userId} ${messageId}`, properties.body);
            }
        expect(bodies).toEqual(first);
    }), { numRuns: 80 });
});
/** How many conflicting duplicates of a source are on record. */
async function conflictingOf(engine, source) {
    let found = 0;
    for await (const entries of engine.journal.scan(engine.journal.start))
        for (const entry of entries) {
            if (entry.kind !== 'accounting')
                continue;
            const accounting = entryValue(entry, 'accounting');
            if (accounting.source === source)
                found += accounting.conflicting;
        }
    return found;
}
