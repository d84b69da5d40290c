import { damerauLevenshtein } from '../measures/damerau-levenshtein.js';
import { lettersInCommon } from '../measures/letter-bag.js';
import type { Comparison } from './comparison.js';

/** Postcodes, house numbers and other short codes: every character counts. */
export const code: Comparison = {
  levels: ['equal', 'one character apart', 'two characters apart, or in another order', 'different'],
  misspelt: 0,
  level(a, b) {
    const shorter = Math.min(a.length, b.length);
    const edits = damerauLevenshtein(a, b, 2);
    if (edits === 1 && shorter >= 2) return 1;
    return shorter >= 4 && (edits === 2 || (a.length === b.length && lettersInCommon(a, b) === a.length)) ? 2 : 3;
  },
};
