import { beforeAll, describe, expect, test } from 'vitest';
import { CONDITION_KINDS } from '../../src/detect/conditions/table.js';
import { compareLived, compareWorld } from '../../src/simulation/oracle/compare-world.js';
import { KEPT_WORLDS } from '../../src/simulation/oracle/kept-worlds.js';
import { livedWorld } from '../../src/simulation/oracle/plain-world.js';
import { Tally } from '../../src/simulation/oracle/tally.js';
import { AGGREGATES } from '../../src/profile/metrics/aggregates.js';
import { COMBINATIONS } from '../../src/profile/metrics/combinations.js';
import { OPERATORS } from '../../src/timeline/operators.js';
import { CALENDAR_WORDS } from '../../src/timeline/window.js';
/** Every way in which answers are come by and compared. */
const WAYS = [
    'answered ids',
    'by customerId',
    'change',
    'changes',
    'consent',
    'customerId',
    'decided',
    'decisions in force',
    'explained parts',
    'explanation',
    'filled membership',
    'filled moments',
    'identity',
    'links',
    'live membership',
    'live moments',
    'metric',
    'metric turn',
    'preview',
    'recovered',
    'request',
    'shuffled',
    'since',
    'trait',
    'turn',
    'until',
];
const WORLDS = 40;
test.each(KEPT_WORLDS)('a mistake that was made once is not made again: $what', async ({ world }) => {
    const tally = new Tally();
    await compareLived(livedWorld(world), tally);
    expect(tally.mismatches).toEqual([]);
});
let tally;
beforeAll(async () => {
    tally = new Tally();
    for (let seed = 1; seed <= WORLDS; seed++)
        await compareWorld(seed, tally);
}, 180_000);
describe('law: One meaning', () => {
    test('live, filled from history, previewed and explained, every answer is that of the slow twin', () => {
        expect(tally.mismatches).toEqual([]);
        expect([...tally.pairs.keys()].sort()).toEqual(WAYS);
        expect(tally.total).toBeGreaterThan(30_000);
    });
    test('every kind of condition and of metric and every operator was asked, and answered either way', () => {
        const asked = [
            ...CONDITION_KINDS.map(({ key }) => `condition ${key}`),
            ...Object.keys(AGGREGATES).map((key) => `metric ${key}`),
            ...Object.keys(COMBINATIONS).map((key) => `metric ${key} of metrics`),
            ...OPERATORS.map((key) => `operator ${key}`),
            ...['operator sameAs', 'operator differsFrom', 'moment', 'timeZone', 'of []', 'of time.hour', 'of time.weekday'],
        ];
        expect(asked.filter((subject) => tally.shareOf(subject) < 0.05)).toEqual([]);
        const windows = ['a duration', ...Object.keys(CALENDAR_WORDS)].map((window) => `within ${window}`);
        expect(windows.filter((subject) => tally.shareOf(subject) === 0)).toEqual([]);
    });
});
describe('law: Exact time', () => {
    test('whatever time changes is observed at the very instant at which the twin says that it changes, with no event', () => {
        expect(tally.mismatches.filter((mismatch) => mismatch.startsWith('change'))).toEqual([]);
        expect(tally.pairs.get('change')).toBeGreaterThan(500);
    });
});
