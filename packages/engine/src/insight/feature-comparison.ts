import { type Difference, differenceOf, type Interval, intervalOf, meanOf, type Rate, toldFromZero, weightOf } from './rates.js';

/** With fewer customers on either side nothing is compared. */
const FEWEST = 10;
/** So many customers on both sides, and they are compared with themselves. */
const ENOUGH_PAIRS = 30;
/** Sixteen days of use (two to the fourth) and more are one stratum. */
const MOST_USE = 4;

/** One customer's days of use before and after a release, and on how many of them they felt so; all of them are after where there is none. */
export interface DaysOf {
  readonly beforeDays: number;
  readonly beforeFelt: number;
  readonly afterDays: number;
  readonly afterFelt: number;
  /** Number of what makes them comparable. */
  readonly likeness: number;
}

/** Days of use on which customers felt so, in one period or group beside another. */
export interface Comparison {
  /** Before a release and after it: by the same customers, or by customers alike; or a group and all others. */
  readonly kind: 'same customers' | 'customers alike' | 'other groups';
  /** The earlier period, or the other groups. */
  readonly reference: RateAnswer;
  readonly own: RateAnswer;
  /** Own less reference. */
  readonly difference: Difference;
  /** What can be said such that all words of one answer are right in 95 of 100. */
  readonly word: 'better' | 'worse' | 'cannot be told yet';
}

/** A mean share of days of use. */
export interface RateAnswer {
  readonly share: number;
  readonly interval: Interval;
  readonly customers: number;
}

/**
 * Compares days of use on which customers felt so. After a release with the same customers before it, where there are enough; else, and between groups, with customers who are alike
 * and use it as much: those on the other side count as often as there are such on this one.
 * @param others of other groups; undefined: what these did before the release
 * @returns null when there are too few
 */
export function compareFeature(own: readonly DaysOf[], others: readonly DaysOf[] | undefined): Comparison | null {
  const after = own.filter(({ afterDays }) => afterDays > 0).map(sideAfter);
  if (others !== undefined) return alike('other groups', after, others.map(sideAfter));
  const both = own.filter(({ beforeDays, afterDays }) => beforeDays > 0 && afterDays > 0);
  if (both.length >= ENOUGH_PAIRS) return paired(both);
  const before = own.filter(({ beforeDays }) => beforeDays > 0);
  return alike(
    'customers alike',
    after,
    before.map(({ beforeDays, beforeFelt, likeness }) => side(beforeDays, beforeFelt, likeness)),
  );
}

interface Side {
  readonly share: number;
  readonly days: number;
  readonly stratum: number;
}

function sideAfter({ afterDays, afterFelt, likeness }: DaysOf): Side {
  return side(afterDays, afterFelt, likeness);
}

function side(days: number, felt: number, likeness: number): Side {
  // How much somebody uses it: once, two or three days, four to seven, and so on.
  const use = Math.min(Math.floor(Math.log2(days)), MOST_USE);
  return { share: felt / days, days, stratum: likeness * (MOST_USE + 1) + use };
}

function paired(both: readonly DaysOf[]): Comparison {
  const before = both.map(({ beforeDays, beforeFelt }) => beforeFelt / beforeDays);
  const after = both.map(({ afterDays, afterFelt }) => afterFelt / afterDays);
  const [daysBefore, daysAfter] = [both.map(({ beforeDays }) => beforeDays), both.map(({ afterDays }) => afterDays)];
  return comparison('same customers', meanOf(after, daysAfter), meanOf(before, daysBefore), correlationOf(after, before));
}

function comparison(kind: Comparison['kind'], own: Rate, reference: Rate, correlation: number): Comparison {
  const answer = (rate: Rate): RateAnswer => ({ share: rate.estimate, interval: intervalOf(rate), customers: rate.customers });
  const difference = differenceOf(own, reference, correlation);
  return { kind, reference: answer(reference), own: answer(own), difference, word: 'cannot be told yet' };
}

function correlationOf(left: readonly number[], right: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [leftMean, rightMean] = [mean(left), mean(right)];
  let [both, leftSquares, rightSquares] = [0, 0, 0];
  for (const [place, value] of left.entries()) {
    const [x, y] = [value - leftMean, (right[place] as number) - rightMean];
    both += x * y;
    leftSquares += x * x;
    rightSquares += y * y;
  }
  return leftSquares === 0 || rightSquares === 0 ? 0 : both / Math.sqrt(leftSquares * rightSquares);
}

function alike(kind: Comparison['kind'], own: readonly Side[], others: readonly Side[]): Comparison | null {
  const strata = byStratum(others);
  const compared = own.filter(({ stratum }) => strata.has(stratum));
  if (compared.length < FEWEST || others.length < FEWEST) return null;
  const rate = meanOf(
    compared.map(({ share }) => share),
    compared.map(({ days }) => days),
  );
  return comparison(kind, rate, standardised(strata, byStratum(compared), compared.length), 0);
}

function byStratum(sides: readonly Side[]): Map<number, Side[]> {
  const strata = new Map<number, Side[]>();
  for (const one of sides) {
    const known = strata.get(one.stratum);
    if (known === undefined) strata.set(one.stratum, [one]);
    else known.push(one);
  }
  return strata;
}

/** The mean share, as if the strata were as frequent as on the other side. Strata scatter alike: few customers in one say little of it. */
function standardised(strata: ReadonlyMap<number, readonly Side[]>, own: ReadonlyMap<number, readonly Side[]>, total: number): Rate {
  let [estimate, kish, squares, degrees, customers, inverse] = [0, 0, 0, 0, 0, 0];
  for (const [stratum, { length }] of own) {
    const those = strata.get(stratum) as readonly Side[];
    const mean = those.reduce((sum, { share }) => sum + share, 0) / those.length;
    const weight = length / total;
    estimate += weight * mean;
    kish += (weight * weight) / those.length;
    squares += those.reduce((sum, { share }) => sum + (share - mean) ** 2, 0);
    degrees += those.length - 1;
    customers += those.length;
    inverse += (weight * weight * those.reduce((sum, { days }) => sum + 1 / days, 0)) / (those.length * those.length);
  }
  const variance = degrees < 1 ? 0 : (squares / degrees) * kish;
  const worth = weightOf(estimate, variance, 1 / kish, 1 / inverse);
  return { estimate: Math.min(1, estimate), weight: worth, customers };
}

/** Says of each comparison whether it is better or worse: all words together are right in 95 of 100 answers. */
export function toldApart<T extends { readonly comparison: Comparison | null }>(
  rows: readonly T[],
  feeling: 'frustration' | 'delight',
): T[] {
  const compared = rows.flatMap(({ comparison: one }) => (one === null ? [] : [one]));
  const told = toldFromZero(compared.map(({ difference }) => difference));
  const words = new Map(compared.map((one, place) => [one, told[place] === true ? wordFor(one, feeling) : one.word]));
  return rows.map((row) => {
    const { comparison: one } = row;
    return one === null ? row : { ...row, comparison: { ...one, word: words.get(one) ?? one.word } };
  });
}

function wordFor({ difference }: Comparison, feeling: 'frustration' | 'delight'): Comparison['word'] {
  return difference.estimate > 0 === (feeling === 'delight') ? 'better' : 'worse';
}
