import { describe, expect, it } from 'vitest';
import { effectsInWorld } from './campaign-worlds.js';
import { coverageOf, isKept } from './promises.js';

const WHOLE = process.env.CUSP_WHOLE !== undefined;
const [WORLDS, CUSTOMERS] = WHOLE ? [20, 450] : [1, 450];

describe('the effect of a campaign that a moment sets off', () => {
  // Long: CUSP_WHOLE; longer, with its figures: npm run oracle -- experiments.
  it('is the planted one, in a segment with an effect and in one without', async () => {
    const effects = [];
    for (let world = 0; world < WORLDS; world++) effects.push(...(await effectsInWorld(`experiments ${world}`, CUSTOMERS)));
    const found = coverageOf(effects);
    expect(found.map(({ of, method }) => `${of}, ${method}`)).toEqual([
      'all, fixed',
      'without an effect, fixed',
      'with an effect, fixed',
      'all, sequential',
      'without an effect, sequential',
      'with an effect, sequential',
    ]);
    for (const { worlds, covered, of, method } of found) {
      expect(worlds, of).toBe(WORLDS);
      if (method === 'sequential') expect(covered, of).toBe(1);
      if (WHOLE) expect(isKept(covered, worlds, 0.95), of).toBe(true);
    }
  });
});
