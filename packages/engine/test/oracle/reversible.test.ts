import { describe, expect, test } from 'vitest';
import { describeAll } from '../../src/engine/compare-states.js';
import { Life } from '../../src/simulation/oracle/life.js';
import { definitionsOf, oracleWorld } from '../../src/simulation/oracle/world.js';
import type { CustomerEvent } from '../../src/vocabulary/event.js';

/** Two people and a tablet, each with events of their own. */
const OWNERS = [
  { userId: 'user-0', anonymousId: null },
  { userId: 'user-1', anonymousId: null },
  { userId: null, anonymousId: 'tablet' },
] as const;

describe('law: Reversible', () => {
  test('customers who were joined by a device that proves to be shared are as if they had never been joined', async () => {
    let joined = 0;
    for (let seed = 9_000; seed < 9_030; seed++) {
      const world = oracleWorld(seed);
      const definitions = definitionsOf(world);
      const events = world.arrivals.map(({ at, event }, index) => ({
        at,
        event: withoutCards({ ...event, ...(OWNERS[index % 3] as object), previousId: null } as CustomerEvent),
      }));
      const logins = [login('user-0', 'log-0', world.start), login('user-1', 'log-1', world.start + 1)];
      const life = new Life(world.start).start();
      const apart = new Life(world.start).start();
      await life.publish(definitions);
      await apart.publish(definitions);
      const turn = Math.floor(events.length / 3);
      for (const [index, { at, event }] of events.entries()) {
        life.clock.advanceTo(at);
        apart.clock.advanceTo(at);
        if (index === turn) await life.take(logins[0] as CustomerEvent);
        if (index === 2 * turn) await life.take(logins[1] as CustomerEvent);
        await life.take(event);
        await apart.take(event);
        if (index > turn && index < 2 * turn && life.customerOf('userId:user-0') === life.customerOf('anonymousId:tablet')) joined++;
      }
      for (const one of logins) await apart.take({ ...one, anonymousId: null });
      for (const one of [life, apart]) {
        one.clock.advanceTo(world.end);
        one.pipeline.passTime();
        one.stop();
      }
      expect(life.customerOf('userId:user-0')).not.toBe(life.customerOf('anonymousId:tablet'));
      expect(describeAll(life.pipeline), `world ${seed}`).toEqual(describeAll(apart.pipeline));
    }
    expect(joined).toBeGreaterThan(100);
  });
});

/** Loyalty cards and addresses would join the tablet to people by ways that this test is not about. */
function withoutCards(event: CustomerEvent): CustomerEvent {
  const { externalIds: _, ...context } = event.context;
  const { email: _email, phone: _phone, ...traits } = event.traits;
  return { ...event, context, traits };
}

/** A call that carries the user and the tablet. */
function login(userId: string, messageId: string, timestamp: number): CustomerEvent {
  return {
    messageId,
    type: 'identify',
    event: '',
    userId,
    anonymousId: 'tablet',
    previousId: null,
    groupId: null,
    timestamp,
    receivedAt: timestamp,
    source: 'web',
    properties: {},
    context: {},
    traits: {},
  };
}
