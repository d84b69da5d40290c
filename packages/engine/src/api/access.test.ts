import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeEngine } from '../../test/fake-engine.js';
import { includesRole, type Role, ROLES } from '../vocabulary/access.js';
import { Compile } from 'typebox/compile';
import * as contract from './contract.js';
import { ROUTE_ROLES, roleFor } from './roles.js';
import { createServer } from './server.js';

const TOKEN = 'an-admin-token';
const admin = { authorization: `Bearer ${TOKEN}` };
const HOST = 'cusp.example:4400';
const ours = { host: HOST, 'sec-fetch-site': 'same-origin' };
const PASSWORD = 'a long enough password';
let engine: FakeEngine;
let app: FastifyInstance;

beforeEach(async () => {
  engine = new FakeEngine();
  app = await createServer({ engine, adminToken: TOKEN, writeKeys: () => undefined });
});
afterEach(() => app.close());

const ask = (method: NonNullable<InjectOptions['method']>, path: string, headers: Record<string, string>, payload?: object) =>
  app.inject({ method, url: `/api/v1${path}`, headers, ...(payload === undefined ? {} : { payload }) });

type Browser = Record<'cookie' | 'x-cusp-csrf' | 'host' | 'sec-fetch-site', string>;
function browserOf(answer: { headers: Record<string, unknown>; json(): { csrf: string } }): Browser {
  return { ...ours, cookie: String(answer.headers['set-cookie']).split(';')[0] as string, 'x-cusp-csrf': answer.json().csrf };
}

/** Invites somebody, who accepts. */
async function join(login: string, role: Role): Promise<{ id: string; browser: Browser }> {
  const invited = (await ask('POST', '/people', admin, { login, name: `Name of ${login}`, role })).json();
  expect([...Compile(contract.Invitation).Errors(invited)]).toEqual([]);
  const invitation = invited.path.split('=')[1];
  const answer = await ask('POST', '/invitations/accept', ours, { invitation, password: PASSWORD });
  expect([...Compile(contract.SessionState).Errors(answer.json())]).toEqual([]);
  return { id: invited.person.id, browser: browserOf(answer) };
}

