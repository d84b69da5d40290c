import fc from 'fast-check';
import { expect, it } from 'vitest';
import { delivery } from '../../../test/cleaning.js';
import { REAL_BROWSERS } from '../../../test/real-browsers.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Json, JsonObject } from '../../vocabulary/json.js';
import type { CleaningPolicy } from '../../vocabulary/source.js';
import { cleanItem } from '../clean-item.js';
import { compileCleaning } from '../cleaning-rules.js';
import { MAX_CHANGES } from '../field-cleaning.js';
import { MAX_ITEM_BYTES } from '../item-shape.js';

/** Values that the rules are about, and values that they are not. */
const value: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    ' A@B.de',
    'Deutschland',
    'en_us',
    '€ 1.234,50',
    '12 €',
    '$3',
    '1.234',
    'eur',
    '203.0.113.7',
    '::ffff:1.2.3.4',
    '030 901820',
    '+49 30 901820',
  ),
  fc.constantFrom<Json>('ANN', 'ßab', 'İSTANBUL', 'ŉabc', '', ' ', 'US$', 'iw', 'GB', 'Googlebot/2.1', ...REAL_BROWSERS.slice(0, 3)),
  fc.string({ unit: 'binary', maxLength: 30 }) as fc.Arbitrary<Json>,
  fc.string({
    unit: fc.constantFrom('1', '0', '.', ',', ' ', '€', '-', "'", 'U', 'S', 'D', '\u00a0'),
    maxLength: 12,
  }) as fc.Arbitrary<Json>,
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
);
const KEYS = [
  ...['email', 'phone', 'name', 'firstName', 'country', 'language', 'locale', 'currency', 'price', 'revenue', 'value', 'ip', 'bot'],
  ...['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'text', 'userAgent', 'title'],
];
const object = (more: Record<string, fc.Arbitrary<Json>> = {}): fc.Arbitrary<JsonObject> =>
  fc
    .tuple(fc.dictionary(fc.constantFrom(...KEYS), value, { maxKeys: 6 }), fc.record(more, { requiredKeys: [] }))
    .map(([one, other]) => ({ ...one, ...other }) as JsonObject);
const item = fc.record({
  type: fc.constantFrom<Json>('track', 'identify', 'page', 'group', 'alias'),
  event: fc.constantFrom<Json>('Feedback Received', 'Order Completed'),
  userId: fc.constant<Json>('u1'),
  previousId: fc.constant<Json>('p'),
  groupId: fc.constant<Json>('g'),
  messageId: fc.constant<Json>('m1'),
  properties: object({ products: fc.array(fc.oneof(object(), value), { maxLength: 3 }) as fc.Arbitrary<Json>, address: object() }),
  context: object({ traits: object({ address: object() }), location: object(), device: object(), browser: value, bot: value }),
  traits: object({ address: object(), company: object() }),
});
const policy: fc.Arbitrary<CleaningPolicy> = fc.record(
  {
    normalise: fc.boolean(),
    ip: fc.constantFrom('keep', 'truncate', 'drop'),
    keepOriginals: fc.boolean(),
    region: fc.constantFrom('DE', 'us', 'XX'),
    money: fc.constantFrom('marked', 'always', 'never'),
  },
  { requiredKeys: [] },
);

it('cleaning never throws, is the same every time, keeps its bounds, and changes nothing about what is clean', () => {
  fc.assert(
    fc.property(item, policy, (given, clean) => {
      const rules = compileCleaning({ kind: 'source', name: 'web', clean }, undefined);
      const sent = JSON.stringify(given);
      const once = (text: string): CustomerEvent | undefined => {
        const result = cleanItem(JSON.parse(text) as Json, delivery({ rules }));
        return result.kind === 'event' ? result.event : undefined;
      };
      const event = once(sent);
      if (event === undefined) return;
      expect(JSON.stringify(once(sent))).toBe(JSON.stringify(event));
      expect(event.changes?.length ?? 1).toBeGreaterThan(0);
      expect(event.changes?.length ?? 0).toBeLessThanOrEqual(MAX_CHANGES);
      expect(event.changes?.filter(({ rule, from }) => rule === 'ip' && from !== undefined) ?? []).toEqual([]);
      expect(Buffer.byteLength(JSON.stringify({ ...event, receivedAt: 0 }))).toBeLessThan(MAX_ITEM_BYTES + 1_000);
      const { properties, context, traits } = event;
      const again = once(JSON.stringify({ ...given, properties, context, traits })) as CustomerEvent;
      // A trait that cleaning left out is said once more when `context.traits` says it too: only what stood is compared.
      const stood = Object.fromEntries(Object.entries(again.traits).filter(([name]) => Object.hasOwn(traits, name)));
      expect({ properties: again.properties, context: again.context, traits: stood }).toEqual({ properties, context, traits });
      expect(again?.changes).toBeUndefined();
    }),
    { numRuns: 1_500 },
  );
  expect(Object.keys(Object.prototype)).toEqual([]);
});
