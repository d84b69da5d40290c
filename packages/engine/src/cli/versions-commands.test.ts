import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeEngine } from '../../test/fake-engine.js';
import { type Said, testTerminal } from '../../test/test-terminal.js';
import { draftPreviewText } from './draft-preview-text.js';
import { listen } from '../api/listen.js';
import { createServer } from '../api/server.js';

const TOKEN = 'an-admin-token';
let cwd: string;
let app: FastifyInstance;
/** What was sent: method, address, body. */
let bodies: unknown[];
let run: (...argv: string[]) => Promise<Said>;

/** Commands that talk to a server whose definitions are real; nobody is in its segments. */
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'cusp-cli-'));
  const engine = new FakeEngine();
  const { publisher } = engine.desk;
  engine.beginPublishing = (...asked) => publisher.begin(...asked);
  engine.plan = async (...asked) => [...(await publisher.plan(...asked))];
  app = await createServer({ engine, adminToken: TOKEN, writeKeys: () => undefined });
  bodies = [];
  app.addHook('preHandler', async ({ method, url, body }) => {
    if (body !== undefined && body !== null) bodies.push([method, url, body]);
  });
  const url = await listen(app, { host: '127.0.0.1', port: 0, adminTokenChosen: true });
  const env = { CUSP_URL: url, CUSP_TOKEN: TOKEN, USER: 'root', GIT_AUTHOR_NAME: 'Jürgen' };
  const terminal = testTerminal(cwd, { env });
  run = async (...argv) => {
    const { code, out, err } = await terminal.run(...argv);
    return { code, out: stripVTControlCharacters(out), err: stripVTControlCharacters(err) };
  };
});
afterEach(async () => {
  await app.close();
  await rm(cwd, { recursive: true });
});

const segment = (name: string, within: string): string =>
  `kind: segment\nname: ${name}\nwhere:\n  performed: Order Completed\n  within: ${within}\n`;
const write = (...texts: string[]): Promise<void> => writeFile(join(cwd, 'a.yaml'), texts.join('---\n'));

describe('versions and rolling back', () => {
  test('who, when, why and what, and back again with a reason', async () => {
    await write(segment('buyers', '30d'));
    expect(await run('apply', '.', '--reason', 'begin')).toMatchObject({ code: 0 });
    await write(segment('buyers', '60d'));
    expect((await run('plan', '.')).out).toContain('segment buyers: performed Order Completed: within 30d → 60d');
    expect((await run('apply', '.')).out).toMatch(/change +segment +buyers +2/);
    const { out } = await run('versions', 'segment', 'buyers');
    expect(out).toMatch(/2 +\S+ +Jürgen +in force +–/);
    expect(out).toMatch(/1 +\S+ +Jürgen +begin/);
    expect(out).toContain('within 30d → 60d');
    expect((await run('versions', 'segment', 'buyers', '--show', '1')).out).toContain('within: 30d');
    expect(await run('rollback', 'segment', 'buyers')).toMatchObject({ code: 2, err: expect.stringContaining('--version and --reason') });
    expect((await run('rollback', 'segment', 'buyers', '--version', '1', '--reason', 'too wide')).out).toMatch(/buyers +3/);
    expect((await run('versions', 'segment', 'buyers')).out).toMatch(/3 +\S+ +Jürgen +in force, restores 1 +too wide/);
    expect(await run('rollback', 'segment', 'buyers', '--version', '9', '--reason', 'r')).toMatchObject({
      code: 1,
      err: expect.stringContaining('no version 9'),
    });
  });

  test('a plan and a publication are one body each', async () => {
    const definitions = [{ kind: 'segment', name: 'buyers', where: { performed: 'Order Completed', within: '30d' } }];
    await write(segment('buyers', '30d'));
    await run('plan', '.');
    await run('apply', '.', '--reason', 'because');
    expect(bodies).toEqual([
      ['POST', '/api/v1/definitions/plan', { definitions }],
      ['PUT', '/api/v1/definitions?wait=false', { definitions, reason: 'because' }],
    ]);
  });

  test('nothing is retired unless it is asked for', async () => {
    await write(segment('buyers', '30d'), segment('others', '30d'));
    await run('apply', '.');
    await write(segment('buyers', '30d'));
    expect((await run('plan', '.')).out).toContain('Nothing to change');
    expect((await run('apply', '.')).out).toContain('Nothing to change');
    expect((await run('plan', '.', '--prune')).out).toMatch(/remove +segment +others/);
    expect((await run('apply', '.', '--prune')).out).toMatch(/remove +segment +others/);
    expect((await run('versions', 'segment', 'others')).out).toContain('retired by Jürgen');
    expect((await run('rollback', 'segment', 'others', '--version', '1', '--reason', 'needed')).code).toBe(0);
  });
});

