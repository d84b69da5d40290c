import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FakeAnswer, type FakeApi, fakeApi, type SeenRequest } from '../../test/fake-api.js';
import { testTerminal } from '../../test/test-terminal.js';
import type { CliEnvironment } from './environment.js';

let cwd: string;
let api: FakeApi | undefined;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'cusp-cli-'));
});
afterEach(async () => {
  await api?.close();
  api = undefined;
  await rm(cwd, { recursive: true });
});

const ASKED_AT = '2011-12-09T13:00:00.000Z';
const SEGMENT = {
  name: 'big',
  title: 'Big',
  version: 2,
  status: 'live',
  count: 1234,
  asOf: ASKED_AT,
  words: 'bought much',
  definition: {},
};
const problem = (status: number, code: string, more: object = {}): FakeAnswer => ({
  status,
  body: { type: `urn:cusp:error:${code}`, title: 'Title', status, detail: 'Title: why', code, remedy: 'Do this.', ...more },
});

/** A terminal whose commands talk to a fake API. */
async function terminal(answer: (request: SeenRequest) => FakeAnswer, over: Partial<CliEnvironment> = {}) {
  api = await fakeApi(answer);
  const made = testTerminal(cwd, { env: { CUSP_URL: api.url, CUSP_TOKEN: 'secret', XDG_STATE_HOME: cwd }, ...over });
  const { requests } = api;
  const run = async (...argv: string[]) => {
    const said = await made.run(...argv);
    return { ...said, out: stripVTControlCharacters(said.out), err: stripVTControlCharacters(said.err) };
  };
  return { ...made, run, requests };
}

describe('the words', () => {
  const none = testTerminal('/');
  test.each([
    [['segmnt', 'x'], 'did you mean'],
    [['segment'], 'NAME'],
    [['segment', 'x', '--menbers'], '--menbers'],
    [['segment', 'x', 'y'], "'y' is one word too many"],
    [['segment', 'x', '--at'], "'--at' needs a value"],
    [['segment', 'x', '--at', 'yesterday'], "'yesterday' is no time"],
    [['customer', '17850'], "'17850' is no customer"],
    [['import', 'a.csv'], '--mapping'],
    [['rebuild', 'everything'], 'neither warehouse nor state'],
    [['quarantine', 'drop'], 'neither list, show, repair nor replay'],
    [['quarantine', 'replay'], 'nothing to replay'],
    [['quarantine', 'repair', '--all'], 'repair needs --rules'],
    [['quarantine', 'repair', '--rules', '[{ remove: a }]'], 'which items to repair'],
    [['quarantine', 'repair', '--all', '--rules', '[1]'], 'no list of rules'],
    [['quarantine', 'repair', '--all', '--rules', '[{'], 'no YAML'],
    [['sql', 'SELECT 1', '--params', '[1]'], 'no JSON object'],
    [['moments', '--limit', '9999'], '--limit'],
    [['erase', 'userId:1'], 'cannot be undone'],
    [['start', '--port', '70000'], 'out of range'],
    [['start', '--speed', '0'], 'out of range'],
    [['start', '--customers', '1.5'], 'out of range'],
    [['start', '--days', '0'], 'out of range'],
    [['segment', 'x', '--url', 'localhost:4400'], 'no address'],
    [['constructor'], "no command 'constructor'"],
  ])('%j are misused: exit 2, with the remedy', async (argv, message) => {
    const said = await none.run(...argv);
    expect(said.code).toBe(2);
    expect(said.out).toBe('');
    expect(said.err.toLowerCase()).toContain(message.toLowerCase());
    expect(said.err).toContain('invalid_usage');
  });

  test.each([[[]], [['--help']], [['help']]])('%j lists every command', async (argv) => {
    const { code, out } = await none.run(...argv);
    expect(code).toBe(0);
    for (const name of [
      'start',
      'import',
      'plan',
      'init',
      'apply',
      'segment',
      'explain',
      'customer',
      'moments',
      'decisions',
      'sql',
      'quarantine',
      'sources',
      'rebuild',
      'doctor',
      'erase',
    ]) {
      expect(out).toContain(`  ${name}`);
      const help = await none.run(name, '--help');
      expect([help.code, help.out]).toEqual([0, expect.stringContaining(`cusp ${name}`)]);
    }
  });

  test('--version', async () => {
    expect(await none.run('--version')).toEqual({ code: 0, out: '1.2.3\n', err: '' });
  });
});

