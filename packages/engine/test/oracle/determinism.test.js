import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { compareLived } from '../../src/simulation/oracle/compare-world.js';
import { Tally } from '../../src/simulation/oracle/tally.js';
import { oracleWorld } from '../../src/simulation/oracle/world.js';
/**
 * Whoever changes how worlds are drawn changes both figures, whoever changes what the engine answers the second. They stand here so that
 * every machine and every version of Node on which the tests run is held to the same ones: take a new one only when you can say why it is.
 */
const DRAWN = 'f6bbda934ee6339d086985fede340dd0713f330e337dde6b9b55e84849ce5da5';
const ANSWERED = '38fd1fd57945e84b8f3dc79855125aa5cdf06b5edf60750dc9fdef4018159c69';
const worlds = () => [20_001, 20_002, 20_003, 20_004].map(oracleWorld);
test('law: Deterministic core. A seed draws the same world on every machine', () => {
    expect(createHash('sha256').update(JSON.stringify(worlds())).digest('hex')).toBe(DRAWN);
});
test('law: Deterministic core. A seed replays a world to the same answers on every machine', async () => {
    const tally = new Tally({ digested: true });
    for (const world of worlds())
        await compareLived(world, tally);
    expect(tally.mismatches).toEqual([]);
    expect(tally.digest).toBe(ANSWERED);
});
