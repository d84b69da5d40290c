import { expect, test } from 'vitest';
import { madeWorld } from '../simulation/situations/made-world.js';
import { fewOf, Postings } from './postings.js';

const world = madeWorld({ seed: 'postings', customers: 300 });
const all = new Postings(
  world,
  Int32Array.from({ length: 300 }, (_, customer) => customer),
);

test('events of some names are those that a look at all events finds, in order', () => {
  const wanted = [5, 2];
  const found = [...world.names.keys()].filter((event) => wanted.includes(world.names[event] as number));
  expect([...all.of(wanted)]).toEqual(found);
  expect(all.of(undefined)).toHaveLength(world.times.length);
  expect(all.events).toBe(world.times.length);
});

test('few of them are evenly chosen, and are all where all have few events', () => {
  const few = fewOf(world, all, all.events / 3.5);
  expect(few.each).toBe(4);
  expect([...few.postings.customers.slice(0, 3)]).toEqual([0, 4, 8]);
  expect(few.postings.events).toBeLessThan(all.events / 3);
  expect(fewOf(world, all, all.events)).toEqual({ each: 1, postings: all });
});
