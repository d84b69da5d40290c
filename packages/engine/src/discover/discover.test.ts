import { expect, test } from 'vitest';
import { madeWorld, nameOf, type WorldEvent } from '../simulation/situations/made-world.js';
import { discover } from './discover.js';
import { outcomesOf } from './outcomes.js';

const DAY = 86_400_000;
const QUESTION = { goal: 'Goal', horizon: DAY, intent: 'buy' } as const;
const options = { breathe: () => Promise.resolve() };

/** Whether somebody compares after a review in this visit. */
function comparesAfterReview(visit: readonly WorldEvent[]): boolean {
  const review = visit.findIndex(({ name }) => name === nameOf('Review'));
  return review >= 0 && visit.slice(review).some(({ name }) => name === nameOf('Compare'));
}

test('what was planted is found, alone, with an interval that holds it; what restates the goal is set aside', async () => {
  const world = madeWorld({ seed: 'planted', customers: 600, base: 0.1, effect: (visit) => (comparesAfterReview(visit) ? 6 : 1) });
  const { findings, setAside, candidatesTried, carriedOver, population } = await discover(world, QUESTION, options);
  expect(findings.map(({ definition }) => definition.pattern.map(({ performed }) => performed))).toEqual([['Review', 'Compare']]);
  const [finding] = findings;
  expect(finding?.definition).toMatchObject({ kind: 'moment', intent: 'buy', cooldown: '1d' });
  // Six times in the visit itself; other visits of the day are as they were.
  expect(finding?.interval[0]).toBeGreaterThan(1.5);
  expect(finding?.interval[0]).toBeLessThan(6);
  expect(finding?.interval[1]).toBeGreaterThan(4);
  expect(finding?.leadTime.median).toBeLessThan(3_600_000);
  expect(setAside.map(({ words }) => words)).toEqual(expect.arrayContaining(['“Cart”', '“Checkout”']));
  expect(candidatesTried).toBeGreaterThan(500);
  expect(carriedOver).toBeLessThanOrEqual(40);
  expect(population.mined + population.confirmedOn).toBe(population.customers);
});

test('what keeps people from the goal is found as well', async () => {
  const helped = (visit: readonly WorldEvent[]): boolean => visit.some(({ name }) => name === nameOf('Help'));
  const world = madeWorld({ seed: 'kept away', customers: 600, base: 0.3, effect: (visit) => (helped(visit) ? 0.05 : 1) });
  const { findings } = await discover(world, QUESTION, options);
  expect(findings.map(({ definition }) => definition.pattern[0]?.performed)).toEqual(['Help']);
  expect(findings[0]?.lift).toBeLessThan(0.7);
});

test('what is true on one device, and hidden in the whole by its reverse on the others, is found there', async () => {
  const effect = (visit: readonly WorldEvent[]): number => {
    const review = visit.find(({ name }) => name === nameOf('Review'));
    return review === undefined ? 1 : review.device === 1 ? 5 : 0.1;
  };
  const { findings } = await discover(madeWorld({ seed: 'reversed', customers: 600, base: 0.15, effect }), QUESTION, options);
  const onPhone = findings.find(({ words }) => words === '“Review” where context.device.type is "mobile"');
  expect(onPhone?.lift).toBeGreaterThan(1.5);
  const whole = findings.find(({ words }) => words === '“Review”')?.lift ?? 1;
  expect(whole).toBeLessThan((onPhone?.lift ?? 0) - 0.5);
});

test('of customers in a segment, with what is so among all beside it', async () => {
  const effect = (visit: readonly WorldEvent[], { device }: { readonly device: number }): number =>
    visit.some(({ name }) => name === nameOf('Compare')) && device === 2 ? 5 : 1;
  const world = madeWorld({ seed: 'segment', customers: 900, base: 0.12, effect });
  const [devices] = world.properties;
  const counted = Uint8Array.from(devices?.cells ?? [], (device) => (device === 2 ? 1 : 0));
  const { findings } = await discover({ ...world, counted }, QUESTION, options);
  const found = findings.find(({ words }) => words.includes('Compare'));
  expect(found?.lift).toBeGreaterThan(1.5);
  expect(found?.whole?.lift).toBeLessThan(found?.lift ?? 0);
});

test('too few goals, or too short a time: nothing is looked for', async () => {
  const world = madeWorld({ seed: 'little', customers: 10, days: 30 });
  expect(await discover(world, QUESTION, options)).toMatchObject({ findings: [], candidatesTried: 0 });
  expect(await discover(madeWorld({ seed: 'short', customers: 200 }), { ...QUESTION, horizon: 40 * DAY }, options)).toMatchObject({
    findings: [],
  });
});

test('it can be given up, and tells how far it is', async () => {
  const world = madeWorld({ seed: 'given up', customers: 150 });
  let breaths = 0;
  const breathe = (): Promise<void> => (++breaths > 20 ? Promise.reject(new Error('given up')) : Promise.resolve());
  await expect(discover(world, QUESTION, { breathe })).rejects.toThrow('given up');
  const shares: number[] = [];
  await discover(world, QUESTION, { ...options, onShare: (share) => shares.push(share) });
  expect(shares.length).toBeGreaterThan(0);
  expect(shares).toEqual(shares.toSorted((left, right) => left - right));
});

test('what follows a goal is asked when another is looked for', () => {
  const back = (visit: readonly WorldEvent[]): boolean => visit.some(({ name }) => name === nameOf('Review'));
  const world = madeWorld({ seed: 'again', customers: 300, base: 0.2, effect: (visit) => (back(visit) ? 2 : 1) });
  const goals = world.goals.reduce((sum, goal) => sum + goal, 0);
  const without = outcomesOf(world, DAY).usable;
  const asked = outcomesOf({ ...world, goalsAreAsked: true }, DAY).usable;
  expect(without.filter((usable, event) => usable === 1 && world.goals[event] === 1)).toHaveLength(0);
  const more = asked.filter((usable, event) => usable === 1 && world.goals[event] === 1).length;
  expect(more).toBeGreaterThan(0.9 * goals);
  expect(asked.filter((usable, event) => usable !== without[event])).toHaveLength(more);
});
