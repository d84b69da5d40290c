import { damerauLevenshtein } from '../measures/damerau-levenshtein.js';
import type { Comparison } from './comparison.js';

/** Phone numbers by their last nine digits. */
export const phone: Comparison = {
  levels: ['equal', 'one digit apart', 'two digits apart', 'different'],
  misspelt: 0,
  level: (a, b) => Math.max(1, damerauLevenshtein(a, b, 2)),
};
