import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Life } from '../simulation/oracle/life.js';
import { eventAt, second } from '../simulation/twin/history.js';
import type { MomentExplanation } from '../vocabulary/explanation.js';
import { personIdentifier } from '../vocabulary/identifier.js';
import type { JsonObject } from '../vocabulary/json.js';

const ANN = personIdentifier('userId', 'ann');
const VIEWS: JsonObject[] = [
  { performed: 'Viewed', as: 'first' },
  { without: 'Added' },
  { performed: 'Viewed', where: { 'properties.product': { differsFrom: 'first.properties.product' } }, as: 'second' },
  { without: 'Added' },
  {
    performed: 'Viewed',
    where: { 'properties.product': { differsFrom: ['first.properties.product', 'second.properties.product'] } },
  },
];

async function life(definition: object, now = 0): Promise<Life> {
  const started = new Life(second(now)).start();
  await started.publish([{ kind: 'moment', name: 'hot', intent: 'buy', ...definition }]);
  return started;
}

const viewed = (seconds: number, product: string) =>
  eventAt(seconds, 'Viewed', { messageId: `${product}${seconds}`, properties: { product } });
const added = (seconds: number) => eventAt(seconds, 'Added', { messageId: `added${seconds}` });

function told({ questions }: Life): { reason: MomentExplanation['reason']; fired: boolean; took: (string | null)[]; blockedBy: string[] } {
  const { reason, fired, steps, blockedBy } = questions.explainMoment('hot', ANN);
  return {
    reason,
    fired,
    took: steps.map(({ event }) => event?.messageId ?? null),
    blockedBy: blockedBy.map(({ messageId }) => messageId),
  };
}

describe('why a moment has not fired', () => {
  const comparing = { pattern: VIEWS, within: '10m', cooldown: '1h' };

  test('nothing of it has happened', async () => {
    const world = await life(comparing, 10);
    await world.take(eventAt(1, 'Elsewhere', { messageId: 'e' }));
    expect(told(world)).toEqual({ reason: 'not_begun', fired: false, took: [null, null, null], blockedBy: [] });
  });

  test('the steps so far, each in words, the missing one, and until when it may come', async () => {
    const world = await life(comparing, 10);
    await world.take(viewed(1, 'a'), viewed(2, 'a'), viewed(3, 'b'));
    expect(told(world)).toEqual({ reason: 'incomplete', fired: false, took: ['a2', 'b3', null], blockedBy: [] });
    const { steps, until } = world.questions.explainMoment('hot', ANN);
    expect(until).toBe(second(602));
    expect(steps[1]?.words).toBe('“Viewed” where product differs from step 1');
    expect(steps[2]?.words).toBe('“Viewed” where product differs from step 1 and step 2');
    world.clock.advanceTo(second(603));
    expect(told(world).reason).toBe('lapsed');
  });

  test('what came between, though the steps were all there', async () => {
    const world = await life(comparing, 10);
    await world.take(viewed(1, 'a'), viewed(2, 'b'), added(3));
    expect(told(world)).toEqual({ reason: 'blocked', fired: false, took: ['a1', 'b2', null], blockedBy: ['added3'] });
    await world.take(viewed(4, 'c'));
    expect(told(world)).toEqual({ reason: 'blocked', fired: false, took: ['a1', 'b2', 'c4'], blockedBy: ['added3'] });
  });

  test('a run that goes on is nearer than one of the same length that has been ended', async () => {
    const world = await life(comparing, 10);
    await world.take(viewed(1, 'a'), viewed(2, 'b'), added(3), viewed(4, 'a'));
    expect(told(world)).toMatchObject({ reason: 'blocked', took: ['b2', 'a4', null], blockedBy: ['added3'] });
    await world.take(viewed(5, 'b'));
    expect(told(world)).toMatchObject({ reason: 'incomplete', took: ['a4', 'b5', null], blockedBy: [] });
  });

  test('it fired: nothing more, then silence, then what came since the last time', async () => {
    const world = await life(comparing, 10);
    await world.take(viewed(1, 'a'), viewed(2, 'b'), viewed(3, 'c'));
    expect(told(world)).toEqual({ reason: null, fired: true, took: [null, null, null], blockedBy: [] });
    expect(world.questions.explainMoment('hot', ANN).at).toBe(second(3));
    await world.take(viewed(4, 'a'), viewed(5, 'b'));
    expect(told(world)).toEqual({ reason: 'cooldown', fired: true, took: ['a4', 'b5', null], blockedBy: [] });
    expect(world.questions.explainMoment('hot', ANN).until).toBe(second(3_603));
    world.clock.advanceTo(second(4_000));
    await world.take(viewed(3_990, 'c'));
    expect(told(world)).toEqual({ reason: 'lapsed', fired: true, took: ['a4', 'b5', null], blockedBy: [] });
  });

  test('a pattern that waits says until when, and what ended the waiting', async () => {
    const world = await life({ pattern: [{ performed: 'Added' }, { without: 'Ordered' }], within: '10m' }, 10);
    await world.take(added(1));
    expect(told(world)).toEqual({ reason: 'waiting', fired: false, took: ['added1'], blockedBy: [] });
    expect(world.questions.explainMoment('hot', ANN).until).toBe(second(601));
    await world.take(eventAt(5, 'Ordered', { messageId: 'o' }));
    expect(told(world)).toEqual({ reason: 'blocked', fired: false, took: ['added1'], blockedBy: ['o'] });
  });

  test('of a moment or a customer that there is not, nothing', async () => {
    const world = await life(comparing, 10);
    await world.take(viewed(1, 'a'));
    expect(() => world.questions.explainMoment('cold', ANN)).toThrow(expect.objectContaining({ code: 'unknown_moment' }));
    expect(() => world.questions.explainMoment('hot', personIdentifier('userId', 'bob'))).toThrow(
      expect.objectContaining({ code: 'unknown_customer' }),
    );
  });
});

test('a moment stands, or something keeps it from standing, for any history; many like steps do not take long', async () => {
  const letters = fc.array(fc.constantFrom('A', 'B', 'C'), { maxLength: 40 });
  const pattern = [{ performed: 'A', times: { atLeast: 3 } }, { without: 'C' }, { performed: 'B' }, { performed: 'A' }];
  await fc.assert(
    fc.asyncProperty(letters, async (names) => {
      const world = await life({ pattern, within: '12s' }, 100);
      await world.take(eventAt(0, 'Start', { messageId: 's' }), ...names.map((name, at) => eventAt(at, name, { messageId: `m${at}` })));
      const { fired, reason, steps, blockedBy } = world.questions.explainMoment('hot', ANN);
      const took = steps.flatMap(({ event }) => (event === null ? [] : [event]));
      expect(fired).toBe(world.pipeline.moments.standing('hot', world.customerOf('userId:ann')).length > 0);
      expect(took.map(({ event }) => event)).toEqual(['A', 'A', 'A', 'B', 'A'].slice(0, took.length));
      expect(took.map(({ timestamp }) => timestamp)).toEqual(
        [...took.map(({ timestamp }) => timestamp)].sort((left, right) => left - right),
      );
      expect((took.at(-1)?.timestamp ?? 0) - (took[0]?.timestamp ?? 0)).toBeLessThanOrEqual(12_000);
      expect(blockedBy.every(({ event }) => event === 'C')).toBe(true);
      expect(reason === 'blocked').toBe(blockedBy.length > 0);
      if (!fired && took.length === steps.length) expect(reason).toBe('blocked');
      expect(reason).not.toBe('waiting');
    }),
    { numRuns: 150 },
  );
});
