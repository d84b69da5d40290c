import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decisionIdOf } from '../../src/decide/decide.js';
import { triggerOf } from '../../src/decide/trigger.js';
import { describeAll } from '../../src/engine/compare-states.js';
import { entryValue } from '../../src/journal/entries.js';
import { dice, SimulatedDisk } from '../../src/journal/embedded/simulated-disk.js';
import { VirtualClock } from '../../src/runtime/clock.js';
import { personIdentifier } from '../../src/vocabulary/identifier.js';
import { eachChange } from '../../src/vocabulary/segment-change.js';
import { EngineOnDisk } from './engine-on-disk.js';
const START = Date.UTC(2026, 2, 1);
const channel = { webhook: { url: 'https://shop.example/' } };
const DEFINITIONS = [
    { kind: 'purpose', name: 'service', consent: 'optOut' },
    { kind: 'segment', name: 'buyers', where: { performed: 'Bought' } },
    { kind: 'segment', name: 'recent', where: { performed: 'Viewed', within: '1m' } },
    {
        kind: 'moment',
        name: 'again',
        intent: 'buy',
        feeling: 'neutral',
        pattern: [{ performed: 'Viewed' }, { performed: 'Viewed' }],
        within: '10m',
        cooldown: '1s',
    },
    { kind: 'campaign', name: 'thanks', trigger: { entered: 'buyers' }, purpose: 'service', channel, message: {} },
    { kind: 'campaign', name: 'ask', trigger: { moment: 'again' }, purpose: 'service', channel, message: {} },
];
/** What clients know: what they sent, and what they were told. Independent of the engine. */
class Ledger {
    /** `identifier messageId` of every event that was ever sent. */
    sent = new Set();
    acknowledged = new Set();
    items = 0;
    duplicates = 0;
    quarantined = 0;
    victims = new Map();
    /** How many events of a victim were there when their erasure was asked for: a request that was cut short may have left one of two. */
    thereWhenAsked = new Map();
}
const item = fc.record({ who: fc.nat(5), id: fc.nat(12), bought: fc.boolean() });
const step = fc.oneof({ weight: 6, arbitrary: fc.record({ do: fc.constant('take'), items: fc.array(item, { minLength: 1, maxLength: 6 }) }) }, { weight: 2, arbitrary: fc.record({ do: fc.constant('victim'), who: fc.nat(4) }) }, { weight: 2, arbitrary: fc.record({ do: fc.constant('erase'), who: fc.nat(4) }) }, { weight: 2, arbitrary: fc.record({ do: fc.constant('tick'), ms: fc.integer({ min: 1, max: 90_000 }) }) }, { weight: 4, arbitrary: fc.record({ do: fc.constant('turns'), count: fc.integer({ min: 1, max: 8 }) }) }, {
    weight: 1,
    arbitrary: fc.record({
        do: fc.constant('fault'),
        fault: fc.constantFrom('EIO', 'ENOSPC', 'short'),
        calls: fc.integer({ min: 1, max: 6 }),
    }),
}, { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('settle', 'publish') }) });
const life = fc.record({
    steps: fc.array(step, { minLength: 3, maxLength: 20 }),
    ending: fc.constantFrom('power', 'kill'),
});
/** One process: an engine that is asked things, until its disk is taken away. */
class Process {
    #engine;
    #clock;
    #disk;
    #ledger;
    #underWay = new Set();
    constructor(engine, clock, disk, ledger) {
        this.#engine = engine;
        this.#clock = clock;
        this.#disk = disk;
        this.#ledger = ledger;
    }
    async run(steps) {
        for (const action of steps)
            await this.#do(action);
    }
    /** Resolves when all that was asked has been answered, or has failed. */
    async answered() {
        await Promise.all(this.#underWay);
    }
    async #do(action) {
        if (action.do === 'take')
            this.#take(action.items.map(({ who, id, bought }) => eventOf(`u${who}`, `m${id}`, bought)));
        if (action.do === 'victim' && !this.#ledger.victims.has(action.who))
            this.#take(itemsOfVictim(action.who));
        if (action.do === 'erase')
            this.#erase(action.who);
        if (action.do === 'publish')
            this.#begin(this.#engine.publisher.publish(DEFINITIONS, { by: 'test' }));
        if (action.do === 'settle')
            await this.answered();
        if (action.do === 'tick')
            this.#clock.advanceTo(this.#clock.now() + action.ms);
        if (action.do === 'turns')
            for (let count = 0; count < action.count; count++)
                await new Promise((resolve) => setImmediate(resolve));
        if (action.do === 'fault') {
            const until = this.#disk.calls + action.calls;
            this.#disk.plan = ({ number }) => (number <= until ? action.fault : undefined);
        }
    }
    /** A refusal is an answer too: what it was about is then not acknowledged. */
    #begin(work) {
        const ended = work
            .catch((error) => {
            if (error.code === 'unknown_customer')
                return;
            if (error.code !== 'journal_unavailable')
                throw error;
        })
            .finally(() => this.#underWay.delete(ended));
        this.#underWay.add(ended);
    }
    #take(items) {
        const ledger = this.#ledger;
        for (const each of items)
            if (each.timestamp !== 'never')
                ledger.sent.add(keyOf(each));
        this.#begin(this.#engine.take('web', items).then((outcomes) => {
            ledger.items += outcomes.length;
            outcomes.forEach(({ status }, index) => {
                if (status === 'duplicate')
                    ledger.duplicates++;
                if (status === 'quarantined')
                    ledger.quarantined++;
                else
                    ledger.acknowledged.add(keyOf(items[index]));
            });
        }));
    }
    #erase(who) {
        const { victims, thereWhenAsked } = this.#ledger;
        const there = eventsOfVictim(this.#engine, who);
        // Whoever has not come yet is unknown, and stays somebody who may come.
        if (there === 0 || victims.get(who) === 'erased')
            return;
        victims.set(who, 'asked');
        thereWhenAsked.set(who, there);
        this.#begin(this.#engine.erase(personIdentifier('userId', `victim${who}`)).then(() => victims.set(who, 'erased')));
    }
}
function eventOf(userId, messageId, bought) {
    return {
        type: 'track',
        event: bought ? 'Bought' : 'Viewed',
        userId,
        messageId,
        properties: { padding: 'x'.repeat(messageId.length * 60) },
    };
}
/** Two events that bear a secret, and an item that is put aside. */
function itemsOfVictim(who) {
    const secret = { secret: `a secret of ${who}!` };
    const of = (messageId, more) => ({
        ...eventOf(`victim${who}`, `${messageId} of ${who}!`, true),
        properties: secret,
        ...more,
    });
    return [of('first', {}), of('second', { event: 'Viewed' }), of('third', { timestamp: 'never' })];
}
/** How many of a victim's two events an engine has. */
function eventsOfVictim(engine, who) {
    const events = engine.events();
    return itemsOfVictim(who)
        .slice(0, 2)
        .filter((each) => events.has(keyOf(each))).length;
}
function keyOf({ userId, messageId }) {
    return `userId:${String(userId)} ${String(messageId)}`;
}
/** Holds what a new process finds against what clients know. */
function check(engine, ledger) {
    const events = engine.events();
    expect([...events].filter(([, times]) => times > 1)).toEqual([]);
    expect([...events.keys()].filter((key) => !ledger.sent.has(key))).toEqual([]);
    const victims = [...ledger.victims.keys()].map((who) => itemsOfVictim(who).slice(0, 2).map(keyOf));
    const ofVictims = new Set(victims.flat());
    expect([...ledger.acknowledged].filter((key) => !ofVictims.has(key) && !events.has(key))).toEqual([]);
    for (const [who, status] of ledger.victims) {
        const there = eventsOfVictim(engine, who);
        // Asked, and not answered: then all of them is there, or nothing.
        if (status === 'erased' || there === 0)
            expect(there).toBe(0);
        else
            expect(there).toBeGreaterThanOrEqual(ledger.thereWhenAsked.get(who));
    }
    const { received, accepted, duplicate, quarantined } = engine.pipeline.books.of('web');
    expect(received).toBe(accepted + duplicate + quarantined);
    expect(received).toBeGreaterThanOrEqual(ledger.items);
    expect(accepted).toBeGreaterThanOrEqual(new Set([...ledger.acknowledged, ...events.keys()]).size);
    expect(accepted).toBeLessThanOrEqual(ledger.sent.size);
    expect(duplicate).toBeGreaterThanOrEqual(ledger.duplicates);
    expect(quarantined).toBeGreaterThanOrEqual(ledger.quarantined);
}
/** Every entry into a segment and every moment on record that a campaign in force waits for has its decision. */
async function checkDecisions(engine) {
    await engine.pipeline.settled();
    let campaigns = [];
    const expected = [];
    const decided = [];
    for await (const entries of engine.journal.scan(engine.journal.start)) {
        for (const entry of entries) {
            if (entry.kind === 'publication')
                campaigns = entryValue(entry, 'publication').definitions.filter((published) => published.definition.kind === 'campaign');
            const occurrences = entry.kind === 'segmentChanges'
                ? eachChange(entryValue(entry, 'segmentChanges'))
                : entry.kind === 'moment'
                    ? [entryValue(entry, 'moment')]
                    : [];
            for (const occurrence of occurrences) {
                for (const { definition, version } of campaigns) {
                    const trigger = triggerOf(definition, occurrence);
                    if (trigger !== undefined && !('correctedAt' in occurrence))
                        expected.push(decisionIdOf(definition.name, version, trigger.cause));
                }
            }
            if (entry.kind === 'decision')
                decided.push(entryValue(entry, 'decision').decisionId);
        }
    }
    expect(expected.filter((id) => !decided.includes(id))).toEqual([]);
    expect(new Set(decided).size).toBe(decided.length);
}
/** No file holds a byte of those whose erasure was acknowledged. */
function checkBytes(disk, ledger) {
    for (const [who, status] of ledger.victims) {
        if (status !== 'erased')
            continue;
        const needles = [`victim${who}`, ` of ${who}!`];
        for (const path of disk.paths())
            for (const needle of needles)
                expect([path, disk.contentOf(path).includes(needle)]).toEqual([path, false]);
    }
}
/**
 * law: Safe before acknowledged
 * law: Nothing vanishes
 */
