import { damerauLevenshtein } from '../measures/damerau-levenshtein.js';
import type { Comparison } from './comparison.js';

/** A choice out of few, such as a state or a gender. */
export const category: Comparison = {
  levels: ['equal', 'one edit apart', 'different'],
  misspelt: 1,
  level: (a, b) => (Math.min(a.length, b.length) >= 2 && damerauLevenshtein(a, b, 1) <= 1 ? 1 : 2),
};
