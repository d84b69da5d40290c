/** Every moment of the library fires from what an unchanged SDK sends, and does not from what only looks like it. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Analytics } from '@segment/analytics-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createServer } from '../src/api/server.js';
import { openEngine } from '../src/engine.js';
import { readWorkspace } from '../src/workspace/read-workspace.js';
import { LAPTOP, READY_MOMENTS } from './ready-moments.js';
const root = fileURLToPath(new URL('../../../', import.meta.url));
const MINUTE = 60_000;
/** Lives last up to six weeks, and all of them are over. */
const START = Date.now() - 60 * 24 * 60 * MINUTE;
let folder;
let engine;
let app;
let definitions;
beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cusp-ready-'));
    engine = await openEngine({ data: folder, durability: 'none' });
    app = await createServer({ engine, adminToken: 'admin', writeKeys: (key) => (key === 'wk' ? 'web' : undefined) });
    const workspace = await readWorkspace(`${root}examples/moments`);
    expect(workspace.problems).toEqual([]);
    definitions = workspace.definitions.map(({ definition }) => definition);
    await engine.publish(definitions, { by: 'test' });
    await liveAll();
});
afterAll(async () => {
    await app.close();
    await engine.close();
    await rm(folder, { recursive: true, force: true });
});
/** Lives every life, each by a customer of its own, through the SDK and the front door. */
async function liveAll() {
    const failures = [];
    const client = new Analytics({
        writeKey: 'wk',
        host: 'http://cusp.example',
        httpClient: async (_url, { method, headers, body }) => {
            const answer = await app.inject({
                method: method === 'POST' ? 'POST' : 'GET',
                url: '/v1/batch',
                headers: { ...headers },
                payload: body ?? '',
            });
            return { ok: answer.statusCode < 300, status: answer.statusCode, statusText: answer.statusMessage, text: async () => answer.body };
        },
    });
    client.on('error', (error) => failures.push(error));
    for (const [name, { fires, nearMisses }] of Object.entries(READY_MOMENTS)) {
        live(client, `${name}: fires`, fires);
        for (const [why, life] of Object.entries(nearMisses))
            live(client, `${name}: ${why}`, life);
    }
    await client.closeAndFlush();
    await engine.flush();
    expect(failures).toEqual([]);
}
function live(client, userId, life) {
    for (const [minute, event, properties = {}, userAgent = LAPTOP] of life) {
        const common = { userId, timestamp: new Date(START + minute * MINUTE), context: { userAgent } };
        if (event === 'Page Viewed')
            client.page({ ...common, properties });
        else
            client.track({ ...common, event, properties });
    }
}
/** How often a customer had this moment, as it stands. */
function timesOf(name, userId) {
    const { items } = engine.moments({ name, identifier: { subject: 'person', type: 'userId', value: userId } });
    return items.filter(({ status }) => status === 'detected').length;
}
describe('the library of ready moments', () => {
    test('each has a life that it fires in', () => {
        expect(definitions.map(({ name }) => name).toSorted()).toEqual(Object.keys(READY_MOMENTS).toSorted());
    });
    test.each(Object.entries(READY_MOMENTS))('%s', (name, { nearMisses }) => {
        expect(timesOf(name, `${name}: fires`)).toBe(1);
        expect(Object.keys(nearMisses).length).toBeGreaterThanOrEqual(2);
        for (const why of Object.keys(nearMisses))
            expect(timesOf(name, `${name}: ${why}`), why).toBe(0);
    });
    test('everything that was sent was taken in', () => {
        const lives = Object.values(READY_MOMENTS).flatMap(({ fires, nearMisses }) => [fires, ...Object.values(nearMisses)]);
        const accepted = lives.reduce((sum, life) => sum + life.length, 0);
        expect(engine.sources().find(({ name }) => name === 'web')?.accounting).toMatchObject({ accepted, duplicate: 0, quarantined: 0 });
    });
    test('each says what it needs and why, and stands in the guide with all of it', async () => {
        const cars = await readWorkspace(`${root}examples/connected-car`);
        const guide = (await readFile(`${root}docs/guide/ready-moments.md`, 'utf8')).split('\n');
        for (const moment of [...definitions, ...cars.definitions.map(({ definition }) => definition)].filter(({ kind }) => kind === 'moment')) {
            const { name, intent, feeling, pattern } = moment;
            const row = guide.find((line) => line.startsWith(`| \`${name}\` |`));
            expect(row, name).toContain(`| ${intent} | ${feeling} |`);
            if (definitions.includes(moment))
                expect(moment.description, name).toContain('Needs ');
            for (const step of pattern)
                expect(row, name).toContain(`\`${'performed' in step ? step.performed : step.without}\``);
        }
    });
});
