import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import type { Decision } from '../../vocabulary/decision.js';
import { personIdentifier } from '../../vocabulary/identifier.js';
import type { Receipt } from './channel.js';
import { type SignedPostOptions, signedPost } from './signed-post.js';
import { webhookBody, webhookChannel } from './webhook.js';
import { webhookHeaders, webhookKey } from './webhook-signature.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OTHER_SECRET = `whsec_${Buffer.alloc(24, 9).toString('base64')}`;
const LOCAL = ['127.0.0.1'];
const decision: Decision = {
  decisionId: 'd_0123456789abcdef',
  campaign: 'win_back',
  version: 2,
  identifier: personIdentifier('userId', 'ann'),
  cause: { kind: 'segment', changeId: 'c1', segment: 'lapsing', at: 1_700_000_000_000 },
  decidedAt: 1_700_000_001_000,
  outcome: 'send',
  reason: null,
  checks: [],
  message: { text: 'Grüße 👋' },
};

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A receiver on loopback that keeps what it gets. */
async function receiver(answer: RequestListener): Promise<{ url: string; port: number; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      answer(request, response);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, port, received };
}

const status =
  (code: number, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    response.writeHead(code, headers).end('thanks');

function send(
  url: string,
  options: SignedPostOptions = {},
  change: Partial<Decision> = {},
  secret?: string | { secret: string },
): Promise<Receipt> {
  const channel = webhookChannel(signedPost({ defaultSecret: SECRET, allowPrivateAddresses: LOCAL, ...options }), (name) =>
    name === 'hook' ? OTHER_SECRET : undefined,
  );
  const settings = secret === undefined ? { url } : { url, secret };
  return channel.send(
    { decision: { ...decision, ...change }, recipient: { customerId: 'c_1', identifiers: [], email: null }, attempt: 1 },
    settings,
    new AbortController().signal,
  );
}

describe('webhook signature', () => {
  it('is the one that the reference library makes', () => {
    const at = new Date(1_700_000_000_000);
    for (const secret of [SECRET, OTHER_SECRET]) {
      const headers = webhookHeaders(webhookKey(secret) as Buffer, 'd_1', at.getTime() / 1000, '{"ä":"👋"}');
      expect(headers['webhook-signature']).toBe(new Webhook(secret).sign('d_1', at, '{"ä":"👋"}'));
    }
  });

  it.each([
    ['no prefix', Buffer.alloc(32).toString('base64')],
    ['too short', `whsec_${Buffer.alloc(23).toString('base64')}`],
    ['too long', `whsec_${Buffer.alloc(65).toString('base64')}`],
    ['no base64', 'whsec_????????????????????????????????'],
    ['nothing', ''],
  ])('refuses a secret with %s', (_, secret) => {
    expect(webhookKey(secret)).toBeUndefined();
  });
});

describe('webhook', () => {
  it('is signed by the secret that the vault keeps under its name, and waits while there is none', async () => {
    const { url, received } = await receiver(status(204));
    expect(await send(url, {}, {}, { secret: 'hook' })).toMatchObject({ outcome: 'delivered' });
    const [request] = received;
    if (request === undefined) throw new Error('nothing received');
    expect(() => new Webhook(OTHER_SECRET).verify(request.body, request.headers as Record<string, string>)).not.toThrow();
    expect(await send(url, {}, {}, { secret: 'none' })).toMatchObject({ outcome: 'failed', detail: 'no secret is kept under none' });
    expect(received).toHaveLength(1);
  });

  it('delivers a body that the reference library verifies, with the decision id as its own', async () => {
    const { url, received } = await receiver(status(204));
    expect(await send(url)).toEqual({ outcome: 'delivered', detail: 'HTTP 204' });
    const [request] = received;
    if (request === undefined) throw new Error('nothing received');
    const verified = new Webhook(SECRET).verify(request.body, request.headers as Record<string, string>);
    expect(verified).toEqual({
      type: 'campaign.message',
      timestamp: '2023-11-14T22:13:21.000Z',
      data: {
        decisionId: decision.decisionId,
        campaign: 'win_back',
        version: 2,
        customer: 'userId:ann',
        customerId: 'c_1',
        identifiers: [],
        cause: { kind: 'segment', changeId: 'c1', segment: 'lapsing', at: '2023-11-14T22:13:20.000Z' },
        message: { text: 'Grüße 👋' },
      },
    });
    expect(request.headers['webhook-id']).toBe(decision.decisionId);
    expect(request.headers['content-type']).toBe('application/json');
    expect(() => new Webhook(OTHER_SECRET).verify(request.body, request.headers as Record<string, string>)).toThrow();
    expect(() => new Webhook(SECRET).verify(`${request.body} `, request.headers as Record<string, string>)).toThrow();
  });

  it('signs with the secret of the campaign when it has one', async () => {
    const { url, received } = await receiver(status(200));
    await send(url, {}, {}, OTHER_SECRET);
    expect(() => new Webhook(OTHER_SECRET).verify(received[0]?.body ?? '', received[0]?.headers as Record<string, string>)).not.toThrow();
  });

  it.each([301, 302, 307, 308, 304, 400, 404, 500, 503])('takes %i for a failure', async (code) => {
    const target = await receiver(status(200));
    const { url, received } = await receiver(status(code, { location: target.url }));
    expect(await send(url)).toEqual({ outcome: 'failed', detail: `HTTP ${code}`, slowDown: false, retryAfter: null });
    expect(received).toHaveLength(1);
    expect(target.received).toHaveLength(0);
  });

  it('is told that a receiver is gone by 410', async () => {
    const { url } = await receiver(status(410));
    expect((await send(url)).outcome).toBe('gone');
  });

  it.each([
    [429, '120', 120_000],
    [502, '0', 0],
    [504, 'Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
    [429, 'Wed, 31 Dec 2025 00:00:00 GMT', 0],
    [429, '999999999', 86_400_000],
    [429, 'soon', null],
  ])('slows down on %i, waiting as Retry-After %s says', async (code, header, wait) => {
    const { url } = await receiver(status(code, { 'retry-after': header }));
    const machineTime = (): number => Date.parse('2026-01-01T00:00:00Z');
    expect(await send(url, { machineTime })).toMatchObject({ outcome: 'failed', slowDown: true, retryAfter: wait });
  });

  it('gives up on a receiver that never answers', async () => {
    const { url } = await receiver(() => undefined);
    expect(await send(url, { timeout: 50 })).toMatchObject({ outcome: 'failed', detail: 'no answer in time' });
  });

  it('takes a status for the answer although its body never ends', async () => {
    const { url } = await receiver((_, response) => void response.writeHead(200).write('and'));
    expect(await send(url, { timeout: 100 })).toMatchObject({ outcome: 'delivered' });
  });

  it('does not read an endless body to its end', async () => {
    const { url } = await receiver((_, response) => {
      response.writeHead(200);
      const pour = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384))) continue;
        if (!response.destroyed) response.once('drain', pour);
      };
      pour();
    });
    expect(await send(url)).toMatchObject({ outcome: 'delivered' });
  });

  it('fails, to be tried again, when nobody listens, when the connection breaks, and when the name is unknown', async () => {
    const { url } = await receiver((request) => request.socket.destroy());
    expect(await send(url)).toMatchObject({ outcome: 'failed', detail: 'no connection: ECONNRESET' });
    const server = servers.pop() as Server;
    await new Promise((resolve) => server.close(resolve));
    expect(await send(url)).toMatchObject({ outcome: 'failed', detail: 'no connection: ECONNREFUSED' });
    const unknown = (): Promise<never> => Promise.reject(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }));
    expect(await send('http://nowhere.example/', { resolve: unknown })).toMatchObject({
      outcome: 'failed',
      detail: 'no connection: ENOTFOUND',
    });
    expect(await send('http://nowhere.example/', { resolve: () => Promise.resolve([]) })).toMatchObject({ outcome: 'failed' });
  });

  it('waits for a name no longer than for the rest', async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    expect(await send('http://slow.example/', { resolve: never, timeout: 50 })).toMatchObject({ detail: 'no answer in time' });
  });

  it('ends at once when it is broken off', async () => {
    const { url } = await receiver(() => undefined);
    const abort = new AbortController();
    const channel = webhookChannel(signedPost({ defaultSecret: SECRET, allowPrivateAddresses: LOCAL }), () => undefined);
    const receipt = channel.send(
      { decision, recipient: { customerId: 'c_1', identifiers: [], email: null }, attempt: 1 },
      { url },
      abort.signal,
    );
    abort.abort(new Error('stopped'));
    expect(await receipt).toMatchObject({ outcome: 'failed', detail: 'stopped' });
  });

  it.each([
    'http://127.0.0.1:1/',
    'http://127.1:1/',
    'http://0x7f000001:1/',
    'http://[::1]:1/',
    'http://[::ffff:127.0.0.1]:1/',
    'http://169.254.169.254/latest/',
  ])('refuses to call %s', async (url) => {
    const receipt = await send(url, { allowPrivateAddresses: [] });
    expect(receipt).toMatchObject({ outcome: 'impossible', detail: expect.stringContaining('forbidden_address') as string });
  });

  it('refuses a public name that resolves to a private address, alone or among others', async () => {
    const { port, received } = await receiver(status(200));
    for (const address of ['127.0.0.1', '10.0.0.1', '::ffff:127.0.0.1', '::1']) {
      const family = address.includes(':') ? 6 : 4;
      const resolve: SignedPostOptions['resolve'] = () =>
        Promise.resolve([
          { address: '93.184.216.34', family: 4 },
          { address, family },
        ]);
      const receipt = await send(`http://public.example:${port}/`, { allowPrivateAddresses: [], resolve });
      expect(receipt).toMatchObject({ outcome: 'impossible', detail: `forbidden_address: ${address} may not be called` });
    }
    expect(received).toHaveLength(0);
  });

  it('asks for the name once and connects to the address that was checked, with the name as host', async () => {
    const { port, received } = await receiver(status(200));
    let asked = 0;
    const resolve: SignedPostOptions['resolve'] = () => {
      asked++;
      return Promise.resolve([{ address: '127.0.0.1', family: 4 as const }]);
    };
    expect(await send(`http://shop.example:${port}/in?x=1`, { resolve })).toMatchObject({ outcome: 'delivered' });
    expect(asked).toBe(1);
    expect(received[0]).toMatchObject({ path: '/in?x=1', headers: { host: `shop.example:${port}` } });
  });

  it.each(['ftp://127.0.0.1/', 'file:///etc/passwd', 'javascript:0', 'nothing', 'http://user:secret@127.0.0.1/'])(
    'refuses the URL %s',
    async (url) => {
      expect((await send(url)).outcome).toBe('impossible');
    },
  );

  it('sends nothing unsigned', async () => {
    const { url, received } = await receiver(status(200));
    expect((await send(url, {}, {}, 'whsec_short')).outcome).toBe('impossible');
    expect((await send(url, { defaultSecret: '' })).outcome).toBe('impossible');
    expect(received).toHaveLength(0);
  });

  it('sends bodies under 20 KB, and refuses one byte more', async () => {
    const { url, received } = await receiver(status(200));
    const empty = Buffer.byteLength(
      webhookBody({ ...decision, message: { text: '' } }, { customerId: 'c_1', identifiers: [], email: null }),
    );
    const fitting = { text: 'x'.repeat(20 * 1024 - 1 - empty) };
    expect((await send(url, {}, { message: fitting })).outcome).toBe('delivered');
    expect((await send(url, {}, { message: { text: `${fitting.text}x` } })).outcome).toBe('impossible');
    expect(received).toHaveLength(1);
  });
});