describe('asking', () => {
  test('a segment: in words, as a bare count, and as JSON', async () => {
    const { run, requests } = await terminal(() => ({ body: SEGMENT }));
    expect((await run('segment', 'big', '--at', '2011-12-09T14:00:00+01:00')).out).toMatch(/count +1,234\nas of +2011/);
    expect((await run('segment', 'big', '--count')).out).toBe('1234\n');
    expect(JSON.parse((await run('segment', 'big', '--json')).out)).toEqual(SEGMENT);
    expect(requests[0]).toEqual({
      method: 'GET',
      url: `/api/v1/segments/big?at=${encodeURIComponent(ASKED_AT)}`,
      authorization: 'Bearer secret',
      body: undefined,
    });
  });

  test('members: every page, one a line; names in paths are escaped', async () => {
    const page = (n: number) => ({
      members: [{ customerId: `c_${n}`, identifiers: [`userId:${n}`], since: ASKED_AT }],
      asOf: ASKED_AT,
      nextCursor: n < 3 ? `p${n}` : null,
    });
    const { run, requests } = await terminal(({ url }) => ({ body: page(Number(/cursor=p(\d)/.exec(url)?.[1] ?? 0) + 1) }));
    expect((await run('segment', 'a/b?c', '--members')).out.split('\n').map((line) => line.slice(0, 3))).toEqual(['c_1', 'c_2', 'c_3', '']);
    expect(requests.every(({ url }) => url.startsWith('/api/v1/segments/a%2Fb%3Fc/members?'))).toBe(true);
    expect(JSON.parse((await run('segment', 'big', '--members', '--json')).out).members).toHaveLength(3);
  });

  test('an explanation, as a tree', async () => {
    const leaf = {
      kind: 'performed',
      words: 'Order Completed at least 2 times',
      holds: false,
      value: { count: 1 },
      events: [{ messageId: 'm1', event: 'Order Completed', timestamp: ASKED_AT }],
      until: ASKED_AT,
      parts: [],
    };
    const because = { kind: 'all', words: 'all of', holds: false, value: {}, events: [], until: null, parts: [leaf] };
    const { run } = await terminal(() => ({
      body: { segment: 'big', version: 1, customerId: 'c_1', member: false, since: null, asOf: ASKED_AT, because },
    }));
    const { out } = await run('explain', 'big', 'userId:1');
    expect(out.split('\n')).toEqual([
      `userId:1 is not in big (version 1), as of ${ASKED_AT}, because`,
      '  ✗ all of',
      `    ✗ Order Completed at least 2 times  (count: 1)  until ${ASKED_AT}`,
      `        ${ASKED_AT}  Order Completed  m1`,
      '',
    ]);
  });

  test('SQL: a single value stands alone, more is a table', async () => {
    const columns = [
      { name: 'country', type: 'String' },
      { name: 'n', type: 'UInt64' },
    ];
    const rows = [
      { country: 'France', n: 7 },
      { country: 'Germany', n: 12 },
    ];
    const { run, requests } = await terminal(({ body }) =>
      JSON.stringify(body).includes('sum')
        ? { body: { columns: [{ name: 's', type: 'Float64' }], rows: [{ s: 9747747.93 }], tookMs: 1 } }
        : { body: { columns, rows, tookMs: 1 } },
    );
    expect((await run('sql', 'SELECT sum(1)')).out).toBe('9747747.93\n');
    expect((await run('sql', 'SELECT x', '--params', '{"a": 1}')).out).toBe('country   n\nFrance    7\nGermany  12\n');
    expect(requests[1]?.body).toEqual({ query: 'SELECT x', params: { a: 1 } });
  });

  test('moments, decisions, rebuild, erase and quarantine use their paths', async () => {
    const item = (id: string, replayed = false) => ({
      id,
      source: 's',
      receivedAt: ASKED_AT,
      reason: 'invalid_type',
      field: null,
      detail: 'd',
      raw: '{}',
      replayed,
      state: replayed ? 'repaired' : 'waiting',
    });
    const result = {
      id: 'q1',
      status: 'accepted',
      reason: null,
      field: null,
      detail: null,
      raw: '{}',
      changes: [{ path: 'a', from: 1, to: null }],
    };
    const { run, requests } = await terminal(({ url, method, body }) => {
      if (url.startsWith('/api/v1/moments')) return { body: { moments: [], nextCursor: null } };
      if (url.startsWith('/api/v1/decisions')) return { body: { decisions: [], nextCursor: null } };
      if (url.startsWith('/api/v1/rebuild')) return { body: { rows: 5, differing: 0 } };
      if (url.endsWith('/replay')) return { body: { results: [{ id: 'q1', status: 'accepted', reason: null, detail: null }] } };
      if (url.endsWith('/repair')) {
        const isSecond = (body as { cursor?: string }).cursor === 'c1';
        return { body: { repairId: 'r', matching: 2, results: [result], nextCursor: isSecond ? null : 'c1' } };
      }
      if (url === '/api/v1/quarantine/q2') return { body: item('q2', true) };
      if (url === '/api/v1/quarantine/q9')
        return { status: 404, body: { code: 'not_found', title: 'x', detail: 'x', remedy: 'x', status: 404 } };
      if (url === '/api/v1/erasures/r1') return { body: { requestId: 'r1', status: 'done' } };
      if (method === 'DELETE') return { body: { requestId: 'r1', status: 'running' } };
      return { body: { items: [item('q1'), item('q2', true)], nextCursor: null } };
    });
    expect((await run('moments', '--since', '2011-12-09')).out).toBe('No moments.\n');
    expect((await run('decisions')).out).toBe('No decisions.\n');
    expect((await run('rebuild', 'warehouse')).out).toContain('0 differed');
    expect((await run('erase', 'userId:1', '--yes')).out).toContain('Request r1');
    expect((await run('quarantine', 'list')).out).toContain('invalid_type');
    expect((await run('quarantine', 'show', 'q2')).out).toContain('repaired');
    expect((await run('quarantine', 'show', 'q9')).code).toBe(1);
    expect((await run('quarantine', 'replay', 'q1')).out).toBe('1 accepted\n');
    expect(requests.at(-1)?.body).toEqual({ ids: ['q1'] });
    expect((await run('quarantine', 'replay', '--all', '--source', 's')).out).toBe('2 accepted\n');
    expect(requests.at(-1)?.body).toEqual({ filter: { source: 's' }, rules: [], limit: 500, cursor: 'c1' });
    const rules = '- { rename: user, to: userId }';
    const dry = await run('quarantine', 'repair', 'q1', '--rules', rules, '--dry-run');
    expect(dry.out).toContain('a: 1 → null');
    expect(dry.out).toContain('nothing was changed');
    expect(requests.at(-1)?.body).toMatchObject({ filter: { ids: ['q1'] }, rules: [{ rename: 'user', to: 'userId' }], dryRun: true });
    expect(JSON.parse((await run('quarantine', 'repair', '--reason', 'invalid_type', '--rules', rules, '--json')).out)).toEqual({
      results: [result, result],
    });
    expect(requests.map(({ method, url }) => `${method} ${url.split('?')[0]}`)).toContain('DELETE /api/v1/customers/userId:1');
  });
});

