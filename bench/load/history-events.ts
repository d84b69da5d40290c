/** A past of a shop, as the engine has it in its journal: the same values give the same events, byte for byte. */
export interface PastEvents {
  readonly customers: number;
  readonly count: number;
  /** Event time of the first event and of the end, in milliseconds. */
  readonly from: number;
  readonly until: number;
}

const CATEGORIES = ['kettles', 'toasters', 'lamps', 'chairs', 'shoes', 'coats', 'books', 'games', 'tents', 'bikes'];
const NAMES = [
  'Product List Viewed',
  'Products Searched',
  'Product Added',
  'Cart Viewed',
  'Checkout Started',
  'Order Completed',
  'Product Reviewed',
];
/** Of ten events so many are views. */
const VIEWS_IN_TEN = 3;
const LOCALES = ['de-DE', 'fr-FR', 'en-GB'];
const TITLE = 'x'.repeat(160);

/** The event at a place, as the text of a journal's entry of about 640 bytes. Every customer has an event before any has a second. */
export function pastEventText({ customers, count, from, until }: PastEvents, index: number): string {
  const random = mixed(index + 1);
  const again = mixed(random ^ 0x5bd1e995);
  const customer = index < customers ? index : random % customers;
  const category = CATEGORIES[again % 10] as string;
  const kind = (again >>> 4) % 10;
  const name = kind < VIEWS_IN_TEN ? 'Product Viewed' : (NAMES[kind - VIEWS_IN_TEN] as string);
  const at = Math.floor(from + ((until - from) * index) / count);
  return (
    `{"messageId":"past-${index}","type":"track","event":"${name}","userId":"customer-${customer}","anonymousId":null,"previousId":null,` +
    `"groupId":null,"timestamp":${at},"receivedAt":${at},"source":"bench","properties":{"product_id":"${category}-${(again >>> 8) % 500}",` +
    `"category":"${category}","price":${((random >>> 8) % 20_000) / 100},"quantity":${1 + ((random >>> 4) % 3)},"currency":"EUR",` +
    `"discount":${again >>> 28 < 3 ? 10 : 0}},"context":{"library":{"name":"bench","version":"1.0.0"},` +
    `"device":{"type":"${(again >>> 20) % 10 < 6 ? 'mobile' : 'desktop'}"},"locale":"${LOCALES[(again >>> 12) % 3]}",` +
    `"page":{"path":"/${category}","title":"${TITLE}"}},"traits":{}}`
  );
}

/** A number that looks random, the same for the same number: the last step of MurmurHash3. */
function mixed(number: number): number {
  let hash = number | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
