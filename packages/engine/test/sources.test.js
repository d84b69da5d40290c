/** Sources as an operator meets them: defined, given keys, limited to a plan, and there again after a restart. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createServer } from '../src/api/server.js';
import { openEngine } from '../src/engine.js';
let data;
let engine;
let app;
async function open() {
    engine = await openEngine({ data });
    app = await createServer({ engine, adminToken: 'adm', writeKeys: (key) => (key === 'wk_given' ? 'http' : undefined) });
}
async function close() {
    await app.close();
    await engine.close();
}
beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'cusp-sources-'));
    await open();
});
afterAll(async () => {
    await close();
    await rm(data, { recursive: true, force: true });
});
const manage = async (method, path, payload) => {
    const headers = { authorization: 'Bearer adm' };
    const answer = await app.inject({ method, url: `/api/v1${path}`, headers, ...(payload === undefined ? {} : { payload }) });
    return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() };
};
const track = async (writeKey, event, properties = {}) => {
    const item = { writeKey, messageId: `${event}-${JSON.stringify(properties)}`, userId: 'u1', event, properties };
    const answer = await app.inject({ method: 'POST', url: '/v1/track?verbose=1', payload: item });
    return answer.statusCode === 200 ? answer.json().outcomes[0] : answer.statusCode;
};
test('a key that was issued sends for its source, over a restart, until it is taken back', async () => {
    const issued = await manage('POST', '/sources/app/keys', {});
    expect(issued).toMatchObject({ status: 201, body: { source: 'app', writeKey: expect.stringMatching(/^wk_[\w-]{32}$/) } });
    const { id, writeKey } = issued.body;
    expect(await track(writeKey, 'One')).toMatchObject({ status: 'accepted' });
    await close();
    await open();
    expect(await track(writeKey, 'Two')).toMatchObject({ status: 'accepted' });
    expect((await manage('GET', '/sources/app/accounting')).body).toMatchObject({ received: 2, accepted: 2 });
    expect((await manage('GET', '/keys')).body.keys).toEqual([expect.objectContaining({ id, source: 'app' })]);
    expect((await manage('DELETE', `/keys/${id}`)).status).toBe(204);
    expect(await track(writeKey, 'Three')).toBe(401);
    expect((await manage('DELETE', `/keys/${id}`)).status).toBe(404);
});
test('no answer and no file tells a secret', async () => {
    const secret = 'correct horse battery staple';
    expect((await manage('PUT', '/secrets/crm', { value: secret })).status).toBe(204);
    const told = await manage('GET', '/secrets');
    expect(told.body).toEqual({ secrets: ['crm'] });
    expect(engine.credentials.secret('crm')).toBe(secret);
    expect(await readFile(join(data, 'vault.json'), 'utf8')).not.toContain('horse');
    expect((await manage('PUT', '/secrets/no%20name', { value: 'x' })).status).toBe(400);
    expect((await manage('DELETE', '/secrets/crm')).status).toBe(204);
    expect(engine.credentials.secret('crm')).toBeUndefined();
});
test('a tracking plan holds for the source that names it, from its publication on, and for no other', async () => {
    const key = (await manage('POST', '/sources/web/keys', {})).body.writeKey;
    const order = { type: 'object', properties: { properties: { type: 'object', required: ['total'] } } };
    const plan = { kind: 'tracking-plan', name: 'shop', onUnplanned: 'block', rules: { events: { 'Order Completed': order } } };
    const source = { kind: 'source', name: 'web', trackingPlan: 'shop', clean: { ip: 'drop' } };
    expect((await manage('PUT', '/definitions', { definitions: [source] })).body).toMatchObject({ code: 'invalid_definition' });
    expect(await track(key, 'Order Completed', { before: 1 })).toMatchObject({ status: 'accepted' });
    expect((await manage('PUT', '/definitions', { definitions: [source, plan] })).status).toBe(200);
    expect(await track(key, 'Order Completed', { wrong: 1 })).toMatchObject({ status: 'quarantined', reason: 'tracking_plan_violation' });
    expect(await track(key, 'Order Completed', { total: 1 })).toMatchObject({ status: 'accepted' });
    expect(await track(key, 'Something Else')).toMatchObject({ status: 'quarantined', reason: 'unplanned_event' });
    expect(await track('wk_given', 'Something Else')).toMatchObject({ status: 'accepted' });
    const listed = (await manage('GET', '/sources')).body.sources.find(({ name }) => name === 'web');
    expect(listed).toMatchObject({
        defined: true,
        trackingPlan: 'shop',
        wayIn: 'http',
        accounting: { received: 4, accepted: 2, quarantined: 2 },
    });
});
test.each([
    [{ from: { carrier_pigeon: {} } }, 'http, files'],
    [{ from: {} }, 'from'],
    [{ clean: { ip: 'sell' } }, 'keep'],
    [{ limits: { eventsPerSecond: 0 } }, 'eventsPerSecond'],
    [{ mapping: { timestamp: 'at', event: 'x' } }, 'own the events'],
])('a source like %j is refused, and why is said', async (wrong, words) => {
    const answer = await manage('PUT', '/definitions', { definitions: [{ kind: 'source', name: 'web', ...wrong }] });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_definition' } });
    expect(JSON.stringify(answer.body)).toContain(words);
});
