import type { Milliseconds } from '../vocabulary/instant.js';

/**
 * How much later something that changes at most once is no longer what it is now.
 * @param isSame whether it is the same so much later; once it is not, it never is again
 * @param horizon before when to look, exclusive
 * @returns whole milliseconds of at least 1; undefined when it stays the same up to the horizon
 */
export function firstChange(isSame: (by: Milliseconds) => boolean, horizon: Milliseconds): Milliseconds | undefined {
  let same = 0;
  let other = horizon - 1;
  if (other < 1 || isSame(other)) return undefined;
  while (other - same > 1) {
    const middle = same + Math.floor((other - same) / 2);
    if (isSame(middle)) same = middle;
    else other = middle;
  }
  return other;
}
