/** A random sample of some customers, and how many of them were found. */
export interface SampledCount {
  /** How many there are in all. */
  readonly population: number;
  /** How many were drawn from them, none twice. */
  readonly drawn: number;
  /** How many of those drawn have what is asked for. */
  readonly found: number;
}

/** Each side may be missed so often: the interval covers the truth in at least 95 of 100 samples. */
const MISSED = 0.025;

/**
 * How many of the population have what is asked for, by a sample that was drawn without replacement: every number under which what was
 * found is not too rare on either side (each tail more likely than 2.5 %). Exact, by the hypergeometric distribution, as in
 * J. P. Buonaccorsi, "A Note on Confidence Intervals for Proportions in Finite Populations", The American Statistician 41 (1987)
 * 215–218; W. G. Cochran, "Sampling Techniques" (3rd ed. 1977), section 3.6.
 * @returns the least and the greatest such number; both are the truth when everybody was drawn
 */
export function countInterval({ population, drawn, found }: SampledCount): readonly [low: number, high: number] {
  const least = found;
  const most = population - (drawn - found);
  const low = firstWhere(least, most, (having) => atLeast(found, { population, drawn, having }) > MISSED);
  const high = firstWhere(low, most, (having) => having === most || atMost(found, { population, drawn, having: having + 1 }) <= MISSED);
  return [low, high];
}

/** The smallest whole number for which something holds that holds for all greater ones; the last one when for none. */
function firstWhere(from: number, to: number, holds: (number: number) => boolean): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A hypergeometric distribution: how many of those drawn are among those who have something. */
interface Draw {
  readonly population: number;
  readonly drawn: number;
  readonly having: number;
}

/** The probability of drawing at least so many. */
function atLeast(found: number, draw: Draw): number {
  return found > mean(draw) ? outward(found, 1, draw) : 1 - outward(found - 1, -1, draw);
}

/** The probability of drawing at most so many. */
function atMost(found: number, draw: Draw): number {
  return found < mean(draw) ? outward(found, -1, draw) : 1 - outward(found + 1, 1, draw);
}

function mean({ population, drawn, having }: Draw): number {
  return (drawn * having) / population;
}

/** A term this much smaller than the sum adds nothing to it, nor do those behind it. */
const NEGLIGIBLE = 1e-16;

/** Adds up the probabilities from a number on, away from the mean: each is smaller than the one before. */
function outward(from: number, step: 1 | -1, draw: Draw): number {
  const { population, drawn, having } = draw;
  const least = Math.max(0, drawn - (population - having));
  const most = Math.min(drawn, having);
  if (from < least || from > most) return 0;
  let term = probability(from, draw);
  let sum = term;
  for (let found = from; found + step >= least && found + step <= most && term > sum * NEGLIGIBLE; found += step) {
    const up = ((having - found) * (drawn - found)) / ((found + 1) * (population - having - drawn + found + 1));
    const down = (found * (population - having - drawn + found)) / ((having - found + 1) * (drawn - found + 1));
    term *= step === 1 ? up : down;
    sum += term;
  }
  return sum;
}

function probability(found: number, { population, drawn, having }: Draw): number {
  return Math.exp(logChoices(having, found) + logChoices(population - having, drawn - found) - logChoices(population, drawn));
}

function logChoices(of: number, chosen: number): number {
  return logFactorial(of) - logFactorial(chosen) - logFactorial(of - chosen);
}

const SMALL = 64;
const SMALL_FACTORIALS: number[] = [0];
for (let number = 1; number < SMALL; number++) SMALL_FACTORIALS.push((SMALL_FACTORIALS[number - 1] as number) + Math.log(number));

/** Stirling's series (Abramowitz and Stegun 6.1.41), whose first term left out is below 1e-15 from here on. */
function logFactorial(number: number): number {
  if (number < SMALL) return SMALL_FACTORIALS[number] as number;
  const inverse = 1 / number;
  const square = inverse * inverse;
  const rest = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (number + 0.5) * Math.log(number) - number + 0.5 * Math.log(2 * Math.PI) + rest;
}
