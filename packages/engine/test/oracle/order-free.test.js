import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeAll } from '../../src/engine/compare-states.js';
import { recover } from '../../src/engine/recovery.js';
import { distinctEvents, shuffled } from '../../src/simulation/oracle/compare-orders.js';
import { Life } from '../../src/simulation/oracle/life.js';
import { definitionsOf, oracleWorld } from '../../src/simulation/oracle/world.js';
import { shuffledStates } from '../../src/simulation/oracle/shuffled-states.js';
import { Random } from '../../src/simulation/random.js';
import { takeSnapshot } from '../../src/engine/snapshot.js';
import { writeSnapshot } from '../../src/state/snapshot-file.js';
const WORLDS = Array.from({ length: 20 }, (_, index) => 5_000 + index);
/** Lets a world live as its events come. */
async function lived(world, onArrival = async () => undefined) {
    const life = new Life(world.start).start();
    await life.publish(definitionsOf(world));
    for (const [index, { at, event }] of world.arrivals.entries()) {
        life.clock.advanceTo(at);
        await life.take(event);
        await onArrival(life, index);
    }
    return settled(life, world);
}
async function settled(life, world) {
    life.clock.advanceTo(world.end);
    life.pipeline.passTime();
    await life.pipeline.settled();
    life.stop();
    return life;
}
describe('law: Order-free', () => {
    test.each(['one by one, all late', 'in batches, all late', 'all before their time', 'before the definitions'])('the same events in any order, repeated, give the same customers: %s', async (how) => {
        for (const seed of WORLDS) {
            const world = oracleWorld(seed);
            const expected = describeAll((await lived(world)).pipeline);
            const random = Random.of(seed).fork(how);
            const events = shuffled(distinctEvents(world), random);
            const repeated = [...events, ...shuffled(events, random).slice(0, 5)];
            const life = new Life(world.start).start();
            if (how !== 'before the definitions')
                await life.publish(definitionsOf(world));
            if (how !== 'all before their time')
                life.clock.advanceTo(world.end);
            if (how === 'in batches, all late')
                await Promise.all([life.take(...repeated.slice(0, 7)), life.take(...repeated.slice(7))]);
            else
                for (const event of repeated)
                    await life.take(event);
            if (how === 'before the definitions')
                await life.publish(definitionsOf(world));
            await settled(life, world);
            expect(describeAll(life.pipeline), `world ${seed}`).toEqual(expected);
        }
    });
});
test('law: Order-free, in many orders with repetitions, byte for byte', async () => {
    for (const seed of [5_100, 5_101])
        expect((await shuffledStates(seed, 12)).states, `world ${seed}`).toBe(1);
});
describe('law: Deterministic core', () => {
    test('the same seed gives the same world, the same state and the same journal, byte for byte', async () => {
        for (const seed of WORLDS.slice(0, 10)) {
            const [one, other] = [await lived(oracleWorld(seed)), await lived(oracleWorld(seed))];
            expect([...describeAll(one.pipeline)]).toEqual([...describeAll(other.pipeline)]);
            expect(await entriesOf(one)).toEqual(await entriesOf(other));
        }
    });
});
async function entriesOf(life) {
    const texts = [];
    for await (const entries of life.journal.scan(0))
        texts.push(...entries.map(({ kind, payload }) => `${kind} ${payload.toString('utf8')}`));
    return texts;
}
describe('recovery', () => {
    let folder;
    beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), 'cusp-oracle-'));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));
    test('gives the living state from the journal alone and from a snapshot at any cut, and observes nothing anew', async () => {
        for (const seed of WORLDS.slice(0, 12)) {
            const world = oracleWorld(seed);
            const cut = Random.of(seed).integer(0, world.arrivals.length - 1);
            const directory = join(folder, String(seed));
            await mkdir(directory);
            const life = await lived(world, async ({ pipeline }, index) => {
                if (index !== cut)
                    return;
                await pipeline.settled();
                await writeSnapshot(directory, takeSnapshot(pipeline));
            });
            const expected = describeAll(life.pipeline);
            const acts = await entriesOf(life);
            for (const where of [undefined, directory]) {
                const again = await life.restarted(world.end, where);
                expect(describeAll(again.pipeline), `world ${seed}, ${where === undefined ? 'journal' : 'snapshot'}`).toEqual(expected);
                await again.pipeline.settled();
                expect((await entriesOf(again)).length, `world ${seed}`).toBe(acts.length);
            }
        }
    });
    test('lets events that are stamped later come to count, and windows end, as if it had never stopped', async () => {
        for (const seed of WORLDS.slice(0, 12)) {
            const world = oracleWorld(seed);
            const expected = describeAll((await lived(world)).pipeline);
            const stopped = new Life(world.start).start();
            await stopped.publish(definitionsOf(world));
            for (const { event } of world.arrivals)
                await stopped.take(event);
            await stopped.pipeline.settled();
            stopped.stop();
            for (const withSnapshot of [false, true]) {
                const directory = join(folder, `stopped-${seed}-${withSnapshot}`);
                await mkdir(directory);
                if (withSnapshot)
                    await writeSnapshot(directory, takeSnapshot(stopped.pipeline));
                const again = new Life(world.start, stopped.journal.reopened());
                const { pipeline, publisher } = again;
                await recover({ pipeline, publisher, outbox: { restore: () => undefined }, onErasure: () => undefined }, withSnapshot ? directory : undefined);
                await settled(again.start(), world);
                expect(describeAll(pipeline), `world ${seed}`).toEqual(expected);
            }
        }
    });
});
