import { damerauLevenshtein } from './damerau-levenshtein.js';
import { lettersInCommon } from './letter-bag.js';

/** Words of a text that are compared, at most. */
const MOST_WORDS = 24;
/** Words at least this long are the same with one edit between them. */
const LONG_WORD = 5;

/** Texts whose words are remembered, at most: every value is compared many times. */
const REMEMBERED = 32_768;
const remembered = new Map<string, readonly string[]>();

/** The different words of a normalised text. */
export function wordsOf(text: string): readonly string[] {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const words = [...new Set(text.split(' '))].slice(0, MOST_WORDS);
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(text, words);
  return words;
}

/** Share of the shorter side's elements that the other has as well, 0 to 1; long words may differ by one edit. Without elements 0. */
export function overlap(a: readonly string[], b: readonly string[]): number {
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  if (few.length === 0) return 0;
  let found = 0;
  for (const word of few) if (many.some((other) => isSameWord(word, other))) found += 1;
  return found / few.length;
}

function isSameWord(a: string, b: string): boolean {
  if (a === b) return true;
  if (a.length < LONG_WORD || b.length < LONG_WORD || Math.max(a.length, b.length) - lettersInCommon(a, b) > 1) return false;
  return damerauLevenshtein(a, b, 1) <= 1;
}
