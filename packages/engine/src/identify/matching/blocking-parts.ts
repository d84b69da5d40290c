import type { FieldKind } from './field-kind.js';
import { soundex } from './measures/phonetic.js';
import { wordsOf } from './measures/token-overlap.js';
import { elementsOf } from './normalise.js';
import { partsOf } from './comparisons/email.js';

/** A part of a value by which records are brought together. */
export interface BlockingPart {
  readonly name: string;
  /** The part of a normalised value; '' when it has none. */
  of(form: string): string;
}

const whole: BlockingPart = { name: 'whole', of: (form) => form };
const part = (name: string, of: (form: string) => string): BlockingPart => ({ name, of });
const shortest = (least: number, text: string): string => (text.length >= least ? text : '');

/** Parts of dates that are no dates would bring together what has nothing in common. */
const ofDate =
  (from: number, to: number) =>
  (form: string): string =>
    form.length === 8 ? form.slice(from, to) : '';

/** By which parts of a kind's values records may be brought together; the strictest first. */
export const BLOCKING_PARTS: Readonly<Record<FieldKind, readonly BlockingPart[]>> = {
  name: [whole, part('sound', soundex), part('beginning', (form) => form.slice(0, 3)), part('end', (form) => shortest(3, form.slice(-3)))],
  date: [
    whole,
    part('year and month', ofDate(0, 6)),
    part('month and day', ofDate(4, 8)),
    part('year and day', (form) => (form.length === 8 ? form.slice(0, 4) + form.slice(6) : '')),
  ],
  email: [
    whole,
    part('before the @', (form) => partsOf(form)[0]),
    part('domain', (form) => partsOf(form)[1]),
    part('beginning', (form) => form.slice(0, 5)),
  ],
  phone: [whole, part('end', (form) => shortest(6, form.slice(-6)))],
  code: [whole, part('beginning', (form) => shortest(3, form.slice(0, 3)))],
  text: [
    whole,
    part('first word', (form) => wordsOf(form)[0] ?? ''),
    part('longest word', longestWord),
    part('beginning', (form) => form.slice(0, 5)),
  ],
  category: [whole],
  list: [whole, part('first element', (form) => elementsOf(form)[0] ?? ''), part('last element', (form) => elementsOf(form).at(-1) ?? '')],
};

function longestWord(form: string): string {
  let longest = '';
  for (const word of wordsOf(form)) if (word.length > longest.length) longest = word;
  return longest;
}
