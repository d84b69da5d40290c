import { connect, type AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { RECEIVED_AT, track } from '../../test/cleaning.js';
import { FakeAccept } from '../../test/fake-accept.js';
import { basic, WRITE_KEY } from '../../test/front-door.js';
import { cleanItems } from '../clean/clean-items.js';
import type { CollectOptions } from './collect-options.js';
import { FrontDoor } from './front-door.js';

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close().closeAllConnections();
});

/** A door on Node's own server, as the engine uses it; what is not for it is answered 404. */
async function listening(over: Partial<CollectOptions> = {}): Promise<{ door: FrontDoor; url: string; engine: FakeAccept }> {
  const engine = new FakeAccept();
  const door = new FrontDoor({
    clock: { now: () => RECEIVED_AT },
    writeKeys: (key) => (key === WRITE_KEY ? 'web' : undefined),
    clean: (items, arrival) => cleanItems(items, { ...arrival, now: RECEIVED_AT, retention: null, newMessageId: () => 'generated' }),
    accept: engine.accept,
    recordRefused: engine.recordRefused,
    ...over,
  });
  const server = createServer((request, response) => {
    if (!door.take(request, response)) response.writeHead(404).end();
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { door, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, engine };
}

const HEADERS = { authorization: basic(WRITE_KEY) };
const post = (url: string, body: string, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body, headers: { ...HEADERS, ...headers } });

describe('the front door', () => {
  it('keeps no room for a client that went away before it was its turn', async () => {
    const { door, url } = await listening({ inFlight: { bytes: 500, items: 10 } });
    const late = createServer((request, response) => response.once('close', () => setImmediate(() => door.take(request, response))));
    open.push(late);
    await new Promise<void>((resolve) => late.listen(0, '127.0.0.1', resolve));
    const gone = new Promise((resolve) => late.once('request', (_, response) => response.once('close', () => setTimeout(resolve, 20))));
    const socket = connect((late.address() as AddressInfo).port, '127.0.0.1');
    late.once('request', () => socket.destroy());
    socket.write('POST /v1/track HTTP/1.1\r\nHost: a\r\nContent-Length: 450\r\n\r\n{');
    await gone;
    expect((await post(`${url}/v1/track`, JSON.stringify(track({ properties: { b: 'x'.repeat(200) } })))).status).toBe(200);
  });

  it('takes tracking calls and leaves everything else', async () => {
    const { url, engine } = await listening();
    expect((await post(`${url}/v1/track`, JSON.stringify(track()))).status).toBe(200);
    for (const path of ['/v1/track/', '/v1/nothing', '/', '/v1/m']) expect((await post(url + path, '{}')).status).toBe(404);
    expect((await fetch(`${url}/v1/track`)).status).toBe(404);
    expect(engine.books).toMatchObject({ received: 1, refused: 0 });
  });

  it('counts requests that were sent before, by source', async () => {
    const { door, url } = await listening();
    const body = JSON.stringify(track());
    await post(`${url}/v1/track`, body, { 'x-retry-count': '0' });
    await post(`${url}/v1/track`, body, { 'x-retry-count': '2' });
    await post(`${url}/v1/track`, body, { 'rsa-retry-attempt': '1' });
    await post(`${url}/v1/track`, body, { 'x-retry-count': 'nonsense' });
    expect([...door.retries]).toEqual([['web', 2]]);
  });

  it('goes on with a connection whose request it refused unread', async () => {
    const { url, engine } = await listening({ limitsOf: () => ({ eventsPerSecond: 1, burst: 1 }) });
    const { hostname, port } = new URL(url);
    const body = JSON.stringify({ batch: Array.from({ length: 200 }, (_, index) => track({ messageId: `m${index}` })) });
    const request = `POST /v1/batch HTTP/1.1\r\nHost: a\r\nAuthorization: ${basic(WRITE_KEY)}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const socket = connect(Number(port), hostname);
    let heard = '';
    const answers = (): string[] => heard.match(/HTTP\/1\.1 \d+/g) ?? [];
    socket.on('data', (chunk) => (heard += chunk.toString('latin1')));
    for (let sent = 1; sent <= 4; sent++) {
      socket.write(request);
      await expect.poll(() => answers().length).toBe(sent);
    }
    socket.destroy();
    expect(answers()).toEqual(['HTTP/1.1 200', 'HTTP/1.1 429', 'HTTP/1.1 429', 'HTTP/1.1 429']);
    expect(engine.books).toMatchObject({ received: 200, refused: 3 });
  });

  it('refuses at once what says to be larger than it may, and hears it out first', async () => {
    const { url, engine } = await listening();
    const answer = await post(`${url}/v1/track`, 'x'.repeat(5_000_000));
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([400, 'body_too_large']);
    expect(engine.books.refused).toBe(1);
  });

  it('does not listen for ever to what is far too large', async () => {
    const { url } = await listening();
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined); // it is written to until it breaks
    socket.write(`POST /v1/track HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000000\r\n\r\n`);
    const chunk = Buffer.alloc(1024 * 1024, 0x20);
    const pour = (): void => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', pour);
    pour();
    let heard = '';
    socket.on('data', (answer) => (heard += answer.toString('latin1')));
    await expect.poll(() => socket.destroyed, { timeout: 10_000 }).toBe(true);
    if (heard !== '') expect(heard).toMatch(/^HTTP\/1\.1 400 [^]*connection: close/i);
  });

  it('hears of a client that goes away in the middle of a body, and keeps nothing of it', async () => {
    const { url, engine } = await listening({ inFlight: { bytes: 1_000, items: 10 } });
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write(`POST /v1/track HTTP/1.1\r\nHost: a\r\nAuthorization: ${basic(WRITE_KEY)}\r\nContent-Length: 950\r\n\r\n{"a":`);
    const body = JSON.stringify(track());
    await expect.poll(async () => (await post(`${url}/v1/track`, body)).status).toBe(503);
    socket.destroy();
    await expect.poll(async () => (await post(`${url}/v1/track`, body)).status).toBe(200);
    expect(engine.books.received).toBeGreaterThan(0);
  });

  it('ends connections with their answers once it closes', async () => {
    const { door, url } = await listening();
    const body = JSON.stringify(track());
    expect((await post(`${url}/v1/track`, body)).headers.get('connection')).toBe('keep-alive');
    door.close();
    expect((await post(`${url}/v1/track`, body)).headers.get('connection')).toBe('close');
    expect((await post(`${url}/v1/track`, '{')).headers.get('connection')).toBe('close');
  });
});
