import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createReceiver, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { SMTPServer } from 'smtp-server';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer } from '../src/api/server.js';
import { type Engine, openEngine } from '../src/engine.js';
import { whenThere } from './when-there.js';

const DEFINITIONS = (hook: string) => [
  { kind: 'purpose', name: 'marketing', title: 'Offers & news', consent: 'optIn' },
  {
    kind: 'source',
    name: 'mail_provider',
    from: { webhook: { signature: 'none' } },
    mapping: {
      externalIds: { email: 'email' },
      event: [{ name: 'Email Marked as Spam', when: { column: 'type', is: 'complained' } }],
      properties: { channel: { constant: 'email' }, decisionId: 'decisionId', address: 'email' },
    },
  },
  { kind: 'segment', name: 'buyers', where: { performed: 'Order Completed' } },
  { kind: 'segment', name: 'starters', where: { performed: 'Checkout Started' } },
  {
    kind: 'campaign',
    name: 'thanks',
    trigger: { entered: 'buyers' },
    purpose: 'marketing',
    channel: { email: { from: 'The shop <news@shop.example>', track: true } },
    message: { subject: 'Thank you', text: 'See you', html: '<a href="https://shop.example/new">New</a>' },
  },
  {
    kind: 'campaign',
    name: 'help',
    trigger: { entered: 'starters' },
    purpose: 'marketing',
    channel: { site: { placement: 'banner' } },
    message: { text: 'May we help?' },
  },
  {
    kind: 'campaign',
    name: 'notify',
    trigger: { entered: 'starters' },
    purpose: 'marketing',
    channel: { webhook: { url: hook, track: true } },
    message: { text: 'somebody starts' },
  },
];

let folder: string;
let engine: Engine;
let app: FastifyInstance;
let url: string;
let mailServer: SMTPServer;
let receiver: Server;
const mails: string[] = [];
const verified: string[] = [];
const unknown = new Set<string>();

beforeAll(async () => {
  mailServer = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) =>
      done(unknown.has(address) ? Object.assign(new Error('5.1.1 nobody'), { responseCode: 550 }) : undefined),
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push(Buffer.concat(chunks).toString('utf8').replaceAll('=\r\n', '').replaceAll('=3D', '='));
        done();
      });
    },
  });
  await new Promise<void>((resolve) => mailServer.listen(0, '127.0.0.1', () => resolve()));
  receiver = createReceiver((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      new Webhook(engine.webhookSecret).verify(Buffer.concat(chunks), request.headers as Record<string, string>);
      verified.push(String(request.headers['webhook-id']));
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  folder = await mkdtemp(join(tmpdir(), 'cusp-delivery-'));
  const smtpUrl = `smtp://127.0.0.1:${(mailServer.server.address() as AddressInfo).port}?tls=none`;
  engine = await openEngine({
    data: join(folder, 'data'),
    allowPrivateAddresses: ['127.0.0.1'],
    smtpUrl,
    publicUrl: 'https://cusp.shop.example',
  });
  app = await createServer({ engine, adminToken: 'admin', writeKeys: (key) => (key === 'key' ? 'web' : undefined) });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
  const hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  await engine.publish(DEFINITIONS(hook), { by: 'test' });
}, 120_000);

afterAll(async () => {
  await app.close();
  await engine.close();
  receiver.closeAllConnections();
  await new Promise<void>((resolve) => receiver.close(() => resolve()));
  await new Promise<void>((resolve) => mailServer.close(() => resolve()));
  await rm(folder, { recursive: true, force: true });
});

const AGREES = { consent: { categoryPreferences: { marketing: true } } };

async function send(...items: readonly object[]): Promise<void> {
  const response = await fetch(`${url}/v1/batch`, { method: 'POST', body: JSON.stringify({ writeKey: 'key', batch: items }) });
  expect(response.status).toBe(200);
}

/** Somebody with an address, who agrees and does something. */
async function comes(userId: string, event: string): Promise<void> {
  await send(
    { type: 'identify', userId, anonymousId: `anon-${userId}`, traits: { email: `${userId}@example.org` }, context: AGREES },
    { type: 'track', event, userId, anonymousId: `anon-${userId}` },
  );
}

async function admin<T>(path: string, body?: object): Promise<T> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const headers = { authorization: 'Bearer admin', ...(body !== undefined && { 'content-type': 'application/json' }) };
  const response = await fetch(`${url}/api/v1${path}`, { ...init, headers });
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

function mailTo(userId: string): Promise<string> {
  return whenThere(() => mails.find((raw) => raw.includes(`To: ${userId}@example.org`)));
}

