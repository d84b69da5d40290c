import fc from 'fast-check';
import { UNUSED_CHANNELS } from '../../test/unused-channels.js';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../runtime/clock.js';
import type { Decision, RefusalReason } from '../vocabulary/decision.js';
import type { PublishedDefinition } from '../vocabulary/definition.js';
import type { CampaignDefinition } from '../vocabulary/campaign.js';
import { personIdentifier } from '../vocabulary/identifier.js';
import type { Parcel, Receipt } from './channels/channel.js';
import { MemoryJournal, type WrittenEntry } from '../journal/memory-journal.js';
import { Outbox, type OutboxEntry, type OutboxOptions } from './outbox.js';
import { RETRY_DELAYS } from './retry-schedule.js';

const START = Date.parse('2026-03-01T12:00:00Z');
const SECOND = 1_000;
const ann = personIdentifier('userId', 'ann');
const bob = personIdentifier('userId', 'bob');

function decisionOf(id: string, change: Partial<Decision> = {}): Decision {
  return {
    decisionId: id,
    campaign: 'win_back',
    version: 1,
    identifier: ann,
    cause: { kind: 'segment', changeId: `c-${id}`, segment: 'lapsing', at: START },
    decidedAt: START,
    outcome: 'send',
    reason: null,
    checks: [],
    message: {},
    ...change,
  };
}

function published(name: string, version: number, publishedAt = START - SECOND): PublishedDefinition<CampaignDefinition> {
  const url = name === 'other' ? 'https://other.example/' : 'https://shop.example/';
  const definition: CampaignDefinition = {
    kind: 'campaign',
    name,
    trigger: { entered: 'lapsing' },
    purpose: 'marketing',
    channel: { webhook: { url } },
    message: {},
  };
  return { definition, version, publishedAt };
}

const DELIVERED: Receipt = { outcome: 'delivered', detail: 'HTTP 204' };
const FAILED: Receipt = { outcome: 'failed', detail: 'HTTP 500', slowDown: false, retryAfter: null };
const GONE: Receipt = { outcome: 'gone', detail: 'HTTP 410' };
const slower = (retryAfter: number | null): Receipt => ({ outcome: 'failed', detail: 'HTTP 429', slowDown: true, retryAfter });

interface World {
  readonly journal: MemoryJournal;
  readonly clock: VirtualClock;
  readonly wire: { id: string; attempt: number; at: number }[];
  readonly faults: unknown[];
  readonly outbox: Outbox;
}

type Answer = (parcel: Parcel, signal: AbortSignal) => Receipt | Promise<Receipt>;

/** An outbox over a journal and a clock of its own, whose receiver answers as told. */
function worldOf(
  answer: Answer = () => DELIVERED,
  change: Partial<OutboxOptions> = {},
  journal = new MemoryJournal(),
  clock = new VirtualClock(START),
): World {
  const wire: World['wire'] = [];
  const faults: unknown[] = [];
  const webhook = {
    endpoint: ({ url }: { readonly url: string }) => url,
    send: async (parcel: Parcel, _: unknown, signal: AbortSignal) => {
      wire.push({ id: parcel.decision.decisionId, attempt: parcel.attempt, at: clock.now() });
      return await answer(parcel, signal);
    },
    erase: () => Promise.resolve(),
  };
  const outbox = new Outbox({
    recipientOf: () => ({ customerId: 'c_1', identifiers: [], email: null }),
    journal,
    clock,
    random: () => 0,
    channels: { ...UNUSED_CHANNELS, webhook },
    campaignOf: published,
    recheck: () => ({ ok: true }),
    onRecorded: () => undefined,
    onFault: (error) => faults.push(error),
    ...change,
  });
  return { journal, clock, wire, faults, outbox };
}

/** Journals a decision and hands it over, as the pipeline does. */
async function decided({ journal, outbox }: World, ...decisions: Decision[]): Promise<void> {
  for (const decision of decisions) journal.append('decision', JSON.stringify(decision));
  await journal.commit();
  for (const decision of decisions) outbox.take(decision);
}

