import type { FastifyInstance, InjectOptions } from 'fastify';
import { Compile } from 'typebox/compile';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeEngine } from '../../../test/fake-engine.js';
import { IdentityDecisions } from '../../engine/identity-decisions.js';
import { identityReport } from '../../engine/identity-report/identity-report.js';
import { Life } from '../../simulation/oracle/life.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { anEvent } from '../../warehouse/fixtures.js';
import * as contract from '../contract.js';
import { createServer } from '../server.js';

const TOKEN = 'an-admin-token';
const START = 1_790_000_000_000;
let app: FastifyInstance;
let life: Life;

/** The routes before a pipeline in which Ann (with a laptop), Bob and Cleo live. */
beforeEach(async () => {
  life = new Life(START).start();
  life.clock.advanceTo(START + 1_000);
  const seen = (index: number, userId: string, anonymousId: string | null = null) =>
    anEvent(index, { messageId: `m${index}`, userId, anonymousId, timestamp: START + index, receivedAt: START + index });
  await life.take(seen(1, 'ann', 'laptop'), seen(2, 'bob'), seen(3, 'cleo'));
  const engine = new FakeEngine();
  engine.identities = new IdentityDecisions(life.pipeline, (identifier) => life.questions.find(identifier));
  engine.identityReport = (request, signal) => identityReport(life.pipeline, request, signal);
  engine.identityLinks = (identifier) => life.questions.identityLinks(identifier);
  app = await createServer({ engine, adminToken: TOKEN, writeKeys: () => undefined });
});
afterEach(async () => {
  await app.close();
  life.stop();
});

const ask = (url: string, over: InjectOptions = {}) =>
  app.inject({ url: `/api/v1${url}`, ...over, headers: { authorization: `Bearer ${TOKEN}`, ...over.headers } });
const tell = (action: string, payload: object, headers: Record<string, string> = {}) =>
  ask(`/identity/${action}`, { method: 'POST', payload, headers });
const two = { customers: ['userId:ann', 'userId:bob'], reason: 'they told us' };
const codeOf = async (answer: ReturnType<typeof tell>) => {
  const { statusCode, json } = await answer;
  return [statusCode, (json() as { code?: string }).code];
};

