import { describe, expect, it } from 'vitest';
import { UNUSED_CHANNELS } from '../../test/unused-channels.js';
import { MemoryJournal, type WrittenEntry } from '../journal/memory-journal.js';
import { VirtualClock } from '../runtime/clock.js';
import type { CampaignDefinition } from '../vocabulary/campaign.js';
import type { Decision } from '../vocabulary/decision.js';
import { personIdentifier } from '../vocabulary/identifier.js';
import type { Receipt } from './channels/channel.js';
import { type DeliveryResponse, Outbox, type OutboxEntry, type OutboxOptions } from './outbox.js';

const START = Date.parse('2026-03-01T12:00:00Z');
const ann = personIdentifier('userId', 'ann');
const DELIVERED: Receipt = { outcome: 'delivered', detail: 'HTTP 204' };
const FAILED: Receipt = { outcome: 'failed', detail: 'HTTP 500', slowDown: false, retryAfter: null };
const IMPOSSIBLE: Receipt = { outcome: 'impossible', detail: 'no' };

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

class World {
  readonly sent: { readonly id: string; readonly way: string; readonly at: number }[] = [];
  readonly faults: unknown[] = [];
  readonly told: DeliveryResponse[] = [];
  readonly outbox: Outbox;
  readonly journal: MemoryJournal;
  readonly clock: VirtualClock;
  answer: (id: string) => Receipt = () => DELIVERED;

  constructor(
    channels: CampaignDefinition['channels'],
    journal = new MemoryJournal(),
    clock = new VirtualClock(START),
    change: Partial<OutboxOptions> = {},
  ) {
    this.journal = journal;
    this.clock = clock;
    const definition: CampaignDefinition = {
      kind: 'campaign',
      name: 'win_back',
      trigger: { entered: 'lapsing' },
      purpose: 'marketing',
      ...(channels !== undefined && { channels }),
      message: {},
    };
    const way = (name: string) => ({
      endpoint: () => name,
      send: async ({ decision }: { readonly decision: Decision }): Promise<Receipt> => {
        this.sent.push({ id: decision.decisionId, way: name, at: clock.now() });
        return this.answer(decision.decisionId);
      },
      erase: () => Promise.resolve(),
    });
    this.outbox = new Outbox({
      journal,
      clock,
      random: () => 0,
      channels: { ...UNUSED_CHANNELS, webhook: way('webhook'), email: way('email') },
      campaignOf: () => ({ definition, version: 1, publishedAt: START }),
      recheck: () => ({ ok: true }),
      recipientOf: () => ({ customerId: 'c_1', identifiers: [], email: null }),
      respond: async (response) => void this.told.push(response),
      onRecorded: () => undefined,
      onFault: (error) => this.faults.push(error),
      ...change,
    });
    for (const entry of journal.written()) this.outbox.restore(entry as WrittenEntry as OutboxEntry);
    this.outbox.start();
  }

  async decide(...decisions: Decision[]): Promise<void> {
    for (const decision of decisions) this.journal.append('decision', JSON.stringify(decision));
    await this.journal.commit();
    for (const decision of decisions) this.outbox.take(decision);
    await this.outbox.settled();
  }

  async until(instant: number): Promise<void> {
    this.clock.advanceTo(instant);
    await this.outbox.settled();
  }
}

const BOTH: CampaignDefinition['channels'] = [
  { webhook: { url: 'https://shop.example/', rate: '2/s' } },
  { email: { from: 'news@shop.example', track: true } },
];

describe('a decision with a channel and a time', () => {
  it('goes by the channel that was chosen, else by the first, and not before its time, also after a restart', async () => {
    const world = new World(BOTH);
    await world.decide(
      decisionOf('d1', { channel: 'email' }),
      decisionOf('d2'),
      decisionOf('d3', { channel: 'email', sendAt: START + 60_000 }),
      decisionOf('d4', { channel: 'site' }),
    );
    expect(world.sent.map(({ id, way }) => `${id} ${way}`)).toEqual(['d1 email', 'd2 webhook']);
    expect(world.outbox.deliveryOf('d4')).toMatchObject({ status: 'dead', last: { detail: expect.stringContaining('channel') as string } });
    const again = new World(BOTH, world.journal, new VirtualClock(START + 30_000));
    await again.outbox.settled();
    expect(again.sent).toEqual([]);
    await again.until(START + 60_000);
    expect(again.sent).toEqual([{ id: 'd3', way: 'email', at: START + 60_000 }]);
  });
});

describe('a rate', () => {
  it('spreads what is due over time, in order, and binds its own channel alone', async () => {
    const world = new World(BOTH);
    const ids = ['d1', 'd2', 'd3', 'd4', 'd5'];
    await world.decide(...ids.map((id) => decisionOf(id)), decisionOf('m1', { channel: 'email' }), decisionOf('m2', { channel: 'email' }));
    for (let at = START; at <= START + 3_000; at += 100) await world.until(at);
    const posts = world.sent.filter(({ way }) => way === 'webhook');
    expect(posts.map(({ id }) => id)).toEqual(ids);
    expect(posts.map(({ at }) => at - START)).toEqual([0, 0, 500, 1_000, 1_500]);
    expect(world.sent.filter(({ way }) => way === 'email').map(({ at }) => at - START)).toEqual([0, 0]);
  });
});

