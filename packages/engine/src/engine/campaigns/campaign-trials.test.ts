import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Life } from '../../simulation/oracle/life.js';
import { consentPath } from '../../vocabulary/consent.js';
import type { Decision } from '../../vocabulary/decision.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { personIdentifier } from '../../vocabulary/identifier.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { CampaignTrials } from './campaign-trials.js';

const START = Date.UTC(2026, 0, 5, 9);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let lives: Life[] = [];
afterEach(() => {
  for (const life of lives) life.stop();
  lives = [];
});

const GROUND = [
  { kind: 'purpose', name: 'marketing', consent: 'optIn' },
  { kind: 'moment', name: 'lost', intent: 'know', pattern: [{ performed: 'Help' }], cooldown: '1h' },
  { kind: 'segment', name: 'viewers', where: { performed: 'Viewed', within: '7d' } },
];

async function lifeWith(...definitions: readonly object[]): Promise<Life> {
  const life = new Life(START).start();
  lives.push(life);
  await life.publish([...GROUND, ...definitions]);
  return life;
}

function trialsOf(life: Life): CampaignTrials {
  return new CampaignTrials({
    pipeline: life.pipeline,
    publisher: life.publisher,
    find: (identifier) => life.questions.find(identifier),
    onFault: (error) => {
      throw error;
    },
  });
}

let messages = 0;
function event(name: string, userId: string, timestamp: number, more: Partial<CustomerEvent> = {}): CustomerEvent {
  const of = {
    messageId: `t${messages++}`,
    type: 'track',
    event: name,
    userId,
    anonymousId: null,
    previousId: null,
    groupId: null,
  } as const;
  return { ...of, timestamp, receivedAt: timestamp, source: 'web', properties: {}, context: {}, traits: {}, ...more };
}

function pass(life: Life, time: number): number {
  life.clock.advanceTo(life.clock.now() + time);
  return life.clock.now();
}

function consented(granted: boolean): Partial<CustomerEvent> {
  expect(consentPath('marketing')).toContain('consent');
  return { context: { consent: { categoryPreferences: { marketing: granted } } } };
}

const campaigns = fc.record(
  {
    trigger: fc.constantFrom({ moment: 'lost' }, { entered: 'viewers' }),
    audience: fc.constantFrom<JsonObject>({ performed: 'Ordered' }, { not: { performed: 'Ordered' } }),
    holdout: fc.constantFrom(0.5, 1),
    cap: fc.constant({ times: 1, within: '7d' }),
    goal: fc.constant({ performed: 'Ordered', within: '7d' }),
    quietHours: fc.constantFrom({ from: '21:00', until: '08:00' }, { from: '08:00', until: '21:00' }),
    offers: fc.constantFrom(
      [{ name: 'few', stock: 0 }],
      [
        { name: 'ten', weight: 1 },
        { name: 'twenty', weight: 3 },
      ],
    ),
    message: fc.constantFrom<JsonObject>({ text: 'Hello {{ customer.traits.name | default: "you" }}' }, { text: 'Plain' }),
  },
  { requiredKeys: ['trigger', 'message'] },
);

describe('a preview', () => {
  it('says of a customer what is then decided, when it is published and what sets it off happens at that instant', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(campaigns, fc.constantFrom('unknown', 'granted', 'denied'), fc.boolean(), async (of, consent, ordered) => {
        const life = await lifeWith();
        const before = life.clock.now();
        await life.take(
          event('', 'u1', before, {
            type: 'identify',
            traits: { name: 'Ada' },
            ...(consent === 'unknown' ? {} : consented(consent === 'granted')),
          }),
        );
        if (ordered) await life.take(event('Ordered', 'u1', before));
        pass(life, HOUR);
        const definition = {
          kind: 'campaign',
          name: 'tried',
          purpose: 'marketing',
          channel: { webhook: { url: 'https://shop.example/hook' } },
          ...of,
        };
        const preview = await trialsOf(life).preview({ definition: definition as unknown as JsonObject }, [
          personIdentifier('userId', 'u1'),
        ]);
        expect(life.decided).toEqual([]);
        await life.publish([definition]);
        await life.take(event('moment' in of.trigger ? 'Help' : 'Viewed', 'u1', life.clock.now()));
        await life.pipeline.settled();
        const [decided] = life.decided as [Decision];
        const [told] = preview.sample;
        const { outcome, reason, message, channel, variant, offer, sendAt } = decided;
        expect({ ...told, checks: told?.checks.map(({ check, passed }) => [check, passed]) }).toMatchObject({
          ...(JSON.parse(JSON.stringify({ outcome, reason, message, channel, variant, offer, sendAt })) as JsonObject),
          checks: decided.checks.map(({ check, passed }) => [check, passed]),
        });
        seen.add(reason ?? outcome);
        life.stop();
      }),
      { numRuns: 60 },
    );
    // The law says something only if campaigns differ in what they decide.
    expect([...seen]).toEqual(expect.arrayContaining(['send', 'consent_denied', 'consent_unknown', 'not_in_audience', 'holdout']));
  });

  it('counts those in the segment, by the checks in their order, and leaves no trace', async () => {
    const life = await lifeWith();
    const now = life.clock.now();
    for (let user = 0; user < 40; user++) await life.take(event('Viewed', `u${user}`, now, user % 2 === 0 ? consented(true) : {}));
    const definition = {
      trigger: { entered: 'viewers' },
      purpose: 'marketing',
      offers: [{ name: 'rare', stock: 5 }],
      message: { text: 'x' },
      channel: { webhook: { url: 'https://shop.example/hook' } },
    };
    const end = life.journal.head;
    const preview = await trialsOf(life).preview({ definition });
    expect(preview).toMatchObject({ whom: 'segment', candidates: 40, asked: 40, sends: 5 });
    expect(preview.refusals).toEqual([
      { reason: 'consent_unknown', count: 20 },
      { reason: 'out_of_stock', count: 15 },
    ]);
    expect(preview.funnel.find(({ check }) => check === 'consent')).toEqual({
      check: 'consent',
      asked: 40,
      refused: [{ reason: 'consent_unknown', count: 20 }],
    });
    expect(preview.sample.filter(({ outcome }) => outcome === 'send')).toHaveLength(5);
    expect(life.journal.head).toBe(end);
    expect([...life.pipeline.columns.missing()]).toEqual([]);
  });

  it('is refused for what is not there, and given up when nobody waits for it', async () => {
    const life = await lifeWith();
    const trials = trialsOf(life);
    expect(() => trials.preview({ campaign: 'none' })).toThrow(expect.objectContaining({ code: 'not_found' }) as Error);
    expect(() => trials.preview({ draft: 'none' })).toThrow(expect.objectContaining({ code: 'unknown_draft' }) as Error);
    expect(() => trials.preview({ definition: { kind: 'campaign', trigger: {} } })).toThrow(
      expect.objectContaining({ code: 'invalid_definition' }) as Error,
    );
    expect(() => trials.preview({ definition: GROUND[2] as JsonObject })).toThrow(
      expect.objectContaining({ code: 'invalid_request' }) as Error,
    );
    expect(() => trials.beginDryRun({ of: { campaign: 'none' }, days: 30 })).toThrow(
      expect.objectContaining({ code: 'not_found' }) as Error,
    );
    expect(() => trials.beginDryRun({ of: { campaign: 'none' }, days: 1.5 })).toThrow(
      expect.objectContaining({ code: 'invalid_request' }) as Error,
    );
  });
});

