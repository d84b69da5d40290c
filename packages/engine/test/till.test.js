import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findOnDisk } from './chaos/bytes-on-disk.js';
import { createServer } from '../src/api/server.js';
import { readMappedItems } from '../src/collect/files/read-mapped-items.js';
import { Mapping } from '../src/collect/mapping/mapping.js';
import { openEngine } from '../src/engine.js';
import { ERRORS } from '../src/runtime/error-catalogue.js';
import { VirtualClock } from '../src/runtime/clock.js';
import { readDocument } from '../src/workspace/read-document.js';
import { readWorkspace } from '../src/workspace/read-workspace.js';
const example = fileURLToPath(new URL('../../../examples/till/', import.meta.url));
const NOW = Date.parse('2026-11-22T12:00:00Z');
const SECRET = `whsec_${Buffer.alloc(24, 3).toString('base64')}`;
let folder;
let engine;
let app;
async function open() {
    engine = await openEngine({ data: folder, clock: new VirtualClock(NOW), durability: 'none' });
    app = await createServer({ engine, adminToken: 'admin', writeKeys: (key) => (key === 'app' ? 'app' : undefined) });
}
beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cusp-till-'));
    await open();
    const { definitions, problems } = await readWorkspace(example);
    expect(problems).toEqual([]);
    await ask('PUT', '/definitions', { definitions: definitions.map(({ definition }) => definition) });
});
afterAll(async () => {
    await app.close();
    await engine.close();
    await rm(folder, { recursive: true, force: true });
});
async function ask(method, path, payload) {
    const headers = { authorization: 'Bearer admin' };
    const answer = await app.inject({ method, url: `/api/v1${path}`, headers, ...(payload && { payload }) });
    if (answer.statusCode >= 300)
        throw new Error(`${method} ${path}: ${answer.statusCode} ${answer.body}`);
    return answer.body === '' ? {} : answer.json();
}
async function receipt(number, card, over = {}, id = `msg_${number}`) {
    const body = JSON.stringify({ receipt: { number, card, time: '2026-11-20T10:00:00Z', kind: 'sale', total: 5, shop: 'Ulm', ...over } });
    const headers = {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(NOW / 1_000),
        'webhook-signature': new Webhook(SECRET).sign(id, new Date(NOW), body),
    };
    return (await app.inject({ method: 'POST', url: '/v1/webhooks/till', payload: body, headers })).statusCode;
}
async function call(path, payload) {
    const answer = await app.inject({ method: 'POST', url: `/v1/${path}`, payload: { ...payload, writeKey: 'app' } });
    expect(answer.statusCode).toBe(200);
}
const shown = (card) => ({ externalIds: [{ id: card, type: 'loyalty_card', collection: 'users', encoding: 'none' }] });
const customer = (identifier) => ask('GET', `/customers/${identifier}`);
const count = async (segment) => (await ask('GET', `/segments/${segment}`)).count;
describe('a card at the till', () => {
    test('names a customer: receipts by file and by webhook, each once', async () => {
        const mapping = await readDocument(join(example, 'receipts.yaml'), Mapping, ERRORS.invalidMapping);
        for await (const { items, unmappable } of readMappedItems({ file: join(example, 'receipts.csv'), mapping, source: 'till-receipts' }))
            await ask('POST', '/sources/till-receipts/items', { items, unmappable });
        expect(await receipt('R-2', '5551001')).toBe(503);
        await ask('PUT', '/secrets/till', { value: SECRET });
        expect(await receipt('R-2', '5551001')).toBe(200);
        expect(await receipt('R-2', '5551001', {}, 'msg_again')).toBe(200);
        expect(await receipt('R-3', '5551003', { total: 'much' })).toBe(200);
        expect(await ask('GET', '/sources/till/accounting')).toEqual({ received: 3, accepted: 1, duplicate: 1, quarantined: 1, refused: 1 });
        const found = await customer('loyalty_card:5551001');
        expect(found).toMatchObject({ identifiers: ['loyalty_card:5551001'] });
        expect(await count('buys_in_store')).toBe(2);
    });
    test('belongs to a user once it is shown in the app, with all that was bought before', async () => {
        await call('track', { userId: 'ann', event: 'Order Completed', messageId: 'web-1', properties: { channel: 'web', total: 10 } });
        expect(await count('buys_everywhere')).toBe(0);
        const before = await customer('loyalty_card:5551001');
        await call('identify', { userId: 'ann', messageId: 'shows-card', traits: { name: 'Ann' }, context: shown('5551001') });
        const ann = await customer('userId:ann');
        expect(ann).toMatchObject({ identifiers: expect.arrayContaining(['loyalty_card:5551001', 'userId:ann']) });
        for (const identifier of ['loyalty_card:5551001', `customerId:${String(before.customerId)}`])
            expect((await customer(identifier)).customerId).toBe(ann.customerId);
        const { events } = await ask('GET', '/customers/userId:ann/timeline');
        expect(events.map((event) => event.identifier)).toEqual([
            'userId:ann',
            'userId:ann',
            ...Array(3).fill('loyalty_card:5551001'),
        ]);
        const { links } = await ask('GET', '/customers/userId:ann/identity');
        expect(links).toMatchObject([{ evidence: 'one event carries both', refused: null }]);
        expect([await count('buys_in_store'), await count('buys_everywhere')]).toEqual([2, 1]);
        await ask('POST', '/flush?until=warehouse', {});
        const { rows } = await ask('POST', '/sql', {
            query: "SELECT customer_id, count() AS n FROM events WHERE event = 'Order Completed' GROUP BY customer_id ORDER BY n DESC",
        });
        expect(rows[0]).toMatchObject({ customer_id: ann.customerId });
        expect(Number(rows[0]?.n)).toBe(4);
    });
    test('what was put aside is mended by rule, and its customer is found', async () => {
        const { items } = await ask('GET', '/quarantine?source=till-receipts');
        expect(items.map(({ reason, field }) => [reason, field])).toEqual([['unmappable_row', 'Card']]);
        const filter = { source: 'till', reason: 'unmappable_row' };
        const rules = [{ replace: 'receipt.total', map: { much: 99 } }];
        const tried = await ask('POST', '/quarantine/repair', { filter, rules, dryRun: true });
        expect(tried.results).toMatchObject([{ status: 'accepted', changes: [{ path: 'receipt.total', from: 'much', to: 99 }] }]);
        expect((await ask('POST', '/quarantine/repair', { filter, rules })).results).toMatchObject([{ status: 'accepted' }]);
        expect(await customer('loyalty_card:5551003')).toMatchObject({ identifiers: ['loyalty_card:5551003'] });
        // The sender mends the receipt itself, too late: it has the same id, and says something else.
        expect(await receipt('R-3', '5551003', { total: 98 })).toBe(200);
        expect((await ask('GET', '/customers/loyalty_card:5551003/timeline')).events.length).toBe(1);
    });
    test('all of it is there after a restart, and gone after an erasure', async () => {
        const before = await customer('userId:ann');
        await app.close();
        await engine.close();
        await open();
        expect(await customer('loyalty_card:5551001')).toEqual(before);
        expect((await ask('GET', '/quarantine?source=till')).items).toMatchObject([{ state: 'repaired' }]);
        const { requestId } = await ask('DELETE', '/customers/loyalty_card:5551001');
        await expect(customer('userId:ann')).rejects.toThrow('404');
        await expect.poll(async () => (await ask('GET', `/erasures/${String(requestId)}`)).status, { timeout: 20_000 }).toBe('done');
        await ask('POST', '/flush?until=warehouse', {});
        const traces = ['5551001', 'shows-card'].map((text) => [text, Buffer.from(text)]);
        expect(findOnDisk(folder, new Map(traces))).toEqual([]);
        expect(await receipt('R-2', '5551001')).toBe(200);
        await expect(customer('loyalty_card:5551001')).rejects.toThrow('404');
    });
});
