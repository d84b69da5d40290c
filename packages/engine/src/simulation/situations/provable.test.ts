import { expect, test } from 'vitest';
import { isMined } from '../../discover/splits.js';
import { asColumns } from './as-columns.js';
import { plantedWorld, type PlantedWorld } from './planted-world.js';
import { provableIn } from './provable.js';
import { SHOP } from './shop-domain.js';

const DAY = 86_400_000;
const made = (hasEffects: boolean): PlantedWorld =>
  plantedWorld({ domain: SHOP, seed: 3, customers: 400, days: 40, start: Date.UTC(2026, 0, 5), hasEffects });
const ASKED = { horizon: DAY, onlyGroup: false };

test('what is strong can be shown by halves of the customers, and by all', () => {
  expect(provableIn(made(true), ASKED)[0]).toEqual({ byHalves: true, byAll: true });
});

test('where the goals have nothing to do with what is planted nobody can show it', () => {
  const world = { ...made(false), truth: made(true).truth };
  expect(provableIn(world, ASKED)).toEqual(world.truth.situations.map(() => ({ byHalves: false, byAll: false })));
});

test('the columns of a world are its acts, with customers on the sides that discovery puts them on', () => {
  const world = made(true);
  const { starts, times, names, nameTexts, mined, counted } = asColumns(world, true);
  expect([...times]).toEqual(world.acts.flat().map(({ at }) => at));
  expect(Array.from(names, (name) => nameTexts[name])).toEqual(world.acts.flat().map(({ name }) => name));
  expect(Array.from(mined)).toEqual(world.acts.map((_, customer) => (isMined(`userId:customer-${customer}`) ? 1 : 0)));
  expect(Array.from(counted ?? [])).toEqual(world.acts.flatMap((own, customer) => own.map(() => (world.isInGroup[customer] ? 1 : 0))));
  expect(starts.at(-1)).toBe(times.length);
});
