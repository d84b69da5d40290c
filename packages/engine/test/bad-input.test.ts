import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createReceiver, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer } from '../src/api/server.js';
import { type Engine, openEngine } from '../src/engine.js';
import { whenThere } from './when-there.js';

/** What goes wrong around acting is handled, and said where somebody looks: by a whole engine over HTTP. */

interface Told {
  readonly reason: string | null;
  readonly outcome: string;
  readonly checks: readonly { readonly check: string; readonly passed: boolean; readonly detail: string }[];
  readonly delivery: { readonly status: string; readonly attempts: number; readonly detail: string | null };
}
interface Refused {
  readonly code: string;
  readonly detail: string;
  readonly remedy: string;
  readonly problems?: readonly { readonly pointer: string; readonly message: string; readonly remedy: string }[];
}

let folder: string;
let engine: Engine;
let app: FastifyInstance;
let url: string;
let receiver: Server;
const received: string[] = [];

beforeAll(async () => {
  receiver = createReceiver((request, response) => {
    received.push(request.url ?? '');
    request.resume();
    if (request.url === '/gone') response.writeHead(410).end();
    else if (request.url !== '/never') response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const at = (path: string) => ({ webhook: { url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}${path}` } });
  const campaign = (name: string, change: object) => ({
    kind: 'campaign',
    name,
    trigger: { entered: name },
    purpose: 'service',
    message: { text: 'Hello' },
    ...change,
  });
  folder = await mkdtemp(join(tmpdir(), 'cusp-bad-input-'));
  engine = await openEngine({ data: join(folder, 'data'), allowPrivateAddresses: ['127.0.0.1'] });
  app = await createServer({ engine, adminToken: 'admin', writeKeys: () => undefined });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
  await engine.publish(
    [
      { kind: 'purpose', name: 'service', consent: 'optOut' },
      { kind: 'source', name: 'shop', from: { http: {} } },
      ...['named', 'stocked', 'gone', 'never', 'well'].map((name) => ({ kind: 'segment', name, where: { performed: name } })),
      campaign('named', { channel: at('/well'), message: { text: 'Hello {{ customer.traits.first_name }}' } }),
      campaign('stocked', { channel: at('/well'), offers: [{ name: 'last_one', stock: 1 }], message: { text: '{{ offer.name }}' } }),
      campaign('gone', { channel: at('/gone') }),
      campaign('never', { channel: at('/never') }),
      campaign('well', { channel: at('/well') }),
    ],
    { by: 'test' },
  );
}, 60_000);

afterAll(async () => {
  receiver.closeAllConnections();
  await app.close();
  await engine.close();
  await new Promise<void>((resolve) => receiver.close(() => resolve()));
  await rm(folder, { recursive: true, force: true });
});

async function ask<T>(method: string, path: string, body?: object): Promise<{ readonly status: number; readonly body: T }> {
  const headers = { authorization: 'Bearer admin', ...(body !== undefined && { 'content-type': 'application/json' }) };
  const answer = await fetch(`${url}/api/v1${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const text = await answer.text();
  return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as T };
}

/** Somebody does what a campaign waits for; with a key of the shop. */
async function does(event: string, userId: string): Promise<void> {
  const key = await engine.credentials.issue('shop');
  const answer = await sendWith(key.key, event, userId);
  expect(answer.status).toBe(200);
}

function sendWith(writeKey: string, event: string, userId: string): Promise<Response> {
  return fetch(`${url}/v1/batch`, { method: 'POST', body: JSON.stringify({ writeKey, batch: [{ type: 'track', event, userId }] }) });
}

/** What a campaign's decision about somebody has come to, once that is as expected. */
function told(campaign: string, userId: string, isSo: (decision: Told) => boolean, most?: number): Promise<Told> {
  return whenThere(async () => {
    const { body } = await ask<{ decisions: readonly Told[] }>('GET', `/decisions?campaign=${campaign}&customer=userId:${userId}`);
    return body.decisions?.find(isSo);
  }, most);
}

describe.concurrent('what goes wrong is handled, and said', () => {
  it('a template that cannot be read is not published, and the place is named', async () => {
    const campaign = {
      kind: 'campaign',
      name: 'bad',
      trigger: { entered: 'well' },
      purpose: 'service',
      channel: { site: { placement: 'banner' } },
    };
    const { status, body } = await ask<Refused>('PUT', '/definitions', {
      definitions: [{ ...campaign, message: { text: 'Hello {{ customer' } }],
    });
    expect([status, body.code]).toEqual([422, 'invalid_definition']);
    expect(body.problems).toEqual([
      expect.objectContaining({ pointer: '/message/text', message: expect.stringMatching(/template|\{\{/) as string }),
    ]);
    expect(body.problems?.[0]?.remedy).not.toBe('');
  });

  it('a template that lacks something of one customer refuses them alone, and names what it lacked', async () => {
    await does('named', 'nameless');
    const { checks } = await told('named', 'nameless', ({ reason }) => reason === 'template_error');
    expect(checks.at(-1)).toMatchObject({ passed: false, detail: expect.stringContaining('first_name') as string });
  });

  it('an offer without stock is not made: who came second is told why', async () => {
    await does('stocked', 'first');
    await told('stocked', 'first', ({ delivery }) => delivery.status === 'delivered');
    await does('stocked', 'second');
    const { checks } = await told('stocked', 'second', ({ reason }) => reason === 'out_of_stock');
    expect(checks.at(-1)).toMatchObject({ passed: false, detail: expect.stringMatching(/last_one|stock/) as string });
  });

  it('a write key that was taken back is refused at once, with what to do', async () => {
    const key = await engine.credentials.issue('shop');
    expect((await sendWith(key.key, 'well', 'before')).status).toBe(200);
    expect((await ask('DELETE', `/keys/${key.id}`)).status).toBe(204);
    const refused = await sendWith(key.key, 'well', 'after');
    const { code, remedy } = (await refused.json()) as Refused;
    expect([refused.status, code]).toEqual([401, 'unknown_write_key']);
    expect(remedy).toMatch(/key/);
    expect((await ask<unknown>('GET', '/customers/userId:after')).status).toBe(404);
  });

  it('a receiver that says 410 is asked once and no more, and what waits for it says why', async () => {
    await does('gone', 'one');
    const one = await told('gone', 'one', ({ delivery }) => delivery.status === 'dead');
    expect(one.delivery).toMatchObject({ attempts: 1, detail: expect.stringContaining('410') as string });
    await does('gone', 'two');
    const two = await told('gone', 'two', ({ delivery }) => delivery.status === 'dead');
    expect(two.delivery.detail).toMatch(/410|disabled|gone/);
    expect(received.filter((path) => path === '/gone')).toHaveLength(1);
    const { body } = await ask<{ deliveries: readonly object[] }>('GET', '/deliveries?status=dead&campaign=gone');
    expect(body.deliveries).toHaveLength(2);
  });

  it('a receiver that never answers is tried again later, and holds up nobody else', async () => {
    await does('never', 'patient');
    await whenThere(() => received.find((path) => path === '/never'));
    await does('well', 'quick');
    await told('well', 'quick', ({ delivery }) => delivery.status === 'delivered');
    const { delivery } = await told('never', 'patient', ({ delivery: { detail } }) => detail !== null, 40_000);
    expect(delivery).toMatchObject({ status: 'pending', attempts: 1, detail: expect.stringMatching(/20 s|answer|time/) as string });
  }, 60_000);
});
