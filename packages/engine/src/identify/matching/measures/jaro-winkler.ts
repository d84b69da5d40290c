import { lettersInCommon, likenessAtMost } from './letter-bag.js';

/** Longest text that is compared, in UTF-16 units; what is longer is cut, so that no pair costs more than a bounded time. */
export const LONGEST_COMPARED = 128;

const usedA = new Uint8Array(LONGEST_COMPARED);
const usedB = new Uint8Array(LONGEST_COMPARED);

/** Characters at the beginning that count extra, at most, and how much each. */
const PREFIX = 4;
const PREFIX_WEIGHT = 0.1;

/** Likeness of two texts by Jaro: 0 (nothing in common) to 1 (equal). Two empty texts are equal. */
export function jaro(a: string, b: string): number {
  if (a === b) return 1;
  const lengthA = Math.min(a.length, LONGEST_COMPARED);
  const lengthB = Math.min(b.length, LONGEST_COMPARED);
  if (lengthA === 0 || lengthB === 0) return 0;
  const matches = markMatches(a, lengthA, b, lengthB);
  if (matches === 0) return 0;
  const transposed = outOfOrder(a, lengthA, b) / 2;
  return (matches / lengthA + matches / lengthB + (matches - transposed) / matches) / 3;
}

/** Jaro, raised for texts that begin alike (Winkler). */
export function jaroWinkler(a: string, b: string): number {
  const likeness = jaro(a, b);
  const most = Math.min(PREFIX, a.length, b.length);
  let prefix = 0;
  while (prefix < most && a.charCodeAt(prefix) === b.charCodeAt(prefix)) prefix += 1;
  return likeness + prefix * PREFIX_WEIGHT * (1 - likeness);
}

/** Whether two texts are at least so alike by Jaro and Winkler; told by the letters that they have in common alone when these are too few. */
export function areAlike(a: string, b: string, least: number): boolean {
  return likenessAtMost(lettersInCommon(a, b), a, b) >= least && jaroWinkler(a, b) >= least;
}

/** Marks characters that are in both within half the longer text's length. @returns how many */
function markMatches(a: string, lengthA: number, b: string, lengthB: number): number {
  const reach = Math.max(0, (Math.max(lengthA, lengthB) >> 1) - 1);
  usedA.fill(0, 0, lengthA);
  usedB.fill(0, 0, lengthB);
  let matches = 0;
  for (let i = 0; i < lengthA; i++) {
    const end = Math.min(lengthB, i + reach + 1);
    const character = a.charCodeAt(i);
    for (let j = Math.max(0, i - reach); j < end; j++) {
      if (usedB[j] === 1 || b.charCodeAt(j) !== character) continue;
      usedA[i] = 1;
      usedB[j] = 1;
      matches += 1;
      break;
    }
  }
  return matches;
}

function outOfOrder(a: string, lengthA: number, b: string): number {
  let count = 0;
  let j = 0;
  for (let i = 0; i < lengthA; i++) {
    if (usedA[i] === 0) continue;
    while (usedB[j] === 0) j += 1;
    if (a.charCodeAt(i) !== b.charCodeAt(j)) count += 1;
    j += 1;
  }
  return count;
}
