import { expect, test } from 'vitest';
import { Life, withDirectory } from '../simulation/oracle/life.js';
import { eventAt, second } from '../simulation/twin/history.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import { personIdentifier } from '../vocabulary/identifier.js';
import type { Decision } from '../vocabulary/decision.js';
import { recheck } from './recheck.js';

const HOUR = 3_600;
const DAY = 24 * HOUR;
const BUYERS = { kind: 'segment', name: 'buyers', where: { performed: 'Bought' } };
const SERVICE = { kind: 'purpose', name: 'service', consent: 'optOut' };
const THANKS = {
  kind: 'campaign',
  name: 'thanks',
  trigger: { entered: 'buyers' },
  purpose: 'service',
  channel: { webhook: { url: 'https://shop.example/hook' } },
  message: { text: 'Thank you, {{ customer.traits.name | default: "you" }}' },
};

async function lifeWith(...definitions: readonly object[]): Promise<Life> {
  const life = new Life(second(0));
  await life.publish([BUYERS, SERVICE, ...definitions]);
  return life.start();
}

const identify = (userId: string, at: number, traits: CustomerEvent['traits']): CustomerEvent =>
  eventAt(at, '', { userId, messageId: `${userId} identified at ${at}`, traits });
const bought = (userId: string, at: number): CustomerEvent => eventAt(at, 'Bought', { userId, messageId: `${userId} bought at ${at}` });

/** Lets time pass, then lets somebody buy, and gives what was decided because of it. */
async function decidedFor(life: Life, userId: string, at: number): Promise<readonly Decision[]> {
  life.clock.advanceTo(second(at));
  const before = life.decided.length;
  await life.take(bought(userId, at));
  await life.pipeline.settled();
  return life.decided.slice(before);
}

test('the message is filled in from traits and metrics, in the language of the customer', async () => {
  const orders = { kind: 'metric', name: 'orders', value: { count: 'Bought' } };
  const variants = [{ name: 'german', language: 'de', message: { text: 'Danke, {{ customer.traits.name }}: {{ metrics.orders }}' } }];
  const life = await lifeWith(orders, { ...THANKS, variants });
  await life.take(identify('ann', 1, { name: 'Ann', locale: 'de_AT' }));
  const [decision] = await decidedFor(life, 'ann', 10);
  expect(decision).toMatchObject({ outcome: 'send', variant: 'german', message: { text: 'Danke, Ann: 1' } });
  const [other] = await decidedFor(life, 'bob', 20);
  expect(other).toMatchObject({ outcome: 'send', message: { text: 'Thank you, you' } });
  expect(other).not.toHaveProperty('variant');
  life.stop();
});

test('a template that lacks something refuses, and one that cannot be read is not published', async () => {
  const life = await lifeWith({ ...THANKS, message: { text: 'Dear\n{{ customer.traits.title }}' } });
  const [decision] = await decidedFor(life, 'ann', 10);
  expect(decision).toMatchObject({ outcome: 'refused', reason: 'template_error', message: null });
  expect(decision?.checks.at(-1)?.detail).toContain('/text, line 2');
  for (const [text, code] of [
    ['{{ customer', 'template_error'],
    ['{{ metrics.nope }}', 'invalid_reference'],
  ] as const)
    await expect(life.publish([{ ...THANKS, message: { text } }])).rejects.toMatchObject({ problems: [{ code, kind: 'campaign' }] });
  life.stop();
});

test('quiet hours are those of the customer, and what was held is not late when they end', async () => {
  // The epoch of the tests is at midnight in UTC.
  const life = await lifeWith({ ...THANKS, quietHours: { from: '21:00', until: '08:00' } });
  await life.take(identify('ann', 1, { timezone: 'Asia/Tokyo' }), identify('bob', 1, { timezone: 'UTC' }));
  const [inTokyo] = await decidedFor(life, 'ann', 10);
  expect(inTokyo).not.toHaveProperty('sendAt');
  const [inUtc] = await decidedFor(life, 'bob', 20);
  expect(inUtc).toMatchObject({ outcome: 'send', sendAt: second(8 * HOUR) });
  life.clock.advanceTo(second(8 * HOUR));
  expect(await recheck(life.pipeline, inUtc as Decision, 1)).toEqual({ ok: true });
  // It is night again before the first try: then it is held until the next morning, and not taken for late there.
  life.clock.advanceTo(second(21 * HOUR));
  expect(await recheck(life.pipeline, { ...(inUtc as Decision), sendAt: second(21 * HOUR) }, 1)).toEqual({
    ok: false,
    until: second(32 * HOUR),
    reason: 'quiet_hours',
  });
  life.clock.advanceTo(second(32 * HOUR));
  expect(await recheck(life.pipeline, inUtc as Decision, 1, second(32 * HOUR))).toEqual({ ok: true });
  life.stop();
});

test('of campaigns that compete the higher acts, and the other names it', async () => {
  const life = await lifeWith(
    { ...THANKS, name: 'low', priority: 1 },
    { ...THANKS, name: 'high', priority: 2 },
    { ...THANKS, name: 'apart' },
  );
  const decided = await decidedFor(life, 'ann', 10);
  expect(decided.map(({ campaign, reason }) => [campaign, reason])).toEqual([
    ['high', null],
    ['low', 'outranked'],
    ['apart', null],
  ]);
  expect(decided[1]?.checks.at(-1)).toMatchObject({ check: 'arbitration', saw: { winner: 'high' } });
  life.stop();
});