describe('the table of roles', () => {
  const routes = async (): Promise<string[]> => {
    const { paths } = (await app.inject('/api/openapi.json')).json() as { paths: Record<string, Record<string, unknown>> };
    return Object.entries(paths)
      .filter(([path]) => path.startsWith('/api/v1/') && !path.startsWith('/api/v1/decide'))
      .flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.slice(7).replaceAll(/\{(\w+)\}/g, ':$1')}`),
      );
  };
  /** Routes without a row, and rows without a route. */
  const strangers = (table: Readonly<Record<string, unknown>>, known: readonly string[]): string[] => [
    ...known.filter((route) => !Object.hasOwn(table, route)),
    ...Object.keys(table).filter((route) => !known.includes(route)),
  ];

  it('has a row for every route of the management API, and no other', async () => {
    expect(strangers(ROUTE_ROLES, await routes())).toEqual([]);
  });

  it('would miss a route without a row', async () => {
    const { 'GET /overview': _gone, ...rest } = ROUTE_ROLES;
    expect(strangers(rest, await routes())).toEqual(['GET /overview']);
    expect(strangers({ ...ROUTE_ROLES, 'GET /gone': 'viewer' }, await routes())).toEqual(['GET /gone']);
  });

  it('takes an admin for what is in no row', () => {
    expect([roleFor('POST', '/brand-new'), roleFor('GET', '/__proto__'), roleFor('HEAD', '/overview')]).toEqual([
      'admin',
      'admin',
      'viewer',
    ]);
  });

  it.each(ROLES)('is what a %s meets at every route', async (role) => {
    const { browser } = await join('somebody@example.org', role);
    for (const route of await routes()) {
      const [method, path] = route.split(' ') as ['GET', string];
      const needed = ROUTE_ROLES[route] as Role | 'anybody';
      // To sign out ends what is being tried; a stream never ends.
      if (needed === 'anybody' || route === 'GET /stream') continue;
      const answer = await ask(method, path.replaceAll(/:\w+/g, 'x'), browser, method === 'GET' ? undefined : { nonsense: true });
      expect([route, answer.statusCode === 403]).toEqual([route, !includesRole(role, needed)]);
      if (answer.statusCode === 403) expect(answer.json()).toMatchObject({ code: 'forbidden', detail: expect.stringContaining(needed) });
    }
  });
});

describe('signing in', () => {
  it('gives a cookie that no script reads and no other site sends, and tells who it is', async () => {
    await join('Ann@Example.org', 'editor');
    const answer = await ask('POST', '/session', ours, { login: ' ann@example.ORG', password: PASSWORD });
    expect(answer.headers['set-cookie']).toMatch(/^cusp_session_4400=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=604800$/);
    expect(answer.json()).toMatchObject({
      person: { login: 'ann@example.org', role: 'editor' },
      role: 'editor',
      may: ['viewer', 'editor'],
    });
    const state = await ask('GET', '/session', browserOf(answer));
    expect(state.json()).toEqual(answer.json());
    expect((await ask('GET', '/overview', browserOf(answer))).statusCode).toBe(200);
    expect((await ask('GET', '/session', ours)).json()).toEqual({ person: null, role: null, may: [], csrf: null });
  });

  it('marks the cookie for https, where it is spoken', async () => {
    const headers = { host: 'cusp.example', origin: 'https://cusp.example' };
    const answer = await ask('POST', '/session', headers, { token: TOKEN });
    expect(answer.headers['set-cookie']).toMatch(
      /^__Host-cusp_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=604800; Secure$/,
    );
  });

  it('takes the admin token, whose holder says who they are; a person is who they are', async () => {
    const byToken = browserOf(await ask('POST', '/session', ours, { token: TOKEN }));
    await ask('PUT', '/secrets/a', { ...byToken, 'x-cusp-by': 'Zoe' }, { value: 'v' });
    const { browser } = await join('ann', 'admin');
    await ask('PUT', '/secrets/b', { ...browser, 'x-cusp-by': 'Zoe' }, { value: 'v' });
    const acts = engine.recorded.filter(({ action }) => action === 'secret_set').map(({ by, about }) => [by, about]);
    expect(acts).toEqual([
      ['Zoe', 'a'],
      ['Name of ann', 'b'],
    ]);
  });

  it('says the same of an unknown login and of a wrong password, and puts on record only logins that exist', async () => {
    await join('ann', 'viewer');
    const wrong = await ask('POST', '/session', ours, { login: 'ann', password: 'wrong' });
    const unknown = await ask('POST', '/session', ours, { login: 'my secret in the wrong field', password: 'wrong' });
    expect([wrong.statusCode, wrong.body]).toEqual([401, unknown.body]);
    expect(engine.recorded.filter(({ action }) => action === 'sign_in_failed').map(({ about }) => about)).toEqual([
      'ann',
      'an unknown login',
    ]);
  });

  it('makes who fails wait, longer each time, and lets the right password in afterwards', async () => {
    await join('ann', 'viewer');
    const sign = (login: string, password: string) => ask('POST', '/session', ours, { login, password });
    for (let tried = 0; tried < 5; tried++) expect((await sign('ann', 'wrong')).statusCode).toBe(401);
    const refused = await sign('ann', PASSWORD);
    expect([refused.statusCode, refused.json().code, refused.headers['retry-after']]).toEqual([429, 'too_many_tries', '30']);
    // Others are let in, and so is the admin token.
    expect((await sign('bob', 'wrong')).statusCode).toBe(401);
    expect((await ask('POST', '/session', ours, { token: TOKEN })).statusCode).toBe(200);
    engine.clock.advanceTo(engine.clock.now() + 30_000);
    expect((await sign('ann', PASSWORD)).statusCode).toBe(200);
    expect((await ask('POST', '/session', ours, { token: 'guess' })).json().code).toBe('wrong_sign_in');
  });

  it('slows an address down that tries many logins, and records a bounded number of failures', async () => {
    for (let tried = 0; tried < 50; tried++) await ask('POST', '/session', ours, { login: `u${tried}`, password: 'x' });
    expect((await ask('POST', '/session', ours, { login: 'another', password: 'x' })).statusCode).toBe(429);
    expect(engine.recorded.filter(({ action }) => action === 'sign_in_failed').length).toBe(20);
  });

  it('ends when nobody uses it for half a day, and after a week in any case', async () => {
    const { browser } = await join('ann', 'viewer');
    const hours = (count: number) => engine.clock.advanceTo(engine.clock.now() + count * 3_600_000);
    const status = async () => (await ask('GET', '/overview', browser)).statusCode;
    for (let used = 0; used < 16; used++) {
      hours(10);
      expect(await status()).toBe(200);
    }
    hours(10);
    expect(await status()).toBe(401);
    const again = browserOf(await ask('POST', '/session', ours, { login: 'ann', password: PASSWORD }));
    hours(13);
    expect((await ask('GET', '/overview', again)).statusCode).toBe(401);
  });

  it('ends by signing out, by another role, by removal and by another password', async () => {
    const { id, browser } = await join('ann', 'editor');
    const sign = async (password = PASSWORD) => browserOf(await ask('POST', '/session', ours, { login: 'ann', password }));
    const status = async (who: Browser) => (await ask('GET', '/overview', who)).statusCode;
    const other = await sign();
    const out = await ask('DELETE', '/session', browser);
    expect(out.headers['set-cookie']).toContain('Max-Age=0');
    expect([await status(browser), await status(other)]).toEqual([401, 200]);
    await ask('PUT', `/people/${id}`, admin, { role: 'viewer' });
    expect(await status(other)).toBe(401);
    const third = await sign();
    const changed = await ask('PUT', '/session/password', third, { current: PASSWORD, next: 'another long password' });
    expect([changed.statusCode, await status(third), await status(browserOf(changed))]).toEqual([200, 401, 200]);
    expect((await ask('POST', '/session', ours, { login: 'ann', password: PASSWORD })).statusCode).toBe(401);
    const fourth = await sign('another long password');
    await ask('DELETE', `/people/${id}`, admin);
    expect(await status(fourth)).toBe(401);
    expect((await ask('POST', `/people/${id}/restore`, admin)).json().state).toBe('active');
    expect(await status(await sign('another long password'))).toBe(200);
  });
});

describe('another site', () => {
  it('changes nothing with the cookie: the token of the session and the own origin are needed', async () => {
    const { browser } = await join('ann', 'admin');
    const { 'x-cusp-csrf': csrf, 'sec-fetch-site': _site, ...bare } = browser;
    const put = async (headers: Record<string, string>) => (await ask('PUT', '/secrets/s', headers, { value: 'v' })).json()?.code ?? 'done';
    const other = (await join('bob', 'admin')).browser;
    expect(
      await Promise.all([
        put({ ...bare, 'sec-fetch-site': 'same-origin' }),
        put({ ...bare, 'sec-fetch-site': 'same-origin', 'x-cusp-csrf': other['x-cusp-csrf'] }),
        put({ ...bare, 'sec-fetch-site': 'cross-site', 'x-cusp-csrf': csrf }),
        put({ ...bare, 'sec-fetch-site': 'same-site', 'x-cusp-csrf': csrf }),
        put({ ...bare, 'x-cusp-csrf': csrf }),
        put({ ...bare, origin: 'https://evil.example', 'x-cusp-csrf': csrf }),
        put({ ...bare, origin: 'null', 'x-cusp-csrf': csrf }),
      ]),
    ).toEqual(Array(7).fill('foreign_request'));
    const allowed = await ask('PUT', '/secrets/s', { ...bare, origin: `http://${HOST}`, 'x-cusp-csrf': csrf }, { value: 'v' });
    expect(allowed.statusCode).toBe(204);
  });

  it('signs nobody in, and reads nothing', async () => {
    const { browser } = await join('ann', 'viewer');
    const signIn = await ask('POST', '/session', { host: HOST, 'sec-fetch-site': 'cross-site' }, { token: TOKEN });
    const reading = await ask('GET', '/customers', { ...browser, 'sec-fetch-site': 'same-site' });
    expect([signIn.json().code, reading.json().code]).toEqual(['foreign_request', 'foreign_request']);
    expect(signIn.headers).not.toHaveProperty('set-cookie');
  });
});

