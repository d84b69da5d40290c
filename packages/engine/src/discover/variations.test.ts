import { expect, test } from 'vitest';
import { madeWorld } from '../simulation/situations/made-world.js';
import { plainStep } from './situation.js';
import { timingsOf } from './timings.js';
import { narrower } from './variations.js';

const DAY = 86_400_000;
const parts = {
  ...timingsOf(madeWorld({ seed: 'variations', customers: 20 })),
  ...{ names: [1, 2, 3], contexts: [[], [], [], []], comparing: [0], spans: [DAY], returns: [DAY, 4 * DAY] },
};
const returnsIn = (names: readonly number[]) =>
  narrower({ steps: names.map((name) => plainStep(name)), within: DAY }, parts).filter(({ steps }) => steps.some(({ earlier }) => earlier));

test('one thing after another may be one after an earlier visit with the other', () => {
  expect(returnsIn([1, 2])).toEqual([
    { steps: [{ ...plainStep(2), earlier: { name: 1, within: DAY } }], within: null },
    { steps: [{ ...plainStep(2), earlier: { name: 1, within: 4 * DAY } }], within: null },
  ]);
  expect(returnsIn([2, 2])).toEqual([]);
  expect(returnsIn([1, 2, 3])).toEqual([]);
});
