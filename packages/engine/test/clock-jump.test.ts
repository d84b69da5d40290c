import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServer } from '../src/api/server.js';
import { type Engine, openEngine } from '../src/engine.js';
import { VirtualClock } from '../src/runtime/clock.js';
import { personIdentifier } from '../src/vocabulary/identifier.js';
import { whenThere } from './when-there.js';

const MINUTE = 60_000;
/** How often the engine looks at the clock. */
const LOOK = 30_000;
const START = Date.UTC(2026, 0, 5, 12);
const DEFINITIONS = [
  { kind: 'purpose', name: 'service', consent: 'optOut', legalBasis: 'legitimateInterest' },
  { kind: 'segment', name: 'starters', where: { performed: 'Checkout Started' } },
  {
    kind: 'campaign',
    name: 'help',
    trigger: { entered: 'starters' },
    purpose: 'service',
    channel: { site: { placement: 'banner' } },
    message: { text: 'May we help?' },
  },
];

/** A machine whose clock can be set, which its monotonic time does not follow. */
const machine = { clock: new VirtualClock(START), set: 0 };
const faults: unknown[] = [];
let folder: string;
let engine: Engine;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cusp-clock-jump-'));
  await open();
  await engine.publish(DEFINITIONS, { by: 'test' });
}, 60_000);

afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(): Promise<void> {
  engine = await openEngine({
    data: folder,
    clock: machine.clock,
    machineTime: { wall: () => machine.clock.now() + machine.set, monotonic: () => machine.clock.now() - START },
    onFault: (error) => faults.push(error),
  });
}

/** Somebody starts a checkout. @returns what the campaign decided about them */
async function decisionAbout(userId: string): Promise<{ readonly outcome: string; readonly reason: string | null }> {
  const call = { type: 'track', event: 'Checkout Started', userId, messageId: userId };
  const arrival = { source: 'web', receivedAt: machine.clock.now(), type: null, context: undefined, sentAt: undefined };
  await engine.accept('web', engine.clean([call], arrival));
  return whenThere(() => {
    const { items } = engine.decisions({ limit: 10, identifier: personIdentifier('userId', userId) });
    return items.find(({ campaign }) => campaign === 'help');
  });
}

/** Time passes in which the clock is looked at. */
function pass(): void {
  machine.clock.advanceTo(machine.clock.now() + LOOK);
}

async function health(): Promise<unknown> {
  const app = await createServer({ engine, adminToken: 'admin', writeKeys: () => undefined });
  try {
    return (await app.inject('/health')).json();
  } finally {
    await app.close();
  }
}

it.each([
  ['forward by 10 minutes', 10 * MINUTE],
  ['back by 10 minutes', -10 * MINUTE],
])('a clock that goes %s holds all acting, says so, also after a restart, until somebody lets it run', async (words, jump) => {
  const before = await decisionAbout(`before ${jump}`);
  expect(before).toMatchObject({ outcome: 'send' });
  expect(await health()).toEqual({ status: 'ready', acting: 'running' });

  machine.set += jump;
  pass();
  const held = await whenThere(() => engine.overview().actingHeld ?? undefined);
  expect(held).toMatchObject({ by: 'engine', reason: expect.stringContaining(words) });
  expect(faults.splice(0)).toMatchObject([{ code: 'clock_jumped', message: expect.stringContaining(words) }]);
  expect(await health()).toEqual({ status: 'ready', acting: 'held' });
  expect(await decisionAbout(`while ${jump}`)).toMatchObject({ outcome: 'refused', reason: 'paused' });

  await engine.close();
  await open();
  expect(engine.overview().actingHeld).toEqual(held);
  expect(await decisionAbout(`since ${jump}`)).toMatchObject({ outcome: 'refused', reason: 'paused' });

  await engine.campaigns.act({ campaign: null, action: 'run', by: 'Ann', reason: 'the clock is right again' });
  expect(engine.overview().actingHeld).toBeNull();
  expect(await decisionAbout(`after ${jump}`)).toMatchObject({ outcome: 'send' });
  pass();
  expect(engine.overview().actingHeld).toBeNull();
  expect(faults).toEqual([]);
});
