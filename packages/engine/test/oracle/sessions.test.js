import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeAll } from '../../src/engine/compare-states.js';
import { recover } from '../../src/engine/recovery.js';
import { takeSnapshot } from '../../src/engine/snapshot.js';
import { Life } from '../../src/simulation/oracle/life.js';
import { twinSince } from '../../src/simulation/twin/course.js';
import { twinMember } from '../../src/simulation/twin/holds.js';
import { twinCustomers } from '../../src/simulation/twin/identity.js';
import { ownerOf } from '../../src/simulation/twin/links.js';
import { twinMetric } from '../../src/simulation/twin/metric.js';
import { twinMoments } from '../../src/simulation/twin/moments.js';
import { eventAt, second } from '../../src/simulation/twin/history.js';
import { writeSnapshot } from '../../src/state/snapshot-file.js';
import { Timeline } from '../../src/timeline/timeline.js';
import { personIdentifier } from '../../src/vocabulary/identifier.js';
const MINUTE = 60;
const END = second(500 * MINUTE);
const ANN = personIdentifier('userId', 'ann');
/** What people do, and what is done for them: with and without anybody there. */
const DEEDS = [
    { type: 'page', event: 'Page Viewed', context: { page: { url: 'https://shop.example/a', referrer: 'https://www.google.de/' } } },
    { type: 'page', event: 'Page Viewed', context: { page: { url: 'https://shop.example/a', referrer: 'https://shop.example/' } } },
    { type: 'screen', event: 'Screen Viewed' },
    { event: 'Seen', context: { device: { type: 'mobile' }, campaign: { source: 'google', medium: 'cpc', name: 'autumn' } } },
    { event: 'Seen', context: { device: { type: 'mobile' }, campaign: { source: 'newsletter', medium: 'email' } } },
    { event: 'Order Completed', context: { device: { type: 'desktop' } } },
    { event: 'Order Completed', context: { channel: 'server' } },
    { event: 'Order Completed', properties: { channel: 'store' } },
    { event: 'Order Completed' },
    { type: 'identify', event: '', traits: { plan: 'gold' }, context: { page: { url: 'https://shop.example/' } } },
];
const deed = fc
    .record({
    minute: fc.nat({ max: 24 }).map((tens) => tens * 10),
    off: fc.constantFrom(0, 0, 0, -0.001, 0.001),
    deed: fc.constantFrom(...DEEDS),
    messageId: fc.integer({ min: 0, max: 99 }).map((number) => `m${number}`),
    who: fc.constantFrom({ userId: 'ann' }, { userId: 'ann' }, { userId: null, anonymousId: 'device' }, { userId: 'bob' }, { userId: 'ann', anonymousId: 'device' }, { userId: 'bob', anonymousId: 'device' }),
})
    .map(({ minute, off, deed: what, messageId, who }) => eventAt(minute * MINUTE + off, what.event ?? '', { ...what, messageId, ...who }));