/** The newest event of a name that somebody has. */
function eventOf(userId: string, event: string): Promise<Record<string, unknown>> {
  return whenThere(async () => {
    const { events } = await admin<{ events: { event: string; properties: Record<string, unknown> }[] }>(
      `/customers/userId:${userId}/timeline`,
    );
    return events.find((one) => one.event === event)?.properties;
  });
}

function linkIn(mail: string, kind: 'u' | 'c' | 'o'): string {
  const path = new RegExp(`https://cusp\\.shop\\.example(/${kind}/[A-Za-z0-9_-]+)`).exec(mail)?.[1];
  expect(path).toBeDefined();
  return `${url}${path}`;
}

/** Why nothing more is sent to somebody: the decision's reason, or how its delivery ended. */
function endOf(userId: string, campaign = 'thanks'): Promise<string> {
  interface Ended {
    readonly reason: string | null;
    readonly delivery: { readonly status: string; readonly detail: string | null };
  }
  return whenThere(async () => {
    const [last] = (await admin<{ decisions: Ended[] }>(`/decisions?customer=userId:${userId}&campaign=${campaign}`)).decisions;
    if (last === undefined || last.delivery.status === 'pending') return undefined;
    return last.reason ?? `${last.delivery.status} ${last.delivery.detail}`;
  });
}

describe('a mail', () => {
  it('lands in a mail server; what becomes of it comes back as events with its decision', async () => {
    await comes('ann', 'Order Completed');
    const mail = await mailTo('ann');
    const { decisionId } = await eventOf('ann', 'Email Delivered');
    expect(mail).toContain(`Message-ID: <${String(decisionId)}@shop.example>`);
    await fetch(linkIn(mail, 'o'));
    expect(await eventOf('ann', 'Email Opened')).toEqual({ decisionId, email_id: decisionId, campaign: 'thanks', channel: 'email' });
    const followed = await fetch(linkIn(mail, 'c'), { redirect: 'manual' });
    expect(followed.status).toBe(302);
    expect(followed.headers.get('location')).toBe('https://shop.example/new');
    expect(await eventOf('ann', 'Email Link Clicked')).toMatchObject({ decisionId, url: 'https://shop.example/new' });
  });

  it('lets its reader out with one click, and not by being looked at; from then on it counts as denied', async () => {
    await comes('ben', 'Order Completed');
    const link = linkIn(await mailTo('ben'), 'u');
    const page = await (await fetch(link)).text();
    expect(page).toContain('Offers &amp; news');
    const consents = async () => (await admin<{ consents: { purpose: string; state: string }[] }>('/customers/userId:ben')).consents;
    expect(await consents()).toMatchObject([{ purpose: 'marketing', state: 'granted' }]);
    const oneClick = {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    };
    for (let times = 0; times < 2; times++) expect((await fetch(link, oneClick)).status).toBe(200);
    expect(await consents()).toMatchObject([{ purpose: 'marketing', state: 'denied' }]);
    await comes('ben', 'Order Completed');
    expect(await consents()).toMatchObject([{ state: 'granted' }]);
    await fetch(link, oneClick);
    expect(await consents()).toMatchObject([{ state: 'denied' }]);
    expect((await fetch(`${link}x`, oneClick)).status).toBe(404);
  });

  it('to an address that nobody has ends dead, is listed with why, and nothing more goes there', async () => {
    unknown.add('cas@example.org');
    await comes('cas', 'Order Completed');
    const dead = await whenThere(
      async () => (await admin<{ deliveries: { decisionId: string; detail: string }[] }>('/deliveries?status=dead')).deliveries[0],
    );
    expect(dead.detail).toContain('550');
    expect(await eventOf('cas', 'Email Bounced')).toMatchObject({ address: 'cas@example.org', bounceType: 'permanent' });
    unknown.clear();
    const asked = { decisionIds: [dead.decisionId, 'd_other'] };
    expect(await admin('/deliveries/replay', asked)).toEqual({ replayed: [dead.decisionId], notDead: ['d_other'] });
    expect(await endOf('cas')).toMatch(/suppressed|unreachable|no address/);
    expect(mails.some((raw) => raw.includes('To: cas@example.org'))).toBe(false);
  });
});

