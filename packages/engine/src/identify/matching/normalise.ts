import type { FieldKind, MatchValue } from './field-kind.js';

/** Characters of a value that count; what is longer is cut. */
const LONGEST_VALUE = 128;
/** Elements of a list that count. */
const MOST_ELEMENTS = 24;
/** Characters of a value as it came that are looked at, and elements of a list. */
export const LONGEST_GIVEN = 8 * LONGEST_VALUE;
export const MOST_ELEMENTS_GIVEN = 4 * MOST_ELEMENTS;
/** Stands between the elements of a list; the control character that ASCII has for it. */
const ELEMENT_END = '\u001f';

/** What people write where they have nothing to say. */
const NOTHING = new Set(['', 'null', 'none', 'nan', 'na', 'n/a', 'n.a.', 'unknown', 'undefined', '-', '--', '?', '.']);

/**
 * A value in the one form in which it is compared and counted. Lower case, without accents, with single blanks.
 * @returns undefined when it says nothing
 */
export function normalised(value: MatchValue, kind: FieldKind): string | undefined {
  if (value === null) return undefined;
  if (typeof value !== 'string') return normalisedList(value);
  const text = plain(value);
  if (NOTHING.has(text)) return undefined;
  const form = BY_KIND[kind](text);
  return form === '' ? undefined : form.slice(0, LONGEST_VALUE);
}

/** The elements of a list's normalised form. */
export function elementsOf(form: string): readonly string[] {
  return form.split(ELEMENT_END);
}

const BY_KIND: Readonly<Record<FieldKind, (text: string) => string>> = {
  name: wordsOnly,
  text: wordsOnly,
  category: wordsOnly,
  date: dateDigits,
  email: (text) => text.replaceAll(' ', ''),
  phone: nationalDigits,
  code: (text) => text.replace(/[^\p{L}\p{N}]/gu, ''),
  list: (text) => text,
};

function plain(value: string): string {
  return value.slice(0, LONGEST_GIVEN).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();
}

function wordsOnly(text: string): string {
  return text
    .replace(/['’`]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** `yyyymmdd`, whatever stands between; days before months where that alone can be, and where it is the custom (`.`). */
function dateDigits(text: string): string {
  const yearLast = /^(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4})/.exec(text);
  if (yearLast !== null) {
    const [, first = '', mark, second = '', year = ''] = yearLast;
    const dayFirst = mark === '.' || Number(first) > 12 || (mark === '/' && Number(second) <= 12);
    const [day, month] = dayFirst ? [first, second] : [second, first];
    return `${year}${month.padStart(2, '0')}${day.padStart(2, '0')}`;
  }
  const yearFirst = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})/.exec(text);
  if (yearFirst !== null) return `${yearFirst[1] ?? ''}${(yearFirst[2] ?? '').padStart(2, '0')}${(yearFirst[3] ?? '').padStart(2, '0')}`;
  return text.replace(/\D/g, '').slice(0, 8);
}

/** The last nine digits: with and without a country's code they are the same. */
function nationalDigits(text: string): string {
  return text.replace(/\D/g, '').slice(-9);
}

function normalisedList(values: readonly string[]): string | undefined {
  const elements = new Set(values.slice(0, MOST_ELEMENTS_GIVEN).map((value) => wordsOnly(plain(value)).slice(0, LONGEST_VALUE)));
  elements.delete('');
  const sorted = [...elements].sort().slice(0, MOST_ELEMENTS);
  return sorted.length === 0 ? undefined : sorted.join(ELEMENT_END);
}
