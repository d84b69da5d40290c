import { expect, test } from 'vitest';
import { campaignCost } from './campaign-cost.js';

const PAGE = {
  definition: {},
  sends: 120,
  deliveries: { pending: 5, delivered: 100, dead: 10, refused: [{ reason: 'expired', count: 5 }] },
};
const UP = { decided: 'higher', estimate: 0.04, interval: [0.02, 0.05] } as const;

const costOf = (definition: Record<string, unknown>, effect?: Parameters<typeof campaignCost>[1]) =>
  campaignCost({ ...PAGE, definition }, effect);

test('what ended unsent costs nothing', () => {
  expect(costOf({})).toEqual({ sent: 105, budget: undefined, perChanged: undefined });
  expect(costOf({ budget: { sends: 500 } }).budget).toEqual({ sends: 500 });
  expect(costOf({ budget: { amount: 50, costPerSend: 0.1 } }).budget).toEqual({ amount: 50, spent: 10.5 });
  expect(costOf({ budget: { amount: 50 } }).budget).toBeUndefined();
});

test('one more costs the price by the effect, and the surer the effect the narrower', () => {
  const { perChanged } = costOf({ budget: { amount: 50, costPerSend: 0.1 } }, { ...UP, interval: [...UP.interval] });
  expect(perChanged?.value).toBeCloseTo(2.5);
  expect(perChanged?.interval[0]).toBeCloseTo(2);
  expect(perChanged?.interval[1]).toBeCloseTo(5);
  expect(perChanged?.inMoney).toBe(true);
  expect(costOf({}, { decided: 'lower', estimate: -0.1, interval: [-0.2, -0.05] }).perChanged).toEqual({
    value: 10,
    interval: [5, 20],
    inMoney: false,
  });
});

test('an effect that is not told apart from none has no cost', () => {
  expect(costOf({}, { decided: 'undecided', estimate: 0.04, interval: [-0.01, 0.09] }).perChanged).toBeUndefined();
  expect(costOf({}, { decided: 'not enough data', estimate: 0.04, interval: null }).perChanged).toBeUndefined();
  expect(costOf({}, { decided: 'mismatch', estimate: 0.04, interval: [0.02, 0.06] }).perChanged).toBeUndefined();
  expect(costOf({}, { decided: 'higher', estimate: 0.04, interval: [0, 0.09] }).perChanged).toBeUndefined();
});
