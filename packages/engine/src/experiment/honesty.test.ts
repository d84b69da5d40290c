import { describe, expect, it } from 'vitest';
import { seededRandom } from '../runtime/seeded-random.js';
import { watchedTests, type WatchedTests } from './watched-test.js';

const SOME: Omit<WatchedTests, 'method' | 'random'> = { tests: 200, units: 1_500, looks: 30, alpha: 0.05, kind: 'mean', effect: 0 };

function run(change: Pick<WatchedTests, 'method'> & Partial<WatchedTests>): ReturnType<typeof watchedTests> {
  return watchedTests({ ...SOME, random: seededRandom(7), ...change });
}

describe('false positives and coverage, in short', () => {
  it.each(['mean', 'proportion'] as const)('a fixed interval that is looked at 30 times cries wolf far too often (%s)', (kind) => {
    const { everDecided, covered } = run({ method: 'fixed', kind });
    expect(everDecided).toBeGreaterThan(0.18);
    expect(everDecided).toBeLessThan(0.38);
    expect(covered).toBeGreaterThan(0.92);
  });

  it.each(['mean', 'proportion', 'revenue', 'ratio', 'adjusted'] as const)(
    'a sequential interval does not, and is not twice as wide (%s)',
    (kind) => {
      const sequential = run({ method: 'sequential', kind });
      expect(sequential.everDecided).toBeLessThanOrEqual(0.05);
      expect(sequential.width / run({ method: 'fixed', kind }).width).toBeLessThan(2);
    },
  );

  it.each([
    ['mean', 0.3],
    ['proportion', -0.1],
    ['revenue', 0.4],
    ['ratio', -0.3],
    ['adjusted', 0.2],
  ] as const)('with an effect it holds the truth at every look, and finds it (%s)', (kind, effect) => {
    const found = run({ method: 'sequential', kind, effect });
    expect(found.alwaysCovered).toBeGreaterThanOrEqual(0.95);
    expect(found.everDecided).toBeGreaterThan(0.9);
  });
});
