import { expect, test } from 'vitest';
import { madeWorld, nameOf } from '../simulation/situations/made-world.js';
import { OwnScreening } from './screening.js';
import { withMostMined } from './splits.js';

const options = { breathe: () => Promise.resolve() };
const world = madeWorld({
  ...{ seed: 'many', customers: 1_200, base: 0.1 },
  effect: (visit) => (visit.some(({ name }) => name === nameOf('Compare')) ? 6 : 1),
});
const customersOn = (sides: Uint8Array, side: number): number[] => [...sides.keys()].filter((customer) => sides[customer] === side);
const eventsOf = (customers: readonly number[]): number =>
  customers.reduce((sum, customer) => sum + (world.starts[customer + 1] as number) - (world.starts[customer] as number), 0);

test('of too many only some are mined, evenly, and those who confirm are who they were', () => {
  const all = customersOn(world.mined, 1);
  const most = Math.round(eventsOf(all) / 3);
  const sides = withMostMined(world, most);
  const mined = customersOn(sides, 1);
  expect(customersOn(sides, 0)).toEqual(customersOn(world.mined, 0));
  expect(all).toEqual(expect.arrayContaining(mined));
  expect(Math.abs(eventsOf(mined) / most - 1)).toBeLessThan(0.15);
  const firstHalf = all.slice(0, all.length / 2);
  expect(mined.filter((customer) => firstHalf.includes(customer)).length / mined.length).toBeCloseTo(0.5, 1);
});

test('where there are not too many, all of the half are mined', () => {
  expect(withMostMined(world, eventsOf(customersOn(world.mined, 1)))).toEqual(world.mined);
});

test('what was found on some is confirmed on all of the other half', async () => {
  const mined = withMostMined(world, Math.round(eventsOf(customersOn(world.mined, 1)) / 2));
  const question = { goal: 'Goal', horizon: 86_400_000, intent: 'buy' } as const;
  const screening = new OwnScreening({ ...world, mined }, question, options);
  const leftOut = (await screening.restatements()).map(({ name }) => name);
  const { confirmed } = await screening.find(leftOut);
  const found = confirmed.find(({ finding }) => finding.words.includes('Compare'))?.finding;
  const having = customersOn(world.mined, 0).filter((customer) =>
    world.names.subarray(world.starts[customer], world.starts[customer + 1]).includes(nameOf('Compare')),
  );
  expect(found?.lift).toBeGreaterThan(1.5);
  expect(found?.customers).toBeGreaterThan(0.8 * having.length);
});
