import { expect, test } from 'vitest';
import { Life } from '../../simulation/oracle/life.js';
import { second } from '../../simulation/twin/history.js';

const BOUGHT = { performed: 'Bought', within: '90d' };
const HERE = { performed: 'Seen', where: { 'properties.path': '/' }, within: '10m' };
const GERMAN = { trait: 'country', is: 'DE' };

test.each([
  [BOUGHT, 'has done “Bought” within the last 90 days'],
  [{ not: BOUGHT }, 'has not done “Bought” within the last 90 days'],
  [{ not: { not: BOUGHT } }, 'not (has not done “Bought” within the last 90 days)'],
  [{ ...BOUGHT, times: { atLeast: 2 } }, 'has done “Bought” at least 2 times within the last 90 days'],
  [{ performed: 'Bought', times: { exactly: 1 } }, 'has done “Bought” exactly once'],
  [{ not: { performed: 'Bought', times: { atMost: 3 } } }, 'not (has done “Bought” at most 3 times)'],
  [{ not: GERMAN }, 'not (trait country is DE)'],
  [{ all: [HERE] }, 'has done “Seen” where path is / within the last 10 minutes'],
  [{ not: { all: [HERE] } }, 'has not done “Seen” where path is / within the last 10 minutes'],
  [{ all: [GERMAN, { performed: 'Seen' }] }, 'trait country is DE and has done “Seen”'],
  [{ any: [GERMAN, { all: [GERMAN, { performed: 'Seen' }] }] }, 'trait country is DE or (trait country is DE and has done “Seen”)'],
  [{ all: [GERMAN, { all: [GERMAN, { performed: 'Seen' }] }] }, 'trait country is DE and trait country is DE and has done “Seen”'],
  [{ not: { any: [GERMAN, { performed: 'Seen' }] } }, 'not (trait country is DE or has done “Seen”)'],
  [
    { not: { sequence: [{ performed: 'Seen' }, { without: 'Left' }, { performed: 'Bought' }], within: '1h', since: '7d' } },
    'has not done “Seen”, then no “Left”, then “Bought”, all within 1 hour, the last of it within the last 7 days',
  ],
])('%j: %s', async (where, words) => {
  const world = new Life(second(0));
  await world.publish([{ kind: 'segment', name: 's', where, includeBots: true }]);
  expect(world.questions.segment('s')?.words).toBe(words);
});
