import { stripVTControlCharacters } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeEngine } from '../../test/fake-engine.js';
import { MATCHING, MatchingLife, register, registerModel, says } from '../../test/matching-life.js';
import { type Said, testTerminal } from '../../test/test-terminal.js';
import * as contract from '../api/contract.js';
import { listen } from '../api/listen.js';
import { createServer } from '../api/server.js';

const TOKEN = 'an-admin-token';
const RECORDS = register('command', 60);
const SECOND = RECORDS.findIndex(({ person }, index) => RECORDS[index - 1]?.person === person);
/** Two records of one person. */
const PAIR = [RECORDS[SECOND - 1]?.key ?? '', RECORDS[SECOND]?.key ?? ''] as const;
let app: FastifyInstance;
let life: MatchingLife;
let run: (...argv: string[]) => Promise<Said>;

/** Commands that talk to a server before a life in which matching has a model and suggests everything that it does not link. */
beforeAll(async () => {
  life = await MatchingLife.begun(await registerModel(), [{ ...MATCHING, linkFrom: 0.99999999, suggestFrom: 0.01 }]);
  await life.take(...RECORDS.map(({ key, traits }, index) => says(index, key, traits)));
  const engine = new FakeEngine();
  engine.matching = life.desk;
  engine.identities = life.decisions;
  engine.identityLinks = (identifier) => life.life.questions.identityLinks(identifier);
  app = await createServer({ engine, adminToken: TOKEN, writeKeys: () => undefined });
  const url = await listen(app, { host: '127.0.0.1', port: 0, adminTokenChosen: true });
  const terminal = testTerminal('.', { env: { CUSP_URL: url, CUSP_TOKEN: TOKEN, GIT_AUTHOR_NAME: 'Jürgen' } });
  run = async (...argv) => {
    const { code, out, err } = await terminal.run('identity', ...argv);
    return { code, out: stripVTControlCharacters(out), err: stripVTControlCharacters(err) };
  };
});
afterAll(async () => {
  await app.close();
  await life.stop();
});

const ask = async (url: string, method: 'GET' | 'POST' = 'GET', payload?: object) => {
  const answer = await app.inject({
    url: `/api/v1/identity${url}`,
    method,
    headers: { authorization: `Bearer ${TOKEN}` },
    ...(payload && { payload }),
  });
  return { status: answer.statusCode, body: answer.json() as unknown };
};

describe('the routes answer what the contract says', () => {
  it.each([
    ['/matching', contract.Matching],
    ['/suggestions', contract.SuggestionList],
    ['/suggestions?limit=2', contract.SuggestionList],
    [`/explain?left=${PAIR[0]}&right=${PAIR[1]}`, contract.IdentityExplanation],
  ])('%s', async (url, schema) => {
    const { status, body } = await ask(url);
    expect(status).toBe(200);
    expect([...Compile(schema).Errors(body)]).toEqual([]);
  });

  it.each([
    ['/explain?left=userId:0-0', 400, 'invalid_request'],
    ['/explain?left=userId:0-0&right=nobody', 400, 'invalid_request'],
    ['/explain?left=userId:0-0&right=userId:nobody', 404, 'unknown_customer'],
    ['/suggestions?cursor=x', 400, 'invalid_request'],
    ['/suggestions?limit=0', 400, 'invalid_request'],
  ])('%s: %d %s', async (url, status, code) => {
    expect(await ask(url)).toMatchObject({ status, body: { code } });
  });

  it('learned links carry their model and how sure it is', async () => {
    const [learned] = life.life.pipeline.identities.learnedLinks();
    const key = life.life.pipeline.timelines.identifiers.textOf(learned?.left ?? -1);
    const links = await app.inject({ url: `/api/v1/customers/${key}/identity`, headers: { authorization: `Bearer ${TOKEN}` } });
    const { links: found } = links.json() as contract.IdentityLinks;
    expect([...Compile(contract.IdentityLinks).Errors(links.json())]).toEqual([]);
    const link = found.find((one) => one.learned !== null);
    expect(link?.learned?.probability).toBeGreaterThan(0.99999999);
    expect(link?.evidence).toMatch(/^matching people: one person with a probability of /);
  });
});

describe('cusp identity', () => {
  it('matching says how it stands and what was learned', async () => {
    const { code, out } = await run('matching');
    expect(code).toBe(0);
    for (const line of ['live', 'people', 'ONE PERSON', 'given_name (name)']) expect(out).toContain(line);
    expect((await run('matching', 'more')).code).toBe(2);
  });

  it('suggestions are listed, accepted with a reason, and rejected', async () => {
    const { suggestions } = (await ask('/suggestions')).body as contract.SuggestionList;
    const [first, second] = suggestions;
    const { out } = await run('suggestions');
    expect(out).toContain(first?.left.identifier);
    expect(out).toContain('FOR IT');
    const pair = (one = first): [string, string] => [one?.left.identifier ?? '', one?.right.identifier ?? ''];
    expect((await run('accept', ...pair())).code).toBe(2);
    expect((await run('accept', ...pair(), '--reason', 'same voice')).out).toContain('one customer: ');
    const again = await run('accept', ...pair(), '--reason', 'same voice');
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('They are one customer already')]);
    expect((await run('reject', ...pair(second), '--reason', 'father and son')).out).toContain('kept apart: ');
    expect((await run('reject', PAIR[0], '--reason', 'x')).code).toBe(2);
    const left = (await ask('/suggestions')).body as contract.SuggestionList;
    expect(left.suggestions).not.toContainEqual(first);
    expect(left.suggestions).not.toContainEqual(second);
  });

  it('explain prints the way and the waterfall', async () => {
    const { code, out } = await run('explain', ...PAIR);
    expect(code).toBe(0);
    for (const line of [PAIR.join(' and '), 'HOW ALIKE', 'before', 'sum', '█']) expect(out).toContain(line);
    expect(JSON.parse((await run('explain', ...PAIR, '--json')).out)).toMatchObject({ matching: { prior: {}, steps: expect.any(Array) } });
    expect((await run('explain', PAIR[0])).code).toBe(2);
  });

  it('learn --wait ends when everybody is matched under the new model', async () => {
    const before = (await ask('/matching')).body as contract.Matching;
    const { code, out } = await run('learn', '--wait', '--by', 'Dana', '--json');
    expect(code).toBe(0);
    const after = JSON.parse(out) as contract.Matching;
    expect(after.state).toBe('live');
    expect(after.model?.by).toBe('Dana');
    expect(after.model?.modelId).not.toBe(before.model?.modelId);
    expect((await ask('/matching/learn', 'POST', { by: 'x', more: 1 })).status).toBe(400);
  });
});