describe('people', () => {
  it('are never without an admin, unless the admin token says so', async () => {
    const { id, browser } = await join('ann', 'admin');
    const invitedOnly = await ask('POST', '/people', admin, { login: 'bob', name: 'Bob', role: 'admin' });
    expect(invitedOnly.statusCode).toBe(201);
    const demote = () => ask('PUT', `/people/${id}`, browser, { role: 'viewer' });
    expect([(await demote()).json().code, (await ask('DELETE', `/people/${id}`, browser)).json().code]).toEqual([
      'last_admin',
      'last_admin',
    ]);
    await join('cleo', 'admin');
    expect((await demote()).statusCode).toBe(200);
    expect(
      (await ask('GET', '/people', admin)).json().people.map(({ login, role, state }: contract.PersonItem) => [login, role, state]),
    ).toEqual([
      ['bob', 'admin', 'invited'],
      ['ann', 'viewer', 'active'],
      ['cleo', 'admin', 'active'],
    ]);
  });

  it('have a login of their own, and an invitation serves once and not for long', async () => {
    await join('ann', 'viewer');
    expect((await ask('POST', '/people', admin, { login: 'ANN', name: 'Other', role: 'viewer' })).json().code).toBe('login_taken');
    const { path } = (await ask('POST', '/people', admin, { login: 'bob', name: 'Bob', role: 'viewer' })).json();
    const invitation = path.split('=')[1];
    expect((await ask('POST', '/invitations', ours, { invitation })).json()).toEqual({ login: 'bob', name: 'Bob' });
    expect((await ask('POST', '/invitations/accept', ours, { invitation, password: 'short' })).json().code).toBe('invalid_request');
    expect((await ask('POST', '/invitations/accept', ours, { invitation, password: PASSWORD })).statusCode).toBe(200);
    expect((await ask('POST', '/invitations/accept', ours, { invitation, password: PASSWORD })).statusCode).toBe(404);
    const late = (await ask('POST', '/people', admin, { login: 'cleo', name: 'Cleo', role: 'viewer' })).json().path.split('=')[1];
    engine.clock.advanceTo(engine.clock.now() + 8 * 86_400_000);
    expect((await ask('POST', '/invitations/accept', ours, { invitation: late, password: PASSWORD })).statusCode).toBe(404);
  });
});

