/** Which stream of events: the same values give the same events, byte for byte, in every process. */
export interface Stream {
  /** Makes messageIds unique from run to run. */
  readonly run: string;
  readonly seed: number;
  readonly customers: number;
  readonly count: number;
  /** Event time of the first event, in milliseconds. */
  readonly from: number;
  /** Milliseconds of event time from one event to the next. */
  readonly step: number;
  /** Whether each event is of any customer; else every customer has one before any has a second. */
  readonly scattered?: boolean;
}

const bytes = 512;
const categories = ['kettles', 'toasters', 'lamps', 'chairs', 'shoes', 'coats', 'books', 'games', 'tents', 'bikes'];
const names = [
  'Product Viewed',
  'Product Viewed',
  'Product Viewed',
  'Product List Viewed',
  'Products Searched',
  'Product Added',
  'Cart Viewed',
  'Checkout Started',
  'Order Completed',
  'Product Reviewed',
];

/** The event at a place of a stream, as JSON of about 512 bytes: a shop's track call with properties and context. */
export function eventJson(stream: Stream, index: number): string {
  const random = mulberry32(stream.seed ^ Math.imul(index + 1, 0x9e3779b1));
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const category = pick(categories);
  const event = {
    type: 'track',
    messageId: `${stream.run}-${index}`,
    userId: `customer-${index < stream.customers && stream.scattered !== true ? index : Math.floor(random() * stream.customers)}`,
    event: pick(names),
    timestamp: new Date(Math.round(stream.from + index * stream.step)).toISOString(),
    properties: {
      product_id: `${category}-${Math.floor(random() * 500)}`,
      category,
      price: Math.round(random() * 20_000) / 100,
      quantity: 1 + Math.floor(random() * 3),
      currency: 'EUR',
      discount: random() < 0.2 ? 10 : 0,
    },
    context: {
      library: { name: 'bench', version: '1.0.0' },
      device: { type: random() < 0.6 ? 'mobile' : 'desktop' },
      locale: pick(['de-DE', 'fr-FR', 'en-GB']),
      page: { path: `/${category}`, title: '' },
    },
  };
  event.context.page.title = 'x'.repeat(Math.max(0, bytes - JSON.stringify(event).length));
  return JSON.stringify(event);
}

/** A small seeded generator of numbers in [0, 1): fast, and the same everywhere. */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
