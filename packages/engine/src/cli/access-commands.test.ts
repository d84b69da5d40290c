import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi } from '../../test/fake-api.js';
import { testTerminal } from '../../test/test-terminal.js';
import type { ChangeItem, PersonItem, TokenItem } from '../api/contract.js';

const AT = '2026-01-01T00:00:00.000Z';
const person = (id: string, login: string, state: PersonItem['state'], name = login): PersonItem => ({
  ...{ id, login, name, state },
  ...{ role: 'viewer', createdAt: AT, lastSignedInAt: null },
});
const ANN = person('p_1', 'ann@example.org', 'active', 'Ann \u001b[2JLee');
// The last one was removed under the login that somebody has by now.
const PEOPLE = [ANN, person('p_2', 'bob', 'removed'), person('p_3', 'ann@example.org', 'removed')];
const TOKEN: TokenItem = {
  id: 't/1',
  name: 'ci',
  personId: 'p_1',
  owner: 'Ann',
  role: 'editor',
  createdAt: AT,
  expiresAt: AT,
  lastUsedAt: null,
};
const CHANGE: ChangeItem = {
  ...{ id: '7', at: AT, by: 'Ann', action: 'token_issued', about: { kind: 'token', name: 'ci' } },
  ...{ detail: 'editor', reason: null },
};

let api: FakeApi;
let everybody: readonly PersonItem[];
beforeEach(async () => {
  everybody = PEOPLE;
  api = await fakeApi(({ method, url }) => {
    if (url.startsWith('/api/v1/changes')) return { body: { items: [CHANGE], nextCursor: null } };
    if (url === '/api/v1/tokens') return { body: method === 'GET' ? { tokens: [TOKEN] } : { token: TOKEN, secret: 'cusp_secret' } };
    if (url === '/api/v1/people' && method === 'GET') return { body: { people: everybody } };
    if (method === 'DELETE') return { body: { removed: true, revoked: true } };
    if (url.endsWith('/invitation') || url === '/api/v1/people')
      return { body: { person: ANN, path: '/invitation#secret=inv_x', expiresAt: AT } };
    return { body: { ...ANN, role: 'approver' } };
  });
});
afterEach(() => api.close());

async function run(...argv: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const { code, out, err } = await testTerminal('.', { env: { CUSP_URL: api.url, CUSP_TOKEN: 'secret' } }).run(...argv);
  return { code, out: stripVTControlCharacters(out), err: stripVTControlCharacters(err) };
}
/** What was asked of the engine beside who there is. */
const asked = (): string[] =>
  api.requests.map(({ method, url }) => `${method} ${url}`).filter((request) => request !== 'GET /api/v1/people');

describe('cusp people', () => {
  it('lists everybody with what they may, and no control characters of theirs', async () => {
    const { code, out } = await run('people', 'list');
    expect(code).toBe(0);
    expect(out).toMatch(/ann@example\.org\s+Ann .\[2JLee\s+viewer\s+active\s+–/);
    expect(out).not.toContain('\u001b');
    everybody = [];
    expect((await run('people', 'list')).out).toContain('Nobody yet');
    expect(JSON.parse((await run('people', 'list', '--json')).out)).toEqual({ people: [] });
  });

  it('invites who is new, and makes a new link for who is there, however the login is typed', async () => {
    const { out } = await run('people', 'invite', 'cleo', '--name', 'Cleo', '--role', 'approver');
    expect(out).toContain(`${api.url}/invitation#secret=inv_x`);
    expect(out).toContain(`once, until ${AT}`);
    await run('people', 'invite', 'dora');
    await run('people', 'invite', ' ANN@Example.org');
    // Who was removed is not invited again by it, but anew.
    await run('people', 'invite', 'bob');
    expect(asked()).toEqual(['POST /api/v1/people', 'POST /api/v1/people', 'POST /api/v1/people/p_1/invitation', 'POST /api/v1/people']);
    const invited = api.requests.filter(({ method, url }) => method === 'POST' && url === '/api/v1/people').map(({ body }) => body);
    expect(invited).toEqual([
      { login: 'cleo', name: 'Cleo', role: 'approver' },
      { login: 'dora', name: 'dora', role: 'viewer' },
      { login: 'bob', name: 'bob', role: 'viewer' },
    ]);
  });

  it('changes a role, removes, and restores whom it finds in the state that this takes', async () => {
    expect((await run('people', 'role', 'ann@example.org', 'approver')).out).toContain('ann@example.org is approver.');
    await run('people', 'remove', 'ann@example.org');
    await run('people', 'restore', 'bob');
    expect(asked()).toEqual(['PUT /api/v1/people/p_1', 'DELETE /api/v1/people/p_1', 'POST /api/v1/people/p_2/restore']);
    expect(api.requests.find(({ method }) => method === 'PUT')?.body).toEqual({ role: 'approver' });
    for (const nobody of [
      ['remove', 'bob'],
      ['role', 'zoe', 'admin'],
      ['restore', 'zoe'],
    ]) {
      const { code, err } = await run('people', ...nobody);
      expect([code === 0, err]).toEqual([false, expect.stringContaining('nobody with the login')]);
    }
    expect(asked()).toHaveLength(3);
  });

  it('asks nothing of the engine when a word is missing or unknown', async () => {
    for (const wrong of [['people'], ['people', 'invite'], ['people', 'remove'], ['people', 'promote', 'ann@example.org']])
      expect([wrong, (await run(...wrong)).code]).toEqual([wrong, 2]);
    expect((await run('people', 'role', 'ann@example.org')).code).toBe(2);
    expect(asked()).toEqual([]);
  });
});

describe('cusp tokens', () => {
  it('lists, makes and revokes, and shows a secret only where it is made', async () => {
    const listed = (await run('tokens', 'list')).out;
    expect(listed).toMatch(/t\/1\s+ci\s+Ann\s+editor/);
    expect(listed).not.toContain('cusp_secret');
    expect((await run('tokens', 'make', 'ci', '--role', 'editor', '--days', '7')).out).toContain('cusp_secret');
    await run('tokens', 'make', 'reader');
    expect((await run('tokens', 'revoke', 't/1')).out).toContain('opens nothing any more');
    expect(asked().slice(1)).toEqual(['POST /api/v1/tokens', 'POST /api/v1/tokens', 'DELETE /api/v1/tokens/t%2F1']);
    expect(api.requests.flatMap(({ method, body }) => (method === 'POST' ? [body] : []))).toEqual([
      { name: 'ci', role: 'editor', days: 7 },
      { name: 'reader', role: 'viewer', days: 90 },
    ]);
  });

  it('asks nothing of the engine when a word is missing or unknown', async () => {
    for (const wrong of [['make'], ['revoke'], ['burn', 't_1']]) expect([wrong, (await run('tokens', ...wrong)).code]).toEqual([wrong, 2]);
    expect(asked()).toEqual([]);
  });
});

describe('cusp changes', () => {
  it('asks for what is wanted, newest fifty unless told, and refuses a limit that is none', async () => {
    expect((await run('changes')).out).toMatch(/Ann\s+token_issued\s+token ci\s+editor/);
    await run('changes', '--who', 'Ann Lee', '--what', 'token', '--since', AT, '--limit', '1000');
    for (const limit of ['0', '1001', '1.5', 'many']) expect([limit, (await run('changes', '--limit', limit)).code]).toEqual([limit, 2]);
    expect(asked()).toEqual([
      'GET /api/v1/changes?limit=50',
      `GET /api/v1/changes?who=Ann+Lee&what=token&since=${encodeURIComponent(AT)}&limit=1000`,
    ]);
  });
});