describe('deciding', () => {
  it('answers what was decided and who they are now; each action undoes its opposite', async () => {
    const merged = await tell('merge', two);
    expect(merged.statusCode).toBe(200);
    expect([...Compile(contract.IdentityDecided).Errors(merged.json())]).toEqual([]);
    const { requestId, decisions, customers } = merged.json() as contract.IdentityDecided;
    expect(customers).toHaveLength(1);
    expect(decisions).toEqual([
      {
        ...{ decisionId: `${requestId}/0`, requestId, action: 'merge', identifiers: ['userId:ann', 'userId:bob'], parts: false },
        ...{ by: 'admin', reason: 'they told us', at: new Date(START + 1_000).toISOString() },
      },
    ]);
    expect(await codeOf(tell('merge', two))).toEqual([409, 'identity_joined']);
    expect((await tell('unmerge', two)).json()).toMatchObject({ decisions: [{ action: 'unmerge', parts: false }] });
    expect(await codeOf(tell('unmerge', two))).toEqual([409, 'identity_not_joined']);
    expect((await tell('block', two)).statusCode).toBe(200);
    expect(await codeOf(tell('block', two))).toEqual([409, 'identity_blocked']);
    expect(await codeOf(tell('merge', two))).toEqual([409, 'identity_blocked']);
    expect((await tell('unblock', two)).statusCode).toBe(200);
    expect(await codeOf(tell('unblock', two))).toEqual([409, 'identity_not_blocked']);
  });

  it('joins as many as are named, also by their customerIds, and those that merges have retired', async () => {
    const ids = await Promise.all(
      ['ann', 'bob', 'cleo'].map(async (name) => (await ask(`/customers/userId:${name}/identity`)).json() as contract.IdentityLinks),
    );
    const customers = ids.map(({ customerId }) => `customerId:${customerId}`);
    const merged = (await tell('merge', { customers, reason: 'r' })).json() as contract.IdentityDecided;
    expect(merged.decisions).toHaveLength(2);
    expect(merged.customers).toHaveLength(1);
    for (const customer of customers)
      expect(((await ask(`/customers/${customer}/identity`)).json() as contract.IdentityLinks).customerId).toBe(merged.customers[0]);
    const parted = (await tell('unmerge', { customers: ['userId:bob', 'userId:cleo'], reason: 'r' })).json() as contract.IdentityDecided;
    expect(parted.customers).toHaveLength(2);
  });

  it('keeps who decided and why: by the body, else the header, else whoever holds the token', async () => {
    await tell('merge', { ...two, by: 'Ann Lee' }, { 'x-cusp-by': 'Somebody' });
    await tell('unmerge', { ...two, reason: 'no <b>after</b> all' }, { 'x-cusp-by': encodeURIComponent('Jürgen') });
    await tell('block', two);
    const list = await ask('/identity/decisions');
    expect([...Compile(contract.IdentityDecisionList).Errors(list.json())]).toEqual([]);
    const { decisions } = list.json() as contract.IdentityDecisionList;
    expect(decisions.map(({ action, by, reason }) => [action, by, reason])).toEqual([
      ['block', 'admin', 'they told us'],
      ['unmerge', 'Jürgen', 'no <b>after</b> all'],
      ['merge', 'Ann Lee', 'they told us'],
    ]);
    const page = (await ask('/identity/decisions?limit=2')).json() as contract.IdentityDecisionList;
    expect(page.decisions).toEqual(decisions.slice(0, 2));
    const next = (await ask(`/identity/decisions?limit=2&cursor=${page.nextCursor}`)).json() as contract.IdentityDecisionList;
    expect(next).toEqual({ decisions: decisions.slice(2), nextCursor: null });
    const { decisions: inForce, links } = (await ask('/customers/userId:bob/identity')).json() as contract.IdentityLinks;
    expect(inForce.map(({ action }) => action)).toEqual(['block']);
    expect(links).toEqual([]);
  });

  it('of two people at once one is told that the other was faster, and nothing is lost', async () => {
    const both = await Promise.all([tell('merge', two), tell('merge', { ...two, customers: two.customers.toReversed() })]);
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
    const against = await Promise.all([tell('unmerge', two), tell('unmerge', two), tell('block', two)]);
    expect(against.map(({ statusCode }) => statusCode)).toEqual([200, 409, 200]);
    const { decisions } = (await ask('/identity/decisions')).json() as contract.IdentityDecisionList;
    expect(decisions.map(({ action }) => action)).toEqual(['block', 'unmerge', 'merge']);
  });
});

describe('bad input', () => {
  const cases: [action: string, payload: object, status: number, code: string][] = [
    ['merge', { ...two, customers: ['userId:ann', 'userId:nobody'] }, 404, 'unknown_customer'],
    ['merge', { ...two, customers: ['userId:ann', 'customerId:c_0'] }, 404, 'unknown_customer'],
    ['merge', { ...two, customers: ['userId:ann', 'anonymousId:laptop'] }, 409, 'identity_joined'],
    ['merge', { ...two, customers: ['userId:ann', 'userId:ann'] }, 400, 'invalid_request'],
    ['merge', { ...two, customers: ['userId:ann', 'bob'] }, 400, 'invalid_request'],
    ['merge', { ...two, customers: ['userId:ann'] }, 400, 'invalid_request'],
    ['merge', { ...two, customers: Array.from({ length: 21 }, (_, index) => `userId:u${index}`) }, 400, 'invalid_request'],
    ['merge', { customers: two.customers }, 400, 'invalid_request'],
    ['merge', { ...two, reason: '' }, 400, 'invalid_request'],
    ['merge', { ...two, reason: 'x'.repeat(1_001) }, 400, 'invalid_request'],
    ['merge', { ...two, by: 'x'.repeat(201) }, 400, 'invalid_request'],
    ['merge', { ...two, weight: 1 }, 400, 'invalid_request'],
    ['unmerge', two, 409, 'identity_not_joined'],
    ['unmerge', { ...two, customers: ['userId:ann', 'userId:nobody'] }, 404, 'unknown_customer'],
    ['unblock', two, 409, 'identity_not_blocked'],
    ['forget', two, 404, 'not_found'],
  ];
  it.each(cases)('%s %j: %d %s, and nothing is written', async (action, payload, status, code) => {
    const { head } = life.journal;
    expect(await codeOf(tell(action, payload))).toEqual([status, code]);
    expect(life.journal.head).toBe(head);
  });

  it('a cursor that is none', async () => {
    expect(await codeOf(ask('/identity/decisions?cursor=x'))).toEqual([400, 'invalid_request']);
  });

  it('without the token', async () => {
    const answer = await app.inject({ method: 'POST', url: '/api/v1/identity/merge', payload: two });
    expect(answer.statusCode).toBe(401);
  });
});