test('who signed off is contacted again once they agree to it, who complained never', async () => {
  const life = await lifeWith(THANKS);
  const reasonFor = async (userId: string, at: number): Promise<unknown> => (await decidedFor(life, userId, at))[0]?.reason;
  const told = (userId: string, event: string): CustomerEvent => eventAt(5, event, { userId, messageId: `${userId} ${event}` });
  const agrees = (userId: string): CustomerEvent =>
    eventAt(6, 'Agreed', { userId, messageId: `${userId} agrees`, context: { consent: { categoryPreferences: { service: true } } } });
  life.clock.advanceTo(second(7));
  await life.take(
    told('ann', 'Message Unsubscribed'),
    told('bob', 'Message Unsubscribed'),
    agrees('bob'),
    told('eve', 'Message Complained'),
    agrees('eve'),
  );
  expect([await reasonFor('ann', 10), await reasonFor('bob', 11), await reasonFor('eve', 12)]).toEqual(['suppressed', null, 'suppressed']);
  life.stop();
});

test('follow-ups come at their time without an event, once, also over a restart, and end when the goal is reached', async () => {
  const followUps = [
    { after: '2d', message: { text: 'first' } },
    { after: '1d', message: { text: 'second' } },
  ];
  const life = await lifeWith({ ...THANKS, goal: { performed: 'Reviewed', within: '7d' }, followUps });
  const [ann] = await decidedFor(life, 'ann', 10);
  const [bob] = await decidedFor(life, 'bob', 20);
  life.clock.advanceTo(second(10 + 2 * DAY));
  await life.pipeline.settled();
  expect(life.decided.slice(2)).toMatchObject([{ follows: ann?.decisionId, step: 1, outcome: 'send', message: { text: 'first' } }]);

  const again = (await life.restarted(second(15 + 2 * DAY))).start();
  await again.take(eventAt(16 + 2 * DAY, 'Reviewed', { userId: 'bob', messageId: 'bob reviewed' }));
  again.clock.advanceTo(second(20 + 2 * DAY));
  await again.pipeline.settled();
  expect(again.decided).toMatchObject([{ follows: bob?.decisionId, step: 1, outcome: 'refused', reason: 'goal_reached' }]);
  again.clock.advanceTo(second(30 + 9 * DAY));
  await again.pipeline.settled();
  expect(again.decided.slice(1)).toMatchObject([{ follows: ann?.decisionId, step: 2, message: { text: 'second' } }]);
  expect(again.pipeline.decisions.followUps.size).toBe(0);
  again.stop();
});

test('stock is never oversold: over restarts, from snapshots, and when those who took it are erased', async () => {
  await withDirectory(async (directory) => {
    const offers = [
      { name: 'scarce', stock: 2 },
      { name: 'rest', when: { trait: 'plan', is: 'gold' } },
    ];
    const life = await lifeWith({ ...THANKS, offers, budget: { sends: 10 }, message: { text: '{{ offer.name }}' } });
    const takenBy = async (where: Life, userId: string, at: number): Promise<unknown> => {
      const [decision] = await decidedFor(where, userId, at);
      return decision?.offer ?? decision?.reason;
    };
    expect([await takenBy(life, 'ann', 10), await takenBy(life, 'bob', 11), await takenBy(life, 'eve', 12)]).toEqual([
      'scarce',
      'scarce',
      'out_of_stock',
    ]);
    await life.erasures.erase(personIdentifier('userId', 'ann'));
    await life.erasures.settled();
    const again = (await life.restarted(second(20))).start();
    expect(await takenBy(again, 'joe', 21)).toBe('out_of_stock');
    await again.snapshot(directory);
    const third = (await again.restarted(second(30), directory)).start();
    expect(await takenBy(third, 'kim', 31)).toBe('out_of_stock');

    const [bob] = life.decided.filter(({ identifier }) => identifier.value === 'bob');
    const { decisionId, identifier } = bob as Decision;
    const dead = {
      decisionId,
      identifier,
      attempt: 1,
      at: second(32),
      outcome: 'dead',
      reason: null,
      detail: '',
      nextAttemptAt: null,
    } as const;
    third.pipeline.foldDelivery(dead);
    expect(await takenBy(third, 'lea', 33)).toBe('scarce');
    // It is somebody else's now: taking the dead delivery up again must not give it out twice.
    third.pipeline.foldDelivery({ ...dead, outcome: 'retry' });
    expect(await recheck(third.pipeline, bob as Decision, 2)).toEqual({ ok: false, refused: 'out_of_stock' });
    third.stop();
  });
});

test('a decision is found by its id, with the same taken again from what it saw', async () => {
  const life = await lifeWith({
    ...THANKS,
    offers: [
      { name: 'a', weight: 1 },
      { name: 'b', weight: 3 },
    ],
  });
  const [decision] = await decidedFor(life, 'ann', 10);
  const { decisions } = life.pipeline;
  expect(decisions.offsetOf(decision?.decisionId ?? '')).toBeDefined();
  expect(decision?.draws).toMatchObject([{ of: 'offer', chosen: decision?.offer }]);
  expect(() => life.questions.decision('d_nobody')).toThrow(/no such thing/i);
  life.stop();
});
