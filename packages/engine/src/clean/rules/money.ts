import type { Json } from '../../vocabulary/json.js';
import { currencyOf, isCurrencyMark, mayMean } from './currency.js';
import { type FieldRule, placesIn, type Surroundings } from './rule.js';

const FIELDS = ['price', 'revenue', 'total', 'subtotal', 'value', 'discount', 'shipping', 'tax', 'amount', 'cost', 'fee', 'refund'];
const MAX_TEXT = 40;
/** More digits than a double keeps exactly would come out as another amount. */
const MOST_DIGITS = 15;

/** A sign or code before the amount, or after it, or none; and minus in front of either. */
const AMOUNT = /^([-−]?)([^\d\s.,'’+−-]{0,4}\.?)\s?([-−]?)(\d[\d.,'’\s]*\d|\d)\s?([^\d\s.,'’+−-]{0,4}\.?)$/u;

/**
 * Amounts written as text become numbers: `1.234,50 €` and `USD 12` are 1234.5 and 12. Where a text may mean two amounts (`1.234`)
 * it stays; so does a bare number, unless the policy reads those too. Which currency it was is kept in `currency` when nothing stands there.
 */
export const money: FieldRule = {
  name: 'money',
  places: placesIn(['properties', 'properties.products[]'], FIELDS),
  applies: ({ normalise, money: mode }) => normalise && mode !== 'never',
  clean: (value: Json, surroundings) => (typeof value === 'string' ? (amountOf(value, surroundings) ?? value) : value),
};

function amountOf(text: string, surroundings: Surroundings): number | undefined {
  if (text.length > MAX_TEXT) return undefined;
  const found = AMOUNT.exec(text.trim());
  if (found === null) return undefined;
  const [, minusBefore, before, minus, digits, after] = found as unknown as [string, string, string, string, string, string];
  if ((minusBefore !== '' && minus !== '') || (before !== '' && after !== '')) return undefined;
  const mark = before + after;
  if (mark === '' ? surroundings.policy.money !== 'always' : !isCurrencyMark(mark)) return undefined;
  const decimal = decimalOf(digits);
  if (decimal === undefined || decimal.replace('.', '').replace(/^0+/, '').length > MOST_DIGITS) return undefined;
  if (mark !== '' && !fitsCurrency(mark, surroundings)) return undefined;
  const amount = Number(decimal);
  return minusBefore + minus === '' || amount === 0 ? amount : -amount;
}

/** Whether the sign fits the currency that is said; when none is said, the sign says it. */
function fitsCurrency(mark: string, surroundings: Surroundings): boolean {
  const said = surroundings.around.currency ?? surroundings.currency ?? null;
  if (said !== null) return typeof said === 'string' && mayMean(mark, currencyOf(said.trim()) ?? '');
  const meant = currencyOf(mark);
  return meant === undefined || surroundings.addBeside('currency', meant, 'currency');
}

/** Digits with separators as a decimal that `Number` reads; undefined when they may mean two amounts, or none. */
function decimalOf(text: string): string | undefined {
  const spaceless = text.replace(/[\s’]/gu, "'");
  const marks = [...spaceless.replace(/\d/g, '')];
  const last = marks.at(-1);
  if (last === undefined) return spaceless;
  const cut = spaceless.lastIndexOf(last);
  const isDecimal = last !== "'" && marks.indexOf(last) === marks.length - 1;
  if (!isDecimal) return grouped(spaceless, last);
  const fraction = spaceless.slice(cut + 1);
  const whole = spaceless.slice(0, cut);
  const group = marks[0] as string;
  // One mark with three digits behind it may be either, unless nothing could be grouped there: 0.125, 1234.125.
  if (marks.length === 1 && fraction.length === 3 && /^[1-9]\d{0,2}$/.test(whole)) return undefined;
  const integer = marks.length === 1 ? whole : grouped(whole, group);
  return integer === undefined ? undefined : `${integer}.${fraction}`;
}

/** Digits in groups of three, by one kind of mark. */
function grouped(text: string, mark: string): string | undefined {
  const [first, ...groups] = text.split(mark) as [string, ...string[]];
  const isGrouped = /^\d{1,3}$/.test(first) && groups.every((group) => /^\d{3}$/.test(group));
  return isGrouped ? first + groups.join('') : undefined;
}
