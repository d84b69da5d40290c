/** A source of random numbers from 0 (included) to 1 (excluded), as `Math.random` is one. */
export type Random = () => number;

/** Random numbers that follow from a seed (mulberry32): the same seed, the same numbers. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}
