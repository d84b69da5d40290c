import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetReadObjects, parquetSchema, parquetMetadata } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createServer } from '../src/api/server.js';
import { openEngine } from '../src/engine.js';
import { VirtualClock } from '../src/runtime/clock.js';
import { testTerminal } from './test-terminal.js';
const DAY = 86_400_000;
const START = Date.parse('2026-03-01T00:00:00Z');
const at = (day) => new Date(START + day * DAY).toISOString();
const DEFINITIONS = [
    { kind: 'metric', name: 'orders', value: { count: 'Order Completed' } },
    { kind: 'metric', name: 'revenue_7d', value: { sum: 'Order Completed', of: 'properties.total', within: '7d' } },
    { kind: 'metric', name: 'average', value: { avg: 'Order Completed', of: 'properties.total' } },
    { kind: 'metric', name: 'last_product', value: { last: 'Order Completed', of: 'properties.product' } },
    { kind: 'metric', name: 'last_gift', value: { last: 'Order Completed', of: 'properties.gift' } },
    { kind: 'metric', name: 'visits', value: { count: 'Session Started' } },
    { kind: 'segment', name: 'recent', where: { performed: 'Order Completed', within: '7d' } },
    { kind: 'segment', name: 'gold', where: { trait: 'plan', is: 'gold' } },
];
let folder;
let engine;
let clock;
let url;
let close;
/** Sends calls at a day, stamped as they say. */
async function send(day, calls) {
    clock.advanceTo(START + day * DAY);
    const items = calls.map((call) => ({ type: 'track', context: {}, properties: {}, ...call }));
    const cleaned = engine.clean(items, { source: 'web', receivedAt: clock.now(), type: null, context: undefined, sentAt: undefined });
    for (const outcome of await engine.accept('web', cleaned))
        expect(outcome.status).toBe('accepted');
}
beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cusp-features-'));
    clock = new VirtualClock(START);
    engine = await openEngine({ data: join(folder, 'data'), clock, durability: 'none' });
    await engine.publish(DEFINITIONS, { by: 'test' });
    await send(1, [
        { messageId: '1', userId: 'ann', event: 'Order Completed', properties: { total: 10, product: 'kettle', gift: true }, timestamp: at(1) },
        { messageId: '2', type: 'identify', userId: 'ann', traits: { plan: 'gold', age: 40, address: { city: 'Ulm' } }, timestamp: at(1) },
        { messageId: '3', type: 'page', anonymousId: 'device', context: { page: { url: 'https://shop.example/' } }, timestamp: at(1) },
    ]);
    await send(3, [{ messageId: '4', userId: 'bob', event: 'Order Completed', properties: { total: 2.5, product: 7 }, timestamp: at(3) }]);
    // Late: it happened on day 2, and nobody knew before day 6.
    await send(6, [
        { messageId: '5', userId: 'ann', event: 'Order Completed', properties: { total: 0.1, product: 'mill' }, timestamp: at(2) },
    ]);
    await send(9, [
        { messageId: '6', userId: 'bob', anonymousId: 'device', event: 'Seen', timestamp: at(9) },
        { messageId: '7', type: 'identify', userId: 'ann', traits: { plan: null }, timestamp: at(9) },
    ]);
    clock.advanceTo(START + 20 * DAY);
    const app = await createServer({ engine, adminToken: 'admin', writeKeys: () => undefined });
    url = await app.listen({ host: '127.0.0.1', port: 0 });
    close = () => app.close();
});
afterAll(async () => {
    await close();
    await engine.close();
    await rm(folder, { recursive: true, force: true });
});
async function read(path) {
    const bytes = await readFile(path);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const columns = parquetSchema(parquetMetadata(file)).children.map(({ element }) => element);
    const types = Object.fromEntries(columns.map(({ name, type, converted_type }) => [name, converted_type ?? type ?? '']));
    return { types, rows: await parquetReadObjects({ file }) };
}
async function cusp(...argv) {
    return testTerminal(folder, { env: { CUSP_URL: url, CUSP_TOKEN: 'admin' } }).run('features', ...argv);
}
describe('cusp features', () => {
    test('writes one row for each customer who exists then, with typed columns and nulls', async () => {
        expect(await cusp('--at', at(2.5), '--traits', 'plan,age,address.city,none', '--json')).toMatchObject({ code: 0, err: '' });
        const { types, rows } = await read(join(folder, 'features.parquet'));
        expect(types).toEqual({
            customerId: 'UTF8',
            identifier: 'UTF8',
            at: 'TIMESTAMP_MILLIS',
            orders: 'DOUBLE',
            revenue_7d: 'DOUBLE',
            average: 'DOUBLE',
            last_product: 'UTF8',
            last_gift: 'BOOLEAN',
            visits: 'DOUBLE',
            in_recent: 'BOOLEAN',
            in_gold: 'BOOLEAN',
            trait_plan: 'UTF8',
            trait_age: 'DOUBLE',
            'trait_address.city': 'UTF8',
            trait_none: 'UTF8',
        });
        expect(rows.map(({ customerId: _, ...row }) => row)).toEqual([
            {
                identifier: 'userId:ann',
                at: new Date(at(2.5)),
                orders: 2,
                revenue_7d: 10.1,
                average: 5.05,
                last_product: 'mill',
                last_gift: true,
                visits: 0,
                in_recent: true,
                in_gold: true,
                trait_plan: 'gold',
                trait_age: 40,
                'trait_address.city': 'Ulm',
                trait_none: null,
            },
            expect.objectContaining({
                orders: 0,
                revenue_7d: 0,
                average: null,
                last_product: null,
                visits: 1,
                in_recent: false,
                trait_plan: null,
            }),
        ]);
    });
    test('several instants, chosen columns, lines of JSON', async () => {
        const said = await cusp('--at', at(1), `--at=${at(20)}`, '--metrics', 'orders', '--segments', '', '--out', 'f.ndjson');
        expect(said).toMatchObject({ code: 0, err: '' });
        const lines = (await readFile(join(folder, 'f.ndjson'), 'utf8')).trim().split('\n');
        const rows = lines.map((line) => JSON.parse(line));
        expect(rows.map((row) => Object.keys(row))).toEqual(rows.map(() => ['customerId', 'identifier', 'at', 'orders']));
        expect(rows.map((row) => [row.identifier, row.at, row.orders])).toEqual([
            ['userId:ann', at(1), 1],
            ['userId:bob', at(1), 0],
            ['userId:ann', at(20), 2],
            ['userId:bob', at(20), 1],
        ]);
    });
    test('as known: what arrived later is not there, neither events nor that two are one', async () => {
        expect(await cusp('--at', at(20), '--at', at(2.5), '--as-known', '--metrics', 'orders,last_product', '--out', 'known.parquet')).toMatchObject({
            code: 0,
        });
        const { rows } = await read(join(folder, 'known.parquet'));
        expect(rows.map((row) => [row.identifier, row.at, row.orders, row.last_product, row.in_recent])).toEqual([
            ['userId:ann', new Date(at(2.5)), 1, 'kettle', true],
            ['anonymousId:device', new Date(at(2.5)), 0, null, false],
            ['userId:ann', new Date(at(20)), 2, 'mill', false],
            ['userId:bob', new Date(at(20)), 1, '7', false],
        ]);
    });
    test('a file of labels: each line as of its own instant, in its place, unknown customers empty', async () => {
        const labels = [
            'customer,label,at',
            `userId:bob,1,${at(3)}`,
            `userId:nobody,0,${at(3)}`,
            `userId:bob,0,${at(0.5)}`,
            `userId:ann,1,${at(1)}`,
        ];
        await writeFile(join(folder, 'labels.csv'), `${labels.join('\n')}\n`);
        for (const [out, more] of [
            ['labels.parquet', []],
            ['known.parquet', ['--as-known']],
        ]) {
            expect(await cusp('--rows', 'labels.csv', '--metrics', 'orders', '--out', out, ...more)).toMatchObject({ code: 0 });
            const { rows } = await read(join(folder, out));
            const found = rows.map((row) => [row.customer, row.at, row.identifier, row.orders, row.in_recent]);
            expect(found.sort()).toEqual([
                ['userId:bob', new Date(at(3)), 'userId:bob', 1, true],
                ['userId:nobody', new Date(at(3)), null, null, null],
                ['userId:bob', new Date(at(0.5)), null, null, null],
                ['userId:ann', new Date(at(1)), 'userId:ann', 1, true],
            ].sort());
        }
    });
    test.each([
        [[], 'give either --at or --rows'],
        [['--at', 'yesterday'], 'no time'],
        [['--at', at(1), '--metrics', 'nothing'], 'no metric is called nothing'],
        [['--at', at(1), '--segments', 'nothing'], 'nothing'],
        [['--at', at(1), '--segments', 'gold,gold'], 'two columns would be called in_gold'],
    ])('%j is refused, and nothing is left behind', async (argv, why) => {
        const { code, err } = await cusp(...argv, '--out', 'refused.parquet');
        expect(code).not.toBe(0);
        expect(err).toContain(why);
        for (const name of ['refused.parquet', 'refused.parquet.part'])
            await expect(readFile(join(folder, name))).rejects.toThrow('ENOENT');
    });
    test('a label that is none is named by its row', async () => {
        await writeFile(join(folder, 'bad.csv'), `customer,at\nuserId:bob,${at(3)}\nbob,${at(3)}\n`);
        expect((await cusp('--rows', 'bad.csv')).err).toContain("row 2 of --rows: 'bob' is no type:id");
        await writeFile(join(folder, 'bad.csv'), 'who,at\n');
        expect((await cusp('--rows', 'bad.csv')).err).toContain("no column 'customer'");
    });
});
