import { expect, test } from 'vitest';
import { judged } from './judge.js';
import { plantedWorld, type PlantedWorld } from './planted-world.js';
import { SHOP } from './shop-domain.js';

const DAY = 86_400_000;
const made = (hasEffects: boolean): PlantedWorld =>
  plantedWorld({ domain: SHOP, seed: 3, customers: 200, days: 40, start: Date.UTC(2026, 0, 5), hasEffects });
const ASKED = { horizon: DAY, onlyGroup: false };
const finding = (performed: string, lift: number) => ({ definition: { pattern: [{ performed }] }, words: performed, lift });

test('the same seed makes the same world', () => {
  expect(made(true).acts).toEqual(made(true).acts);
});

test('where nothing is planted everything found is false', () => {
  const { findings, truths } = judged(made(false), [finding('Review Read', 2), finding('Wish Noted', 0.5)], ASKED);
  expect(findings.map(({ verdict }) => verdict)).toEqual(['false', 'false']);
  expect(truths).toEqual([]);
});

test('what restates the goal is false, although goals follow it', () => {
  const { findings } = judged(made(true), [finding('Checkout Started', 8), finding('Delivery Tracked', 0.4)], ASKED);
  expect(findings.map(({ verdict }) => verdict)).toEqual(['false', 'false']);
});

test('what is planted has its effect where it comes true, in the group and elsewhere', () => {
  const world = made(true);
  const whole = judged(world, [], ASKED);
  const group = judged(world, [], { ...ASKED, onlyGroup: true });
  expect(whole.truths).toHaveLength(5);
  expect(whole.truths[0]?.trueLift).toBeGreaterThan(1.5);
  whole.truths.forEach((truth, place) => {
    expect(truth.foundAs).toBeNull();
    expect(group.truths[place]?.occurrences).toBeLessThan(truth.occurrences);
  });
  const reversed = whole.truths.findIndex(({ situation }) => situation.strength === 'reversed in the group');
  expect(group.truths[reversed]?.trueLift).toBeGreaterThan(whole.truths[reversed]?.trueLift as number);
});
