import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { STEPS } from '../../src/runtime/steps.js';
import { runChaos } from './run-chaos.js';
const repository = fileURLToPath(new URL('../../../..', import.meta.url));
/**
 * law: Safe before acknowledged
 * law: Once
 * law: Nothing vanishes
 *
 * Each step once, and some at random; many kills: `npm run chaos -- --kills 1000`.
 */
it('a server that is killed at every step and at random, under load, loses, doubles and invents nothing', {
    timeout: 900_000,
}, async () => {
    const random = 3;
    const result = await runChaos({ kills: STEPS.length + random, seed: 'a short run', repository, killsPerFolder: 15, longestLife: 400 });
    expect(result.wrong).toEqual([]);
    expect({ lost: result.lost, duplicated: result.duplicated, invented: result.invented }).toEqual({ lost: 0, duplicated: 0, invented: 0 });
    expect([...result.atSteps.keys()].sort()).toEqual([...STEPS].sort());
    expect(result.atWork + result.whileStarting).toBe(random);
    expect(result.acknowledged).toBeGreaterThan(100);
});
