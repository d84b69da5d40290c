/** The sum of doubles as if added without error and rounded once, so that it does not depend on the order. */
export function exactSum(numbers: Iterable<number>): number {
  const sum = new ExactSum();
  for (const number of numbers) sum.add(number);
  return sum.value;
}

/**
 * Adds doubles without error. Sums of parts can be added up, to the same total.
 * Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric Predicates" (1997): non-overlapping partial sums.
 */
export class ExactSum {
  /** From the smallest to the largest; seldom more than three. */
  readonly #partials: number[] = [];
  /** The sum in the smallest unit that doubles have, once it has been out of their range. */
  #huge: bigint | undefined;

  add(number: number): void {
    if (this.#huge !== undefined || Math.abs(number) > LARGEST || Math.abs(this.#partials.at(-1) ?? 0) > LARGEST) {
      this.#huge = this.#inSmallestUnits() + inSmallestUnits(number);
      return;
    }
    const partials = this.#partials;
    let addend = number;
    let kept = 0;
    for (let index = 0; index < partials.length; index++) {
      const partial = partials[index] as number;
      const isLarger = Math.abs(addend) < Math.abs(partial);
      const large = isLarger ? partial : addend;
      const small = isLarger ? addend : partial;
      const high = large + small;
      const low = small - (high - large);
      if (low !== 0) partials[kept++] = low;
      addend = high;
    }
    partials.length = kept;
    partials.push(addend);
  }

  /** Adds what another has added. */
  addAll(other: ExactSum): void {
    if (other.#huge === undefined) for (const partial of other.#partials) this.add(partial);
    else this.#huge = this.#inSmallestUnits() + other.#huge;
  }

  /** Numbers whose exact sum is the same; what is out of the range of doubles is rounded. */
  get parts(): number[] {
    return this.#huge === undefined ? [...this.#partials] : [this.value];
  }

  /** The sum, rounded once; infinite when it is too large for a double. */
  get value(): number {
    return this.#huge === undefined ? rounded(this.#partials) : fromSmallestUnits(this.#huge);
  }

  #inSmallestUnits(): bigint {
    return this.#huge ?? this.#partials.reduce((sum, partial) => sum + inSmallestUnits(partial), 0n);
  }
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

/** Beyond it, a sum might be out of the range of doubles. */
const LARGEST = 2 ** 1000;
/** Doubles are whole multiples of 2^−1074. */
const UNITS = 1074;
/** A double has 53 bits; what lies below so many can only break ties. */
const BITS = 60;

function inSmallestUnits(number: number): bigint {
  let mantissa = number;
  let exponent = 0;
  for (; !Number.isInteger(mantissa); exponent++) mantissa *= 2;
  return BigInt(mantissa) << BigInt(UNITS - exponent);
}

function fromSmallestUnits(units: bigint): number {
  const size = units < 0n ? -units : units;
  const dropped = Math.max(0, size.toString(16).length * 4 - BITS);
  const leading = size >> BigInt(dropped);
  const isWhole = leading << BigInt(dropped) === size;
  let number = Number(isWhole ? leading : leading | 1n);
  // Doubled or halved step by step: a single factor may be out of range where the result is not.
  for (let exponent = dropped - UNITS; exponent !== 0; exponent -= Math.sign(exponent)) number *= exponent > 0 ? 2 : 0.5;
  return units < 0n ? -number : number;
}
