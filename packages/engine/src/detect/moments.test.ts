import { describe, expect, test } from 'vitest';
import { Life } from '../simulation/oracle/life.js';
import { eventAt, second } from '../simulation/twin/history.js';
import type { JsonObject } from '../vocabulary/json.js';
import type { CustomerEvent } from '../vocabulary/event.js';

const MOMENT = { kind: 'moment', name: 'hot', intent: 'buy' } as const;

async function life(definition: object, now = 0): Promise<Life> {
  const started = new Life(second(now)).start();
  await started.publish([{ ...MOMENT, ...definition }]);
  return started;
}

/** Moments that stand, as seconds and evidence. */
function standing({ pipeline, customerOf }: Life, owner = 'userId:ann'): [number, ...string[]][] {
  const customer = customerOf.call({ pipeline } as Life, owner);
  return pipeline.moments.standing('hot', customer).map(({ at, evidence }) => [(at - second(0)) / 1_000, ...evidence]);
}

const named = (seconds: number, event: string, messageId: string, more: Partial<CustomerEvent> = {}): CustomerEvent =>
  eventAt(seconds, event, { messageId, ...more });

describe('moments', () => {
  const pair = { pattern: [{ performed: 'A' }, { performed: 'B' }] as JsonObject[] };

  test('two events of one millisecond complete one each, with ids of their own', async () => {
    const world = await life(pair, 10);
    await world.take(named(1, 'A', 'a'), named(2, 'B', 'b2'), named(2, 'B', 'b1'));
    expect(standing(world)).toEqual([
      [2, 'a', 'b1'],
      [2, 'a', 'b2'],
    ]);
    const ids = world.pipeline.moments.standing('hot', world.customerOf('userId:ann')).map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
  });

  test('a late event that gives a moment other evidence corrects it under its id, and decides nothing anew', async () => {
    const world = await life(pair, 10);
    await world.take(named(1, 'A', 'a1'));
    await world.take(named(5, 'B', 'b'));
    await world.take(named(3, 'A', 'a3'));
    expect(standing(world)).toEqual([[5, 'a3', 'b']]);
    const { moments } = await world.acts();
    expect(
      moments.map(({ id, status, evidence, correctedAt }) => [
        id === moments[0]?.id,
        status,
        evidence.join(' '),
        correctedAt !== undefined,
      ]),
    ).toEqual([
      [true, 'detected', 'a1 b', false],
      [true, 'detected', 'a3 b', true],
    ]);
  });

  test('a late event that takes the evidence away withdraws the moment', async () => {
    const world = await life({ pattern: [{ performed: 'A' }, { without: 'C' }, { performed: 'B' }] }, 10);
    await world.take(named(1, 'A', 'a'), named(5, 'B', 'b'));
    expect(standing(world)).toHaveLength(1);
    await world.take(named(3, 'C', 'c'));
    expect(standing(world)).toEqual([]);
    expect((await world.acts()).moments.map(({ status }) => status)).toEqual(['detected', 'withdrawn']);
  });

  test('a late moment silences those within its cooldown, and lets others speak', async () => {
    const world = await life({ pattern: [{ performed: 'A' }], cooldown: '10s' }, 60);
    await world.take(named(10, 'A', 'a10'), named(20, 'A', 'a20'));
    expect(standing(world).map(([at]) => at)).toEqual([10, 20]);
    await world.take(named(5, 'A', 'a5'));
    expect(standing(world).map(([at]) => at)).toEqual([5, 20]);
    await world.take(named(15, 'A', 'a15'));
    expect(standing(world).map(([at]) => at)).toEqual([5, 15]);
  });

  test('one that waits is complete at exactly its instant, without an event', async () => {
    const world = await life({ pattern: [{ performed: 'A' }, { without: 'B' }], within: '10s' }, 1);
    await world.take(named(1, 'A', 'a'));
    world.clock.advanceTo(second(11) - 1);
    expect(standing(world)).toEqual([]);
    world.clock.advanceTo(second(11));
    expect(standing(world)).toEqual([[11, 'a']]);
    await world.take(named(11, 'B', 'b'));
    expect(standing(world)).toEqual([]);
  });

  test('events stamped later count from their time on, for whoever the customer is by then', async () => {
    const world = await life({ pattern: [{ performed: 'A' }] }, 0);
    await world.take(named(20, 'A', 'a', { userId: null, anonymousId: 'device' }), named(30, 'A', 'b'));
    await world.take(eventAt(1, '', { anonymousId: 'device' }));
    world.clock.advanceTo(second(60));
    expect(standing(world).map(([at]) => at)).toEqual([20, 30]);
    expect((await world.acts()).moments.map(({ status, at, detectedAt }) => [status, at === detectedAt])).toEqual([
      ['detected', true],
      ['detected', true],
    ]);
  });

  test('a pattern of many like steps that cannot be completed is given up, not searched to the end of time', async () => {
    const world = await life({ pattern: [{ performed: 'A', times: { atLeast: 16 } }, { without: 'C' }, { performed: 'B' }] }, 100);
    await world.take(...Array.from({ length: 40 }, (_, index) => named(index, 'A', `a${index}`)), named(50, 'C', 'c'));
    await world.take(named(60, 'B', 'b'));
    expect(standing(world)).toEqual([]);
  });
});
