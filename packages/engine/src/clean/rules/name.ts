import type { Json } from '../../vocabulary/json.js';
import { type FieldRule, placesIn, TRAITS } from './rule.js';

const MAX_NAME = 512;
/** Words that stay small inside a name. */
const PARTICLES = new Set(
  'af al am bin bint da dal de degli dei del della den der di do dos du e el la le les het ibn in na op of och san st ten ter the und van vom von y zu zum zur und'.split(
    ' ',
  ),
);

/** In NFC, without control characters and repeated spaces. */
export const name: FieldRule = {
  name: 'name',
  places: placesIn(TRAITS, ['name', 'title', 'company.name', 'address.city', 'address.street']),
  clean: (value: Json) => (typeof value === 'string' ? spaced(value) : value),
};

/**
 * As {@link name}; and a name that was written all in capitals or all in small letters gets a capital at each word. Whoever mixes
 * the two (`McDonald`, `van der Berg`) has said how it is written. Two letters may be initials and stay.
 */
export const personName: FieldRule = {
  name: 'name',
  places: placesIn(TRAITS, ['firstName', 'lastName', 'middleName', 'first_name', 'last_name', 'middle_name']),
  clean: (value: Json, { ofGroup }) => {
    if (typeof value !== 'string') return value;
    const text = spaced(value);
    return ofGroup ? text : capitalised(text);
  },
};

function spaced(text: string): string {
  if (text.length > MAX_NAME) return text;
  const clean = text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}\u200b\ufeff]+/gu, ' ')
    .trim();
  // A name of nothing but spaces says something about a form; it is not for us to make it an empty one.
  return clean === '' ? text : clean;
}

function capitalised(text: string): string {
  const small = text.toLowerCase();
  const capital = text.toUpperCase();
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters < 3 || small === capital || (text !== small && text !== capital)) return text;
  return small
    .split(' ')
    .map((word, index) => (index > 0 && PARTICLES.has(word) ? word : word.replace(/(^|[-'’.])(mc(?=\p{L}))?(\p{L})/gu, startsWord)))
    .join(' ')
    .normalize('NFC');
}

function startsWord(_all: string, before: string, mc: string | undefined, letter: string): string {
  return `${before}${mc === undefined ? '' : 'Mc'}${letter.toUpperCase()}`;
}