describe('a dry run', () => {
  const campaign = {
    kind: 'campaign',
    name: 'tried',
    purpose: 'marketing',
    trigger: { moment: 'lost' },
    cap: { times: 1, within: '3d' },
    holdout: 0.3,
    goal: { performed: 'Ordered', within: '1d' },
    channel: { webhook: { url: 'https://shop.example/hook' } },
    message: { text: 'x' },
  };

  /** Ten days in which thirty customers look for help now and then; some grant consent on the way, some take it back. */
  async function course(life: Life): Promise<void> {
    for (let step = 0; step < 240; step++) {
      const now = pass(life, HOUR);
      const user = `u${(step * 7) % 30}`;
      if (step < 30 || step % 11 === 0) await life.take(event('', user, now, { type: 'identify', ...consented(step % 4 !== 0) }));
      await life.take(event('Help', user, now));
      if (step % 5 === 0) await life.take(event('Ordered', user, now + 1));
    }
    await life.pipeline.settled();
  }

  it.each([[{ moment: 'lost' }], [{ entered: 'viewers' }]])(
    'over what has been comes to what the campaign decided when it ran (%j)',
    async (trigger) => {
      const life = await lifeWith({ ...campaign, trigger });
      if ('entered' in trigger) {
        for (let step = 0; step < 60; step++) {
          const now = pass(life, 5 * HOUR);
          await life.take(event('Viewed', `u${(step * 7) % 12}`, now, step % 3 === 0 ? consented(step % 2 === 0) : {}));
        }
        await life.pipeline.settled();
      } else await course(life);
      const trials = trialsOf(life);
      const begun = trials.beginDryRun({ of: { campaign: 'tried' }, days: 30 });
      const { answer, failure } = await trials.whenOver(begun.id);
      expect(failure).toBeNull();
      const sends = life.decided.filter(({ outcome }) => outcome === 'send');
      expect(life.decided.length).toBeGreaterThan(10);
      expect(sends.length).toBeGreaterThan(0);
      expect(answer?.occurrences).toBe(life.decided.length);
      expect(answer?.sends).toBe(sends.length);
      const reasons = new Map<string, number>();
      for (const { reason } of life.decided) if (reason !== null) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      expect(new Map(answer?.refusals.map(({ reason, count }) => [reason as string, count]))).toEqual(reasons);
      expect(answer?.days.reduce((sum, day) => sum + day.sends, 0)).toBe(sends.length);
      expect(answer?.customers).toBe(new Set(sends.map(({ identifier }) => identifier.value)).size);
      expect(answer?.approximations.length).toBeGreaterThan(3);
    },
  );

  it('tells how many would have done it anyway', async () => {
    const life = await lifeWith();
    const now = pass(life, HOUR);
    for (const user of ['u1', 'u2', 'u3', 'u4']) await life.take(event('Help', user, now, consented(true)));
    pass(life, HOUR);
    await life.take(event('Ordered', 'u1', life.clock.now()));
    pass(life, 2 * DAY);
    await life.take(event('Ordered', 'u2', life.clock.now()));
    await life.take(event('Help', 'u5', life.clock.now(), consented(true)));
    const trials = trialsOf(life);
    const { id } = trials.beginDryRun({ of: { definition: { ...campaign, holdout: 0 } }, days: 7 });
    const { answer } = await trials.whenOver(id);
    expect(answer?.anyway).toEqual({ performed: 'Ordered', within: '1d', customers: 4, withGoal: 1 });
    expect(answer).toMatchObject({ sends: 5, busiestHour: { at: now, sends: 4 } });
  });
});
