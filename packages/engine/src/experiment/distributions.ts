/**
 * Tail probabilities and quantiles of the distributions that experiments are judged by, right to about 1e-12. From the incomplete gamma
 * and beta functions: NIST Digital Library of Mathematical Functions, 8.7.1, 8.9.2 and 8.17.22; the gamma function by C. Lanczos,
 * "A precision approximation of the gamma function", SIAM J. Numer. Anal. B 1 (1964) 86–96, with g = 7.
 */

const LANCZOS = [
  0.999_999_999_999_809_93, 676.520_368_121_885_1, -1_259.139_216_722_402_8, 771.323_428_777_653_13, -176.615_029_162_140_59,
  12.507_343_278_686_905, -0.138_571_095_265_720_12, 9.984_369_578_019_572e-6, 1.505_632_735_149_311_6e-7,
] as const;
const G = 7;
const MOST_STEPS = 10_000;
const SMALL = 1e-300;
const PRECISION = 1e-15;

function logGamma(x: number): number {
  const z = x - 1;
  const base = z + G + 0.5;
  let sum: number = LANCZOS[0];
  for (let index = 1; index < LANCZOS.length; index++) sum += (LANCZOS[index] as number) / (z + index);
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(base) - base + Math.log(sum);
}

/** A continued fraction b₀ + a₁/(b₁ + a₂/(b₂ + …)) by Lentz's method. */
function continuedFraction(first: number, term: (step: number) => readonly [a: number, b: number]): number {
  let value = first === 0 ? SMALL : first;
  let c = value;
  let d = 0;
  for (let step = 1; step < MOST_STEPS; step++) {
    const [a, b] = term(step);
    d = b + a * d;
    c = b + a / c;
    d = 1 / (d === 0 ? SMALL : d);
    if (c === 0) c = SMALL;
    const change = c * d;
    value *= change;
    if (Math.abs(change - 1) < PRECISION) break;
  }
  return value;
}

/** The regularised upper incomplete gamma function Q(a, x). */
function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x >= a + 1) return scale / continuedFraction(x + 1 - a, (step) => [-step * (step - a), x + 2 * step + 1 - a]);
  let term = 1 / a;
  let sum = term;
  for (let step = 1; step < MOST_STEPS && term > sum * PRECISION; step++) {
    term *= x / (a + step);
    sum += term;
  }
  return 1 - scale * sum;
}

/** The regularised incomplete beta function I_x(a, b). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const scale = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  const fraction = continuedFraction(1, (step) => {
    const half = Math.floor(step / 2);
    const odd = step % 2 === 1;
    const top = odd ? -(a + half) * (a + b + half) : half * (b - half);
    return [(top * x) / ((a + step - 1) * (a + step)), 1];
  });
  return scale / fraction;
}

/** The probability that a chi-square variable with so many degrees of freedom is above `x`. */
export function chiSquareTail(x: number, degrees: number): number {
  return upperGamma(degrees / 2, x / 2);
}

/**
 * How likely it is that Student's t with so many degrees of freedom is further from 0 than `t`, on either side.
 * @param degrees `Infinity` for the normal distribution
 */
export function twoSidedTail(t: number, degrees: number): number {
  const square = t * t;
  if (degrees === Number.POSITIVE_INFINITY) return upperGamma(0.5, square / 2);
  return incompleteBeta(degrees / (degrees + square), degrees / 2, 0.5);
}

/** So far from 0 that both tails of Student's t together have the probability `alpha`. @param degrees `Infinity` for the normal distribution */
export function twoSidedQuantile(alpha: number, degrees: number): number {
  let high = 2;
  while (twoSidedTail(high, degrees) > alpha && high < 1e12) high *= 2;
  let low = 0;
  for (let step = 0; step < 200 && high - low > high * PRECISION; step++) {
    const middle = (low + high) / 2;
    if (twoSidedTail(middle, degrees) > alpha) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
