import { describe, expect, test } from 'vitest';
import { Life } from '../simulation/oracle/life.js';
import { eventAt, second } from '../simulation/twin/history.js';
import { formatIdentifier, personIdentifier } from '../vocabulary/identifier.js';
import type { JsonObject } from '../vocabulary/json.js';

const ANN = personIdentifier('userId', 'ann');
const ORDERS = { kind: 'metric', name: 'orders', value: { count: 'Ordered', within: '10s' } } as const;
const GUARDED: JsonObject[] = [{ performed: 'Viewed', if: { metric: 'orders', gte: 2 } }, { performed: 'Added' }];

async function life(definitions: readonly object[], now = 60): Promise<Life> {
  const started = new Life(second(now)).start();
  await started.publish(definitions);
  return started;
}

function moment(pattern: readonly JsonObject[], more: object = {}): object {
  return { kind: 'moment', name: 'hot', intent: 'buy', pattern, ...more };
}

const at = (seconds: number, event: string) => eventAt(seconds, event, { messageId: `${event}${seconds}` });
const standing = (world: Life): string[] =>
  world.pipeline.moments.standing('hot', world.customerOf(formatIdentifier(ANN))).map(({ evidence }) => evidence.join(' '));
const statuses = async (world: Life): Promise<string[]> => (await world.acts()).moments.map(({ status }) => status);

describe('a guard', () => {
  test('is asked as of its step’s event, that millisecond included, whatever holds now', async () => {
    const world = await life([ORDERS, moment(GUARDED)]);
    await world.take(at(1, 'Ordered'), at(2, 'Ordered'), at(2, 'Viewed'));
    // By now both orders have left the window of ten seconds.
    await world.take(at(30, 'Added'));
    expect(standing(world)).toEqual(['Viewed2 Added30']);
    await world.take(at(31, 'Ordered'), at(40, 'Viewed'), at(41, 'Ordered'), at(42, 'Added'));
    expect(standing(world)).toEqual(['Viewed2 Added30', 'Viewed2 Added42']);
  });

  test('late events that change its answer correct the moment, each marked as such', async () => {
    const world = await life([ORDERS, moment(GUARDED)]);
    await world.take(at(1, 'Ordered'), at(3, 'Viewed'), at(4, 'Added'));
    expect(standing(world)).toEqual([]);
    await world.take(at(2, 'Ordered'));
    expect(standing(world)).toEqual(['Viewed3 Added4']);
  });

  test('a late event that makes it fail withdraws the moment', async () => {
    const world = await life([ORDERS, moment([{ performed: 'Viewed', if: { metric: 'orders', lt: 1 } }])]);
    await world.take(at(5, 'Viewed'));
    expect(standing(world)).toEqual(['Viewed5']);
    // Of the same millisecond, and behind it in the timeline.
    await world.take(eventAt(5, 'Ordered', { messageId: 'z' }));
    expect(standing(world)).toEqual([]);
    expect(await statuses(world)).toEqual(['detected', 'withdrawn']);
  });

  test('of a forbidden event leaves out those at which it does not hold', async () => {
    const pattern = [{ performed: 'Viewed' }, { without: 'Left', if: { performed: 'Warned' } }, { performed: 'Added' }];
    const world = await life([moment(pattern)]);
    await world.take(at(1, 'Viewed'), at(2, 'Left'), at(3, 'Added'));
    expect(standing(world)).toEqual(['Viewed1 Added3']);
    await world.take(at(1.5, 'Warned'));
    expect(standing(world)).toEqual([]);
  });

  test('may ask for consent, a trait, a segment or a moment; none may rest on itself', async () => {
    const regular = { kind: 'segment', name: 'regular', where: { performed: 'Ordered', times: { atLeast: 2 } } };
    const world = await life([
      regular,
      moment([{ performed: 'Viewed', if: { all: [{ segment: 'regular' }, { trait: 'plan', is: 'pro' }] } }]),
    ]);
    await world.take(at(1, 'Ordered'), at(2, 'Ordered'), at(3, 'Viewed'));
    expect(standing(world)).toEqual([]);
    await world.take(eventAt(2, '', { type: 'identify', messageId: 'pro', traits: { plan: 'pro' } } as never));
    expect(standing(world)).toEqual(['Viewed3']);
    const circle = { ...regular, where: { moment: 'hot' } };
    await expect(world.publish([circle])).rejects.toMatchObject({ code: 'invalid_definition' });
    await expect(world.publish([moment([{ performed: 'Viewed', if: { metric: 'nowhere', gt: 1 } }])])).rejects.toMatchObject({
      problems: [expect.objectContaining({ pointer: '/pattern/0/if/metric' })],
    });
  });

  test('is judged anew when what it names is published: moments fall and appear, and those who are told of are told', async () => {
    const world = await life([ORDERS, moment(GUARDED)]);
    await world.take(
      at(1, 'Ordered'),
      at(2, 'Ordered'),
      at(3, 'Viewed'),
      at(4, 'Added'),
      at(20, 'Bought'),
      at(21, 'Bought'),
      at(22, 'Viewed'),
    );
    await world.take(at(23, 'Added'));
    const withdrawnLater = standing(world);
    expect(withdrawnLater).toEqual(['Viewed3 Added4', 'Viewed3 Added23']);
    await world.publish([{ ...ORDERS, value: { count: 'Bought', within: '10s' } }]);
    expect(standing(world)).toEqual(['Viewed22 Added23']);
    expect(await statuses(world)).toEqual(['detected', 'detected', 'withdrawn', 'detected']);
    const plan = await world.publisher.plan([{ ...ORDERS, value: { count: 'Viewed' } }]);
    expect(plan.map(({ kind, name, change }) => [kind, name, change])).toContainEqual(['moment', 'hot', 'same']);
    await expect(world.publisher.plan([], [{ kind: 'metric', name: 'orders' }])).rejects.toMatchObject({ code: 'invalid_definition' });
    const again = await world.restarted(second(61));
    expect(standing(again)).toEqual(['Viewed22 Added23']);
  });

  test('may name a metric that is published with it, also after a restart', async () => {
    const world = await life([moment(GUARDED), ORDERS]);
    await world.take(at(1, 'Ordered'), at(2, 'Ordered'), at(3, 'Viewed'), at(4, 'Added'));
    const again = await world.restarted(second(61));
    expect(standing(again)).toEqual(['Viewed3 Added4']);
  });

  test('is said in words, and explained with what it found', async () => {
    const world = await life([ORDERS, moment(GUARDED)]);
    await world.take(at(1, 'Ordered'), at(3, 'Viewed'));
    const { steps, reason } = world.questions.explainMoment('hot', ANN);
    expect(reason).toBe('not_begun');
    expect(steps[0]?.words).toBe('“Viewed” if metric orders is at least 2');
    expect(steps[0]).toMatchObject({
      event: null,
      guard: { event: { messageId: 'Viewed3' }, condition: { holds: false, value: { value: 1 } } },
    });
    await world.take(at(2, 'Ordered'));
    const [first, second_] = world.questions.explainMoment('hot', ANN).steps;
    expect(first).toMatchObject({ event: { messageId: 'Viewed3' }, guard: { condition: { holds: true, value: { value: 2 } } } });
    expect(second_).toMatchObject({ event: null, guard: null });
  });
});
