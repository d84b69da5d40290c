import { valueText } from './value.js';

/** The most telling properties first; the rest follow in the order they were sent. */
const TELLING = ['name', 'category', 'price', 'total', 'query', 'title', 'product_id', 'order_id'];
/** A whole address says little and takes the line. */
const ADDRESS = /^https?:\/\//;
const SHOWN = 3;
const LONGEST = 40;

/** The few property values that tell an event apart, as short texts. */
export function tellingValues(properties: Readonly<Record<string, unknown>>): string[] {
  const names = [...TELLING.filter((name) => name in properties), ...Object.keys(properties).filter((name) => !TELLING.includes(name))];
  return names
    .filter((name) => typeof properties[name] !== 'object')
    .map((name) => valueText(properties[name]))
    .filter((text, index, all) => text !== '' && !ADDRESS.test(text) && all.indexOf(text) === index)
    .slice(0, SHOWN)
    .map((text) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text));
}