describe('failing', () => {
  test('says code, what, why and remedy, and exits 1', async () => {
    const { run } = await terminal(() => problem(404, 'unknown_segment'));
    const said = await run('segment', 'none');
    expect(said).toEqual({ code: 1, out: '', err: 'error[unknown_segment] Title: why\n  → Do this.\n' });
    const json = await run('segment', 'none', '--json');
    expect(JSON.parse(json.err)).toEqual({ error: { code: 'unknown_segment', message: 'Title: why', remedy: 'Do this.' } });
  });

  test('an engine that is not there', async () => {
    const { url, close } = await fakeApi(() => ({ body: {} }));
    await close();
    const said = await testTerminal(cwd).run('segment', 'x', '--url', url);
    expect([said.code, said.err]).toEqual([1, expect.stringContaining('unreachable')]);
  });

  test('a fault of the program says so, and where', async () => {
    const startServer = () => Promise.reject(new RangeError('broken'));
    const said = await testTerminal(cwd, { startServer }).run('start');
    expect([said.code, said.err]).toEqual([1, expect.stringMatching(/error\[internal\] RangeError: broken\n +at /)]);
  });

  test('an answer that is no JSON', async () => {
    const { run } = await terminal(() => ({ body: '<html>' }));
    expect(await run('segment', 'x')).toMatchObject({ code: 1, err: expect.stringContaining('unreachable') });
  });

  test('what passes by itself is waited for as long as asked, and not for ever', async () => {
    let left = 2;
    const busy = (): FakeAnswer => ({ ...problem(503, 'overloaded'), headers: { 'retry-after': '3' } });
    const { run, slept } = await terminal(() => (left-- > 0 ? busy() : { body: SEGMENT }));
    expect((await run('segment', 'big', '--count')).out).toBe('1234\n');
    expect(slept).toEqual([3_000, 3_000]);
    left = 1_000;
    expect((await run('segment', 'big')).code).toBe(1);
    expect(slept.length).toBe(9);
  });
});

