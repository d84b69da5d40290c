import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FakeApi, fakeApi } from '../../test/fake-api.js';
import { testTerminal } from '../../test/test-terminal.js';
import type { Json } from '../vocabulary/json.js';

const BEGAN = '1970-01-01T00:00:00.000Z';
let cwd: string;
let api: FakeApi;

/** Puts aside what has no value, as the engine would. */
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'cusp-scores-'));
  api = await fakeApi(({ body }) => {
    const outcomes = (body as Json[]).map((item) => {
      if (typeof item === 'string') return aside(null, 'a score must be a JSON object');
      return typeof item === 'object' && item !== null && 'value' in item ? FINE : aside('value', 'must be a number, text or boolean');
    });
    const quarantined = outcomes.filter(({ status }) => status === 'quarantined').length;
    return {
      body: { received: outcomes.length, accepted: outcomes.length - quarantined, duplicate: 0, conflicting: 0, quarantined, outcomes },
    };
  });
});
afterEach(async () => {
  await api.close();
  await rm(cwd, { recursive: true });
});

const FINE = { status: 'accepted', messageId: 's', reason: null, field: null, detail: null };
const aside = (field: string | null, detail: string) => ({
  status: 'quarantined',
  messageId: null,
  reason: 'invalid_properties',
  field,
  detail,
});
const run = (argv: readonly string[], stdin?: string) => {
  const input =
    stdin === undefined
      ? {}
      : {
          stdin: async function* () {
            yield Buffer.from(stdin);
          },
        };
  return testTerminal(cwd, { env: { CUSP_URL: api.url, CUSP_TOKEN: 't', XDG_STATE_HOME: cwd }, ...input }).run('scores', ...argv);
};
const sent = (): Json[] => api.requests.flatMap(({ body }) => body as Json[]);

describe('cusp scores', () => {
  test('sends the rows of CSV, numbers as numbers, and names those that were put aside', async () => {
    const rows = [
      'score,customer,note,value,at',
      'churn,userId:1,x,0.82,2026-01-31T06:00:00Z',
      'churn,userId:2,,,',
      'vip,"userId:a,b",,true,',
      'code,userId:3,,007,',
      'churn,"open',
    ];
    await writeFile(join(cwd, 'a.csv'), `${rows.join('\n')}\n`);
    const { code, out, err } = await run(['a.csv']);
    expect(api.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /api/v1/scores']);
    expect(sent()).toEqual([
      { score: 'churn', customer: 'userId:1', value: 0.82, at: '2026-01-31T06:00:00Z' },
      { score: 'churn', customer: 'userId:2', at: BEGAN },
      { score: 'vip', customer: 'userId:a,b', value: true, at: BEGAN },
      { score: 'code', customer: 'userId:3', value: '007', at: BEGAN },
      'churn,"open',
    ]);
    expect([code, out]).toEqual([0, expect.stringContaining('a.csv: 5 scores: 3 accepted, 0 duplicate, 2 quarantined')]);
    expect(err).toContain('row 2: invalid_properties at value: must be');
    expect(err).toMatch(/row 5: invalid_properties: a quotation mark opens/);
  });

  test('reads NDJSON from the standard input, with what rows do not say themselves', async () => {
    const said = await run(
      ['-', '--score', 'churn', '--at', '2026-02-01', '--json'],
      '{"customer":"userId:1","value":1}\n\nnonsense\n{"score":"vip","customer":"userId:2","value":"a","at":"x"}\n',
    );
    const at = '2026-02-01T00:00:00.000Z';
    expect(sent()).toEqual([
      { score: 'churn', customer: 'userId:1', value: 1, at },
      'nonsense',
      { score: 'vip', customer: 'userId:2', value: 'a', at: 'x' },
    ]);
    expect(JSON.parse(said.out)).toMatchObject({
      received: 3,
      accepted: 2,
      quarantined: 1,
      problems: [{ row: 2, detail: expect.stringContaining('no JSON') }],
    });
    expect(said.err).toBe('');
  });

  test('cuts large files into batches, reads them compressed, and names the first rows alone', async () => {
    const rows = Array.from({ length: 4_500 }, (_, index) =>
      JSON.stringify({ score: 's', customer: `userId:${index}`, ...(index % 100 > 0 && { value: index }) }),
    );
    await writeFile(join(cwd, 'a.ndjson.gz'), gzipSync(rows.join('\n')));
    const { out, err } = await run(['a.ndjson.gz']);
    expect(api.requests.map(({ body }) => (body as Json[]).length)).toEqual([2_000, 2_000, 500]);
    expect(err.trimEnd().split('\n')).toHaveLength(20);
    expect(err).toContain('row 1901: ');
    expect(out).toContain('25 more were put aside');
  });

  test.each([
    ['customer,value\nuserId:1,2\n', [], "no column 'score'"],
    ['', [], 'the file is empty'],
    ['PAR1 and more', [], 'Parquet'],
    ['a,b\n', ['--at', 'yesterday'], 'is no time'],
  ])('refuses %j', async (text, flags, why) => {
    await writeFile(join(cwd, 'a.txt'), text);
    expect(await run(['a.txt', ...flags])).toMatchObject({ code: 2, err: expect.stringContaining(why) });
    expect(api.requests).toEqual([]);
  });

  test('says when there is no such file', async () => {
    expect(await run(['none.csv'])).toMatchObject({ code: 1, err: expect.stringContaining('unreadable_file') });
  });
});
