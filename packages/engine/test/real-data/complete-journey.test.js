/**
 * The example mappings on the real files of Complete Journey, against figures that were worked out without Cusp:
 * with Python's csv, gzip and decimal modules, straight from the files (rows counted, values made Decimal and added, keys put in sets).
 */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importServer } from '../import-server.js';
import { sharedData } from '../shared-data.js';
const EXAMPLE = fileURLToPath(new URL('../../../../examples/completejourney/', import.meta.url));
const file = (name) => sharedData(`completejourney/${name}`) ?? '';
const present = file('transactions_sample.csv.gz') !== '';
if (!present)
    console.warn('completejourney is not on this machine: its tests are skipped');
describe.skipIf(!present)('Complete Journey', () => {
    let server;
    beforeAll(async () => {
        server = await importServer();
    });
    afterAll(() => server.close());
    const imported = async (name, mapping) => (await server.json('import', file(name), '--mapping', `${EXAMPLE}${mapping}.yaml`)).files[0];
    const dry = async (name, mapping) => (await server.json('import', file(name), '--mapping', `${EXAMPLE}${mapping}.yaml`, '--dry-run')).files[0];
    test('every row of the households comes in, and the sums are those of the files', { timeout: 600_000 }, async () => {
        const counts = {
            transactions: await imported('transactions_sample.csv.gz', 'transactions'),
            baskets: await imported('transactions_sample.csv.gz', 'baskets'),
            redemptions: await imported('coupon_redemptions.csv', 'coupon_redemptions'),
            campaigns: await imported('campaigns.csv', 'campaigns'),
            demographics: await imported('demographics.csv', 'demographics'),
            descriptions: await imported('campaign_descriptions.csv', 'campaign_descriptions'),
        };
        expect(counts).toMatchObject({
            transactions: { rows: 75_000, accepted: 75_000, quarantined: 0 },
            baskets: { rows: 75_000, accepted: 47_243, quarantined: 0 },
            redemptions: { rows: 2_102, accepted: 2_102, quarantined: 0 },
            campaigns: { rows: 6_589, accepted: 6_589, quarantined: 0 },
            demographics: { rows: 801, accepted: 801, quarantined: 0 },
            descriptions: { rows: 27, accepted: 27, quarantined: 0 },
        });
        const [lines] = await server.sql(`SELECT toUInt32(count()) AS n, round(sum(toFloat64(properties.sales_value)), 2) AS sales, toUInt32(sum(toInt64(properties.quantity))) AS quantity,
        toUInt32(uniqExact(toString(properties.basket_id))) AS baskets, toUInt32(uniqExact(user_id)) AS households
      FROM events WHERE event = 'Product Purchased'`);
        expect(lines).toEqual({ n: 75_000, sales: 233_935.24, quantity: 7_784_694, baskets: 47_243, households: 2_377 });
        const [orders] = await server.sql(`SELECT toUInt32(count()) AS n, round(sum(toFloat64(properties.total)), 2) AS sales, toUInt32(sum(toInt64(properties.quantity))) AS quantity,
        toUInt32(sum(toInt64(properties.lines))) AS lines
      FROM events WHERE event = 'Order Completed'`);
        expect(orders).toEqual({ n: 47_243, sales: 233_935.24, quantity: 7_784_694, lines: 75_000 });
        const [redeemed] = await server.sql(`SELECT toUInt32(count()) AS n, toUInt32(uniqExact(user_id)) AS households, toUInt32(uniqExact(toString(properties.coupon_upc))) AS coupons
      FROM events WHERE event = 'Coupon Redeemed'`);
        expect(redeemed).toEqual({ n: 2_102, households: 410, coupons: 491 });
        const [households] = await server.sql("SELECT toUInt32(uniqExact(user_id)) AS n FROM events WHERE user_id != ''");
        expect(households).toEqual({ n: 2_379 });
        console.info('complete journey:', JSON.stringify({ ...lines, redemptions: redeemed?.n, allHouseholds: households?.n }));
    });
    test('the same file again gives only duplicates', { timeout: 300_000 }, async () => {
        expect(await imported('coupon_redemptions.csv', 'coupon_redemptions')).toMatchObject({ accepted: 0, duplicate: 2_102, quarantined: 0 });
    });
    test('the rows of nobody are mapped whole: coupons and promotions, without taking them in', { timeout: 300_000 }, async () => {
        expect(await dry('coupons.csv.gz', 'coupons')).toMatchObject({
            rows: 116_204,
            accepted: 116_204,
            quarantined: 0,
            events: [{ event: 'Coupon Issued', count: 116_204 }],
        });
        if (process.env.CUSP_WHOLE !== '1')
            return;
        const promotions = await dry('promotions_sample.csv.gz', 'promotions');
        expect(promotions).toMatchObject({ rows: 360_535, accepted: 360_535, quarantined: 0 });
        expect(promotions?.preview[0]).toMatchObject({
            timestamp: '2016-12-26T00:00:00.000Z',
            properties: { product_id: '1000050', display: 'front end cap', mailer: 'not on ad', week: 1 },
        });
    });
});
