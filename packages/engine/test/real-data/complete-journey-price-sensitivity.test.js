/**
 * The standard metric of price sensitivity on households that nobody here made up: those who bought more of their baskets at a discount in
 * the first half of the year redeem coupons more often in the second. Everything is asked of the engine as of an instant.
 */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { personIdentifier } from '../../src/vocabulary/identifier.js';
import { sharedData } from '../shared-data.js';
import { deciles, spearman } from '../standard/agreement.js';
import { definitionsOf, itemsOf, take, withEngine } from './three-ways.js';
const EXAMPLES = fileURLToPath(new URL('../../../../examples/', import.meta.url));
const file = (name) => sharedData(`completejourney/${name}`) ?? '';
const mapping = (name) => `${EXAMPLES}completejourney/${name}.yaml`;
const present = file('transactions_sample.csv.gz') !== '';
const MIDDLE = Date.parse('2017-07-01T00:00:00Z') - 1;
const END = Date.parse('2018-01-01T00:00:00Z') - 1;
/** Baskets in the first half of the year below which a share says little. */
const FEWEST_BASKETS = 5;
const BATCH = 2_000;
/** What happened in the second half of the year. */
const AFTERWARDS = [
    { kind: 'metric', name: 'redeemed', value: { count: 'Coupon Redeemed', within: '184d' } },
    { kind: 'metric', name: 'targeted', value: { count: 'Campaign Targeted', within: '184d' } },
];
if (!present)
    console.warn('completejourney is not on this machine: its tests are skipped');
describe.skipIf(!present)('price sensitivity on Complete Journey', () => {
    test('coupon redemption rises with the decile of the half year before', { timeout: 600_000 }, async () => {
        const items = await itemsOf([
            { file: file('transactions_sample.csv.gz'), mapping: mapping('baskets') },
            { file: file('campaigns.csv'), mapping: mapping('campaigns') },
            { file: file('coupon_redemptions.csv'), mapping: mapping('coupon_redemptions') },
        ]);
        const households = await withEngine(async (engine) => {
            for (let next = 0; next < items.length; next += BATCH)
                await take(engine, items.slice(next, next + BATCH));
            const standard = (await definitionsOf(`${EXAMPLES}standard`)).filter(({ kind }) => kind === 'metric');
            await engine.publish([...standard, ...AFTERWARDS], { by: 'test' });
            return [...new Set(items.map(({ item }) => item.userId))].flatMap((name) => {
                const before = engine.customer(personIdentifier('userId', name), MIDDLE)?.metrics;
                const after = engine.customer(personIdentifier('userId', name), END)?.metrics;
                if (Number(before?.frequency ?? 0) < FEWEST_BASKETS || Number(after?.targeted) === 0)
                    return [];
                return [
                    { name, value: before?.price_sensitivity, baskets: before?.frequency, redeemed: Number(after?.redeemed) > 0 },
                ];
            });
        });
        const groups = deciles(households);
        const rates = groups.map((group) => share(group, ({ redeemed }) => redeemed));
        const ofDeciles = spearman([...rates.keys()], rates);
        const ofHouseholds = spearman(households.map(({ value }) => value), households.map(({ redeemed }) => Number(redeemed)));
        console.info(tableOf(groups, rates, ofDeciles, ofHouseholds));
        expect(households.length).toBeGreaterThan(1_000);
        expect(ofDeciles).toBeGreaterThan(0.6);
        // Over 1,273 households a correlation of .1 lies more than three standard errors from none.
        expect(ofHouseholds).toBeGreaterThan(0.1);
        const [low, high] = [groups.slice(0, 5).flat(), groups.slice(5).flat()];
        expect(share(high, ({ redeemed }) => redeemed) / share(low, ({ redeemed }) => redeemed)).toBeGreaterThan(1.2);
    });
});
function share(group, holds) {
    return group.filter(holds).length / group.length;
}
function tableOf(groups, rates, ofDeciles, ofHouseholds) {
    const mean = (group, of) => group.reduce((sum, one) => sum + of(one), 0) / group.length;
    const lines = groups.map((group, tenth) => [
        String(tenth + 1).padStart(6),
        String(group.length).padStart(10),
        mean(group, ({ value }) => value)
            .toFixed(2)
            .padStart(17),
        mean(group, ({ baskets }) => baskets)
            .toFixed(1)
            .padStart(8),
        `${(100 * rates[tenth]).toFixed(1)} %`.padStart(21),
    ].join(' '));
    return [
        'completejourney: price sensitivity in the first half of 2017, coupons redeemed in the second',
        'decile households price_sensitivity  baskets redeemed a coupon',
        ...lines,
        `rank correlation of decile and share that redeemed: ${ofDeciles.toFixed(2)}; of household and whether it redeemed: ${ofHouseholds.toFixed(3)}`,
    ].join('\n');
}