it('is described by OpenAPI, with what it takes and answers', async () => {
  const { paths } = (await app.inject({ url: '/api/openapi.json', headers: { authorization: `Bearer ${TOKEN}` } })).json() as {
    paths: Record<string, Record<string, { summary?: string; tags?: string[]; requestBody?: object; responses: object }>>;
  };
  for (const action of ['merge', 'unmerge', 'block', 'unblock']) {
    const { post } = paths[`/api/v1/identity/${action}`] ?? {};
    expect(post).toMatchObject({ tags: ['identity'], summary: expect.any(String), responses: { 200: expect.anything() } });
    expect(JSON.stringify(post?.requestBody)).toContain('Stays on record with the decision');
  }
  expect(paths['/api/v1/identity/decisions']?.get?.responses).toHaveProperty('200');
});

describe('the report', () => {
  it('says how many people there are, and who looks like several', async () => {
    await tell('merge', two);
    const answer = await ask('/identity/report');
    expect([...Compile(contract.IdentityReport).Errors(answer.json())]).toEqual([]);
    expect(answer.json()).toMatchObject({ customers: 2, identifiers: 4, decisions: 1, suspicious: [{ why: ['2 userIds'] }] });
    expect((await app.inject({ url: '/api/v1/identity/report' })).statusCode).toBe(401);
  });

  it('says which traits contradict themselves and how right the picture is, by the traits that are named', async () => {
    const says = (index: number, userId: string, traits: JsonObject) =>
      anEvent(index, { messageId: `m${index}`, type: 'identify', event: '', userId, traits, timestamp: START, receivedAt: START });
    await life.take(says(4, 'ann', { person: 1, team: 'red' }), says(5, 'bob', { person: 2, team: 'blue' }));
    await tell('merge', two);
    const answer = await ask('/identity/report?contradicting=birthday,%20team,&truth=person&months=1');
    expect([...Compile(contract.IdentityReport).Errors(answer.json())]).toEqual([]);
    expect(answer.json()).toMatchObject({
      contradicting: [
        { trait: 'birthday', customers: 0 },
        { trait: 'team', customers: 1 },
      ],
      suspicious: [{ contradictions: [{ trait: 'team', values: [{ value: 'blue', identifiers: ['userId:bob'] }, { value: 'red' }] }] }],
      truth: { trait: 'person', joinedPairs: 1, rightPairs: 0, precision: 0, recall: null },
      months: [{ month: '2026-09', events: 5 }],
    });
    expect((await ask('/identity/report?contradicting=')).json()).toMatchObject({ contradicting: [], truth: null });
  });

  it.each(['contradicting=a..b', 'truth=', 'truth=%5B%5D', 'months=121', 'months=x'])('refuses %s', async (query) => {
    expect(await codeOf(ask(`/identity/report?${query}`))).toEqual([400, 'invalid_request']);
  });
});