describe('tokens', () => {
  it('open as much as they and their owner may, until they end or are taken back', async () => {
    const { id, browser } = await join('ann', 'approver');
    expect((await ask('POST', '/tokens', browser, { name: 'too much', role: 'admin', days: 1 })).json().code).toBe('forbidden');
    const issued = (await ask('POST', '/tokens', browser, { name: 'ci', role: 'editor', days: 30 })).json();
    expect([...Compile(contract.IssuedToken).Errors(issued)]).toEqual([]);
    const bearer = { authorization: `Bearer ${issued.secret}` };
    const learn = async () => (await ask('POST', '/acting/pause', bearer, {})).json().code;
    expect([(await ask('GET', '/overview', bearer)).statusCode, await learn()]).toEqual([200, 'forbidden']);
    // Without a cookie there is nothing that another site could use.
    expect((await ask('POST', '/tokens', bearer, { name: 'child', role: 'viewer', days: 1 })).statusCode).toBe(201);
    expect(engine.recorded.at(-1)).toMatchObject({ action: 'token_issued', by: 'Name of ann (ci)' });
    await ask('PUT', `/people/${id}`, admin, { role: 'viewer' });
    expect((await ask('PUT', '/definitions', bearer, { definitions: [] })).json().code).toBe('forbidden');
    expect(JSON.stringify((await ask('GET', '/tokens', admin)).json())).not.toContain(issued.secret);
    const other = (await join('bob', 'editor')).browser;
    expect((await ask('DELETE', `/tokens/${issued.token.id}`, other)).statusCode).toBe(404);
    await ask('DELETE', `/tokens/${issued.token.id}`, admin);
    expect((await ask('GET', '/overview', bearer)).statusCode).toBe(401);
    const own = (await ask('POST', '/tokens', admin, { name: 'service', role: 'viewer', days: 1 })).json().secret;
    expect((await ask('GET', '/overview', { authorization: `Bearer ${own}` })).statusCode).toBe(200);
    engine.clock.advanceTo(engine.clock.now() + 86_400_000);
    expect((await ask('GET', '/overview', { authorization: `Bearer ${own}` })).statusCode).toBe(401);
  });
});

it('the journal of changes is asked by who, what, since and page', async () => {
  await join('ann', 'viewer');
  const answer = await ask('GET', '/changes?who=admin&what=person&since=2026-01-01T00:00:00Z&limit=5', admin);
  expect([...Compile(contract.ChangeList).Errors(answer.json())]).toEqual([]);
  expect(engine.asked.at(-1)).toEqual({ changes: { who: 'admin', what: 'person', since: Date.UTC(2026, 0, 1), limit: 5 } });
  expect(answer.body).not.toContain(PASSWORD);
});