/** Lets time pass, from one due instant to the next (or by 5 s, where only the endpoint rests), until every delivery is over. */
async function passTime({ outbox, clock, journal }: World): Promise<void> {
  for (let steps = 0; steps < 500; steps++) {
    await outbox.settled();
    const sends = journal.valuesOf('decision').filter(({ decisionId }) => outbox.deliveryOf(decisionId).status === 'pending');
    if (sends.length === 0) return;
    const due = sends.map(({ decisionId }) => outbox.deliveryOf(decisionId).last?.nextAttemptAt ?? 0).filter((at) => at > clock.now());
    clock.advanceTo(Math.min(...due, due.length < sends.length ? clock.now() + 5 * SECOND : Number.POSITIVE_INFINITY));
  }
  throw new Error('deliveries without an end');
}

function restore(outbox: Outbox, entries: readonly WrittenEntry[]): void {
  for (const entry of entries) outbox.restore(entry as OutboxEntry);
}

const outcomes = ({ journal }: World): string[] =>
  journal.valuesOf('delivery').map(({ decisionId, outcome }) => `${decisionId} ${outcome}`);

describe('Outbox', () => {
  it('journals the attempt before the hand-over, and the result after it', async () => {
    const seen: string[][] = [];
    const world: World = worldOf(() => {
      seen.push(world.journal.written().map(({ kind }) => kind));
      return DELIVERED;
    });
    world.outbox.start();
    await decided(world, decisionOf('d1'));
    expect(world.outbox.deliveryOf('d1')).toMatchObject({ status: 'pending', attempts: 0 });
    await world.outbox.settled();
    expect(seen).toEqual([['decision', 'attempt']]);
    expect(world.journal.written().map(({ kind }) => kind)).toEqual(['decision', 'attempt', 'delivery']);
    expect(world.journal.valuesOf('attempt')).toEqual([{ decisionId: 'd1', identifier: ann, attempt: 1, at: START }]);
    expect(world.outbox.deliveryOf('d1')).toMatchObject({ status: 'delivered', attempts: 1, last: { detail: 'HTTP 204' } });
  });

  it('passes over refusals, and takes a decision once', async () => {
    const world = worldOf();
    world.outbox.start();
    await decided(world, decisionOf('d1'), decisionOf('d1'), decisionOf('d2', { outcome: 'refused', reason: 'holdout' }));
    await world.outbox.settled();
    world.outbox.take(decisionOf('d1'));
    await world.outbox.settled();
    expect(world.wire.map(({ id }) => id)).toEqual(['d1']);
    expect(world.outbox.deliveryOf('d2').status).toBe('none');
  });

  it('keeps to the schedule, and is dead after the last attempt', async () => {
    const world = worldOf(() => FAILED);
    world.outbox.start();
    await decided(world, decisionOf('d1'));
    await passTime(world);
    const waits = world.wire.map(({ at }, index) => at - (world.wire[index - 1]?.at ?? START));
    expect(waits).toEqual(RETRY_DELAYS);
    expect(world.outbox.deliveryOf('d1')).toMatchObject({
      status: 'dead',
      attempts: 10,
      last: { detail: expect.stringContaining('HTTP 500') as string },
    });
  });

  it('adds jitter that only delays, and waits at least as long as the receiver asks', async () => {
    const jittered = worldOf(() => FAILED, { random: () => 0.5 });
    jittered.outbox.start();
    await decided(jittered, decisionOf('d1'));
    await jittered.outbox.settled();
    expect(jittered.journal.valuesOf('delivery')[0]?.nextAttemptAt).toBe(START + 5_500);
    const asked = worldOf(({ attempt }) => (attempt === 1 ? slower(90 * SECOND) : DELIVERED));
    asked.outbox.start();
    await decided(asked, decisionOf('d1'));
    await passTime(asked);
    expect(asked.wire.map(({ at }) => at)).toEqual([START, START + 90 * SECOND]);
  });

  it('lets the whole endpoint rest when one delivery is told to slow down, and no other endpoint', async () => {
    const world = worldOf(({ decision }) =>
      decision.campaign === 'win_back' && world.clock.now() === START ? slower(60 * SECOND) : DELIVERED,
    );
    world.outbox.start();
    await decided(world, decisionOf('d1'));
    await world.outbox.settled();
    await decided(world, decisionOf('d2'), decisionOf('d3', { campaign: 'other' }));
    await world.outbox.settled();
    expect(world.wire.map(({ id }) => id)).toEqual(['d1', 'd3']);
    world.clock.advanceTo(START + 60 * SECOND);
    await world.outbox.settled();
    expect(outcomes(world)).toEqual(['d1 retry', 'd3 delivered', 'd1 delivered', 'd2 delivered']);
  });

  it('disables the endpoint on 410 for what waits and what comes, until the campaign is published again, also after a restart', async () => {
    const answer: Answer = ({ decision }) => (decision.version === 1 ? GONE : DELIVERED);
    const campaignOf: OutboxOptions['campaignOf'] = (name, version) =>
      published(name, version, version === 1 ? START - SECOND : START + SECOND);
    const world = worldOf(answer, { campaignOf });
    world.outbox.start();
    await decided(world, decisionOf('d1'));
    await world.outbox.settled();
    await decided(world, decisionOf('d2'));
    await world.outbox.settled();
    const later = worldOf(answer, { campaignOf });
    restore(later.outbox, world.journal.written());
    later.outbox.start();
    await decided(later, decisionOf('d3'), decisionOf('d4', { version: 2 }), decisionOf('d5', { campaign: 'other', version: 2 }));
    await later.outbox.settled();
    expect(world.wire.map(({ id }) => id)).toEqual(['d1']);
    expect(world.outbox.deliveryOf('d2')).toMatchObject({
      status: 'dead',
      attempts: 0,
      last: { detail: expect.stringContaining('410') as string },
    });
    expect(later.wire.map(({ id }) => id)).toEqual(['d4', 'd5']);
    expect(later.outbox.deliveryOf('d3').status).toBe('dead');
  });

  it('ends a delivery whose campaign is not known, and one that is impossible, at once', async () => {
    const world = worldOf(() => ({ outcome: 'impossible', detail: 'forbidden_address: 10.0.0.1' }), {
      campaignOf: (name, version) => (name === 'retired' ? undefined : published(name, version)),
    });
    world.outbox.start();
    await decided(world, decisionOf('d1'), decisionOf('d2', { campaign: 'retired' }));
    await world.outbox.settled();
    expect(world.outbox.deliveryOf('d1')).toMatchObject({ status: 'dead', attempts: 1 });
    expect(world.outbox.deliveryOf('d2')).toMatchObject({ status: 'dead', attempts: 0 });
  });
});

