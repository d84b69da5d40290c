import type { FastifyInstance } from 'fastify';
import { Compile } from 'typebox/compile';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeEngine } from '../../../test/fake-engine.js';
import { someone } from '../../../test/someone.js';
import { CampaignActed, CampaignList, CampaignPage, CampaignPreviewResult } from '../contract.js';
import { createServer } from '../server.js';

const TOKEN = 'an-admin-token';
const ADMIN = { authorization: `Bearer ${TOKEN}` };
const CAMPAIGN = {
  ...{ kind: 'campaign', name: 'answer', trigger: { entered: 'all' }, purpose: 'service', approval: true },
  ...{ channel: { webhook: { url: 'https://shop.example/hook' } }, message: { text: 'Here is how.' } },
};
const GROUND = [
  { kind: 'purpose', name: 'service', consent: 'optOut' },
  { kind: 'segment', name: 'all', where: { performed: 'Seen' } },
];
const ACTS = ['run', 'pause', 'stop', 'approve'] as const;

let engine: FakeEngine;
let app: FastifyInstance;
beforeEach(async () => {
  engine = new FakeEngine();
  app = await createServer({ engine, adminToken: TOKEN, writeKeys: () => undefined });
  await publish([...GROUND, CAMPAIGN, { ...CAMPAIGN, name: 'free', approval: false }]);
});
afterEach(() => app.close());

type Headers = Record<string, string>;

async function publish(definitions: readonly object[], removed: { kind: string; name: string }[] = []): Promise<void> {
  await engine.desk.publisher.publish(definitions as never, { by: 'Ada', removed });
}

async function post(path: string, payload: object = {}, headers: Headers = ADMIN) {
  const answer = await app.inject({ method: 'POST', url: `/api/v1${path}`, headers, payload });
  return { status: answer.statusCode, body: answer.json() };
}

async function get(path: string) {
  return (await app.inject({ url: `/api/v1${path}`, headers: ADMIN })).json();
}

/** Does it; the state that follows. */
async function did(path: string, payload: object = {}): Promise<unknown> {
  const { status, body } = await post(path, payload);
  expect([status, ...Compile(CampaignActed).Errors(body)]).toEqual([200]);
  return body.state;
}

async function refusal(path: string, payload: object = {}, headers: Headers = ADMIN): Promise<[number, unknown]> {
  const { status, body } = await post(path, payload, headers);
  return [status, body.code];
}

describe('a campaign by HTTP', () => {
  it('awaits approval, runs, pauses, stops and runs again; each act is on record with who and why, and the next version waits anew', async () => {
    expect(await did('/campaigns/answer/approve', { version: 1, reason: 'read it' })).toBe('running');
    expect(await did('/campaigns/answer/pause', { reason: 'too many', by: 'Bob' })).toBe('paused');
    expect(await did('/campaigns/answer/stop')).toBe('stopped');
    expect(await did('/campaigns/answer/run')).toBe('running');
    const page = await get('/campaigns/answer');
    expect([...Compile(CampaignPage).Errors(page)]).toEqual([]);
    expect(page.acts).toHaveLength(4);
    expect(page.acts).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ action: 'approve', version: 1, reason: 'read it' }),
        expect.objectContaining({ action: 'pause', version: null, reason: 'too many', by: 'Bob' }),
      ]),
    );
    await publish([{ ...CAMPAIGN, message: { text: 'Otherwise.' } }]);
    const list = await get('/campaigns');
    expect([...Compile(CampaignList).Errors(list)]).toEqual([]);
    const states = list.campaigns.map(({ name, version, state }: CampaignPage) => [name, version, state]);
    expect(states).toEqual([
      ['answer', 2, 'awaitingApproval'],
      ['free', 1, 'running'],
    ]);
  });

  it('is as it was when the same is asked again, and nothing more is on record', async () => {
    await did('/campaigns/answer/approve', { version: 1 });
    for (const [path, payload] of [
      ['approve', { version: 1 }],
      ['run', {}],
    ] as const)
      expect((await post(`/campaigns/answer/${path}`, payload)).body).toEqual({ act: null, state: 'running' });
    expect((await get('/campaigns/answer')).acts).toHaveLength(1);
  });

  it('all are paused and let act again at once', async () => {
    expect(await did('/acting/pause', { reason: 'fire' })).toBeNull();
    expect((await get('/campaigns')).held).toMatchObject({ action: 'pause', campaign: null, reason: 'fire' });
    expect((await get('/campaigns/free')).state).toBe('paused');
    expect(await did('/acting/run')).toBeNull();
    expect([(await get('/campaigns')).held, (await get('/campaigns/free')).state]).toEqual([null, 'running']);
  });

  it('is tried out by name and by definition, and nothing of it is on record', async () => {
    const byName = await post('/campaigns/preview', { campaign: 'answer' });
    expect([byName.status, ...Compile(CampaignPreviewResult).Errors(byName.body)]).toEqual([200]);
    expect((await post('/campaigns/preview', { definition: CAMPAIGN })).body).toEqual({
      ...byName.body,
      tookMs: expect.any(Number),
    });
    expect((await get('/campaigns/answer')).acts).toEqual([]);
  });
});