describe('importing', () => {
  const MAPPING = 'kind: mapping\nname: shop\ntimestamp: t\nuserId: u\nevent: Seen\nproperties:\n  n: { column: n, type: integer }\n';
  const counts = ({ body }: SeenRequest): FakeAnswer => {
    const { items, unmappable } = body as { items: object[]; unmappable: object[] };
    const received = items.length + unmappable.length;
    return { body: { received, accepted: items.length, duplicate: 0, quarantined: unmappable.length, conflicting: 0 } };
  };

  test('sends the rows to the source, and ends with the counts', async () => {
    await writeFile(join(cwd, 'mapping.yaml'), MAPPING);
    await writeFile(join(cwd, 'a.csv'), 'u,t,n\n1,2011-12-09T12:00:00Z,5\n2,2011-12-09T12:00:00Z,five\n');
    const { run, requests } = await terminal(counts);
    const { code, out } = await run('import', 'a.csv', '--mapping', 'mapping.yaml');
    expect([code, out]).toEqual([0, expect.stringContaining('a.csv: 2 rows: 1 accepted, 0 duplicate, 1 quarantined')]);
    expect(requests[0]).toMatchObject({ method: 'POST', url: '/api/v1/sources/shop/items' });
    const twice = await run('import', 'a.csv', 'a.csv', '--mapping', 'mapping.yaml', '--source', 'other', '--json');
    expect(JSON.parse(twice.out)).toMatchObject({
      source: 'other',
      files: [
        { rows: 2, accepted: 1 },
        { rows: 2, quarantined: 1 },
      ],
    });
  });

  test('a dry run asks no engine, and shows what would happen', async () => {
    await writeFile(join(cwd, 'mapping.yaml'), MAPPING);
    await writeFile(join(cwd, 'a.csv'), 'u,t,n\n1,2011-12-09T12:00:00Z,5\n2,2011-12-09T12:00:00Z,five\n3,2011-12-09T12:00:00Z,6\n');
    const { run, requests } = await terminal(counts, { now: () => Date.UTC(2026, 0) });
    const { code, out } = await run('import', 'a.csv', '--mapping', 'mapping.yaml', '--dry-run');
    expect(code).toBe(0);
    expect(out).toContain('a.csv: 3 rows: 2 items would be taken in, 1 put aside. Nothing was sent.');
    expect(out).toMatch(/Seen +2/);
    expect(out).toContain('2011-12-09T12:00:00.000Z  Seen  userId:1  {"n":5}');
    expect(out).toContain("row 2: 'five' is no whole number");
    const two = await run('import', 'a.csv', '--mapping', 'mapping.yaml', '--dry-run', '--rows', '2', '--json');
    expect(JSON.parse(two.out)).toMatchObject({
      files: [{ rows: 2, complete: false, accepted: 1, quarantined: 1, preview: [{ userId: '1' }] }],
    });
    expect(requests).toEqual([]);
    const { code: misused, err } = await run('import', 'a.csv', '--mapping', 'mapping.yaml', '--rows', '2');
    expect([misused, err]).toEqual([2, expect.stringContaining('--rows belongs to --dry-run')]);
  });

  test('- reads the standard input', async () => {
    await writeFile(join(cwd, 'mapping.yaml'), MAPPING);
    const stdin = async function* () {
      yield Buffer.from('u,t,n\n1,2011-12-09T12:00:00Z,5\n2,2011-12');
      yield Buffer.from('-09T12:00:00Z,6\n');
    };
    const { run, requests } = await terminal(counts, { stdin });
    expect(await run('import', '-', '--mapping', 'mapping.yaml')).toMatchObject({
      code: 0,
      out: expect.stringContaining('2 rows: 2 accepted'),
    });
    expect(requests.map(({ body }) => (body as { items: object[] }).items.length)).toEqual([2]);
  });

  test.each([
    ['a mapping with a slip of the pen', `${MAPPING}useId: u\n`, "mapping.yaml:8:1  'useId' is not known here; did you mean 'userId'?"],
    ['a mapping that names no column', MAPPING.replace('column: n,', 'column: m,'), "the file has no column 'm'"],
  ])('%s sends nothing', async (_what, mapping, message) => {
    await writeFile(join(cwd, 'mapping.yaml'), mapping);
    await writeFile(join(cwd, 'a.csv'), 'u,t,n\n1,2011-12-09T12:00:00Z,5\n');
    const { run, requests } = await terminal(counts);
    const { code, err } = await run('import', 'a.csv', '--mapping', 'mapping.yaml');
    expect(code).toBe(1);
    expect(err).toContain('invalid_mapping');
    expect(err).toContain(message);
    expect(requests).toEqual([]);
  });
});

