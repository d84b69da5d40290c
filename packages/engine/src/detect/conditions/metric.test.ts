import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Life } from '../../simulation/oracle/life.js';
import { eventAt } from '../../simulation/twin/history.js';
import { Timeline } from '../../timeline/timeline.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { Json, JsonObject } from '../../vocabulary/json.js';
import { compileSegment } from '../compile-segment.js';

const START: Instant = Date.UTC(2026, 0, 1);

/** An engine in which the metric is published and the customer has done these things, each at so many milliseconds. */
async function lifeWith(value: JsonObject, events: readonly (readonly [number, string, JsonObject?])[]): Promise<Life> {
  const life = new Life(START + 60_000);
  await life.publish([{ kind: 'metric', name: 'm', value }]);
  await life.take(
    ...events.map(([at, name, properties = {}], index) =>
      eventAt(0, name, { timestamp: START + at, receivedAt: START + at, messageId: `e${index}`, properties }),
    ),
  );
  return life;
}

/** Asks a condition at every millisecond, and by its own deadlines alone. */
function bothWays(life: Life, where: JsonObject, from: number, to: number): { readonly each: boolean[]; readonly hops: boolean[] } {
  const { pipeline } = life;
  const ground = { names: pipeline.timelines.names, columns: pipeline.columns, references: pipeline.references };
  const { condition } = compileSegment({ kind: 'segment', name: 's', where, includeBots: true }, ground);
  const customer = life.customerOf('userId:ann');
  const timeline = new Timeline(pipeline.timelines);
  const each: boolean[] = [];
  const hops: boolean[] = [];
  let until = Number.NEGATIVE_INFINITY;
  let known = false;
  for (let at = START + from; at <= START + to; at++) {
    each.push(condition.holds(timeline.at(customer, at)));
    if (at >= until) {
      known = condition.holds(timeline.at(customer, at));
      until = timeline.until;
    }
    hops.push(known);
  }
  return { each, hops };
}

const first = (answers: readonly boolean[], wanted: boolean): number => answers.indexOf(wanted);

describe('time since the last', () => {
  const since = { recency: 'Seen' };

  test.each([
    [{ gt: '1s' }, 1_101],
    [{ gte: '1s' }, 1_100],
    [{ is: '1s' }, 1_100],
    [{ between: ['1s', '2s'] }, 1_100],
  ])('%j begins to hold at %d ms', async (operators, at) => {
    const life = await lifeWith(since, [[100, 'Seen']]);
    const { each, hops } = bothWays(life, { metric: 'm', ...operators }, 0, 3_000);
    expect(first(each, true)).toBe(at);
    expect(hops).toEqual(each);
  });

  test.each([
    [{ lt: '1s' }, 1_100],
    [{ lte: '1s' }, 1_101],
    [{ isNot: '1s' }, 1_100],
    [{ notIn: ['1s', '2s'] }, 1_100],
    [{ between: [0, '1s'] }, 1_101],
  ])('%j ceases to hold at %d ms', async (operators, at) => {
    const life = await lifeWith(since, [[100, 'Seen']]);
    const { each, hops } = bothWays(life, { metric: 'm', ...operators }, 100, 3_000);
    expect(first(each, false) + 100).toBe(at);
    expect(hops).toEqual(each);
  });

  test('a member leaves at exactly that millisecond, by the timer', async () => {
    const life = (await lifeWith(since, [[100, 'Seen']])).start();
    await life.publish([{ kind: 'segment', name: 'fresh', where: { metric: 'm', lte: '2m' } }]);
    expect(life.pipeline.segments.get('fresh')?.members.count).toBe(1);
    life.clock.advanceTo(START + 100 + 120_000);
    expect(life.pipeline.segments.get('fresh')?.members.count).toBe(1);
    life.clock.advanceTo(START + 100 + 120_001);
    expect(life.pipeline.segments.get('fresh')?.members.count).toBe(0);
    expect((await life.acts()).changes.at(-1)).toMatchObject({ segment: 'fresh', entered: false, at: START + 120_101, cause: 'time' });
    life.stop();
  });
});

