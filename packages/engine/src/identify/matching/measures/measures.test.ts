import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { damerauLevenshtein } from './damerau-levenshtein.js';
import { areAlike, jaro, jaroWinkler, LONGEST_COMPARED } from './jaro-winkler.js';
import { lettersInCommon, likenessAtMost } from './letter-bag.js';
import { soundex } from './phonetic.js';
import { overlap, wordsOf } from './token-overlap.js';

const words = fc.string({ maxLength: 12, unit: fc.constantFrom(...'abcde 1') });

describe('Jaro–Winkler', () => {
  // Winkler, "Advanced methods for record linkage" (1994) and "String comparator metrics" (1990), tables of examples.
  test.each([
    ['martha', 'marhta', 0.944, 0.961],
    ['dixon', 'dicksonx', 0.767, 0.813],
    ['dwayne', 'duane', 0.822, 0.84],
    ['shackleford', 'shackelford', 0.97, 0.982],
    ['dunningham', 'cunnigham', 0.896, 0.896],
    ['nichleson', 'nichulson', 0.926, 0.956],
    ['jones', 'johnson', 0.79, 0.832],
    ['massey', 'massie', 0.889, 0.933],
    ['abroms', 'abrams', 0.889, 0.922],
    ['jeraldine', 'geraldine', 0.926, 0.926],
    ['michelle', 'michael', 0.869, 0.921],
  ])('%s and %s', (a, b, plain, raised) => {
    expect(jaro(a, b)).toBeCloseTo(plain, 2.5);
    expect(jaroWinkler(a, b)).toBeCloseTo(raised, 2.5);
  });

  test('is 1 for equal texts, 0 for those with nothing in common, the same both ways, and never beyond', () => {
    expect(jaroWinkler('', '')).toBe(1);
    expect(jaroWinkler('', 'a')).toBe(0);
    expect(jaroWinkler('abc', 'xyz')).toBe(0);
    fc.assert(
      fc.property(words, words, (a, b) => {
        const likeness = jaroWinkler(a, b);
        expect(likeness).toBeCloseTo(jaroWinkler(b, a), 12);
        expect(likeness).toBeGreaterThanOrEqual(0);
        expect(likeness).toBeLessThanOrEqual(1);
        expect(likeness === 1).toBe(a === b);
      }),
    );
  });

  test('letters in common bound it from above, so that leaving comparisons out changes no answer', () => {
    fc.assert(
      fc.property(words, words, fc.double({ min: 0.5, max: 1, noNaN: true }), (a, b, least) => {
        fc.pre(a !== '' && b !== '');
        expect(likenessAtMost(lettersInCommon(a, b), a, b)).toBeGreaterThanOrEqual(jaroWinkler(a, b) - 1e-12);
        expect(areAlike(a, b, least)).toBe(jaroWinkler(a, b) >= least);
      }),
    );
  });
});

describe('Damerau–Levenshtein', () => {
  test.each([
    ['kitten', 'sitting', 3],
    ['saturday', 'sunday', 3],
    ['martha', 'marhta', 1],
    // No part is edited twice: optimal string alignment, where the unrestricted distance is 2.
    ['ca', 'abc', 3],
    ['', 'abc', 3],
  ])('%s and %s are %i edits apart', (a, b, edits) => {
    expect(damerauLevenshtein(a, b, 5)).toBe(edits);
    expect(damerauLevenshtein(b, a, 5)).toBe(edits);
  });

  test('agrees with the plain recursion, and ends early when there are more than asked for', () => {
    fc.assert(
      fc.property(words, words, fc.nat(6), (a, b, most) => {
        expect(damerauLevenshtein(a, b, most)).toBe(Math.min(most + 1, slowEdits(a, b)));
        // Two texts with so many letters that the other lacks are at least as many edits apart.
        expect(slowEdits(a, b)).toBeGreaterThanOrEqual(Math.max(a.length, b.length) - lettersInCommon(a, b));
      }),
      { numRuns: 300 },
    );
  });

  test('huge texts are cut', () => {
    const huge = 'x'.repeat(1_000_000);
    expect(damerauLevenshtein(huge, `${huge}y`, 2)).toBe(0);
    expect(damerauLevenshtein(huge, 'y', LONGEST_COMPARED + 5)).toBe(LONGEST_COMPARED);
    expect(jaroWinkler(huge, `${huge}y`)).toBeLessThanOrEqual(1);
  });
});

/** Edits by their definition, with a table. */
function slowEdits(a: string, b: string): number {
  const at = (i: number, j: number): number => table[i]?.[j] ?? 0;
  const table: number[][] = [];
  for (let i = 0; i <= a.length; i++) {
    const row: number[] = [];
    table.push(row);
    for (let j = 0; j <= b.length; j++) {
      if (i === 0 || j === 0) row.push(i + j);
      else {
        const same = a[i - 1] === b[j - 1] ? 0 : 1;
        const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
        row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + same, swapped));
      }
    }
  }
  return at(a.length, b.length);
}

test.each([
  // The US National Archives' examples of Soundex.
  ['Washington', 'W252'],
  ['Lee', 'L000'],
  ['Gutierrez', 'G362'],
  ['Pfister', 'P236'],
  ['Jackson', 'J250'],
  ['Tymczak', 'T522'],
  ['Ashcraft', 'A261'],
  // Knuth, The Art of Computer Programming 3, section 6.
  ['Euler', 'E460'],
  ['Ellery', 'E460'],
  ['Lukasiewicz', 'L222'],
  ['李', ''],
])('%s sounds as %s', (name, code) => expect(soundex(name)).toBe(code));

test('words in common: the share of the shorter text, long words with one slip', () => {
  expect(overlap(wordsOf('12 main street'), wordsOf('main street'))).toBe(1);
  expect(overlap(wordsOf('main street'), wordsOf('mian stret'))).toBe(0.5);
  expect(overlap(wordsOf('a b'), wordsOf('c d'))).toBe(0);
  expect(overlap([], ['a'])).toBe(0);
  expect(wordsOf(Array.from({ length: 1_000 }, (_, index) => `w${index}`).join(' ')).length).toBeLessThanOrEqual(24);
});
