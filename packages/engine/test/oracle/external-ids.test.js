import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Life } from '../../src/simulation/oracle/life.js';
import { eventAt, second } from '../../src/simulation/twin/history.js';
import { twinCustomers } from '../../src/simulation/twin/identity.js';
let next = 0;
/** An event that names somebody; cards are written `type:id`. */
function named({ user, device, cards = [], alias }) {
    const externalIds = cards.map((card) => {
        const [type, id] = card.split(':');
        return { type, id, collection: 'users', encoding: 'none' };
    });
    return eventAt(next++, alias === undefined ? 'Page Viewed' : '', {
        userId: user ?? null,
        anonymousId: device ?? null,
        previousId: alias ?? null,
        ...(alias !== undefined && { type: 'alias' }),
        context: externalIds.length === 0 ? {} : { externalIds },
    });
}
async function setsAfter(...events) {
    const life = new Life(second(10_000_000));
    for (const event of events)
        await life.take(event);
    return setsOf(life);
}
function setsOf({ pipeline: { identities, timelines } }) {
    const customers = new Set(Array.from({ length: timelines.identifiers.size }, (_, number) => identities.customerOf(number)));
    const known = [...customers].filter((customer) => timelines.count(customer) > 0);
    return known.map((customer) => members(identities.membersOf(customer).map((number) => timelines.identifiers.textOf(number)))).sort();
}
function members(texts) {
    return [...texts].sort().join(' ');
}
const anyNames = fc
    .record({
    user: fc.option(fc.constantFrom('ann', 'bob'), { nil: undefined, freq: 1 }),
    device: fc.option(fc.constantFrom('d0', 'd1'), { nil: undefined, freq: 1 }),
    cards: fc.array(fc.constantFrom('loyalty_card:0', 'loyalty_card:1', 'ios.idfa:0', 'ios.idfa:1', 'email:a'), { maxLength: 2 }),
    alias: fc.option(fc.constantFrom('d1', 'bob'), { nil: undefined, freq: 8 }),
})
    .filter(({ user, device, cards }) => user !== undefined || device !== undefined || cards.length > 0);
describe('law: Order-free', () => {
    test('with external ids, customers are a function of the set of events, and the twin finds the same', async () => {
        await fc.assert(fc.asyncProperty(fc.array(anyNames, { minLength: 1, maxLength: 9 }), fc.func(fc.nat()), async (names, key) => {
            const events = names.map(named);
            const shuffled = [...events.entries()].sort(([left], [right]) => key(left) - key(right)).map(([, event]) => event);
            const expected = twinCustomers(events).map(({ identifiers }) => members(identifiers));
            expect(await setsAfter(...events)).toEqual(expected.sort());
            expect(await setsAfter(...shuffled, ...events.slice(0, 2))).toEqual(expected);
        }), { numRuns: 400 });
    });
});
describe('a loyalty card', () => {
    test('names a customer before anybody knows their userId, and joins them when the card is shown in the app', async () => {
        const till = named({ cards: ['loyalty_card:7'] });
        expect(await setsAfter(till)).toEqual(['loyalty_card:7']);
        expect(await setsAfter(till, named({ user: 'ann', cards: ['loyalty_card:7'] }))).toEqual(['loyalty_card:7 userId:ann']);
    });
    test('that two userIds show joins neither, and gives both back', async () => {
        const events = [
            named({ cards: ['loyalty_card:7'] }),
            named({ user: 'ann', cards: ['loyalty_card:7'] }),
            named({ user: 'bob', cards: ['loyalty_card:7'] }),
        ];
        expect(await setsAfter(...events)).toEqual(['loyalty_card:7', 'userId:ann', 'userId:bob']);
    });
    test('that two people’s telephones show, neither logged in, leaves each telephone with its owner', async () => {
        const events = [
            named({ user: 'ann', device: 'd0' }),
            named({ user: 'bob', device: 'd1' }),
            named({ cards: ['loyalty_card:7'] }),
            named({ device: 'd0', cards: ['loyalty_card:7'] }),
        ];
        expect(await setsAfter(...events)).toEqual(['anonymousId:d0 loyalty_card:7 userId:ann', 'anonymousId:d1 userId:bob']);
        const lent = named({ device: 'd1', cards: ['loyalty_card:7'] });
        expect(await setsAfter(...events, lent)).toEqual(['anonymousId:d0 userId:ann', 'anonymousId:d1 userId:bob', 'loyalty_card:7']);
    });
    test('is not joined to others by the till that scans them all', async () => {
        const events = ['1', '2', '3'].map((card) => named({ device: 'till', cards: [`loyalty_card:${card}`] }));
        const cards = ['1', '2', '3'].map((card) => named({ cards: [`loyalty_card:${card}`] }));
        expect(await setsAfter(...events, ...cards)).toEqual(['anonymousId:till', 'loyalty_card:1', 'loyalty_card:2', 'loyalty_card:3']);
    });
    test('says why it joins nobody', async () => {
        const life = new Life(second(10_000_000));
        await life.take(named({ user: 'ann', cards: ['loyalty_card:7'] }), named({ user: 'bob', cards: ['loyalty_card:7'] }));
        await life.take(named({ device: 'till', cards: ['loyalty_card:7'] }), named({ device: 'till', cards: ['loyalty_card:8'] }));
        const links = [...new Set(['userId:ann', 'loyalty_card:8'].flatMap((text) => life.pipeline.identities.linksOf(life.customerOf(text))))];
        expect(links.map(({ refused }) => refused)).toEqual([
            'loyalty_card:7 is shared: it was seen with 2 userIds',
            'anonymousId:till was seen with 2 of loyalty_card, without a userId',
        ]);
    });
    test('gives both back when the other one’s erasure makes it theirs alone', async () => {
        const life = new Life(second(10_000_000));
        const seen = ['ann', 'bob'].map((user) => named({ user, cards: ['loyalty_card:7', 'ios.idfa:1'] }));
        const till = named({ cards: ['loyalty_card:7'] });
        await life.take(...seen, till, named({ cards: ['ios.idfa:1'] }));
        expect(setsOf(life)).toHaveLength(4);
        life.pipeline.forget(life.customerOf('userId:bob'), second(10_000_000));
        expect(setsOf(life)).toEqual(['ios.idfa:1 loyalty_card:7 userId:ann']);
    });
});
