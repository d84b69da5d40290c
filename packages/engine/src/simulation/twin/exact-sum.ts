const FRACTION_BITS = 1074;
const KEPT_BITS = 64;

/** The sum of doubles without any error, rounded once to the nearest double: every double is a whole multiple of 2^−1074. */
export function exactSum(numbers: readonly number[]): number {
  const total = numbers.reduce((sum, number) => sum + inSmallestUnits(number), 0n);
  return total < 0n ? -fromSmallestUnits(-total) : fromSmallestUnits(total);
}

function inSmallestUnits(number: number): bigint {
  let [whole, shift] = [number, FRACTION_BITS];
  // Doubling a number below 2^1023 is exact, so this ends with the same number as an integer.
  while (!Number.isInteger(whole)) {
    whole *= 2;
    shift--;
  }
  return BigInt(whole) << BigInt(shift);
}

function fromSmallestUnits(units: bigint): number {
  const surplus = Math.max(units.toString(2).length - KEPT_BITS, 0);
  const kept = units >> BigInt(surplus);
  // What is cut off only matters in that it is not nothing: one bit says so, and the rounding to 53 bits happens once, here.
  const cutOff = kept << BigInt(surplus) !== units;
  const rounded = Number(kept | (cutOff ? 1n : 0n));
  const exponent = surplus - FRACTION_BITS;
  // In two steps, because 2^−1074 times 2^64 has to come out although 2^exponent alone may be out of range.
  return rounded * 2 ** Math.trunc(exponent / 2) * 2 ** (exponent - Math.trunc(exponent / 2));
}
