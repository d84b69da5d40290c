import type { FastifyInstance, InjectOptions } from 'fastify';
import { Compile } from 'typebox/compile';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeEngine } from '../../test/fake-engine.js';
import { someone } from '../../test/someone.js';
import * as contract from './contract.js';
import { createServer } from './server.js';

const TOKEN = 'an-admin-token';
const ADMIN = { authorization: `Bearer ${TOKEN}` };
const CAMPAIGN = {
  ...{ kind: 'campaign', name: 'answer', trigger: { entered: 'all' }, purpose: 'service', approval: 'fourEyes' },
  ...{ channel: { webhook: { url: 'https://shop.example/hook' } }, message: { text: 'Here is how.' } },
};
const GROUND = [
  { kind: 'purpose', name: 'service', consent: 'optOut' },
  { kind: 'segment', name: 'all', where: { performed: 'Seen' } },
];
let engine: FakeEngine;
let app: FastifyInstance;

beforeEach(async () => {
  engine = new FakeEngine();
  engine.beginPublishing = (...asked) => engine.desk.publisher.begin(...asked);
  app = await createServer({ engine, adminToken: TOKEN, writeKeys: () => undefined });
});
afterEach(() => app.close());

type Headers = Record<string, string>;
const ask = (method: NonNullable<InjectOptions['method']>, path: string, headers: Headers, payload: object) =>
  app.inject({ method, url: `/api/v1${path}`, headers, payload });

it('an approval by four eyes takes another person, whatever they call themselves and whichever token they carry', async () => {
  const [ann, alsoAnn] = await someone(engine, 'ann', 'approver');
  const [bob] = await someone(engine, 'bob', 'approver');
  const published = await ask('PUT', '/definitions', ann, { definitions: [...GROUND, CAMPAIGN] });
  expect(published.statusCode).toBe(200);
  for (const headers of [ann, alsoAnn, { ...alsoAnn, 'x-cusp-by': 'bob' }, ADMIN, { ...ADMIN, 'x-cusp-by': 'bob' }]) {
    const refused = await ask('POST', '/campaigns/answer/approve', headers, { version: 1, by: 'bob' });
    expect([refused.statusCode, refused.json().code]).toEqual([403, 'needs_another_person']);
  }
  const page = (await ask('GET', '/campaigns/answer', bob, {})).json();
  expect([...Compile(contract.CampaignPage).Errors(page)]).toEqual([]);
  const mayApprove = async (headers: Headers): Promise<unknown> => (await ask('GET', '/campaigns/answer', headers, {})).json().mayApprove;
  expect([await mayApprove(ann), await mayApprove(alsoAnn), await mayApprove(ADMIN), await mayApprove(bob)]).toEqual([
    false,
    false,
    false,
    true,
  ]);
  expect([page.state, page.approval]).toEqual(['awaitingApproval', { fourEyes: true, approvedBy: null, approvedAt: null }]);
  const approved = await ask('POST', '/campaigns/answer/approve', bob, { version: 1 });
  expect([approved.statusCode, approved.json().state]).toEqual([200, 'running']);
  // Who is who stays inside.
  expect(approved.json().act).not.toHaveProperty('personId');
});

it('who saved a draft, and who rolled a version back, has written it', async () => {
  const [ann] = await someone(engine, 'ann', 'approver');
  const [bob] = await someone(engine, 'bob', 'approver');
  await ask('PUT', '/definitions', ADMIN, { definitions: GROUND });
  await ask('PUT', '/drafts/campaign/answer', ann, { definition: CAMPAIGN });
  const drafts = [{ kind: 'campaign', name: 'answer' }];
  expect((await ask('POST', '/drafts/publish', ADMIN, { drafts })).statusCode).toBe(200);
  const code = async (headers: Headers, version: number): Promise<unknown> =>
    (await ask('POST', '/campaigns/answer/approve', headers, { version })).json().code;
  expect(await code(ann, 1)).toBe('needs_another_person');
  await ask('PUT', '/definitions', ann, { definitions: [{ ...CAMPAIGN, message: { text: 'Otherwise.' } }] });
  expect((await ask('POST', '/definitions/campaign/answer/rollback', bob, { version: 1, reason: 'it was better' })).statusCode).toBe(200);
  expect(await code(bob, 3)).toBe('needs_another_person');
  expect(await code(ann, 3)).toBeUndefined();
});
