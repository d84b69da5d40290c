import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Features } from '../../src/engine/features/features.js';
import { Life } from '../../src/simulation/oracle/life.js';
import { definitionsOf, oracleWorld } from '../../src/simulation/oracle/world.js';
import { formatIdentifier } from '../../src/vocabulary/identifier.js';
const VISITS = { kind: 'metric', name: 'visits', value: { count: 'Session Started' } };
/** Each row of a table as JSON by column. */
async function rowsOf(life, request) {
    const { columns, rows } = await new Features(life.pipeline).table(request);
    const found = [];
    for await (const batch of rows())
        for (const row of batch)
            found.push(Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])));
    return found.sort((left, right) => (String(left.customerId) < String(right.customerId) ? -1 : 1));
}
/** Lives a world up to an instant of arrival, or to its end. */
async function lived(world, until) {
    const life = new Life(world.start).start();
    await life.publish([...definitionsOf(world), VISITS]);
    for (const { at, event } of world.arrivals) {
        if (at > until)
            break;
        life.clock.advanceTo(at);
        await life.take(event);
    }
    await life.pipeline.settled();
    return life;
}
test('features as of an instant are what the customer has as of then, and what who never saw later events would say', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 100_000 }), fc.nat({ max: 2 }), async (seed, look) => {
        const world = oracleWorld(seed);
        const at = world.looks[look] ?? world.end;
        const life = await lived(world, world.end);
        life.clock.advanceTo(world.end);
        const rows = await rowsOf(life, { at: [at], traits: ['plan', 'age', 'bot'] });
        for (const row of rows) {
            const identifier = life.pipeline.identities.representativeOf(life.customerOf(String(row.identifier)));
            expect(formatIdentifier(identifier)).toBe(row.identifier);
            const answer = life.questions.customer(identifier, at);
            const { customerId, identifier: _, at: instant, ...features } = row;
            expect([customerId, instant]).toEqual([answer?.customerId, at]);
            const said = {
                ...answer?.metrics,
                ...Object.fromEntries(life.pipeline.segments.all().map(({ definition: { name } }) => [`in_${name}`, isIn(answer, name)])),
                ...Object.fromEntries(['plan', 'age', 'bot'].map((name) => [`trait_${name}`, answer?.traits[name] ?? null])),
            };
            expect(Object.fromEntries(Object.entries(features).map(([name, value]) => [name, plain(value)]))).toEqual(Object.fromEntries(Object.entries(said).map(([name, value]) => [name, plain(value)])));
        }
        const known = await rowsOf(life, { at: [at], traits: ['plan'], asKnown: true });
        const then = await lived(world, at);
        expect(known).toEqual(await rowsOf(then, { at: [at], traits: ['plan'] }));
        life.stop();
        then.stop();
    }), { numRuns: 25, examples: [[57183, 1]] });
});
function isIn(answer, name) {
    return answer?.segments.some((segment) => segment.name === name) === true;
}
/** A column of several types is text: what is no text stands there as JSON. */
function plain(value) {
    return value === null || typeof value === 'string' ? value : JSON.stringify(value);
}
