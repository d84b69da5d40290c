import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Life } from '../../simulation/oracle/life.js';
import { eventAt, second } from '../../simulation/twin/history.js';
import type { JsonObject } from '../../vocabulary/json.js';
import type { CustomerEvent } from '../../vocabulary/event.js';

const LIKE = 8;
/** Each compares with all before it: nothing but trying tells whether so many different ones are there. */
const DIFFERENT: JsonObject[] = Array.from({ length: LIKE }, (_, place) => ({
  performed: 'A',
  as: `s${place}`,
  ...(place > 0 && {
    where: { 'properties.kind': { differsFrom: Array.from({ length: place }, (_unused, earlier) => `s${earlier}.properties.kind`) } },
  }),
}));

async function life(pattern: readonly JsonObject[], onFault: (error: unknown) => void = () => undefined): Promise<Life> {
  const world = new Life(second(5_000), undefined, undefined, onFault);
  await world.publish([{ kind: 'moment', name: 'hot', intent: 'buy', pattern, within: '1h' }]);
  return world;
}

const a = (index: number, kind: number): CustomerEvent => eventAt(index, 'A', { messageId: `a${index}`, properties: { kind } });
const standing = (world: Life): string[][] =>
  world.pipeline.moments.standing('hot', world.customerOf('userId:ann')).map(({ evidence }) => [...evidence]);

describe('a pattern that explodes', () => {
  test('is given up, completion by completion, in any order of arrival; what is found before stands, and it is told of once', async () => {
    // The first eight differ; of those after them too few do, and they differ from some of the first alone.
    const events = [
      ...Array.from({ length: LIKE }, (_, index) => a(index, index)),
      ...Array.from({ length: 24 }, (_, index) => a(100 + index, index % (LIKE - 1))),
    ];
    const late = [events[3], events[12]] as CustomerEvent[];
    const found: string[][][] = [];
    for (const order of [events, [...events.filter((event) => !late.includes(event)), ...late]]) {
      const faults: unknown[] = [];
      const world = await life(DIFFERENT, (error) => faults.push(error));
      await world.take(...order);
      found.push(standing(world));
      expect(world.pipeline.moments.all()[0]?.givenUp).toBeGreaterThan(0);
      expect(faults).toMatchObject([{ code: 'pattern_given_up' }]);
    }
    expect(found[0]).toContainEqual(Array.from({ length: LIKE }, (_, index) => `a${index}`));
    expect(found[1]).toEqual(found[0]);
  });

  test('of many like steps without comparisons is never given up, however many events there are', async () => {
    const pattern = [{ performed: 'A', times: { atLeast: 16 } }, { without: 'C' }, { performed: 'B' }];
    const world = await life(pattern);
    await world.take(...Array.from({ length: 1_500 }, (_, index) => a(index, 0)), eventAt(1_600, 'C', { messageId: 'c' }));
    await world.take(eventAt(1_700, 'B', { messageId: 'b' }));
    expect(standing(world)).toEqual([]);
    await world.take(eventAt(1_650, 'A', { messageId: 'late' }));
    expect(standing(world)).toEqual([[...Array.from({ length: 15 }, (_, index) => `a${1_485 + index}`), 'late', 'b']]);
    expect(world.pipeline.moments.all()[0]?.givenUp).toBe(0);
  });

  test('looking ahead changes no answer: long histories give what short ones of the same end give', async () => {
    const kinds = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 60, maxLength: 60 });
    const pattern = [
      { performed: 'A', as: 'one' },
      { performed: 'A' },
      { without: 'C' },
      { performed: 'A', where: { 'properties.kind': { sameAs: 'one.properties.kind' } } },
    ];
    await fc.assert(
      fc.asyncProperty(kinds, fc.integer({ min: 40, max: 55 }), async (drawn, forbidden) => {
        const far = drawn.map((kind, index) => a(index * 60, kind));
        const world = await life(pattern);
        await world.take(...far, eventAt(forbidden * 60 + 1, 'C', { messageId: 'c' }));
        const whole = standing(world).at(-1);
        const last = far.findLastIndex((_, third) => latestOf(drawn, third, forbidden) !== undefined);
        expect(whole).toEqual(latestOf(drawn, last, forbidden)?.map((index) => `a${index * 60}`));
      }),
      { numRuns: 15 },
    );
  });
});

/** The latest way to complete the pattern with an event, by trying all. */
function latestOf(kinds: readonly number[], third: number, forbidden: number): readonly number[] | undefined {
  for (let one = third - 2; one >= 0; one--) {
    if ((third - one) * 60 > 3_600 || kinds[one] !== kinds[third]) continue;
    for (let two = third - 1; two > one; two--) if (!(two <= forbidden && forbidden < third)) return [one, two, third];
  }
  return undefined;
}
