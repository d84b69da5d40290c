/**
 * The sum of doubles as if added without error and rounded once, so that it does not depend on the order.
 * Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric Predicates" (1997): non-overlapping partial sums.
 */
export function exactSum(numbers: Iterable<number>): number {
  const partials: number[] = [];
  for (const number of numbers) {
    let addend = number;
    let kept = 0;
    for (const partial of partials) {
      const [large, small] = Math.abs(addend) < Math.abs(partial) ? [partial, addend] : [addend, partial];
      const high = large + small;
      const low = small - (high - large);
      if (low !== 0) partials[kept++] = low;
      addend = high;
    }
    partials.length = kept;
    partials.push(addend);
  }
  return rounded(partials);
}

/** Adds partial sums from the largest down; a tie is broken by the sign of what lies below it. */
function rounded(partials: readonly number[]): number {
  let index = partials.length - 1;
  if (index < 0) return 0;
  let high = partials[index] as number;
  let low = 0;
  while (index > 0 && low === 0) {
    const next = partials[--index] as number;
    const sum = high + next;
    low = next - (sum - high);
    high = sum;
  }
  const below = index > 0 ? (partials[index - 1] as number) : 0;
  if (low !== 0 && below !== 0 && low > 0 === below > 0) {
    const doubled = low * 2;
    const nudged = high + doubled;
    if (doubled === nudged - high) high = nudged;
  }
  return high;
}
