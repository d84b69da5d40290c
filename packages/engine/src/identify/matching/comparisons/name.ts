import { damerauLevenshtein } from '../measures/damerau-levenshtein.js';
import { jaroWinkler } from '../measures/jaro-winkler.js';
import { lettersInCommon, likenessAtMost } from '../measures/letter-bag.js';
import { soundex } from '../measures/phonetic.js';
import type { Comparison } from './comparison.js';

/** Least likeness at which the sound is asked. */
const SOUNDS_ALIKE = 0.62;

/** Names of people and places: typing slips, letters in disorder, short forms, and what only sounds alike. */
export const name: Comparison = {
  levels: [
    'equal',
    'one edit apart',
    'very alike',
    'alike, or the same letters',
    'a short form',
    'sounds alike',
    'somewhat alike',
    'different',
  ],
  misspelt: 3,
  level(a, b) {
    const shorter = Math.min(a.length, b.length);
    const common = lettersInCommon(a, b);
    const unmatched = Math.max(a.length, b.length) - common;
    // Most pairs have little in common and end here; nothing below could say otherwise.
    if (unmatched > 2 && likenessAtMost(common, a, b) < SOUNDS_ALIKE && !isShortForm(a, b)) return 7;
    const edits = unmatched > 2 ? 3 : damerauLevenshtein(a, b, 2);
    if (edits === 1 && shorter >= 3) return 1;
    const likeness = jaroWinkler(a, b);
    if (likeness >= 0.92 || (edits === 2 && shorter >= 6)) return 2;
    if (shorter >= 4 && (likeness >= 0.88 || unmatched <= 1)) return 3;
    if (isShortForm(a, b)) return 4;
    if (shorter >= 4 && likeness >= SOUNDS_ALIKE && soundex(a) === soundex(b)) return 5;
    return likeness >= 0.75 && shorter >= 3 ? 6 : 7;
  },
};

function isShortForm(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return short.length < long.length && long.startsWith(short);
}