const history = fc.uniqueArray(deed, { selector: ({ messageId }) => messageId, minLength: 1, maxLength: 14 });
const SEGMENTS = [
    { performed: 'Session Started' },
    { performed: 'Session Started', times: { atLeast: 2 }, within: '2h' },
    { performed: 'Session Started', times: { exactly: 1 } },
    { performed: 'Session Started', where: { 'session.channel': 'organic_search' }, within: '1h' },
    { performed: 'Session Started', where: { 'context.device.type': 'mobile' } },
    { not: { performed: 'Session Started', within: '90m' } },
    { performed: 'Order Completed', where: { 'session.channel': { in: ['paid_search', 'email'] } } },
    { performed: 'Order Completed', where: { 'session.channel': 'store' } },
    { performed: 'Order Completed', where: { 'session.isFirst': true } },
    { performed: 'Order Completed', where: { 'session.isFirst': { exists: false } } },
    { performed: 'Page Viewed', where: { 'session.isStart': false, 'session.startedAt': { before: '2026-03-01T02:00:00Z' } } },
    { sequence: [{ performed: 'Seen', where: { 'session.isStart': true } }, { performed: 'Order Completed' }], within: '3h' },
].map((where, index) => ({ kind: 'segment', name: `segment_${index}`, where, includeBots: true }));
const METRICS = [
    { count: 'Session Started', within: '2h' },
    { recency: 'Session Started' },
    { last: 'Session Started', of: 'session.channel' },
    { distinct: 'Order Completed', of: 'session.startedAt' },
    { first: 'Order Completed', of: 'session.campaign' },
    { count: 'Session Started' },
].map((value, index) => ({ kind: 'metric', name: `metric_${index}`, value }));
const MOMENTS = [
    {
        kind: 'moment',
        name: 'back_again',
        intent: 'buy',
        pattern: [
            { performed: 'Order Completed', as: 'one' },
            { performed: 'Page Viewed', where: { 'session.isStart': true, 'session.channel': { differsFrom: 'one.session.channel' } } },
        ],
        within: '4h',
    },
];
const ALL = [...SEGMENTS, ...METRICS, ...MOMENTS];
function agreesWithTwin(life, arrived) {
    const now = life.clock.now();
    const { pipeline } = life;
    pipeline.passTime();
    for (const twin of twinCustomers(arrived)) {
        const customer = life.customerOf(ownerOf(twin.events[0]));
        for (const { name, where } of SEGMENTS) {
            const segment = pipeline.segments.get(name);
            const member = twinMember(where, twin.events, now);
            expect(segment?.members.has(customer), `${name} ${JSON.stringify(where)} at ${now}`).toBe(member);
            if (member)
                expect(segment && pipeline.segments.since(segment.compiled, customer, now), name).toBe(twinSince(where, twin.events, now));
        }
        for (const { name, value } of METRICS) {
            const ours = pipeline.metrics.get(name)?.valueFor(new Timeline(pipeline.timelines).at(customer, now));
            if (twin.events.some(({ timestamp }) => timestamp <= now))
                expect(ours, JSON.stringify(value)).toEqual(twinMetric(value, twin.events, now) ?? null);
        }
        for (const moment of MOMENTS) {
            const standing = pipeline.moments.standing(moment.name, customer).map(({ at, evidence }) => ({ at, evidence }));
            expect(standing, moment.name).toEqual(twinMoments(moment, twin.events, now));
        }
    }
}
async function lived(events, before) {
    const life = new Life(END).start();
    await life.publish(ALL);
    for (const event of events) {
        await life.take(event);
        before?.(life);
    }
    await life.pipeline.settled();
    return life;
}
describe('sessions', () => {
    test('law: One meaning. As events come, late or not, and as of then, the engine says what the twin says', async () => {
        await fc.assert(fc.asyncProperty(history, fc.constantFrom(60, 200, 500), async (events, minutes) => {
            const life = new Life(second(minutes * MINUTE)).start();
            await life.publish(ALL);
            for (const [index, event] of events.entries()) {
                await life.take(event);
                agreesWithTwin(life, events.slice(0, index + 1));
            }
            life.clock.advanceTo(END);
            agreesWithTwin(life, events);
            life.stop();
        }), { numRuns: 40 });
    });
    test('law: Order-free. Any order, with definitions before or after, and from the journal or a snapshot, gives the same state', async () => {
        await fc.assert(fc.asyncProperty(history.chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length }), fc.nat())), async ([events, shuffled, cut]) => {
            const one = await lived(events);
            const expected = describeAll(one.pipeline);
            expect(describeAll((await lived([...shuffled, ...events])).pipeline)).toEqual(expected);
            const later = new Life(END).start();
            await later.take(...shuffled);
            await later.publish(ALL);
            expect(describeAll(later.pipeline)).toEqual(expected);
            const folder = await mkdtemp(join(tmpdir(), 'cusp-sessions-'));
            const saved = new Life(END).start();
            await saved.publish(ALL);
            for (const [index, event] of events.entries()) {
                await saved.take(event);
                await saved.pipeline.settled();
                if (index === cut % events.length)
                    await writeSnapshot(folder, takeSnapshot(saved.pipeline));
            }
            for (const from of [undefined, folder]) {
                const again = new Life(END, saved.journal.reopened());
                const { pipeline, publisher } = again;
                await recover({ pipeline, publisher, outbox: { restore: () => undefined }, onErasure: () => undefined }, from);
                expect(describeAll(pipeline), from).toEqual(expected);
                agreesWithTwin(again, events);
            }
            await rm(folder, { recursive: true });
        }), { numRuns: 15 });
    });
    test('law: Erased is gone. Who is left has the sessions that they would have had alone', async () => {
        await fc.assert(fc.asyncProperty(history, async (events) => {
            const life = await lived(events);
            const ann = life.customerOf('userId:ann');
            if (ann < 0)
                return;
            const identifiers = life.pipeline.identities.membersOf(ann).map((member) => life.pipeline.timelines.identifiers.textOf(member));
            life.pipeline.forget(ann, END);
            const others = events.filter((event) => !identifiers.includes(ownerOf(event)));
            const found = [...describeAll(life.pipeline).values()].sort();
            expect(found).toEqual([...describeAll((await lived(others)).pipeline).values()].sort());
        }), { numRuns: 30 });
    });
    test('an event that joins two sessions, or comes before the first, changes what is known of the others', async () => {
        const page = (minute, context = {}) => eventAt(minute * MINUTE, 'Page Viewed', {
            type: 'page',
            messageId: `at ${minute}`,
            context: { page: { url: 'https://shop.example/' }, ...context },
        });
        const mail = { campaign: { medium: 'email' } };
        const life = await lived([page(100), page(140, mail), eventAt(141 * MINUTE, 'Order Completed')]);
        const channels = () => life.questions.timeline(ANN, {})?.items.map(({ event, session }) => `${event.messageId} ${session?.channel}`);
        expect(channels()).toEqual(['Order Completed 8460 email', 'at 140 email', 'at 100 direct']);
        const inSegment = (index) => life.pipeline.segments.get(`segment_${index}`)?.members.has(life.customerOf('userId:ann'));
        expect([inSegment(2), inSegment(6), inSegment(8)]).toEqual([false, true, false]);
        await life.take(page(120));
        expect(channels()).toEqual(['Order Completed 8460 direct', 'at 140 direct', 'at 120 direct', 'at 100 direct']);
        expect([inSegment(2), inSegment(6), inSegment(8)]).toEqual([true, false, true]);
        await life.take(page(60));
        expect([inSegment(2), inSegment(6), inSegment(8)]).toEqual([false, false, false]);
        await life.take(page(80, mail));
        expect([inSegment(2), inSegment(8)]).toEqual([true, true]);
        const segment = life.pipeline.segments.get('segment_8');
        const because = segment && life.pipeline.segments.explain(segment.compiled, life.customerOf('userId:ann'), END);
        expect(because?.events).toMatchObject([{ event: 'Order Completed', session: { startedAt: second(60 * MINUTE), channel: 'direct' } }]);
    });
    test('exactly thirty minutes of silence end a session; a millisecond less does not', async () => {
        const seen = (seconds) => eventAt(seconds, 'Seen', { context: { device: { type: 'mobile' } } });
        const counted = async (...events) => {
            const { pipeline, customerOf } = await lived(events).then((life) => ({ ...life, customerOf: (who) => life.customerOf(who) }));
            return pipeline.metrics.get('metric_5')?.valueFor(new Timeline(pipeline.timelines).at(customerOf('userId:ann'), END));
        };
        expect(await counted(seen(0), seen(30 * MINUTE))).toBe(2);
        expect(await counted(seen(0), seen(30 * MINUTE - 0.001))).toBe(1);
        expect(await counted(seen(0), eventAt(20 * MINUTE, 'Order Completed'), seen(40 * MINUTE))).toBe(2);
    });
    test('a pattern names the event that begins a session, and the refusal says so', async () => {
        const life = new Life(END);
        const sequence = [{ performed: 'Session Started' }, { performed: 'Order Completed' }];
        await expect(life.publish([{ kind: 'segment', name: 'no', where: { sequence } }])).rejects.toMatchObject({
            problems: [{ pointer: '/where/sequence/0/performed', remedy: 'name that event, with where: { session.isStart: true }' }],
        });
        await expect(life.publish([{ kind: 'segment', name: 'no', where: { performed: 'A', where: { 'session.number': 1 } } }])).rejects.toThrow('session.number');
    });
});
