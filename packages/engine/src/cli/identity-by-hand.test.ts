import { stripVTControlCharacters } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeEngine } from '../../test/fake-engine.js';
import { type Said, testTerminal } from '../../test/test-terminal.js';
import { listen } from '../api/listen.js';
import { createServer } from '../api/server.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { Identifier } from '../vocabulary/identifier.js';
import type { IdentityDecision } from '../vocabulary/identity-decision.js';
import type { IdentityRequest } from '../engine/identity-decisions.js';

const TOKEN = 'an-admin-token';
let app: FastifyInstance;
let engine: FakeEngine;
let asked: IdentityRequest[];
let refusal: CuspError | undefined;
let onRecord: IdentityDecision[];
let run: (...argv: string[]) => Promise<Said>;

/** Commands that talk to a server that says yes, or `refusal`. */
beforeEach(async () => {
  engine = new FakeEngine();
  [asked, refusal, onRecord] = [[], undefined, []];
  engine.identities = {
    decide: async (request) => {
      asked.push(request);
      if (refusal !== undefined) throw refusal;
      const [left, right] = request.customers;
      if (left === undefined || right === undefined) throw new RangeError('the test names two');
      const { action, by, reason } = request;
      const decision = { decisionId: 'r/0', requestId: 'r', action, identifiers: [left, right] as const, parts: false, by, reason, at: 0 };
      onRecord.unshift(decision);
      return { requestId: 'r', decisions: [decision], customers: ['c_1'] };
    },
    decisions: ({ limit }) => ({ items: onRecord.slice(0, limit), nextCursor: onRecord.length > (limit ?? 0) ? '1' : null }),
  };
  app = await createServer({ engine, adminToken: TOKEN, writeKeys: () => undefined });
  const url = await listen(app, { host: '127.0.0.1', port: 0, adminTokenChosen: true });
  const terminal = testTerminal('.', { env: { CUSP_URL: url, CUSP_TOKEN: TOKEN, GIT_AUTHOR_NAME: 'Jürgen' } });
  run = async (...argv) => {
    const { code, out, err } = await terminal.run('identity', ...argv);
    return { code, out: stripVTControlCharacters(out), err: stripVTControlCharacters(err) };
  };
});
afterEach(() => app.close());

const person = (type: string, value: string): Identifier => ({ subject: 'person', type, value });

test('cusp identity report says how good the picture is', async () => {
  const { code, out } = await run('report');
  expect(code).toBe(0);
  for (const line of ['customers', 'links refused', 'suspicious', 'IDENTIFIERS']) expect(out).toContain(line);
  expect((await run('report', 'more')).code).toBe(2);
  const measured = await run('report', '--truth', 'person', '--contradicting', 'team');
  expect(measured.code).toBe(0);
  for (const line of ['precision', 'true pairs', 'F1']) expect(measured.out).toContain(line);
  const refused = await run('report', '--truth', 'a..b');
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("'a..b' is not the name of a trait")]);
});