describe('is refused', () => {
  it.each(['viewer', 'editor'] as const)('to a %s: they may look and try out, and act on nothing', async (role) => {
    const [headers] = await someone(engine, 'ann', role);
    for (const act of ACTS) expect(await refusal(`/campaigns/answer/${act}`, { version: 1 }, headers)).toEqual([403, 'forbidden']);
    for (const act of ['run', 'pause']) expect(await refusal(`/acting/${act}`, {}, headers)).toEqual([403, 'forbidden']);
    expect((await post('/campaigns/preview', { campaign: 'answer' }, headers)).status).toBe(200);
    expect((await get('/campaigns/answer')).acts).toEqual([]);
  });

  it('to nobody in particular, and not to an approver', async () => {
    const [headers] = await someone(engine, 'ann', 'approver');
    expect(await refusal('/campaigns/answer/approve', { version: 1 }, {})).toEqual([401, 'unauthorized']);
    const { body } = await post('/campaigns/answer/approve', { version: 1, by: 'somebody else' }, headers);
    expect(body).toMatchObject({ state: 'running', act: { by: expect.stringContaining('ann') } });
  });

  it.each([
    ['an unknown name', '/campaigns/none/approve', { version: 1 }, 404, 'not_found'],
    ['an unknown name to pause', '/campaigns/none/pause', {}, 404, 'not_found'],
    ['another version than is in force', '/campaigns/answer/approve', { version: 2 }, 409, 'campaign_changed'],
    ['an approval of no version', '/campaigns/answer/approve', {}, 400, 'invalid_request'],
    ['a version that is none', '/campaigns/answer/approve', { version: 0 }, 400, 'invalid_request'],
    ['an approval where none is asked for', '/campaigns/free/approve', { version: 1 }, 400, 'invalid_request'],
    ['more than is known', '/campaigns/answer/run', { force: true }, 400, 'invalid_request'],
    ['to stop all at once', '/acting/stop', {}, 404, 'not_found'],
    ['a trial of nothing', '/campaigns/preview', {}, 400, 'invalid_request'],
    ['a trial of two', '/campaigns/preview', { campaign: 'answer', draft: 'answer' }, 400, 'invalid_request'],
    ['a trial of an unknown name', '/campaigns/preview', { campaign: 'none' }, 404, 'not_found'],
    ['a trial of a draft that is not there', '/campaigns/preview', { draft: 'answer' }, 404, 'unknown_draft'],
    ['a trial of what is no campaign', '/campaigns/preview', { definition: { kind: 'campaign' } }, 422, 'invalid_definition'],
  ])('%s', async (_, path, payload, status, code) => {
    expect(await refusal(path, payload)).toEqual([status, code]);
    expect((await get('/campaigns/answer')).acts).toEqual([]);
  });

  it('what was removed: it acts no more, and nothing can be done with it', async () => {
    await publish([], [{ kind: 'campaign', name: 'free' }]);
    for (const act of ['run', 'pause', 'stop']) expect(await refusal(`/campaigns/free/${act}`)).toEqual([404, 'not_found']);
  });
});
