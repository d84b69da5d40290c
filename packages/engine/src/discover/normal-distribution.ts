/** Beyond so many deviations nothing is told apart. */
const FURTHEST = 38;

/** How likely a normal variable is to be further from 0 than this, on either side. */
export function twoSided(deviations: number): number {
  return 2 * upperTail(Math.abs(deviations));
}

/**
 * The upper tail of the normal distribution, right to about 1e-7 of itself: the complementary error function as W. H. Press et al.,
 * "Numerical Recipes in C" (2nd ed. 1992), section 6.2, fit it by Chebyshev's polynomials.
 */
export function upperTail(deviations: number): number {
  if (deviations > FURTHEST) return 0;
  const x = deviations / Math.SQRT2;
  const t = 1 / (1 + 0.5 * Math.abs(x));
  const series = FIT.reduceRight((sum, coefficient) => sum * t + coefficient, 0);
  const tail = t * Math.exp(-x * x + series);
  return (x >= 0 ? tail : 2 - tail) / 2;
}

const FIT = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
] as const;

/** So many deviations from 0 that the tails on both sides together have this probability. */
export function deviationsFor(probability: number): number {
  let [low, high] = [0, FURTHEST];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (twoSided(middle) > probability) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * A value of Student's t distribution as the normal deviate that is as rare, by D. L. Wallace, "Bounds on normal approximations to
 * Student's and the chi-square distributions", Annals of Mathematical Statistics 30 (1959) 1121–1130: the fewer independent parts a figure has, the less it says.
 * @param degrees of freedom, at least 1
 */
export function asNormal(t: number, degrees: number): number {
  const size = Math.sqrt(degrees * Math.log1p((t * t) / degrees));
  return (Math.sign(t) * size * (8 * degrees + 1)) / (8 * degrees + 3);
}