describe('the order and number of tries', () => {
  it('is by time, bounded in all and for one endpoint, and a hanging receiver does not hold up another', async () => {
    const open: (() => void)[] = [];
    const running = { now: 0, most: 0 };
    const world = worldOf(
      async ({ decision }) => {
        if (decision.campaign === 'other') return DELIVERED;
        running.most = Math.max(running.most, ++running.now);
        await new Promise<void>((resolve) => open.push(resolve));
        running.now--;
        return DELIVERED;
      },
      { concurrency: 3, perEndpoint: 2 },
    );
    world.outbox.start();
    const many = Array.from({ length: 7 }, (_, index) => decisionOf(`d${index}`, { decidedAt: START - 7 + index }));
    await decided(world, ...many, decisionOf('o1', { campaign: 'other' }), decisionOf('o2', { campaign: 'other' }));
    while (!outcomes(world).includes('o2 delivered')) await new Promise((resolve) => setImmediate(resolve));
    expect(world.wire.map(({ id }) => id).sort()).toEqual(['d0', 'd1', 'o1', 'o2']);
    while (outcomes(world).length < 9) {
      open.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(running.most).toBe(2);
    expect(world.wire.map(({ id }) => id).filter((id) => id.startsWith('d'))).toEqual(many.map(({ decisionId }) => decisionId));
  });
});

describe('consent at the act', () => {
  it.each<[RefusalReason]>([['consent_denied'], ['left_segment'], ['moment_withdrawn'], ['stale']])(
    'refuses what is %s by now, and never sends it',
    async (refused) => {
      const world = worldOf(() => DELIVERED, { recheck: () => ({ ok: false, refused }) });
      world.outbox.start();
      await decided(world, decisionOf('d1'));
      await passTime(world);
      expect(world.wire).toEqual([]);
      expect(world.journal.valuesOf('attempt')).toEqual([]);
      expect(world.outbox.deliveryOf('d1')).toMatchObject({ status: 'refused', attempts: 0, last: { reason: refused } });
    },
  );

  it('asks before each attempt: a withdrawal between two of them ends the delivery', async () => {
    let granted = true;
    const world = worldOf(
      () => {
        granted = false;
        return FAILED;
      },
      { recheck: async () => ((await Promise.resolve(granted)) ? { ok: true } : { ok: false, refused: 'consent_denied' }) },
    );
    world.outbox.start();
    await decided(world, decisionOf('d1'));
    await passTime(world);
    expect(world.wire).toHaveLength(1);
    expect(outcomes(world)).toEqual(['d1 retry', 'd1 refused']);
  });

  it('heeds a withdrawal that was written while the attempt was', async () => {
    const world: World = worldOf(() => DELIVERED, {
      recheck: () => (world.journal.valuesOf('attempt').length === 0 ? { ok: true } : { ok: false, refused: 'consent_denied' }),
    });
    world.outbox.start();
    await decided(world, decisionOf('d1'));
    await world.outbox.settled();
    expect(world.wire).toEqual([]);
    expect(outcomes(world)).toEqual(['d1 refused']);
  });

  it('sends nothing while it cannot be checked', async () => {
    let broken = true;
    const world = worldOf(() => DELIVERED, {
      recheck: () => {
        if (broken) throw new Error('cannot look');
        return { ok: true };
      },
    });
    world.outbox.start();
    await decided(world, decisionOf('d1'));
    await world.outbox.settled();
    expect(world.wire).toEqual([]);
    expect(world.faults).toHaveLength(1);
    broken = false;
    world.clock.advanceTo(START + 5 * SECOND);
    await world.outbox.settled();
    expect(outcomes(world)).toEqual(['d1 delivered']);
  });
});

describe('a crash', () => {
  const scripts = fc.array(fc.constantFrom<Receipt>(FAILED, slower(null), slower(30 * SECOND), DELIVERED, GONE), {
    minLength: 1,
    maxLength: 12,
  });

  it('at any entry loses no delivery, decides nothing twice, and repeats only under the same id', async () => {
    await fc.assert(
      fc.asyncProperty(scripts, fc.integer({ min: 1, max: 3 }), async (script, customers) => {
        const answer = (at: number): Answer => {
          let step = at;
          return () => script[step++] ?? DELIVERED;
        };
        const whole = worldOf(answer(0));
        whole.outbox.start();
        const ids = Array.from({ length: customers }, (_, index) => `d${index}`);
        await decided(whole, ...ids.map((id) => decisionOf(id)));
        await passTime(whole);
        for (let cut = customers; cut <= whole.journal.written().length; cut++) {
          const journal = new MemoryJournal();
          for (const { kind, value } of whole.journal.written().slice(0, cut)) journal.append(kind as 'attempt', JSON.stringify(value));
          const sentBefore = journal.valuesOf('attempt').length;
          const again = worldOf(answer(sentBefore), {}, journal, new VirtualClock(whole.clock.now()));
          restore(again.outbox, journal.written());
          again.outbox.start();
          await passTime(again);
          expect(journal.valuesOf('decision')).toHaveLength(customers);
          for (const id of ids) {
            const finals = journal.valuesOf('delivery').filter((result) => result.decisionId === id && result.outcome !== 'retry');
            expect(finals).toHaveLength(1);
            const attempts = journal.valuesOf('attempt').filter(({ decisionId }) => decisionId === id);
            expect(attempts.map(({ attempt }) => attempt)).toEqual(attempts.map((_, index) => index + 1));
            expect(again.outbox.deliveryOf(id).status).toBe(finals[0]?.outcome);
          }
          expect(new Set(again.wire.map(({ id }) => id)).size).toBeLessThanOrEqual(customers);
          expect(again.wire.every(({ id }) => ids.includes(id))).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('between hand-over and result sends again under the same id, as the next attempt', async () => {
    const world = worldOf();
    restore(world.outbox, [
      { kind: 'decision', value: decisionOf('d1') },
      { kind: 'attempt', value: { decisionId: 'd1', identifier: ann, attempt: 1, at: START } },
    ]);
    expect(world.outbox.deliveryOf('d1')).toMatchObject({ status: 'pending', attempts: 1, last: null });
    world.outbox.start();
    await world.outbox.settled();
    expect(world.wire.map(({ id, attempt }) => [id, attempt])).toEqual([['d1', 2]]);
  });

  it('keeps a retry to its time', async () => {
    const first = worldOf(() => FAILED);
    first.outbox.start();
    await decided(first, decisionOf('d1'));
    await first.outbox.settled();
    const second = worldOf();
    restore(second.outbox, first.journal.written());
    second.outbox.start();
    await second.outbox.settled();
    expect(second.wire).toEqual([]);
    second.clock.advanceTo(START + 5 * SECOND);
    await second.outbox.settled();
    expect(second.wire.map(({ at }) => at)).toEqual([START + 5 * SECOND]);
  });
});

describe('a journal that cannot be written', () => {
  it('stops all hand-overs, and lets them go on when it can be written again', async () => {
    const world = worldOf();
    world.outbox.start();
    await decided(world, decisionOf('d1'));
    world.journal.failNextCommit();
    await world.outbox.settled();
    expect(world.wire).toEqual([]);
    expect(world.faults.length).toBeGreaterThan(0);
    world.journal.recover();
    world.clock.advanceTo(START + 5 * SECOND);
    await world.outbox.settled();
    expect(outcomes(world)).toEqual(['d1 delivered']);
    expect(world.wire).toHaveLength(1);
  });

  it('does not make it forget what was sent: the result is written later, and nothing is sent twice', async () => {
    const world: World = worldOf(() => {
      world.journal.failNextCommit();
      return DELIVERED;
    });
    world.outbox.start();
    await decided(world, decisionOf('d1'));
    while (world.faults.length === 0) await new Promise((resolve) => setImmediate(resolve));
    world.journal.recover();
    world.clock.advanceTo(START + 5 * SECOND);
    await world.outbox.settled();
    expect(outcomes(world)).toEqual(['d1 delivered']);
    expect(world.wire).toHaveLength(1);
  });
});

describe('erasure', () => {
  it('forgets what waits, breaks off what is under way, and writes nothing more about the erased', async () => {
    const world = worldOf(
      ({ decision }, signal) =>
        new Promise((resolve) => {
          if (decision.identifier === bob) resolve(DELIVERED);
          signal.addEventListener('abort', () => resolve(FAILED));
        }),
      { perEndpoint: 1 },
    );
    world.outbox.start();
    await decided(world, decisionOf('d1'), decisionOf('d2'), decisionOf('d3', { identifier: bob }));
    while (world.wire.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const written = world.journal.written().length;
    await world.outbox.erase([ann]);
    await passTime(world);
    expect(world.wire.map(({ id }) => id)).toEqual(['d1', 'd3']);
    expect(
      world.journal
        .written()
        .slice(written)
        .every(({ value }) => !JSON.stringify(value).includes('ann')),
    ).toBe(true);
    expect(world.outbox.deliveryOf('d1').status).toBe('none');
    expect(world.outbox.deliveryOf('d3').status).toBe('delivered');
  });

  it('writes no refusal about somebody whom the check finds erased', async () => {
    const world = worldOf(() => DELIVERED, { recheck: () => ({ ok: false, refused: 'erased' }) });
    world.outbox.start();
    await decided(world, decisionOf('d1'));
    await world.outbox.settled();
    expect(world.journal.written().map(({ kind }) => kind)).toEqual(['decision']);
    expect(world.wire).toEqual([]);
  });
});

describe('stopping', () => {
  it('begins nothing more, and waits for what is under way', async () => {
    let finish: () => void = () => undefined;
    const world = worldOf(() => new Promise((resolve) => (finish = () => resolve(DELIVERED))), { perEndpoint: 1 });
    world.outbox.start();
    await decided(world, decisionOf('d1'), decisionOf('d2'));
    while (world.wire.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const stopped = world.outbox.stop();
    finish();
    await stopped;
    expect(outcomes(world)).toEqual(['d1 delivered']);
    expect(world.wire).toHaveLength(1);
  });

  it('records no result of a try that it broke off, so that it is tried again after the restart', async () => {
    const world = worldOf((_, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(FAILED))));
    world.outbox.start();
    await decided(world, decisionOf('d1'));
    while (world.wire.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await world.outbox.stop();
    expect(world.journal.written().map(({ kind }) => kind)).toEqual(['decision', 'attempt']);
  });
});