describe('whatever the disk does, and whenever power or process end', () => {
    it('everything acknowledged is there once, what was erased is gone whole, the books balance, and each occurrence is decided', async () => {
        await fc.assert(fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 4 }), fc.nat(), async (lives, seed) => {
            const chance = dice(seed);
            const ledger = new Ledger();
            let disk = new SimulatedDisk();
            let now = START;
            const first = await EngineOnDisk.open(disk, new VirtualClock(now));
            await first.publisher.publish(DEFINITIONS, { by: 'test' });
            disk = disk.killProcess();
            for (const { steps, ending } of lives) {
                const clock = new VirtualClock(now);
                const process = new Process(await EngineOnDisk.open(disk, clock), clock, disk, ledger);
                await process.run(steps);
                disk = ending === 'power' ? disk.cutPower(chance) : disk.killProcess();
                await process.answered();
                now = clock.now();
                const found = await EngineOnDisk.open(disk, new VirtualClock(now));
                check(found, ledger);
                await checkDecisions(found);
                checkBytes(disk, ledger);
                const described = describeAll(found.pipeline);
                // Opened once more, it finds the same: recovery invents nothing of its own.
                disk = disk.killProcess();
                const again = await EngineOnDisk.open(disk, new VirtualClock(now));
                check(again, ledger);
                expect(describeAll(again.pipeline)).toEqual(described);
                disk = disk.killProcess();
            }
        }), { numRuns: 150 });
    });
});
