import { expect, test } from 'vitest';
import { madeWorld, nameOf, type WorldEvent } from '../simulation/situations/made-world.js';
import { comparisonGround } from './comparison-ground.js';
import { type EffectInput, effectOf } from './effect.js';
import { findOccurrences } from './find-occurrences.js';
import { GoalsLeft, soleLift } from './goals-left.js';
import { outcomesOf } from './outcomes.js';
import { Postings } from './postings.js';
import { leaveOut } from './restatements.js';
import { customersOnSide } from './screening.js';
import { comparedName, plainStep, type Situation } from './situation.js';

const DAY = 86_400_000;
const REVIEW: Situation = { steps: [plainStep(nameOf('Review'))], within: null };
const HELP: Situation = { steps: [plainStep(nameOf('Help'))], within: null };
const REVIEW_THEN_HELP: Situation = { steps: [...REVIEW.steps, ...HELP.steps], within: DAY };

/** A world in which a review makes the goal so many times as likely. */
function world(seed: string, times: number): EffectInput {
  const effect = (visit: readonly WorldEvent[]): number => (visit.some(({ name }) => name === nameOf('Review')) ? times : 1);
  const columns = madeWorld({ seed, customers: 500, base: 0.1, effect });
  const ground = comparisonGround(columns, outcomesOf(columns, DAY));
  leaveOut(columns, ground, new Set([nameOf('Cart'), nameOf('Checkout')]));
  return { columns, ground, postings: new Postings(columns, customersOnSide(columns, 1)), cooldown: DAY, likeness: 0 };
}

function effectIn(input: EffectInput, situation: Situation): NonNullable<ReturnType<typeof effectOf>> {
  const { columns, cooldown, postings } = input;
  const effect = effectOf(input, findOccurrences(columns, situation, cooldown, postings), comparedName(situation));
  if (effect === undefined) throw new Error('nothing can be compared');
  return effect;
}

function without(input: EffectInput, situation: Situation): EffectInput {
  const { columns, ground, cooldown, postings } = input;
  const goals = new GoalsLeft(columns, ground, postings.customers);
  goals.takeOff(situation, findOccurrences(columns, situation, cooldown, postings), input);
  return { ...input, ground: goals.ground };
}

test('when what a situation brought is taken off, nothing is left of it, and other effects are as they were', () => {
  const input = world('taken off', 4);
  const before = effectIn(input, REVIEW);
  expect(before.lift).toBeGreaterThan(1.5);
  const left = effectIn(without(input, REVIEW), REVIEW);
  expect(Math.abs(Math.log(left.lift))).toBeLessThan(0.15);
  expect(left.occurrences).toBe(before.occurrences);
  expect(Math.abs(effectIn(without(input, REVIEW), REVIEW_THEN_HELP).deviations)).toBeLessThan(3);
  expect(input.ground.outcomes.came.every((came) => came === 0 || came === 1)).toBe(true);
});

test('where something keeps people from the goal fewer goals are expected, and nothing is left of it', () => {
  const input = world('kept away', 0.1);
  const expected = input.ground.expected.slice();
  const before = effectIn(input, REVIEW);
  expect(before.deviations).toBeLessThan(-4);
  const beyond = without(input, REVIEW);
  const left = effectIn(beyond, REVIEW);
  expect(Math.abs(left.deviations)).toBeLessThan(1);
  expect(left.occurrences).toBe(before.occurrences);
  expect(Math.abs(effectIn(beyond, REVIEW_THEN_HELP).deviations)).toBeLessThan(3);
  expect(input.ground.expected).toEqual(expected);
});

test('taken alone, a lift is never told to be smaller than comparing makes it, and stays as clear', () => {
  for (const times of [2, 5]) {
    const input = world(`alone ${times}`, times);
    const { columns, cooldown, postings } = input;
    const completions = findOccurrences(columns, REVIEW, cooldown, postings);
    const compared = effectIn(input, REVIEW);
    const sole = soleLift(input, compared, { situation: REVIEW, completions });
    expect(sole.lift).toBeGreaterThanOrEqual(compared.lift);
    expect(sole.lift).toBeLessThan(1.3 * times);
    expect(Math.log(sole.lift) / sole.error).toBeCloseTo(Math.log(compared.lift) / compared.error, 6);
  }
});
