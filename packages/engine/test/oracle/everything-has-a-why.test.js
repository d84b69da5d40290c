import { describe, expect, test } from 'vitest';
import { Life } from '../../src/simulation/oracle/life.js';
import { oracleWorld } from '../../src/simulation/oracle/world.js';
const WORLDS = Array.from({ length: 25 }, (_, index) => 12_000 + index);
/** A campaign for everything that can set one off. */
function campaignsOf(world) {
    const channel = { webhook: { url: 'https://shop.example/hook' } };
    const common = { kind: 'campaign', purpose: 'marketing', channel, message: { text: 'hello' } };
    return [
        { kind: 'purpose', name: 'marketing', consent: 'optOut' },
        ...world.segments.map(({ name }) => ({
            ...common,
            name: `on_${name}`,
            trigger: { entered: name },
            freshFor: '5s',
            cap: { times: 1, within: '10s' },
        })),
        ...world.moments.map(({ name }) => ({ ...common, name: `on_${name}`, trigger: { moment: name }, holdout: 0.5 })),
    ];
}
async function lived(world) {
    const life = new Life(world.start).start();
    await life.publish([...world.metrics, ...world.moments, ...world.segments, ...campaignsOf(world)]);
    for (const { at, event } of world.arrivals) {
        life.clock.advanceTo(at);
        await life.take(event);
    }
    life.clock.advanceTo(world.end);
    await life.pipeline.settled();
    life.stop();
    return life;
}
async function decisionsOf(life) {
    const decisions = [];
    for await (const entries of life.journal.scan(0)) {
        for (const { kind, payload } of entries)
            if (kind === 'decision')
                decisions.push(JSON.parse(payload.toString('utf8')));
    }
    return decisions;
}
/** Every leaf of a tree of conditions. */
function leavesOf(tree) {
    return tree.parts.length === 0 ? [tree] : tree.parts.flatMap(leavesOf);
}
describe('law: Everything has a why', () => {
    test('each membership names events of the customer or rests on their absence, and its tree says what it says', async () => {
        let byEvents = 0;
        let byAbsence = 0;
        for (const seed of WORLDS) {
            const world = oracleWorld(seed);
            const { pipeline } = await lived(world);
            for (const segment of pipeline.segments.all()) {
                for (const customer of segment.members) {
                    const because = pipeline.segments.explain(segment.compiled, customer, world.end);
                    const known = new Set(pipeline.timelines.rowsOf(customer).map((row) => pipeline.timelines.messageIdOf(row)));
                    const leaves = leavesOf(because);
                    expect(because.holds).toBe(true);
                    expect(leaves.every(({ words }) => words !== '')).toBe(true);
                    const named = leaves.flatMap(({ events }) => events);
                    expect(named.every(({ messageId, timestamp }) => known.has(messageId) && timestamp <= world.end)).toBe(true);
                    if (named.length > 0)
                        byEvents++;
                    else
                        byAbsence++;
                }
            }
        }
        expect(Math.min(byEvents, byAbsence)).toBeGreaterThan(10);
    });
    test('each moment names the events that make its pattern, each change those that decided it, each decision its checks', async () => {
        const decisions = [];
        let moments = 0;
        let caused = 0;
        for (const seed of WORLDS) {
            const world = oracleWorld(seed);
            const life = await lived(world);
            const acts = await life.acts();
            const known = new Set(world.arrivals.map(({ event }) => event.messageId));
            for (const moment of acts.moments) {
                const steps = world.moments.find(({ name }) => name === moment.name)?.pattern.filter((step) => Object.hasOwn(step, 'performed')) ?? [];
                expect(moment.evidence.length).toBeGreaterThanOrEqual(steps.length);
                expect(moment.evidence.every((messageId) => known.has(messageId))).toBe(true);
                moments++;
            }
            for (const change of acts.changes) {
                expect(change.because.every((messageId) => known.has(messageId))).toBe(true);
                if (change.cause === 'event')
                    expect(change.because.length).toBe(1);
                if (change.because.length > 0)
                    caused++;
            }
            const taken = await decisionsOf(life);
            expect(new Set(taken.map(({ decisionId }) => decisionId)).size).toBe(taken.length);
            decisions.push(...taken);
        }
        expect(Math.min(moments, caused, decisions.length)).toBeGreaterThan(100);
        for (const { outcome, reason, checks } of decisions) {
            expect(checks.length).toBeGreaterThan(0);
            expect(reason === null).toBe(outcome === 'send');
        }
        expect(new Set(decisions.map(({ reason }) => reason)).size).toBeGreaterThan(2);
    });
});