describe('drafts of metrics and moments', () => {
  test('are shown with what they would say', async () => {
    await write(
      'kind: metric\nname: since\nvalue: { recency: Order Completed }\n',
      'kind: moment\nname: looking\nintent: know\npattern: [{ performed: Product Viewed }]\n',
    );
    expect((await run('drafts', 'save', '.')).code).toBe(0);
    expect((await run('drafts', 'show', 'metric', 'since')).out).toMatch(/would be +0 of 0 customers have a value\n/);
    expect((await run('drafts', 'show', 'moment', 'looking')).out).toMatch(/would find +0 moments of 0 customers since \S+\n/);
    expect(JSON.parse((await run('drafts', 'show', 'moment', 'looking', '--json')).out)).toMatchObject({
      preview: { moment: { count: 0 } },
    });
  });

  test('say times in words, the values in force beside them, and data without control characters', () => {
    const spread = { customers: 4, withValue: 2, bins: null, top: null };
    const distribution = { ...spread, numbers: { min: 0, median: 5_400_000, mean: 90_000_000, max: 172_800_000 } };
    const inForce = { ...spread, numbers: null, top: [{ value: 'x\u001b', customers: 1_000 }] };
    const metric = { words: 'w', unit: 'milliseconds' as const, distribution, inForce };
    const text = stripVTControlCharacters(draftPreviewText({ kind: 'metric', name: 'm', metric, moment: null, asOf: 'now', tookMs: 1 }));
    expect(text).toContain('0 milliseconds to 2 days, median 1 hour 30 minutes, mean 1 day 1 hour');
    expect(text).toContain('is now    2 of 4 customers have a value: x� (1,000)');
  });
});

describe('drafts', () => {
  test('are kept, shown, published and thrown away', async () => {
    await write(segment('buyers', '30d'));
    expect((await run('drafts', 'list')).out).toContain('There are no drafts.');
    expect((await run('drafts', 'save', '.', '--note', 'a try')).out).toMatch(/segment +buyers +\w+ .*Jürgen +a try/);
    expect((await run('drafts', 'show', 'segment', 'buyers')).out).toMatch(/note +a try/);
    expect(await run('drafts', 'show', 'segment', 'buyers', '--entering')).toMatchObject({ code: 0, out: '' });
    expect((await run('drafts', 'publish', 'segment', 'buyers', '--reason', 'fine')).out).toMatch(/add +segment +buyers +1/);
    expect((await run('drafts', 'save', '.')).out).toContain('Nothing differs');
    await write(segment('buyers', '60d'));
    await run('drafts', 'save', '.');
    expect((await run('drafts', 'show', 'segment', 'buyers')).out).toContain('within 30d → 60d');
    expect((await run('drafts', 'discard', 'segment', 'buyers')).code).toBe(0);
    expect(await run('drafts', 'show', 'segment', 'buyers')).toMatchObject({ code: 1, err: expect.stringContaining('No such draft') });
  });

  test.each([
    [['drafts', 'keep'], 'neither list, save, show, discard nor publish'],
    [['drafts', 'show', 'buyers'], 'named by KIND and NAME'],
    [['drafts', 'save'], 'save takes one directory'],
  ])('%j is not understood', async (argv, why) => {
    expect(await run(...argv)).toMatchObject({ code: 2, err: expect.stringContaining(why) });
  });
});