test.each([
  [{ gt: 30 }, 'no duration'],
  [{ gt: 'soon' }, 'no duration'],
  [{ startsWith: '3' }, 'says nothing of a time'],
])('a time is not compared with %j', async (operators, why) => {
  const life = await lifeWith({ recency: 'Seen' }, []);
  await expect(life.publish([{ kind: 'segment', name: 's', where: { metric: 'm', ...operators } }])).rejects.toThrow(why);
});

test('what cannot be told exactly is refused, with the reason', async () => {
  const ratio = { ratio: [{ recency: 'Seen' }, { count: 'Seen' }] };
  const life = await lifeWith({ sum: [ratio, { recency: 'Bought' }] }, []);
  await expect(life.publish([{ kind: 'segment', name: 's', where: { metric: 'm', gt: 3 } }])).rejects.toThrow('cannot be told exactly');
  await life.publish([{ kind: 'metric', name: 'm', value: ratio }]);
  await life.publish([{ kind: 'segment', name: 's', where: { metric: 'm', gt: 3 } }]);
});

const aggregate = fc.oneof(
  fc.record({ count: fc.constantFrom('A', 'B') }),
  fc.record({ recency: fc.constantFrom('A', 'B') }),
  fc.record({ sum: fc.constantFrom('A', 'B'), of: fc.constant('properties.n') }),
  fc.record({ avg: fc.constantFrom('A', 'B'), of: fc.constant('properties.n') }),
  fc.record({ last: fc.constantFrom('A', 'B'), of: fc.constant('properties.n') }),
);
const windowed = fc
  .tuple(aggregate, fc.constantFrom({}, { within: '1s' }, { within: '2s' }))
  .map(([one, within]) => ({ ...one, ...within }));
const pair = (one: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject[]> => fc.tuple(one, one).map((two) => [...two]);
const value = fc.oneof(
  windowed,
  pair(windowed).map((difference) => ({ difference })),
  pair(windowed).map((ratio) => ({ ratio })),
  fc.array(windowed, { minLength: 1, maxLength: 3 }).map((sum) => ({ sum })),
  fc.tuple(pair(windowed), windowed).map(([two, one]) => ({ ratio: [{ difference: two }, one] })),
  fc.tuple(pair(windowed), windowed).map(([two, one]) => ({ ratio: [one, { difference: two }] })),
  fc.tuple(pair(windowed), windowed).map(([two, one]) => ({ sum: [{ difference: two }, one] })),
) as fc.Arbitrary<JsonObject>;
const bound = fc.oneof(
  fc.integer({ min: -3, max: 5 }),
  fc.double({ min: -2, max: 4, noNaN: true }),
  fc.constantFrom(500, 1_000, 1_300.5, -700),
);
const operators = fc.oneof(
  fc.tuple(fc.constantFrom('gt', 'gte', 'lt', 'lte', 'is', 'isNot'), bound).map(([name, operand]) => ({ [name]: operand })),
  fc.tuple(bound, bound).map(([low, high]) => ({ between: [low, high] })),
  fc.boolean().map((exists) => ({ exists })),
) as fc.Arbitrary<JsonObject>;
const history = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 2_500 }), fc.constantFrom('A', 'B'), fc.constantFrom({ n: 1 }, { n: 0.1 }, { n: -2 }, {})),
  { maxLength: 6 },
) as fc.Arbitrary<[number, string, JsonObject][]>;

test('between two deadlines no answer changes', { timeout: 60_000 }, async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(value, operators, history, async (spec, test, events) => {
      const life = await lifeWith(spec, [[0, 'Other'], ...events]);
      const metric = life.pipeline.references.metric('m');
      if (metric === undefined || metric.course === 'unknown') return;
      const inUnit = metric.unit === 'time' ? inDurations(test) : test;
      compared++;
      const { each, hops } = bothWays(life, { metric: 'm', ...inUnit }, 0, 5_500);
      expect(hops).toEqual(each);
    }),
    { numRuns: 100 },
  );
  expect(compared).toBeGreaterThan(50);
});

/** The same operators with times that can be written. */
function inDurations(operators: JsonObject): JsonObject {
  const written = (operand: Json): Json => (typeof operand === 'number' ? (operand > 1 ? '1s' : 0) : operand);
  return Object.fromEntries(
    Object.entries(operators).map(([name, operand]) => [name, Array.isArray(operand) ? operand.map(written) : written(operand)]),
  );
}
