import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runChaos } from './run-chaos.js';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));

/**
 * law: Safe before acknowledged
 * law: Once
 * law: Nothing vanishes
 *
 * A short run; many kills: `npm run chaos -- --kills 200`.
 */
it('a server that is killed again and again under load loses, doubles and invents nothing', { timeout: 180_000 }, async () => {
  const result = await runChaos({ kills: 4, seed: 'a short run', repository, clients: 3, longestLife: 1_200 });
  expect(result.wrong).toEqual([]);
  expect({ lost: result.lost, duplicated: result.duplicated, invented: result.invented }).toEqual({ lost: 0, duplicated: 0, invented: 0 });
  expect(result.acknowledged).toBeGreaterThan(100);
});