it('who complains to their mail provider gets no more mail', async () => {
  await comes('hal', 'Order Completed');
  await mailTo('hal');
  const { decisionId } = await eventOf('hal', 'Email Delivered');
  const complaint = { type: 'complained', email: 'hal@example.org', decisionId };
  const headers = { 'content-type': 'application/json' };
  const told = await fetch(`${url}/v1/webhooks/mail_provider`, { method: 'POST', headers, body: JSON.stringify(complaint) });
  expect(told.status).toBe(200);
  expect(await eventOf('hal', 'Email Marked as Spam')).toMatchObject({ decisionId, address: 'hal@example.org' });
  const again = { kind: 'campaign', name: 'again', trigger: { entered: 'starters' }, purpose: 'marketing' };
  const channel = { email: { from: 'news@shop.example' } };
  await engine.publish([{ ...again, channel, message: { subject: 'Again', text: '' } }], { by: 'test' });
  await send({ type: 'track', event: 'Checkout Started', userId: 'hal' });
  expect(await endOf('hal', 'again')).toMatch(/suppressed|unreachable|no address/);
});

interface Decided {
  readonly messages: readonly { decisionId: string; placement: string; message: object }[];
}

async function decide(body: object, key = 'key'): Promise<Response> {
  const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
  return fetch(`${url}/api/v1/decide`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

describe('on the site', () => {
  it('a message waits where it belongs until it is answered, or its purpose is denied', async () => {
    const waiting = async (placements = ['banner']) =>
      ((await (await decide({ anonymousId: 'anon-dot', placements })).json()) as Decided).messages;
    expect(await waiting()).toEqual([]);
    await comes('dot', 'Checkout Started');
    const [message] = await whenThere(async () => {
      const found = await waiting();
      return found.length > 0 ? found : undefined;
    });
    expect(message).toMatchObject({ placement: 'banner', message: { text: 'May we help?' } });
    expect(await waiting(['footer'])).toEqual([]);
    await send({ type: 'track', event: 'Message Opened', anonymousId: 'anon-dot', properties: { decisionId: message?.decisionId } });
    expect(await waiting()).toHaveLength(1);
    await send({ type: 'track', event: 'Message Dismissed', anonymousId: 'anon-dot', properties: { decisionId: message?.decisionId } });
    expect(await waiting()).toEqual([]);

    await comes('eve', 'Checkout Started');
    const eves = async () => ((await (await decide({ anonymousId: 'anon-eve', placements: ['banner'] })).json()) as Decided).messages;
    await whenThere(async () => ((await eves()).length > 0 ? true : undefined));
    const refuses = { consent: { categoryPreferences: { marketing: false } } };
    await send({ type: 'track', event: 'Preferences Saved', userId: 'eve', context: refuses });
    expect(await eves()).toEqual([]);
  });

  it('nobody reads another’s messages by naming them', async () => {
    expect((await decide({ userId: 'dot', placements: ['banner'] })).status).toBe(401);
    expect((await decide({ placements: ['banner'] })).status).toBe(400);
    expect((await decide({ anonymousId: 'a', placements: ['banner'] }, 'other')).status).toBe(401);
    await engine.setSecret('site_identity', 'between the shop and the engine');
    expect((await decide({ userId: 'dot', proof: '0'.repeat(64), placements: ['banner'] })).status).toBe(401);
    const { createHmac } = await import('node:crypto');
    const proof = createHmac('sha256', 'between the shop and the engine').update('dot').digest('hex');
    expect((await decide({ userId: 'dot', proof, placements: ['banner'] })).status).toBe(200);
  });

  it('a stream tells what comes, and goes on after what was told', async () => {
    const told = await streamed('anon-fay', undefined, () => comes('fay', 'Checkout Started'));
    expect(told).toMatch(/^id: d_[0-9a-f]+\nevent: message\ndata: \{/m);
    const id = /^id: (.+)$/m.exec(told)?.[1] as string;
    expect(await streamed('anon-fay', undefined, async () => undefined)).toContain(id);
    expect(await streamed('anon-fay', id, async () => undefined, 300)).not.toContain('event: message');
  });
});

/** What a stream tells until its first message, or for so long. */
async function streamed(anonymousId: string, after: string | undefined, then: () => Promise<void>, forMs = 10_000): Promise<string> {
  const stop = AbortSignal.timeout(forMs);
  const query = new URLSearchParams({ writeKey: 'key', anonymousId, placements: 'banner' });
  let text = '';
  try {
    const headers: Record<string, string> = after === undefined ? {} : { 'last-event-id': after };
    const response = await fetch(`${url}/api/v1/decide/stream?${query}`, { headers, signal: stop });
    expect(response.status).toBe(200);
    await then();
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    while (!text.includes('event: message')) text += new TextDecoder().decode((await reader.read()).value);
    await reader.cancel();
  } catch (error) {
    if (!stop.aborted) throw error;
  }
  return text;
}

it('a receiver of webhooks verifies what comes with the library of the standard', async () => {
  await comes('gil', 'Checkout Started');
  const { decisionId } = await eventOf('gil', 'Message Delivered');
  expect(verified).toContain(decisionId);
});
