import type { Json } from '../../vocabulary/json.js';
import { Remembered } from '../remembered.js';
import { type FieldRule, placesIn, TRAITS } from './rule.js';

/** A language of two or three letters with its parts; `english` would be a well-formed tag, and is none that anybody uses. */
const TAG = /^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*$/;
const MAX_TAG = 35;
/** Longer than a tag with an encoding and spaces around. */
const MAX_TEXT = 64;
/** The platform takes some 30 µs for a tag, and events carry the same few. */
const REMEMBERED = 1_000;

const tags = new Remembered<string>(REMEMBERED, (text) => canonicalTag(text) ?? text);

/** BCP 47 in its canonical form: `en_us` is `en-US`, `iw` is `he`. What is no tag stays. */
export const language: FieldRule = {
  name: 'language',
  places: [...placesIn(TRAITS, ['language', 'locale']), 'context.locale', 'properties.language', 'properties.locale'],
  clean: (value: Json) => (typeof value === 'string' ? (value.length > MAX_TEXT ? value : tags.get(value)) : value),
};

function canonicalTag(text: string): string | undefined {
  // POSIX systems add an encoding or a modifier: de_DE.UTF-8@euro.
  const tag = text.trim().split(/[.@]/, 1)[0] as string;
  if (tag.length > MAX_TAG || !TAG.test(tag)) return undefined;
  try {
    return Intl.getCanonicalLocales(tag.replaceAll('_', '-'))[0];
  } catch {
    // Not well-formed after all: it stays as it came.
    return undefined;
  }
}
