import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../runtime/clock.js';
import { CuspError } from '../runtime/errors.js';
import { LiveDriver, type LoadProgress, loadHistory } from './driver.js';
import { FakeTrackingServer, type Manner } from './fake-tracking-server.js';
import { Random } from './random.js';
import { TrackingClient } from './tracking-client.js';
import type { TimedCall } from './tracking-call.js';
import { DAY } from './world/options.js';
import { createWorld } from './world/world.js';

const START = Date.UTC(2026, 5, 1);
const RETRY = { first: 1, longest: 4 };
const calls = [...createWorld({ seed: 'driver', customers: 150, start: START, end: START + 30 * DAY }).events()];

let server: FakeTrackingServer;
afterEach(() => server.close());

function client(signal?: AbortSignal, onRetry: (why: string) => void = () => undefined): TrackingClient {
  return new TrackingClient({ url: server.url, writeKey: 'wk', retry: RETRY, onRetry, ...(signal ? { signal } : {}) });
}

function idsOf(items: readonly { readonly [key: string]: unknown }[]): string[] {
  return items.map((item) => String(item.messageId));
}

const expectedIds = calls.map(({ call }) => call.messageId);
const FAILURES: readonly Manner[] = ['unavailable', 'too many requests', 'cut before', 'cut after'];

/** Half of the requests fail, each in a way drawn by the seed. */
function unreliable(seed: string): (request: number) => Manner {
  const random = Random.of(seed);
  return (request) => (random.forkAt(request).chance(0.5) ? random.forkAt(request, 1).pick(FAILURES) : 'accept');
}

describe('loading history', () => {
  it('sends every call once to a server that works, as a client would, several at a time', async () => {
    server = await FakeTrackingServer.start();
    const result = await loadHistory({ client: client(), calls, concurrency: 3 });
    expect(result).toEqual({ sent: calls.length, through: calls.at(-1)?.at, finished: true });
    expect(idsOf(server.taken).sort()).toEqual([...expectedIds].sort());
    expect(server.mostAtOnce).toBeLessThanOrEqual(3);
    for (const batch of server.batches) {
      expect(batch.authorization).toBe(`Basic ${Buffer.from('wk:').toString('base64')}`);
      expect(batch.sentAt).toBeNull();
      expect(batch.items.length).toBeLessThanOrEqual(520);
    }
    expect(server.taken).toContainEqual(expect.objectContaining({ timestamp: new Date(calls[0]?.at ?? 0).toISOString() }));
  });

  it.each(['a', 'b', 'c'])('loses nothing and keeps every messageId when half of the requests fail (%s)', async (seed) => {
    server = await FakeTrackingServer.start(unreliable(seed));
    const reasons: string[] = [];
    const seen: LoadProgress[] = [];
    const options = { client: client(undefined, (why) => reasons.push(why)), calls, progress: (at: LoadProgress) => seen.push(at) };
    const result = await loadHistory(options);
    expect(result.sent).toBe(calls.length);
    expect(new Set(idsOf(server.taken))).toEqual(new Set(expectedIds));
    expect(reasons.length).toBeGreaterThan(0);
    expect(server.batches.filter((batch) => batch.retryCount > 0).length).toBe(reasons.length);
    const bodies = new Map<string, string>();
    for (const item of server.batches.flatMap((batch) => batch.items)) {
      const id = String(item.messageId);
      expect(JSON.stringify(item)).toBe(bodies.get(id) ?? JSON.stringify(item));
      bodies.set(id, JSON.stringify(item));
    }
    for (let index = 1; index < seen.length; index++) expect(seen[index]?.through).toBeGreaterThan(seen[index - 1]?.through ?? 0);
  });

  it('reports as acknowledged only what is, when it is told to stop', async () => {
    const ending = new AbortController();
    server = await FakeTrackingServer.start((request) => (request < 2 ? 'accept' : 'unavailable'));
    const failures = { count: 0 };
    const result = await loadHistory({
      client: client(ending.signal, () => ++failures.count > 4 && ending.abort()),
      calls,
      signal: ending.signal,
    });
    expect(result.finished).toBe(false);
    const taken = new Set(idsOf(server.taken));
    expect(calls.filter(({ at }) => at <= result.through).every(({ call }) => taken.has(call.messageId))).toBe(true);
  });

  it('gives up at once when the server refuses for good', async () => {
    server = await FakeTrackingServer.start(() => 'unknown key');
    const failing = loadHistory({ client: client(), calls, concurrency: 2 });
    await expect(failing).rejects.toBeInstanceOf(CuspError);
    await expect(failing).rejects.toMatchObject({ code: 'unknown_write_key' });
    expect(server.batches.length).toBeLessThanOrEqual(2);
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2_000 && !holds(); tries++) await new Promise((resolve) => setTimeout(resolve, 2));
  expect(holds()).toBe(true);
}

describe('living on', () => {
  it('sends each call when the clock reaches it, with sentAt, and nothing before', async () => {
    server = await FakeTrackingServer.start();
    const clock = new VirtualClock(START);
    const ending = new AbortController();
    const driver = new LiveDriver({ client: client(ending.signal), calls, clock, signal: ending.signal });
    const running = driver.run();
    for (const day of [1, 2, 5]) {
      const now = START + day * DAY;
      clock.advanceTo(now);
      const due = calls.filter(({ at }) => at <= now).map(({ call }) => call.messageId);
      await until(() => server.taken.length >= due.length);
      expect(idsOf(server.taken)).toEqual(due);
    }
    for (const batch of server.batches)
      expect(Date.parse(batch.sentAt ?? '')).toBeGreaterThanOrEqual(Date.parse(String(batch.items.at(-1)?.timestamp)));
    ending.abort();
    expect((await running).sent).toBe(server.taken.length);
  });

  it('takes calls that the world did not foresee while it waits', async () => {
    server = await FakeTrackingServer.start();
    const clock = new VirtualClock(START);
    const ending = new AbortController();
    const driver = new LiveDriver({ client: client(ending.signal), calls: calls.slice(-1), clock, signal: ending.signal });
    const running = driver.run();
    const added: TimedCall = {
      at: START + 500,
      call: { messageId: 'added', type: 'track', anonymousId: 'a', event: 'Order Completed', context: {} },
    };
    driver.add([added]);
    clock.advanceTo(START + 499);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.taken).toEqual([]);
    clock.advanceTo(START + 500);
    await until(() => server.taken.length === 1);
    expect(server.taken[0]).toMatchObject({ messageId: 'added' });
    ending.abort();
    await running;
  });

  it('loses nothing and goes on when half of the requests fail', async () => {
    server = await FakeTrackingServer.start(unreliable('live'));
    const clock = new VirtualClock(START + 3 * DAY);
    const some = calls.filter(({ at }) => at < START + 3 * DAY);
    const running = new LiveDriver({ client: client(), calls: some, clock, signal: new AbortController().signal }).run();
    expect(await running).toEqual({ sent: some.length, through: some.at(-1)?.at });
    expect([...new Set(idsOf(server.taken))]).toEqual(some.map(({ call }) => call.messageId));
  });
});
