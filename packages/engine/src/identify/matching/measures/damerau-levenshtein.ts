import { LONGEST_COMPARED } from './jaro-winkler.js';

const WIDTH = LONGEST_COMPARED + 1;
const rows: readonly [Uint16Array, Uint16Array, Uint16Array] = [new Uint16Array(WIDTH), new Uint16Array(WIDTH), new Uint16Array(WIDTH)];

/**
 * Edits between two texts: characters put in, left out, exchanged, or swapped with their neighbour (restricted Damerau–Levenshtein,
 * "optimal string alignment").
 * @param most The work ends when there are more.
 * @returns the number of edits, or `most + 1` when there are more
 */
export function damerauLevenshtein(a: string, b: string, most: number): number {
  if (a === b) return 0;
  const lengthA = Math.min(a.length, LONGEST_COMPARED);
  const lengthB = Math.min(b.length, LONGEST_COMPARED);
  if (Math.abs(lengthA - lengthB) > most) return most + 1;
  let [before, last, current] = rows;
  for (let j = 0; j <= lengthB; j++) last[j] = j;
  for (let i = 1; i <= lengthA; i++) {
    const least = fillRow(a, i, b, lengthB, before, last, current);
    if (least > most) return most + 1;
    [before, last, current] = [last, current, before];
  }
  return Math.min(last[lengthB] ?? 0, most + 1);
}

/** Fills row `i` of the table of edits. @returns the least of it */
function fillRow(a: string, i: number, b: string, lengthB: number, before: Uint16Array, last: Uint16Array, current: Uint16Array): number {
  const character = a.charCodeAt(i - 1);
  const previous = i > 1 ? a.charCodeAt(i - 2) : -1;
  current[0] = i;
  let least = i;
  let left = i;
  for (let j = 1; j <= lengthB; j++) {
    const other = b.charCodeAt(j - 1);
    const diagonal = last[j - 1] as number;
    let edits = other === character ? diagonal : 1 + Math.min(diagonal, left, last[j] as number);
    if (j > 1 && other === previous && b.charCodeAt(j - 2) === character) edits = Math.min(edits, (before[j - 2] as number) + 1);
    current[j] = edits;
    left = edits;
    if (edits < least) least = edits;
  }
  return least;
}
