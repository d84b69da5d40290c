import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { decide, onDecision, respond, type SiteMessage } from './index.js';

const question = { url: 'https://cusp.example/', writeKey: 'wk_1', anonymousId: 'a 1', placements: ['banner', 'side'] };
const message = (decisionId: string): SiteMessage => ({
  decisionId,
  campaign: 'welcome',
  placement: 'banner',
  message: { text: `This is ${decisionId}: ü` },
  decidedAt: '2026-03-01T12:00:00.000Z',
  until: '2026-03-08T12:00:00.000Z',
});
const written = (decisionId: string): string =>
  `id: ${decisionId}\nevent: message\ndata: ${JSON.stringify(message(decisionId))}\n\n: heartbeat\n\n`;

/** A stream that the test writes to, and that ends with the request, as a browser's does. */
interface Asked {
  readonly url: string;
  readonly init: RequestInit;
  say(text: string): void;
  sayBytes(bytes: Uint8Array): void;
  leave(): void;
}
let asked: Asked[];
let answers: (number | 'unreachable')[];
let shown: string[];
let stop: AbortController;

beforeEach(() => {
  [asked, answers, shown, stop] = [[], [], [], new AbortController()];
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0);
  vi.spyOn(console, 'warn').mockReturnValue();
  vi.stubGlobal('fetch', answering);
});
afterEach(() => {
  stop.abort();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function answering(url: string, init: RequestInit): Promise<Response> {
  let stream: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      stream = controller;
    },
  });
  init.signal?.addEventListener('abort', () => stream?.error(new DOMException('stopped', 'AbortError')));
  const sayBytes = (bytes: Uint8Array): void => stream?.enqueue(bytes);
  asked.push({ url, init, sayBytes, say: (text) => sayBytes(new TextEncoder().encode(text)), leave: () => stream?.close() });
  const answer = answers.shift() ?? 200;
  if (answer === 'unreachable') return Promise.reject(new TypeError('Failed to fetch'));
  return Promise.resolve(answer === 200 ? new Response(body) : new Response('{}', { status: answer }));
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
const listen = (): Promise<void> => onDecision({ ...question, signal: stop.signal }, ({ decisionId }) => shown.push(decisionId));

describe('asking once', () => {
  it('asks for the customer with the key in a header, and gives what is to be shown', async () => {
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
      await answering(url, init);
      return Response.json({ messages: [message('d_2'), message('d_1')], asOf: '2026-03-01T12:00:01.000Z' });
    });
    expect(await decide(question)).toEqual([message('d_2'), message('d_1')]);
    expect(asked[0]?.url).toBe('https://cusp.example/api/v1/decide');
    expect(asked[0]?.init.headers).toEqual({ authorization: `Basic ${btoa('wk_1:')}`, 'content-type': 'application/json' });
    expect(asked[0]?.init.body).toBe('{"anonymousId":"a 1","placements":["banner","side"]}');
  });

  it('throws when the engine refuses', async () => {
    answers = [401];
    await expect(decide(question)).rejects.toThrow('401');
  });
});

describe('listening', () => {
  it('shows each message once, in the order in which they come, however they are cut into pieces', async () => {
    void listen();
    await settle();
    expect(asked[0]?.url).toBe('https://cusp.example/api/v1/decide/stream?anonymousId=a+1&placements=banner%2Cside');
    for (const byte of new TextEncoder().encode(`retry: 2000\n\n${written('d_1')}${written('d_2')}${written('d_1')}`))
      asked[0]?.sayBytes(Uint8Array.of(byte));
    await settle();
    expect(shown).toEqual(['d_1', 'd_2']);
  });

  it('asks again when it is lost, waits longer with each failure up to a minute, and shows nothing twice', async () => {
    answers = [200, 'unreachable', 503, 429, ...Array<'unreachable'>(4).fill('unreachable'), 200];
    void listen();
    await settle();
    asked[0]?.say(written('d_1'));
    await settle();
    asked[0]?.leave();
    await settle();
    for (const [index, wait] of [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000].entries()) {
      await vi.advanceTimersByTimeAsync(wait - 1);
      expect(asked).toHaveLength(index + 1);
      await vi.advanceTimersByTimeAsync(1);
      expect(asked).toHaveLength(index + 2);
    }
    asked[8]?.say(written('d_1') + written('d_2'));
    await settle();
    expect(shown).toEqual(['d_1', 'd_2']);
    asked[8]?.leave();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked).toHaveLength(10);
  });

  it('takes a minute of silence for a loss, and a heartbeat for none', async () => {
    void listen();
    await vi.advanceTimersByTimeAsync(59_000);
    asked[0]?.say(': heartbeat\n\n');
    await vi.advanceTimersByTimeAsync(59_000);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000 + 2_000);
    expect(asked).toHaveLength(2);
    expect(asked[0]?.init.signal?.aborted).toBe(true);
  });

  it.each([401, 400, 403])('ends when the engine answers %i, and says so', async (status) => {
    answers = [status];
    await listen();
    expect(asked).toHaveLength(1);
    expect(console.warn).toHaveBeenCalledWith('Cusp messages:', `the engine answers ${status}`);
  });

  it('is stopped while it listens, while it waits and before it begins', async () => {
    const listening = listen();
    await settle();
    stop.abort();
    await settle();
    expect(asked[0]?.init.signal?.aborted).toBe(true);
    await listening;
    await listen();
    expect(asked).toHaveLength(1);
    stop = new AbortController();
    answers = ['unreachable'];
    const waiting = listen();
    await settle();
    stop.abort();
    await waiting;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('holds no connection while the page is hidden, and one again when it is seen', async () => {
    const page = Object.assign(new EventTarget(), { visibilityState: 'hidden' });
    vi.stubGlobal('document', page);
    const turn = async (state: string): Promise<void> => {
      page.visibilityState = state;
      page.dispatchEvent(new Event('visibilitychange'));
      await vi.advanceTimersByTimeAsync(10_000);
    };
    void listen();
    await settle();
    expect(asked).toHaveLength(0);
    await turn('visible');
    expect(asked).toHaveLength(1);
    await turn('hidden');
    expect(asked[0]?.init.signal?.aborted).toBe(true);
    expect(asked).toHaveLength(1);
    await turn('visible');
    expect(asked).toHaveLength(2);
    stop.abort();
    await settle();
    await turn('visible');
    expect(asked).toHaveLength(2);
  });

  it('goes on when the page fails to show one', async () => {
    void onDecision({ ...question, signal: stop.signal }, ({ decisionId }) => {
      shown.push(decisionId);
      throw new Error('no room');
    });
    await settle();
    asked[0]?.say(written('d_1') + written('d_2'));
    await settle();
    expect(shown).toEqual(['d_1', 'd_2']);
    expect(asked).toHaveLength(1);
    expect(console.warn).toHaveBeenCalledTimes(2);
  });
});

it('what became of a message is told by the events that the engine knows', () => {
  const told: unknown[] = [];
  const analytics = { track: (...call: unknown[]) => told.push(call) };
  for (const what of ['delivered', 'opened', 'dismissed', 'converted'] as const) respond(analytics, message('d_1'), what);
  respond(analytics, message('d_1'), 'clicked', 'https://shop.example/kettles');
  const properties = { decisionId: 'd_1', campaign: 'welcome', placement: 'banner', channel: 'site' };
  expect(told).toEqual([
    ['Message Delivered', properties],
    ['Message Opened', properties],
    ['Message Dismissed', properties],
    ['Message Converted', properties],
    ['Message Clicked', { ...properties, url: 'https://shop.example/kettles' }],
  ]);
});