describe('a dead delivery', () => {
  it('is taken up again once, with who did it on record and the schedule anew; the rest stays dead', async () => {
    const world = new World(BOTH);
    world.answer = () => IMPOSSIBLE;
    await world.decide(decisionOf('d1'), decisionOf('d2'));
    expect(world.outbox.deliveryOf('d1').status).toBe('dead');
    let calls = 0;
    world.answer = () => (++calls === 1 ? FAILED : DELIVERED);
    const replayed = await Promise.all([
      world.outbox.replay('d1', 'kim'),
      world.outbox.replay('d1', 'kim'),
      world.outbox.replay('d9', 'kim'),
    ]);
    expect(replayed).toEqual([true, false, false]);
    await world.until(START + 1_000);
    expect(world.outbox.deliveryOf('d1')).toMatchObject({ status: 'pending', attempts: 2 });
    const again = new World(BOTH, world.journal, world.clock);
    expect(again.outbox.deliveryOf('d1')).toEqual(world.outbox.deliveryOf('d1'));
    await again.until(START + 10_000);
    expect(again.outbox.deliveryOf('d1')).toMatchObject({ status: 'delivered', attempts: 3 });
    expect(again.outbox.deliveryOf('d2').status).toBe('dead');
    expect(await again.outbox.replay('d1', 'kim')).toBe(false);
    const entry = world.journal.valuesOf('delivery').find(({ replayedBy }) => replayedBy !== undefined);
    expect(entry).toMatchObject({ decisionId: 'd1', outcome: 'retry', replayedBy: 'kim' });
  });

  it('stays dead when taking it up cannot be written, and is asked about anew before it is sent', async () => {
    let allowed = true;
    const change: Partial<OutboxOptions> = { recheck: () => (allowed ? { ok: true } : { ok: false, refused: 'consent_denied' }) };
    const world = new World(BOTH, new MemoryJournal(), new VirtualClock(START), change);
    world.answer = () => IMPOSSIBLE;
    await world.decide(decisionOf('d1'));
    world.journal.failNextCommit();
    await expect(world.outbox.replay('d1', 'kim')).rejects.toThrow();
    expect(world.outbox.deliveryOf('d1').status).toBe('dead');
    world.journal.recover();
    allowed = false;
    expect(await world.outbox.replay('d1', 'kim')).toBe(true);
    await world.outbox.settled();
    expect(world.outbox.deliveryOf('d1')).toMatchObject({ status: 'refused', last: { reason: 'consent_denied' } });
    expect(world.sent).toHaveLength(1);
  });
});

describe('an erasure that could not be written down', () => {
  it('lets everything go on that it had stopped', async () => {
    const world = new World(BOTH);
    world.answer = () => FAILED;
    await world.decide(decisionOf('d1'), decisionOf('d2', { sendAt: START + 3_600_000 }));
    const putBack = await world.outbox.erase([ann]);
    expect(world.outbox.deliveryOf('d1').status).toBe('none');
    await world.until(START + 600_000);
    expect(world.sent).toHaveLength(1);
    world.answer = () => DELIVERED;
    putBack();
    await world.until(START + 3_600_000);
    expect(world.outbox.deliveryOf('d1').status).toBe('delivered');
    expect(world.outbox.deliveryOf('d2').status).toBe('delivered');
  });
});

describe('what comes back as an event', () => {
  it('is a hand-over where the channel tracks, and an address that takes nothing anywhere', async () => {
    const world = new World(BOTH);
    world.answer = (id) => (id === 'd3' ? { ...IMPOSSIBLE, bounced: 'ann@shop.example' } : DELIVERED);
    await world.decide(decisionOf('d1'), decisionOf('d2', { channel: 'email' }), decisionOf('d3'));
    expect(world.told.map(({ decision, what }) => `${decision.decisionId} ${what.kind}`).sort()).toEqual(['d2 delivered', 'd3 bounced']);
  });

  it('is told before the result is on record, and again when it could not be taken in: no crash hides it', async () => {
    let failures = 1;
    const seen: string[] = [];
    const world: World = new World(BOTH, new MemoryJournal(), new VirtualClock(START), {
      respond: async ({ decision }) => {
        seen.push(world.outbox.deliveryOf(decision.decisionId).status);
        if (failures-- > 0) throw new Error('the journal cannot be written');
      },
    });
    void world.decide(decisionOf('d1', { channel: 'email' }));
    while (world.faults.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await world.until(START + 5_000);
    expect(seen).toEqual(['pending', 'pending']);
    expect(world.outbox.deliveryOf('d1').status).toBe('delivered');
    expect(world.sent).toHaveLength(1);
  });
});
