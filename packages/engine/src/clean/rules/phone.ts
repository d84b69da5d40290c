import parsePhone, { type CountryCode, isSupportedCountry } from 'libphonenumber-js/max';
import type { Json } from '../../vocabulary/json.js';
import { type FieldRule, placesIn, type Surroundings, TRAITS } from './rule.js';

/** More than any way of writing a number takes. */
const MAX_PHONE = 64;

/**
 * E.164. Without a `+` a number is read by the country that the event names, else by the source's region; without either it stays,
 * as does what is no number that anybody can have (hence the full metadata) and what carries an extension, which E.164 cannot say.
 */
export const phone: FieldRule = {
  name: 'phone',
  places: placesIn([...TRAITS, 'properties'], ['phone', 'phone_number', 'phoneNumber', 'mobile']),
  settles: true,
  clean: (value: Json, surroundings) => (typeof value === 'string' ? (inE164(value, surroundings) ?? value) : value),
};

function inE164(text: string, surroundings: Surroundings): string | undefined {
  if (text.length > MAX_PHONE || !/\d/.test(text)) return undefined;
  const region = /^\s*[+＋]/.test(text) ? undefined : regionOf(surroundings);
  const number = parsePhone(text, { ...(region === undefined ? {} : { defaultCountry: region }), extract: false });
  return number?.isValid() === true && number.ext === undefined ? number.number : undefined;
}

function regionOf(surroundings: Surroundings): CountryCode | undefined {
  for (const country of [surroundings.country(), surroundings.policy.region]) {
    if (country !== undefined && isSupportedCountry(country)) return country;
  }
  return undefined;
}