describe('definitions', () => {
  const GOOD = 'kind: segment\nname: big\nwhere:\n  performed: Order Completed\n  within: 9\n';

  test('what the engine refuses is shown with its line', async () => {
    await writeFile(join(cwd, 'a.yaml'), GOOD);
    const problems = [
      { code: 'invalid_value', kind: 'segment', name: 'big', pointer: '/where/within', message: 'no duration', remedy: 'Write 9d.' },
    ];
    const { run } = await terminal(() => problem(422, 'invalid_definition', { problems }));
    const { code, err } = await run('plan', '.');
    expect(code).toBe(1);
    expect(err).toMatch(/a\.yaml:5:3 {2}no duration\n +Write 9d\./);
  });

  test('what is wrong in the files never reaches the engine', async () => {
    await writeFile(join(cwd, 'a.yaml'), 'kind: segment\nname: big\nwere: {}\n');
    const { run, requests } = await terminal(() => ({ body: { changes: [] } }));
    const { code, err } = await run('apply', '.');
    expect([code, requests]).toEqual([1, []]);
    expect(err).toContain("did you mean 'where'?");
  });
});

describe('finding the engine', () => {
  test('the one that runs on the data directory, with its token', async () => {
    const { run, requests } = await terminal(() => ({ body: SEGMENT }), { env: {} });
    await mkdir(join(cwd, '.cusp'));
    await writeFile(join(cwd, '.cusp/running.json'), JSON.stringify({ url: api?.url, adminToken: 'from-file', writeKey: 'wk', pid: 1 }));
    expect((await run('segment', 'big', '--count')).out).toBe('1234\n');
    expect(requests.map(({ url, authorization }) => [url, authorization])).toEqual([
      ['/health', undefined],
      ['/api/v1/segments/big', 'Bearer from-file'],
    ]);
  });

  test('a directory whose engine died is opened directly, and closed again', async () => {
    await mkdir(join(cwd, 'data'));
    await writeFile(join(cwd, 'data/running.json'), JSON.stringify({ url: 'http://127.0.0.1:1', adminToken: 'x', writeKey: 'wk', pid: 1 }));
    const opened: string[] = [];
    let closed = 0;
    const { run } = await terminal(() => ({ body: SEGMENT }), {
      env: {},
      startServer: async ({ data, host, port, demo }) => {
        opened.push(data);
        expect([host, port, demo]).toEqual(['127.0.0.1', 0, false]);
        return { url: api?.url ?? '', links: [], close: async () => void (closed += 1) };
      },
    });
    expect((await run('segment', 'big', '--count', '--data', 'data')).out).toBe('1234\n');
    expect([opened, closed]).toEqual([[join(cwd, 'data')], 1]);
  });

  test('a question does not make a data directory', async () => {
    const said = await testTerminal(cwd).run('segment', 'big', '--data', 'nowhere');
    expect([said.code, said.err]).toEqual([1, expect.stringContaining('not_found')]);
  });

  test('a damaged running.json is said, not guessed around', async () => {
    await mkdir(join(cwd, '.cusp'));
    await writeFile(join(cwd, '.cusp/running.json'), '{"url":');
    expect(await testTerminal(cwd).run('segment', 'big')).toMatchObject({ code: 1, err: expect.stringContaining('damaged') });
  });
});

