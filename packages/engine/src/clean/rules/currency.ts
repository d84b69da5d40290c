import type { Json } from '../../vocabulary/json.js';
import type { FieldRule } from './rule.js';

const CODES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** Signs that mean one currency alone. `$`, `kr`, `¥` and `£` in some lands mean several; `£` without more is sterling. */
const SIGNS: ReadonlyMap<string, string> = new Map([
  ['€', 'EUR'],
  ['£', 'GBP'],
  ['₹', 'INR'],
  ['₽', 'RUB'],
  ['₩', 'KRW'],
  ['₺', 'TRY'],
  ['₴', 'UAH'],
  ['₪', 'ILS'],
  ['₫', 'VND'],
  ['₱', 'PHP'],
  ['₦', 'NGN'],
  ['฿', 'THB'],
  ['₡', 'CRC'],
  ['₲', 'PYG'],
  ['₸', 'KZT'],
  ['₾', 'GEL'],
  ['₵', 'GHS'],
  ['US$', 'USD'],
  ['C$', 'CAD'],
  ['A$', 'AUD'],
  ['NZ$', 'NZD'],
  ['HK$', 'HKD'],
  ['S$', 'SGD'],
  ['R$', 'BRL'],
  ['zł', 'PLN'],
  ['Kč', 'CZK'],
  ['Ft', 'HUF'],
]);

/** Signs of several currencies: they mark an amount of money, and say nothing about which. */
const SHARED_SIGNS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['$', new Set('USD CAD AUD NZD HKD SGD MXN ARS CLP COP TWD BBD BSD BZD FJD GYD JMD LRD NAD SBD SRD TTD XCD'.split(' '))],
  ['¥', new Set(['JPY', 'CNY'])],
  ['kr', new Set(['SEK', 'NOK', 'DKK', 'ISK'])],
  ['kr.', new Set(['SEK', 'NOK', 'DKK', 'ISK'])],
  ['Fr.', new Set(['CHF'])],
  ['Rs.', new Set(['INR', 'PKR', 'LKR', 'NPR', 'MUR'])],
  ['Rs', new Set(['INR', 'PKR', 'LKR', 'NPR', 'MUR'])],
]);

/** ISO 4217 in capitals, from a code in any case or a sign that means one currency. */
export const currency: FieldRule = {
  name: 'currency',
  places: ['properties.currency', 'properties.products[].currency', 'traits.currency', 'context.traits.currency'],
  clean: (value: Json) => (typeof value === 'string' ? (currencyOf(value.trim()) ?? value) : value),
};

/** The currency that a code or a sign means; undefined when it means none, or several. */
export function currencyOf(text: string): string | undefined {
  if (CODES.has(text)) return text;
  if (text.length > 4) return undefined;
  const code = text.toUpperCase();
  return CODES.has(code) ? code : SIGNS.get(text);
}

/** Whether a sign or code marks an amount of money, and may be one in a currency. */
export function mayMean(mark: string, code: string): boolean {
  return currencyOf(mark) === code || SHARED_SIGNS.get(mark)?.has(code) === true;
}

/** Whether it is a currency's sign or code at all. */
export function isCurrencyMark(text: string): boolean {
  return currencyOf(text) !== undefined || SHARED_SIGNS.has(text);
}
