import { damerauLevenshtein } from '../measures/damerau-levenshtein.js';
import { lettersInCommon } from '../measures/letter-bag.js';
import type { Comparison } from './comparison.js';

/** Phone numbers by their last nine digits. */
export const phone: Comparison = {
  levels: ['equal', 'one digit apart', 'two digits apart', 'different'],
  misspelt: 0,
  level: (a, b) => (Math.max(a.length, b.length) - lettersInCommon(a, b) > 2 ? 3 : Math.max(1, damerauLevenshtein(a, b, 2))),
};
