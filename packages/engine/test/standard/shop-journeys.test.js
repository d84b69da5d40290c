/**
 * Journeys on the simulated shop, told by the engine and counted naively from what the shop sent: who is whose customer is the engine's to say, the rest is plain.
 */
import { expect, test } from 'vitest';
import { twinJourneys, twinPaths, twinSteps } from '../../src/simulation/twin/journeys.js';
import { DAY } from '../../src/simulation/world/options.js';
import { createWorld } from '../../src/simulation/world/world.js';
import { personIdentifier } from '../../src/vocabulary/identifier.js';
import { withEngine } from '../real-data/three-ways.js';
const START = Date.UTC(2026, 5, 1);
const END = START + 14 * DAY;
const WITHIN = 2 * DAY;
test('what is told of journeys is what can be counted from what the shop sent', async () => {
    const calls = [...createWorld({ seed: 'journeys', customers: 80, start: START, end: END }).events()];
    await withEngine(async (engine) => {
        const items = calls.map(({ at, call }) => ({ ...call, timestamp: new Date(at).toISOString() }));
        const arrival = { source: 'shop', receivedAt: engine.clock.now(), type: null, context: undefined, sentAt: undefined };
        await engine.accept('shop', engine.clean(items, arrival, false));
        const whose = ({ userId, anonymousId }) => {
            const identifier = userId === undefined ? personIdentifier('anonymousId', anonymousId ?? '') : personIdentifier('userId', userId);
            return engine.customer(identifier, END)?.customerId ?? '';
        };
        const timelines = new Map();
        const ordered = calls
            .filter(({ call }) => call.type !== 'identify')
            .sort((one, other) => one.at - other.at || (one.call.messageId < other.call.messageId ? -1 : 1));
        for (const { at, call } of ordered) {
            const customer = whose(call);
            const point = { at, step: call.type === 'page' ? 'Page Viewed' : call.event, channel: undefined, beginsVisit: false };
            timelines.set(customer, [...(timelines.get(customer) ?? []), point]);
        }
        const asked = { from: 'Product Viewed', to: 'Order Completed', within: WITHIN };
        const begun = engine.journeys.begin({
            ...{ ...asked, once: false, segment: null, by: null, comparedWith: null, paths: 10_000, depth: 200, names: 60 },
            ...{ through: { events: true, moments: false, channels: false }, period: { since: null, until: null } },
        });
        const { answer, failure } = await engine.journeys.whenOver(begun.id);
        expect(failure).toBeNull();
        const { whole, texts, asOf } = answer;
        const twin = twinJourneys(timelines, { ...asked, asOf, channelsAreSteps: false, once: false });
        expect(twin.length).toBeGreaterThan(50);
        expect([whole.journeys, whole.reached]).toEqual([twin.length, twin.filter(({ reachedAt }) => reachedAt !== undefined).length]);
        const steps = whole.steps.map(({ step, customers, journeys, reached, left, beforeGoal, medianTime }) => ({
            ...{ name: texts[step], customers, journeys, reached, left, beforeGoal, medianTime },
        }));
        expect(steps.sort((one, other) => (one.name < other.name ? -1 : 1))).toEqual(twinSteps(twin));
        const paths = whole.paths.map(({ steps: way, goesOn: _, ...figures }) => [way.map((step) => texts[step]).join(' > '), figures]);
        expect(new Map(paths)).toEqual(twinPaths(twin));
    });
}, 60_000);
