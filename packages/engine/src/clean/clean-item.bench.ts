/** How many items a second one core cleans, beside what it takes to parse them. Run: `npx tsx` or a build, then `node clean-item.bench.js`. */
import type { Json, JsonObject } from '../vocabulary/json.js';
import { cleanItem } from './clean-item.js';

const RECEIVED_AT = Date.UTC(2026, 10, 22);
const ROUNDS = 5;
const BATCHES = 400;

const item = (index: number): JsonObject => ({
  type: 'track',
  event: 'Product Viewed',
  messageId: `ajs-next-${1_700_000_000_000 + index}-3f2c1d2e-9b1a-4c55-8e77-0123456789ab`,
  userId: `user-${index}`,
  anonymousId: '5d1c8a53-3a4e-4c1c-9b7a-2f1d3e4c5b6a',
  timestamp: '2026-11-21T23:59:58.123Z',
  properties: {
    product_id: `sku-${index}`,
    name: 'Kettle, 1.7 l',
    category: 'kitchen',
    price: 39.9,
    currency: 'EUR',
    list: 'search',
    position: 3,
  },
  context: {
    ip: '203.0.113.7',
    locale: 'de-DE',
    timezone: 'Europe/Berlin',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    library: { name: 'analytics.js', version: 'next-1.84.0' },
    page: { path: '/kettles/17', referrer: '', search: '?q=kettle', title: 'Kettles', url: 'https://shop.example/kettles/17?q=kettle' },
  },
});
const text = JSON.stringify({ batch: Array.from({ length: 100 }, (_, index) => item(index)), sentAt: '2026-11-21T23:59:59.000Z' });

function once(): { readonly parseMs: number; readonly cleanMs: number } {
  let parseMs = 0;
  let cleanMs = 0;
  for (let batch = 0; batch < BATCHES; batch++) {
    const started = performance.now();
    const body = JSON.parse(text) as { batch: Json[]; sentAt: string };
    const parsed = performance.now();
    const delivery = {
      source: 'web',
      receivedAt: RECEIVED_AT,
      now: RECEIVED_AT,
      type: null,
      context: undefined,
      sentAt: body.sentAt,
      retention: null,
      newMessageId: () => '',
    };
    for (const each of body.batch) if (cleanItem(each, delivery).kind !== 'event') throw new Error('the workload must be clean');
    parseMs += parsed - started;
    cleanMs += performance.now() - parsed;
  }
  return { parseMs, cleanMs };
}

const results = Array.from({ length: ROUNDS }, once).sort((a, b) => a.cleanMs - b.cleanMs);
const median = results[Math.floor(ROUNDS / 2)] as { parseMs: number; cleanMs: number };
const perSecond = (ms: number): number => Math.round((BATCHES * 100 * 1000) / ms);
process.stdout.write(
  `${JSON.stringify({ name: 'clean_items_per_s', value: perSecond(median.cleanMs), unit: 'items/s', detail: { parseItemsPerS: perSecond(median.parseMs), bytesPerItem: Math.round(text.length / 100) } })}\n`,
);