describe('starting', () => {
  const started = (over: Partial<CliEnvironment> = {}) => {
    const seen: { options?: Parameters<CliEnvironment['startServer']>[0]; closed: number; listening?: () => void } = { closed: 0 };
    const ready = new Promise<void>((resolve) => {
      seen.listening = resolve;
    });
    const made = testTerminal(cwd, {
      startServer: async (options) => {
        seen.options = options;
        setImmediate(() => seen.listening?.());
        return { url: 'http://127.0.0.1:4400', links: [], close: async () => void (seen.closed += 1) };
      },
      ...over,
    });
    return { ...made, seen, ready };
  };
  const settled = async (path: string): Promise<string> => {
    for (;;) {
      const text = await readFile(path, 'utf8').catch(() => undefined);
      if (text !== undefined) return text;
      await new Promise(setImmediate);
    }
  };

  test('keeps its secrets, says where it listens, and takes that back when it is stopped', async () => {
    const { run, interrupt, seen, ready } = started();
    const running = run('start', '--json');
    await ready;
    const path = join(cwd, '.cusp/running.json');
    const said = JSON.parse(await settled(path)) as { adminToken: string };
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(cwd, '.cusp/secrets.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(cwd, '.cusp'))).mode & 0o777).toBe(0o700);
    interrupt();
    const { code, out } = await running;
    expect([code, seen.closed]).toEqual([0, 1]);
    expect(JSON.parse(out)).toMatchObject({ url: 'http://127.0.0.1:4400', adminToken: said.adminToken, writeKey: seen.options?.writeKey });
    await expect(stat(path)).rejects.toThrow();

    const again = started();
    const second = again.run('start');
    await again.ready;
    await settled(path);
    again.interrupt();
    await second;
    expect(again.seen.options).toMatchObject({ adminToken: seen.options?.adminToken, writeKey: seen.options?.writeKey });
  });

  test('a second Ctrl-C ends at once', async () => {
    const { run, interrupt, exits, ready, seen } = started();
    const running = run('start');
    await ready;
    interrupt();
    interrupt();
    expect(exits).toEqual([130]);
    await running;
    expect(seen.closed).toBe(1);
  });

  test('flags go before the environment, and given secrets are used as given', async () => {
    await writeFile(join(cwd, 'a.yaml'), 'kind: segment\nname: big\nwhere: {}\n');
    const env = {
      CUSP_PORT: '5000',
      CUSP_HOST: '0.0.0.0',
      CUSP_ADMIN_TOKEN: 'adm',
      CUSP_WRITE_KEY: 'wk',
      CUSP_WAREHOUSE_URL: 'http://ch:8123',
      CUSP_ALLOW_PRIVATE_ADDRESSES: '127.0.0.1, 10.0.0.0/8',
      CUSP_DATA: 'd',
    };
    const { run, interrupt, ready, seen } = started({ env });
    const running = run('start', '--port', '6000', '--demo', '--speed', '60', '--customers', '40', '--days', '7', '--workspace', '.');
    await ready;
    interrupt();
    await running;
    expect(seen.options).toMatchObject({
      data: join(cwd, 'd'),
      host: '0.0.0.0',
      port: 6000,
      adminToken: 'adm',
      writeKey: 'wk',
      warehouseUrl: 'http://ch:8123',
      allowPrivateAddresses: ['127.0.0.1', '10.0.0.0/8'],
      demo: true,
      speed: 60,
      customers: 40,
      days: 7,
      definitions: [{ kind: 'segment', name: 'big', where: {} }],
    });
  });

  test('a list of private addresses that is none is refused before anything starts', async () => {
    const { run, seen } = started();
    expect(await run('start', '--allow-private-addresses', 'localhost')).toMatchObject({ err: expect.stringContaining('invalid_usage') });
    expect(seen.options).toBeUndefined();
  });

  test('beyond this machine only with an admin token of its own', async () => {
    const { run, seen } = started();
    expect(await run('start', '--host', '0.0.0.0')).toMatchObject({ code: 1, err: expect.stringContaining('insecure_listen') });
    expect(seen.options).toBeUndefined();
  });

  test('a workspace with a fault starts nothing', async () => {
    await writeFile(join(cwd, 'a.yaml'), 'kind: segment\nname: big\n');
    const { run, seen } = started();
    expect(await run('start', '--workspace', '.')).toMatchObject({ code: 1, err: expect.stringContaining("'where' is missing") });
    expect(seen.options).toBeUndefined();
  });
});

describe('the doctor', () => {
  const overview = {
    now: ASKED_AT,
    startedAt: ASKED_AT,
    customers: 1,
    events: 2,
    eventsPerSecond: 0,
    warehouseLag: 0,
    recovering: false,
    journalFailed: null,
    actingHeld: null,
  };
  const sources = (accepted: number) => ({
    sources: [{ name: 'web', accounting: { received: 3, accepted, duplicate: 1, quarantined: 1, refused: 0 }, lastReceivedAt: null }],
  });

  test('is content when the books balance', async () => {
    const { run } = await terminal(({ url }) => ({ body: url.endsWith('overview') ? overview : sources(1) }));
    const { code, out } = await run('doctor');
    expect([code, out]).toEqual([0, expect.stringContaining('✓ books of web')]);
  });

  test('fails when something vanished, or the journal cannot be written', async () => {
    const { run } = await terminal(({ url }) => ({
      body: url.endsWith('overview') ? { ...overview, journalFailed: 'disk full' } : sources(0),
    }));
    const { code, out, err } = await run('doctor');
    expect(code).toBe(1);
    expect(out).toContain('✗ journal: disk full');
    expect(err).toContain('journal, books of web');
  });

  test('without an engine it looks at what there is', async () => {
    const { code, out } = await testTerminal(cwd).run('doctor', '--json');
    expect([code, JSON.parse(out).findings.at(-1)]).toEqual([0, expect.objectContaining({ check: 'engine', result: 'skipped' })]);
  });
});
