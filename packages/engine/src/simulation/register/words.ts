import type { Random } from '../random.js';

const BEGINNINGS = [
  'ba',
  'be',
  'ca',
  'co',
  'da',
  'el',
  'fi',
  'ga',
  'ha',
  'jo',
  'ka',
  'la',
  'ma',
  'mi',
  'no',
  'or',
  'pa',
  'ri',
  'sa',
  'so',
  'ta',
  'ti',
  'va',
  'wi',
];
const MIDDLES = ['n', 'r', 'l', 'ren', 'nna', 'li', 'ro', 'ther', 'mi', 'sse', 'bra', 'vi', 'del', 'ki', 'so', 'ga'];
const ENDS = ['a', 'n', 'e', 'ton', 'son', 'ley', 's', 'man', 'er', 'y', 'ard', 'ick', 'o', 'in', 'well', 'ford'];

/** A word by its number: the same number, the same word; the words of small numbers are short. */
function word(number: number): string {
  const [a, b, c] = [
    number % BEGINNINGS.length,
    Math.floor(number / BEGINNINGS.length),
    Math.floor(number / BEGINNINGS.length / MIDDLES.length),
  ];
  const middle = MIDDLES[(b + a) % MIDDLES.length] ?? '';
  const more = c >= ENDS.length ? (MIDDLES[Math.floor(c / ENDS.length) % MIDDLES.length] ?? '') : '';
  return `${BEGINNINGS[a] ?? ''}${middle}${more}${ENDS[(c + b) % ENDS.length] ?? ''}`;
}

/** A number below `most`, small ones far more often (about as 1 over the number, as names are spread). */
function uneven(random: Random, most: number): number {
  return Math.floor(most ** random.next()) - 1;
}

/** A given name, out of some hundreds. */
export function givenName(random: Random): string {
  return word(uneven(random, 800));
}

/** A surname, out of many thousands. */
export function surname(random: Random): string {
  return word(7 + uneven(random, 50_000));
}

/** A street with a number. */
export function street(random: Random): string {
  return `${1 + uneven(random, 200)} ${word(100 + uneven(random, 20_000))} street`;
}

/** A town. */
export function town(random: Random): string {
  return word(400 + uneven(random, 2_000));
}
