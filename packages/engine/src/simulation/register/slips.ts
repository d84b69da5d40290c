import type { Random } from '../random.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';

/** A value as a hurried hand writes it: a character left out, put in, exchanged or swapped with its neighbour. */
export function misspelt(random: Random, value: string): string {
  const at = Math.floor(random.next() * Math.max(1, value.length - 1));
  const [before, here, after] = [value.slice(0, at), value.charAt(at), value.slice(at + 1)];
  const alphabet = /\d/.test(here) ? DIGITS : LETTERS;
  const other = alphabet.charAt(Math.floor(random.next() * alphabet.length));
  const kind = Math.floor(random.next() * 4);
  if (kind === 0 && value.length > 2) return before + after;
  if (kind === 1) return before + other + here + after;
  if (kind === 2) return before + other + after;
  return before + after.charAt(0) + here + after.slice(1);
}
