/**
 * The standard metrics and segments on the simulated shop, whose customers' truth is known and never sent: price sensitivity, preferred
 * channel and responsiveness as computed agree with what was planted.
 */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { createWorld } from '../../src/simulation/world/world.js';
import {} from '../../src/simulation/world/customer-truth.js';
import { DAY } from '../../src/simulation/world/options.js';
import { personIdentifier } from '../../src/vocabulary/identifier.js';
import { definitionsOf, withEngine } from '../real-data/three-ways.js';
import { balancedAccuracy, spearman } from './agreement.js';
const STANDARD = fileURLToPath(new URL('../../../../examples/standard', import.meta.url));
const START = Date.UTC(2026, 5, 1);
const END = START + 90 * DAY;
const WORLD = { seed: 'acceptance', customers: 800, start: START, end: END };
const BATCH = 2_000;
/** What the engine calls the way by which a customer of the simulated shop comes. */
const CHANNEL = {
    direct: 'direct',
    search: 'paid_search',
    email: 'email',
    social: 'organic_social',
    push: 'push',
};
let people;
let definitions;
beforeAll(async () => {
    const world = createWorld(WORLD);
    definitions = await definitionsOf(STANDARD);
    people = await withEngine(async (engine) => {
        const items = [...world.events()].map(({ at, call }) => ({ ...call, timestamp: new Date(at).toISOString() }));
        for (let next = 0; next < items.length; next += BATCH) {
            const arrival = { source: 'shop', receivedAt: engine.clock.now(), type: null, context: undefined, sentAt: undefined };
            await engine.accept('shop', engine.clean(items.slice(next, next + BATCH), arrival, false));
        }
        await engine.publish(definitions, { by: 'test' });
        const answerFor = ({ userId, devices }) => engine.customer(personIdentifier('userId', userId), END) ??
            engine.customer(personIdentifier('anonymousId', devices[0]?.anonymousId), END);
        return [...world.truth.customers()].flatMap((truth) => {
            const answer = answerFor(truth);
            return answer === undefined ? [] : [{ truth, metrics: answer.metrics, segments: new Set(answer.segments.map(({ name }) => name)) }];
        });
    });
}, 300_000);
/** Those for whom a metric has a value and another is large enough to say something. */
function known(metric, support, least) {
    return people.flatMap((person) => {
        const value = person.metrics[metric] ?? null;
        return value === null || Number(person.metrics[support] ?? 0) < least ? [] : [{ ...person, value }];
    });
}
function members(segment) {
    return people.filter(({ segments }) => segments.has(segment));
}
function share(group, holds) {
    return group.filter(({ truth }) => holds(truth)).length / group.length;
}
function say(what, figure, customers) {
    console.info(`simulated shop: ${what.padEnd(72)} ${figure.toFixed(2)} (${customers} customers)`);
}
describe('on the simulated shop', () => {
    test('price sensitivity is the planted one', () => {
        const buyers = known('price_sensitivity', 'frequency', 1);
        const accuracy = balancedAccuracy(buyers.map(({ value, truth }) => ({ told: Number(value) > 0.5, truth: truth.priceSensitive })));
        say('price_sensitivity > 0.5 and being price-sensitive: balanced accuracy', accuracy, buyers.length);
        expect(buyers.length).toBeGreaterThan(200);
        expect(accuracy).toBeGreaterThanOrEqual(0.7);
        const certain = known('price_sensitivity', 'frequency', 3);
        const rank = spearman(certain.map(({ value }) => Number(value)), certain.map(({ truth }) => Number(truth.priceSensitive)));
        say('price_sensitivity and being price-sensitive, of three orders and more: rank corr.', rank, certain.length);
    });
    test('a reduced price changes more for the price-sensitive', () => {
        const viewers = known('price_reaction', 'frequency', 2);
        const mean = (sensitive) => {
            const values = viewers.filter(({ truth }) => truth.priceSensitive === sensitive).map(({ value }) => Number(value));
            return values.reduce((sum, value) => sum + value, 0) / values.length;
        };
        say('price_reaction of the price-sensitive, divided by that of the others', mean(true) / mean(false), viewers.length);
        expect(mean(true) / mean(false)).toBeGreaterThan(1.2);
    });
    test('the preferred channel is the planted one', () => {
        const visitors = known('preferred_channel', 'visits_180d', 3);
        const right = visitors.filter(({ value, truth }) => value === CHANNEL[truth.preferredChannel]).length / visitors.length;
        say('preferred_channel and the channel that they prefer: accuracy', right, visitors.length);
        expect(visitors.length).toBeGreaterThan(300);
        expect(right).toBeGreaterThanOrEqual(0.7);
    });
    test('responsiveness is the planted one', () => {
        const written = known('responsiveness', 'letters_sent', 4).filter(({ truth }) => truth.fadesFrom > END);
        const rank = spearman(written.map(({ value }) => Number(value)), written.map(({ truth }) => truth.opensLetters));
        say('responsiveness and the probability of opening a letter: rank correlation', rank, written.length);
        expect(written.length).toBeGreaterThan(100);
        expect(rank).toBeGreaterThanOrEqual(0.7);
    });
    test('device and category are mostly the preferred ones', () => {
        const onDevice = known('preferred_device', 'visits_180d', 3);
        const device = onDevice.filter(({ value, truth }) => value === truth.devices[0]?.type).length / onDevice.length;
        say('preferred_device and the device that they prefer: accuracy', device, onDevice.length);
        const viewers = known('favourite_category', 'visits_180d', 3);
        const category = viewers.filter(({ value, truth }) => value === truth.favouriteCategory).length / viewers.length;
        say('favourite_category and the category that they like best: accuracy', category, viewers.length);
        expect(device).toBeGreaterThanOrEqual(0.7);
        expect(category).toBeGreaterThanOrEqual(0.7);
    });
    test('who fades comes less often than before', () => {
        const visitors = known('engagement_trend', 'visits_180d', 5);
        const less = (fading) => {
            const these = visitors.filter(({ truth }) => (truth.fadesFrom > START && truth.fadesFrom < END - 30 * DAY) === fading);
            return these.filter(({ value }) => Number(value) < 0.8).length / these.length;
        };
        say('engagement_trend < 0.8: share of those who fade, less that of the others', less(true) - less(false), visitors.length);
        expect(less(true)).toBeGreaterThan(less(false) + 0.2);
    });
    test('everybody is in exactly one stage of life', () => {
        const stages = definitions.map(({ name }) => name).filter((name) => name.startsWith('stage_'));
        expect(stages).toHaveLength(5);
        expect(people.filter(({ segments }) => stages.filter((stage) => segments.has(stage)).length !== 1)).toEqual([]);
    });
    test('the ready segments hold those whom they should', () => {
        for (const name of ['high_value_loyal', 'new_buyers', 'at_risk', 'lapsing', 'price_sensitive', 'window_shoppers', 'advocates']) {
            console.info(`simulated shop: ${name.padEnd(20)} ${members(name).length} of ${people.length} customers`);
            expect(members(name).length, name).toBeGreaterThan(0);
        }
        const all = { sensitive: share(people, ({ priceSensitive }) => priceSensitive), returns: share(people, ({ returns }) => returns) };
        expect(share(members('price_sensitive'), ({ priceSensitive }) => priceSensitive)).toBeGreaterThan(2 * all.sensitive);
        expect(share(members('high_value_loyal'), ({ returns }) => returns)).toBeGreaterThan(2 * all.returns);
        expect(share(members('window_shoppers'), ({ returns }) => returns)).toBeLessThan(all.returns);
        expect(share(members('advocates'), ({ advocate }) => advocate)).toBeGreaterThan(0.7);
        expect(share(members('lapsing'), ({ fadesFrom }) => fadesFrom < END)).toBeGreaterThan(0.5);
    });
});
