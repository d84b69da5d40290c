import { type PairComparer, NOTHING_TO_COMPARE } from './pair-levels.js';
import type { Random } from '../../runtime/seeded-random.js';
import { rarityCounts, type ShareOf, type TypicalShares } from './rarity.js';
import type { RecordTable } from './record-table.js';

/** What pairs of records look like, taken at random. */
export interface AllPairs {
  /** By slot and level: shares. */
  readonly shares: readonly (readonly number[])[];
  readonly typical: TypicalShares;
  /** Pairs that were looked at. */
  readonly pairs: number;
}

/** Least pairs from which a mean is taken. */
const FEW = 20;

/** Looks at every pair of records when there are few, else at `most` drawn at random. */
export function lookAtPairs(table: RecordTable, comparer: PairComparer, shareOf: ShareOf, most: number, random: Random): AllPairs {
  const { levelCounts } = comparer.shape;
  const counts = levelCounts.map((levels) => new Float64Array(levels));
  const shares = levelCounts.map((levels) => new Float64Array(levels));
  const pairs = forSomePairs(table.length, most, random, (a, b) => {
    comparer.compare(a, b);
    for (let slot = 0; slot < counts.length; slot++) {
      const level = comparer.levels[slot] as number;
      const count = counts[slot] as Float64Array;
      count[level] = (count[level] as number) + 1;
      if (level === NOTHING_TO_COMPARE || !rarityCounts(table, slot, level)) continue;
      const sum = shares[slot] as Float64Array;
      sum[level] =
        (sum[level] as number) + Math.max(shareOf(slot, comparer.left[slot] as number), shareOf(slot, comparer.right[slot] as number));
    }
  });
  return {
    pairs,
    shares: counts.map(([, ...levels]) => {
      const all = levels.reduce((sum, count) => sum + count, 0);
      return [0, ...levels.map((count) => (all === 0 ? 1 / levels.length : count / all))];
    }),
    typical: counts.map((count, slot) =>
      [...count].map((seen, level) =>
        rarityCounts(table, slot, level) && seen >= FEW ? (shares[slot]?.[level] as number) / seen : undefined,
      ),
    ),
  };
}

function forSomePairs(count: number, most: number, random: Random, visit: (a: number, b: number) => void): number {
  const all = (count * (count - 1)) / 2;
  if (all <= most) {
    for (let a = 0; a < count; a++) for (let b = a + 1; b < count; b++) visit(a, b);
    return all;
  }
  for (let drawn = 0; drawn < most; drawn++) {
    const a = Math.floor(random() * count);
    const b = Math.floor(random() * (count - 1));
    visit(a, b < a ? b : b + 1);
  }
  return most;
}
