import { beforeAll, describe, expect, test } from 'vitest';
import { compareSequence } from '../../src/simulation/oracle/compare-sequence.js';
import { shuffledStates } from '../../src/simulation/oracle/shuffled-states.js';
import { Tally } from '../../src/simulation/oracle/tally.js';
/** Few enough for every change; `CUSP_WHOLE` lives through more. */
const SEQUENCES = process.env.CUSP_WHOLE === undefined ? 16 : 300;
describe('events, decisions, learned links and erasures in random sequences', () => {
    let tally;
    beforeAll(async () => {
        tally = new Tally();
        for (let seed = 1; seed <= SEQUENCES; seed++)
            await compareSequence(seed, tally, { erasures: seed % 2 === 0 });
    }, 600_000);
    test('after each step everybody is who the twin says, with their timeline, memberships, moments, metrics and consent', () => {
        expect(tally.mismatches).toEqual([]);
        for (const way of ['identity', 'customerId', 'links', 'timeline', 'live membership', 'live moments', 'metric', 'consent'])
            expect(tally.pairs.get(way), way).toBeGreaterThan(1_000);
    });
    test('every kind of request was granted, and refused; somebody was erased, and nobody', () => {
        const asked = ['request merge', 'request unmerge', 'request block', 'request unblock', 'erasure'];
        expect(asked.filter((subject) => tally.shareOf(subject) === 0)).toEqual([]);
    });
});
test('law: Order-free. What people have decided counts by its instant, in whatever order it comes', async () => {
    const { states, decisions } = await shuffledStates(5_102, 6);
    expect({ states, decided: decisions > 5 }).toEqual({ states: 1, decided: true });
});
