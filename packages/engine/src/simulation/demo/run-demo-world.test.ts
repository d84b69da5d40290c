import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../runtime/clock.js';
import type { Instant } from '../../vocabulary/instant.js';
import { FakeTrackingServer, type Manner } from '../fake-tracking-server.js';
import { DAY } from '../world/options.js';
import { createWorld, type DeliveredOffer } from '../world/world.js';
import { demoStateFile, newDemoState, worldOptions } from './demo-state.js';
import { type DemoProgress, type DemoWorldOptions, runDemoWorld } from './run-demo-world.js';

const NOW = Date.UTC(2026, 8, 1, 10, 20);

let directory: string;
let server: FakeTrackingServer;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cusp-demo-'));
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

function world(): DemoWorldOptions {
  return { url: server.url, writeKey: 'wk', directory, seed: 's', customers: 300, days: 20, liveRate: 0.05, speed: 1 };
}

/** A running demo world in this thread, under a clock that the test moves. */
class Run {
  readonly clock: VirtualClock;
  readonly ending = new AbortController();
  readonly progress: DemoProgress[] = [];
  offer: ((offer: DeliveredOffer) => void) | undefined;
  readonly done: Promise<void>;

  constructor(now: Instant) {
    this.clock = new VirtualClock(now);
    this.done = runDemoWorld(world(), {
      clock: this.clock,
      signal: this.ending.signal,
      progress: (progress) => this.progress.push(progress),
      onRetry: () => undefined,
      takesOffers: (take) => {
        this.offer = take;
      },
      retry: { first: 1, longest: 4 },
    });
  }

  async live(): Promise<void> {
    await until(() => this.offer !== undefined);
  }

  async stop(): Promise<void> {
    this.ending.abort();
    await this.done;
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 4_000 && !holds(); tries++) await new Promise((resolve) => setTimeout(resolve, 2));
  expect(holds()).toBe(true);
}

async function start(manner?: (request: number) => Manner): Promise<void> {
  server = await FakeTrackingServer.start(manner);
}

function sentIds(): string[] {
  return server.taken.map((item) => String(item.messageId));
}

/** Every call that the demo should have made before `to`, by the state on disk. */
function expectedIds(to: Instant): string[] {
  const state = demoStateFile(directory).read();
  if (state === undefined) throw new Error('no state');
  return [...createWorld(worldOptions(state)).events({ to })].map(({ call }) => call.messageId);
}

/** Lets the customers live for a while: until everything that is due is acknowledged. */
async function liveTo(run: Run, instant: Instant): Promise<void> {
  const before = run.progress.length;
  run.clock.advanceTo(instant);
  await until(() => run.progress.length > before);
}

describe('the demo world', () => {
  it('loads its history and lives on, each call once', async () => {
    await start();
    const run = new Run(NOW);
    await run.live();
    const history = run.progress.filter(({ phase }) => phase === 'history');
    expect(history.at(-1)?.sent).toBe(server.taken.length);
    expect(Math.max(...history.map(({ share }) => share))).toBeLessThanOrEqual(1);
    await liveTo(run, NOW + DAY);
    await run.stop();
    expect(new Set(sentIds()).size).toBe(sentIds().length);
    const state = demoStateFile(directory).read();
    expect(sentIds().sort()).toEqual(expectedIds(state?.sentTo ?? 0).sort());
    expect(state?.busy[0]?.factor).toBeGreaterThan(1);
  });

  it('goes on where it was when it is started again, and sends nothing twice', async () => {
    await start();
    let now = NOW;
    for (let round = 0; round < 3; round++) {
      const run = new Run(now);
      await run.live();
      await liveTo(run, now + DAY / 2);
      await run.stop();
      now = run.clock.now() + DAY / 4;
    }
    expect(new Set(sentIds()).size).toBe(sentIds().length);
    const to = demoStateFile(directory).read()?.sentTo ?? 0;
    expect(to).toBeGreaterThan(NOW + DAY);
    expect(sentIds().sort()).toEqual(expectedIds(to).sort());
  });

  it('resumes an interrupted history; what was under way comes again under the same messageIds', async () => {
    await start((request) => (request % 3 === 2 ? 'cut after' : 'accept'));
    const first = new Run(NOW);
    await until(() => first.progress.length > 0 || server.taken.length > 0);
    await first.stop();
    const second = new Run(NOW + 60_000);
    await second.live();
    await second.stop();
    const expected = [...createWorld(worldOptions(newDemoState({ seed: 's', customers: 300, days: 20, now: NOW }))).events({ to: NOW })];
    const sent = new Set(sentIds());
    expect(expected.filter(({ call }) => !sent.has(call.messageId))).toEqual([]);
    const bodies = new Map<string, string>();
    for (const item of server.taken) {
      const id = String(item.messageId);
      expect(JSON.stringify(item)).toBe(bodies.get(id) ?? JSON.stringify(item));
      bodies.set(id, JSON.stringify(item));
    }
  });

  it('repeats calls with the same messageIds, and loses none, when it dies without having noted what it sent', async () => {
    await start();
    const first = new Run(NOW);
    await first.live();
    await liveTo(first, NOW + DAY / 2);
    await first.stop();
    const noted = demoStateFile(directory).read();
    if (noted === undefined) throw new Error('no state');
    // As kill -9 would leave it: an older note than what was sent, with the busy period still open.
    await demoStateFile(directory).write({ ...noted, sentTo: NOW + DAY / 4 });
    const second = new Run(NOW + DAY / 2 + 5_000);
    await second.live();
    await second.stop();
    const sent = new Set(sentIds());
    const state = demoStateFile(directory).read();
    expect(expectedIds(state?.sentTo ?? 0).filter((id) => !sent.has(id))).toEqual([]);
  });

  it('lets a customer buy when an offer reaches them', async () => {
    await start();
    const run = new Run(NOW);
    await run.live();
    const state = demoStateFile(directory).read();
    if (state === undefined) throw new Error('no state');
    const { truth } = createWorld(worldOptions(state));
    const likely = [...truth.customers(NOW)].filter((customer) => customer.buysWithOffer > 0.25);
    for (const customer of likely)
      run.offer?.({ decisionId: `d-${customer.number}`, identifiers: [`userId:${customer.userId}`], code: 'WARM10' });
    await liveTo(run, NOW + DAY / 4);
    const coupons = (): number =>
      server.taken.filter((item) => JSON.stringify(item.properties ?? {}).includes('"WARM10"') && item.event === 'Order Completed').length;
    await until(() => coupons() > 0);
    await run.stop();
  });

  it('says what to do when its state cannot be read', async () => {
    await start();
    for (const text of ['{"format":1', '{"format":2}', '[]']) {
      await writeFile(join(directory, 'demo-world.json'), text);
      const run = new Run(NOW);
      await expect(run.done).rejects.toMatchObject({ code: 'data_corrupt' });
    }
    expect(server.batches).toEqual([]);
  });
});
