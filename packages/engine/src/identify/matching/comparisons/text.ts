import { damerauLevenshtein } from '../measures/damerau-levenshtein.js';
import { jaroWinkler } from '../measures/jaro-winkler.js';
import { lettersInCommon, likenessAtMost } from '../measures/letter-bag.js';
import { overlap, wordsOf } from '../measures/token-overlap.js';
import type { Comparison } from './comparison.js';

/** Addresses and other texts of several words: slips, words left out or in another order. */
export const text: Comparison = {
  levels: ['equal', 'up to two edits apart', 'the same words', 'very alike', 'half of the words', 'alike', 'different'],
  misspelt: 3,
  level(a, b) {
    const shorter = Math.min(a.length, b.length);
    const common = lettersInCommon(a, b);
    if (shorter >= 4 && Math.max(a.length, b.length) - common <= 2 && damerauLevenshtein(a, b, 2) <= 2) return 1;
    const [wordsA, wordsB] = [wordsOf(a), wordsOf(b)];
    const share = overlap(wordsA, wordsB);
    if (share === 1 && Math.min(wordsA.length, wordsB.length) >= 2) return 2;
    const likeness = likenessAtMost(common, a, b) < 0.82 ? 0 : jaroWinkler(a, b);
    if (likeness >= 0.92) return 3;
    if (share >= 0.5) return 4;
    return likeness >= 0.82 ? 5 : 6;
  },
};
