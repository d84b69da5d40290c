import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { sharedData } from './shared-data.js';
import { ERRORS } from '../src/runtime/error-catalogue.js';
import { readDocument } from '../src/workspace/read-document.js';
import { Mapping } from '../src/collect/mapping/mapping.js';
import { readMappedItems } from '../src/collect/files/read-mapped-items.js';
const example = fileURLToPath(new URL('../../../examples/online-retail/mapping.yaml', import.meta.url));
const orders = fileURLToPath(new URL('../../../examples/online-retail/orders.yaml', import.meta.url));
const whole = process.env.CUSP_WHOLE === '1';
const file = sharedData('online-retail/online_retail.csv.gz');
describe('the example for UCI Online Retail', () => {
    test('its mapping has the shape of one', async () => {
        await expect(readDocument(example, Mapping, ERRORS.invalidMapping)).resolves.toMatchObject({ kind: 'mapping', name: 'online-retail' });
    });
    if (file === undefined)
        console.warn('online-retail is not on this machine: its test is skipped');
    else if (!whole)
        console.warn('a line of online-retail for an event is mapped by `npm run accept`: here, an invoice for an event is');
    test.skipIf(file === undefined || !whole)('every line is one event, and the sums are those published', { timeout: 300_000 }, async () => {
        const mapping = await readDocument(example, Mapping, ERRORS.invalidMapping);
        const invoices = new Set();
        const customers = new Set();
        const ids = new Set();
        const events = new Map();
        let pence = 0n;
        let unmappable = 0;
        for await (const batch of readMappedItems({ file: file ?? '', mapping, source: 'online-retail' })) {
            unmappable += batch.unmappable.length;
            for (const { messageId, event, userId, properties } of batch.items) {
                ids.add(messageId);
                events.set(event, (events.get(event) ?? 0) + 1);
                invoices.add(properties?.invoice_no);
                if (userId !== undefined)
                    customers.add(userId);
                // Exact: prices have at most three decimals.
                pence += BigInt(Math.round(Number(properties?.price) * 1_000)) * BigInt(Number(properties?.quantity));
            }
        }
        expect(unmappable).toBe(0);
        expect(ids.size).toBe(541_909);
        expect(events).toEqual(new Map([
            ['Product Purchased', 541_909 - 9_288],
            ['Product Returned', 9_288],
        ]));
        expect((Number(pence) / 1_000).toFixed(2)).toBe('9747747.93');
        expect(invoices.size).toBe(25_900);
        expect(customers.size).toBe(4_372);
    });
    /**
     * Worked out without Cusp, with Python's csv and decimal modules: invoices put in a set, prices times quantities added as Decimal.
     */
    test.skipIf(file === undefined)('every invoice is one order, and the totals are exact', { timeout: 300_000 }, async () => {
        const mapping = await readDocument(orders, Mapping, ERRORS.invalidMapping);
        const events = new Map();
        const seen = new Set();
        let thousandths = 0n;
        let lines = 0;
        let rows = 0;
        let largest = 0;
        for await (const batch of readMappedItems({ file: file ?? '', mapping, source: 'orders' })) {
            rows += batch.rows;
            expect(batch.unmappable).toEqual([]);
            for (const { event, properties } of batch.items) {
                events.set(event, (events.get(event) ?? 0) + 1);
                seen.add(properties?.order_id);
                thousandths += BigInt(Math.round(Number(properties?.total) * 1_000));
                lines += (properties?.products ?? []).length;
                largest = Math.max(largest, Number(properties?.lines));
            }
        }
        expect([rows, lines, seen.size, largest]).toEqual([541_909, 541_909, 25_900, 1_114]);
        expect(events).toEqual(new Map([
            ['Order Completed', 22_064],
            ['Order Refunded', 3_836],
        ]));
        expect(thousandths).toBe(9747747934n);
    });
});
