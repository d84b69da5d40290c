import { expect, test } from 'vitest';
import { featureWorld, type FeatureWorldOptions, truthOf } from '../simulation/cars/feature-worlds.js';
import { Random } from '../simulation/random.js';
import { featureInsight } from './features.js';

/** So many of each kind; all together some thousand with CUSP_WHOLE. */
const WORLDS = process.env['CUSP_WHOLE'] === undefined ? 150 : 2_000;
const DAY = 86_400_000;

interface Tally {
  readonly covered: number;
  readonly told: number;
  readonly wrong: number;
}

async function tally(options: FeatureWorldOptions): Promise<Tally> {
  const truth = truthOf(options);
  const counts = { covered: 0, told: 0, wrong: 0 };
  for (let seed = 0; seed < WORLDS; seed++) {
    const { events, release } = featureWorld(Random.of(`world ${seed}`), options);
    const span = { since: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY, release };
    const rest = { feeling: 'frustration', goal: 'silence', horizon: DAY, rank: 'customers', limit: 1 } as const;
    const comparison = (await featureInsight(events, { ...span, ...rest })).features[0]?.comparison;
    if (comparison === undefined || comparison === null) throw new Error('nothing was compared');
    expect(comparison.kind).toBe(options.isPaired ? 'same customers' : 'customers alike');
    const [low, high] = comparison.difference.interval;
    if (low <= truth && truth <= high) counts.covered++;
    if (comparison.word === 'cannot be told yet') continue;
    counts.told++;
    if (truth === 0 || comparison.word !== (truth > 0 ? 'worse' : 'better')) counts.wrong++;
  }
  return { covered: counts.covered / WORLDS, told: counts.told / WORLDS, wrong: counts.wrong / WORLDS };
}

test.each([
  { customers: 60, isPaired: true, factor: 1 },
  { customers: 60, isPaired: true, factor: 0.4 },
  { customers: 200, isPaired: true, factor: 1.4 },
  { customers: 120, isPaired: false, factor: 1 },
  { customers: 120, isPaired: false, factor: 0.4 },
  { customers: 400, isPaired: false, factor: 1.4 },
])('the interval holds the truth in 95 of 100 worlds: %j', async (options) => {
  const { covered, told, wrong } = await tally(options);
  // What a share of 95 % may come to in so many worlds, five deviations wide where there are few.
  const slack = 4 * Math.sqrt((0.95 * 0.05) / WORLDS);
  if (process.env['CUSP_WHOLE'] !== undefined)
    console.info(`${JSON.stringify(options)}: covered ${covered}, told apart ${told}, wrongly ${wrong}`);
  expect(covered).toBeGreaterThan(0.945 - slack);
  expect(wrong).toBeLessThan(0.055 + slack);
});
