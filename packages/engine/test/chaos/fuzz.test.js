import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer } from '../../src/api/server.js';
import { openEngine } from '../../src/engine.js';
import { Random } from '../../src/simulation/random.js';
import { sharedData } from '../shared-data.js';
import { tarFiles } from '../tar-files.js';
import { Fuzz, MANAGED, SINGLE_PATHS } from './fuzz.js';
import { FuzzTarget } from './fuzz-target.js';
const jsonTestSuite = sharedData('json-test-suite/json-test-suite.tar.gz');
const naughtyStrings = sharedData('naughty-strings/blns.json');
/** A new one each time; a failing one is named in the message. */
const seed = process.env.CUSP_FUZZ_SEED ?? randomBytes(4).toString('hex');
let folder;
let engine;
let app;
let target;
const faults = [];
const prototypes = [Object.prototype, Array.prototype, String.prototype, Function.prototype];
const untouched = prototypes.map((prototype) => Object.getOwnPropertyNames(prototype).sort());
beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cusp-fuzz-'));
    engine = await openEngine({ data: join(folder, 'data'), onFault: (error) => faults.push(error) });
    app = await createServer({ engine, adminToken: 'admin', writeKeys: (key) => (key === 'key' ? 'http' : undefined) });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    target = new FuzzTarget({ url, adminToken: 'admin', writeKey: 'key' });
}, 120_000);
afterAll(async () => {
    target.close();
    await app.close();
    await engine.close();
    await rm(folder, { recursive: true, force: true });
});
describe('whatever is sent', { timeout: 600_000 }, () => {
    it.skipIf(jsonTestSuite === undefined)('every file of the JSON test suite is read as JSON exactly when it is, at every endpoint', async () => {
        const fuzz = new Fuzz(target, Random.of('suite'), 'suite');
        const files = [...tarFiles(readFileSync(jsonTestSuite))].filter(([path]) => /\/[yni]_[^/]*\.json$/.test(path));
        expect(files).toHaveLength(318);
        for (const [path, content] of files) {
            const kind = path.slice(path.lastIndexOf('/') + 1)[0];
            for (const endpoint of [...SINGLE_PATHS, '/v1/batch']) {
                const { status, text } = await target.track(`${endpoint}?verbose=1`, content);
                const expected = kind === 'y' ? [200] : kind === 'n' ? [400] : [200, 400];
                expect([path, endpoint, expected.includes(status) ? 'as expected' : `${status} ${text}`]).toEqual([
                    path,
                    endpoint,
                    'as expected',
                ]);
                if (status === 200)
                    expect(JSON.parse(text).outcomes.length, path).toBeGreaterThan(0);
            }
            for (const [method, endpoint] of MANAGED) {
                const { status, text } = await target.manage(method, endpoint, content);
                expect([path, endpoint, status >= 400 && status < 500 ? 'refused' : `${status} ${text}`]).toEqual([path, endpoint, 'refused']);
            }
        }
        await fuzz.checkAlive();
        await fuzz.checkBooks();
        expect(fuzz.result.wrong).toEqual([]);
    });
    it.skipIf(naughtyStrings === undefined)('naughty strings come back unchanged, by the API and by SQL, or are put aside', async () => {
        const strings = JSON.parse(readFileSync(naughtyStrings, 'utf8'));
        const items = strings.map((text, index) => ({
            type: 'track',
            event: text,
            userId: text,
            anonymousId: `visitor ${index}`,
            messageId: `naughty ${index}`,
            properties: { text, [text]: 'as a key', list: [text], deep: { text } },
            context: { page: { title: text } },
        }));
        const { status, text } = await target.track('/v1/batch?verbose=1', JSON.stringify({ batch: items }));
        expect([status, text.slice(0, 200)]).toEqual([200, text.slice(0, 200)]);
        const { outcomes } = JSON.parse(text);
        const accepted = items.filter((_, index) => outcomes[index]?.status === 'accepted');
        expect(accepted.length).toBeGreaterThan(strings.length * 0.9);
        await target.ask('POST', '/flush?until=warehouse');
        await expectUnchanged(accepted);
    });
    it('deep nesting, huge numbers, a million keys, bombs and broken packing are answered in time and take nothing down', async () => {
        const fuzz = new Fuzz(target, Random.of('large'), 'large');
        const of = (inside) => `{"event":"Large","userId":"large","messageId":"${randomBytes(6).toString('hex')}","properties":${inside}}`;
        const keys = (count) => `{${Array.from({ length: count }, (_, number) => `"k${number}":1`).join(',')}}`;
        const bodies = [
            of('['.repeat(15_000) + ']'.repeat(15_000)),
            of(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`),
            of(`{"n":${'9'.repeat(20_000)}}`),
            of(`{"n":1e${'9'.repeat(5_000)}}`),
            of(`{"n":-0.${'0'.repeat(20_000)}1}`),
            of(keys(2_500)),
            of(keys(1_000_000)),
            of(`{"${'k'.repeat(30_000)}":1}`),
            of(`"${'\\u0000'.repeat(5_000)}"`),
            of('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
        ];
        for (const body of bodies) {
            const bytes = Buffer.from(body);
            for (const path of ['/v1/track', '/v1/batch']) {
                const sent = path === '/v1/track' ? bytes : Buffer.from(`{"batch":[${body}]}`);
                if (sent.length > 512 * 1024)
                    expect(await target.track(path, sent)).toMatchObject({ status: 400, text: expect.stringContaining('body_too_large') });
                else
                    await fuzz.body(path, sent);
            }
            for (const [method, path] of MANAGED) {
                const { status } = await target.manage(method, path, `{"definition":${body},"definitions":[${body}],"query":${body},"items":[${body}]}`);
                expect([path, status >= 400 && status < 500]).toEqual([path, true]);
            }
        }
        await fuzz.checkAlive();
        await fuzz.checkBooks();
        expect(fuzz.result.wrong).toEqual([]);
    });
    it(`anything else: no 5xx, no wrong acceptance, no crash (CUSP_FUZZ_SEED=${seed})`, async () => {
        const fuzz = new Fuzz(target, Random.of(seed), seed);
        for (let count = 0; count < 1_500; count++) {
            await fuzz.once();
            if (count % 100 === 99)
                await fuzz.checkAlive();
        }
        await fuzz.checkBooks();
        const { wrong, outcomes, byStatus } = fuzz.result;
        expect(wrong, `with CUSP_FUZZ_SEED=${seed}`).toEqual([]);
        // What is sent is odd enough to be refused, and sound enough to be taken in.
        for (const outcome of ['accepted', 'quarantined'])
            expect(outcomes.get(outcome) ?? 0).toBeGreaterThan(0);
        for (const status of [200, 400])
            expect(byStatus.get(status) ?? 0).toBeGreaterThan(20);
    });
    it('leaves no prototype changed, and no failure behind', () => {
        expect(prototypes.map((prototype) => Object.getOwnPropertyNames(prototype).sort())).toEqual(untouched);
        expect(faults).toEqual([]);
    });
});
async function expectUnchanged(sent) {
    const rows = await target.ask('POST', '/sql', {
        query: "SELECT message_id, event, user_id, toString(properties.text) AS text, toString(properties.deep.text) AS deep FROM events WHERE startsWith(message_id, 'naughty ')",
    });
    const bySql = new Map(rows.rows.map((row) => [row.message_id, row]));
    for (const { messageId, event, userId, anonymousId, properties } of sent) {
        const { text } = properties;
        const user = userId.trim() === '' ? null : userId;
        expect(bySql.get(messageId)).toEqual({ message_id: messageId, event, user_id: user, text, deep: text });
        const path = `/customers/${encodeURIComponent(`anonymousId:${anonymousId}`)}/timeline?limit=1000`;
        const { events } = await target.ask('GET', path);
        const found = events.find((each) => each.messageId === messageId);
        expect(found?.properties).toEqual(properties);
        expect(found?.event).toBe(event);
    }
}
