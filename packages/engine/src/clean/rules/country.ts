import type { Json } from '../../vocabulary/json.js';
import { Remembered } from '../remembered.js';
import { BY_ALPHA_3, COUNTRIES } from './country-codes.js';
import { type FieldRule, placesIn, TRAITS } from './rule.js';

/** The languages in which countries' names are known; where two of them differ about a name, the earlier one is right. */
const LANGUAGES = 'en de fr es it pt nl pl sv da nb fi cs sk hu ro tr el ru uk ja zh ko ar he'.split(' ');
/** What people write and the platform's lists do not say. The parts of the United Kingdom are in it; the island groups are not. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    uk: 'GB',
    'great britain': 'GB',
    england: 'GB',
    scotland: 'GB',
    wales: 'GB',
    'northern ireland': 'GB',
    'united kingdom of great britain and northern ireland': 'GB',
    eire: 'IE',
    'republic of ireland': 'IE',
    usa: 'US',
    'u.s.': 'US',
    'u.s.a.': 'US',
    'united states of america': 'US',
    holland: 'NL',
    'the netherlands': 'NL',
    'czech republic': 'CZ',
    turkey: 'TR',
    'russian federation': 'RU',
    'republic of korea': 'KR',
    'viet nam': 'VN',
    uae: 'AE',
    rsa: 'ZA',
    brd: 'DE',
    'ivory coast': 'CI',
    macedonia: 'MK',
    swaziland: 'SZ',
    'cape verde': 'CV',
    burma: 'MM',
  }),
);
const MAX_NAME = 64;
const REMEMBERED = 2_000;

/** ISO 3166-1 alpha-2, from either code in any case or a name in one of {@link LANGUAGES}. What is none stays. */
export const country: FieldRule = {
  name: 'country',
  places: [
    ...placesIn(TRAITS, ['country', 'address.country', 'country_code', 'countryCode']),
    ...placesIn(
      ['context.location', 'properties', 'properties.address', 'properties.shipping_address', 'properties.billing_address'],
      ['country'],
    ),
  ],
  settles: true,
  clean: (value: Json) => (typeof value === 'string' ? (countryCode(value) ?? value) : value),
};

/** The alpha-2 code that a text means; undefined when it means no country. */
export function countryCode(text: string): string | undefined {
  if (COUNTRIES.has(text)) return text;
  if (text.length > MAX_NAME) return undefined;
  const code = text.trim().toUpperCase();
  if (COUNTRIES.has(code)) return code;
  return BY_ALPHA_3.get(code) ?? (known.get(text) || undefined);
}

/** Codes by name as it was written; the empty text for what is no country's. Folding takes some µs, and events carry the same few. */
const known = new Remembered<string>(REMEMBERED, (text) => countryNames().get(folded(text)) ?? '');

let names: ReadonlyMap<string, string> | undefined;

/** Every known name, folded. Takes about a tenth of a second the first time: compiling a source's rules asks for it. */
export function countryNames(): ReadonlyMap<string, string> {
  names ??= collectNames();
  return names;
}

function collectNames(): Map<string, string> {
  const found = new Map(OTHER_NAMES);
  for (const language of LANGUAGES) {
    const displayed = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (const code of COUNTRIES) {
      const key = folded(displayed.of(code) ?? '');
      if (key !== '' && !found.has(key)) found.set(key, code);
    }
  }
  return found;
}

/** Without case, accents, repeated spaces, and the difference between `&` and `and`. */
function folded(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/&/g, 'and').replace(/[’`]/g, "'").replace(/\s+/g, ' ').trim();
}