describe('cusp identity merge, unmerge, block, unblock', () => {
  test.each([
    ['merge', 'one customer: userId:ann and loyalty_card:9:1'],
    ['unmerge', 'parted: userId:ann and loyalty_card:9:1'],
    ['block', 'kept apart: userId:ann and loyalty_card:9:1'],
    ['unblock', 'allowed again: userId:ann and loyalty_card:9:1'],
  ])('%s is asked for with the reason, by who works here', async (action, line) => {
    const { code, out, err } = await run(action, 'userId:ann', 'loyalty_card:9:1', '--reason', ' she told us ');
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(`${line}\nnow c_1\n`);
    const customers = [person('userId', 'ann'), person('loyalty_card', '9:1')];
    expect(asked).toEqual([{ action, customers, by: 'Jürgen', reason: 'she told us' }]);
  });

  test('several at once, by somebody else, as JSON', async () => {
    const { code, out } = await run('merge', 'userId:a', 'userId:b', 'userId:c', '--reason', 'r', '--by', 'Ann', '--json');
    expect(code).toBe(0);
    expect(asked[0]).toMatchObject({ by: 'Ann', customers: [{ value: 'a' }, { value: 'b' }, { value: 'c' }] });
    expect(JSON.parse(out)).toMatchObject({ requestId: 'r', customers: ['c_1'], decisions: [{ action: 'merge', by: 'Ann' }] });
  });

  test('a no of the engine is told with its remedy, and ends with 1', async () => {
    refusal = new CuspError(ERRORS.identityBlocked, 'userId:a and userId:b by Ann: two people');
    const { code, out, err } = await run('merge', 'userId:a', 'userId:b', '--reason', 'r');
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('error[identity_blocked]');
    expect(err).toContain('by Ann: two people');
    const told = await run('merge', 'userId:a', 'userId:b', '--reason', 'r', '--json');
    expect(JSON.parse(told.err)).toMatchObject({ error: { code: 'identity_blocked' } });
  });

  test.each<[string[], string]>([
    [['merge', 'userId:a'], 'two customers or more'],
    [['merge', 'userId:a', 'userId:b'], '--reason is missing'],
    [['block', 'userId:a', 'userId:b', '--reason', ' '], '--reason is missing'],
    [['merge', 'userId:a', 'bob', '--reason', 'r'], "'bob' is no customer"],
    [['decisions', 'userId:a'], 'one word too many'],
    [['decisions', '--limit', 'all'], "--limit 'all'"],
  ])('%j is not understood, and nothing is asked', async (argv, why) => {
    const { code, err } = await run(...argv);
    expect(code).toBe(2);
    expect(err).toContain(why);
    expect(asked).toEqual([]);
  });
});

test('cusp identity decisions lists who decided what and why, newest first', async () => {
  expect((await run('decisions')).out).toBe('Nobody has decided anything about identity.\n');
  await run('merge', 'userId:a', 'userId:b', '--reason', 'first');
  await run('block', 'userId:c', 'userId:d', '--reason', 'second\u001b[31m');
  const { out } = await run('decisions');
  const [, newest, oldest] = out.split('\n');
  expect(newest).toMatch(/block +userId:c and userId:d +Jürgen +second/);
  expect(out).not.toContain('\u001b');
  expect(oldest).toMatch(/merge +userId:a and userId:b +Jürgen +first/);
  expect((await run('decisions', '--limit', '1')).out).toContain('There are more');
  const { decisions } = JSON.parse((await run('decisions', '--json')).out) as { decisions: object[] };
  expect(decisions).toHaveLength(2);
});

test('cusp identity links shows what joins somebody, and what was left out and why', async () => {
  const card = person('loyalty_card', '9');
  const ann = person('userId', 'ann');
  const link = { identifiers: [ann, card] as const, evidence: 'one event carries both', messageId: 'm1', at: 0 };
  engine.identityLinks = ({ value }) => ({
    ...{ customerId: `c_${value}`, decisions: onRecord },
    links:
      value === 'ann'
        ? [
            { ...link, refused: 'loyalty_card:9 is shared' },
            { ...link, refused: null },
          ]
        : [],
  });
  await run('block', 'userId:ann', 'userId:bob', '--reason', 'two people');
  const { code, out } = await run('links', 'userId:ann');
  expect(code).toBe(0);
  expect(out).toMatch(
    /^customer c_ann\n.*\njoined +userId:ann and loyalty_card:9 .*one event carries both\nnot joined .*loyalty_card:9 is shared\n/,
  );
  expect(out).toMatch(/Decided by people:\n.*\n.*block +userId:ann and userId:bob +Jürgen +two people/);
  expect((await run('links', 'userId:bob')).out).toContain('Nothing links it');
  expect(await run('links')).toMatchObject({ code: 2, err: expect.stringContaining('about one customer') });
});

test('--help says what there is to do', async () => {
  const { code, out } = await run('--help');
  expect(code).toBe(0);
  for (const word of ['merge, unmerge, block or unblock', '--reason', '--by', 'evaluate', '--truth']) expect(out).toContain(word);
});
