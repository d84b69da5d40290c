import fc from 'fast-check';
import { expect, test } from 'vitest';
import { viewOf } from '../clean/tracking-plan/hold-to-plan.js';
import { compileTrackingPlan } from '../clean/tracking-plan/tracking-plan.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import type { JsonObject } from '../vocabulary/json.js';
import { event, watching } from './history-for-tests.js';
import { type SuggestedPlan, suggestPlan } from './suggest-plan.js';

function suggested(events: readonly CustomerEvent[]): SuggestedPlan {
  const { quality } = watching();
  for (const one of events) quality.fold(one);
  const source = quality.source('shop');
  if (source === undefined) throw new Error('nothing was counted');
  return suggestPlan(source, 'shop');
}

const bought = (n: number, properties: JsonObject, more: Partial<CustomerEvent> = {}): CustomerEvent =>
  event(Math.floor(n / 100), n % 100, properties, more);

test('what almost all carry is required, with its types; what some carry is known; slips are not learned', () => {
  const events = Array.from({ length: 1_000 }, (_, n) =>
    bought(n, {
      sku: n === 500 ? 7 : `s${n % 9}`,
      price: n % 9,
      ...(n % 2 === 0 && { coupon: 'SPRING' }),
      total: n % 3 === 0 ? `${n % 9}` : n % 9,
      note: n % 2 === 0 ? null : 'gift',
      stars: n % 2 === 0 ? '' : 5,
      cart: { id: `c${n % 9}`, items: [1] },
      ...(n === 3 && { slipped: true }),
    }),
  );
  const { definition, events: basis } = suggested(events);
  expect(basis).toBe(1_000);
  expect(definition.rules.events).toEqual({
    'Product Purchased': {
      type: 'object',
      required: ['userId'],
      properties: {
        properties: {
          type: 'object',
          required: ['cart', 'price', 'sku', 'total'],
          properties: {
            cart: {
              type: 'object',
              required: ['id', 'items'],
              properties: { id: { type: 'string' }, items: { type: 'array' } },
            },
            coupon: { type: 'string' },
            note: { type: ['string', 'null'] },
            price: { type: 'number' },
            sku: { type: 'string' },
            stars: { anyOf: [{ type: ['number', 'null'] }, { type: 'string', pattern: '^\\s*$' }] },
            total: { type: ['string', 'number'] },
          },
        },
        userId: { type: 'string' },
      },
    },
  });
});

test('calls without a name stand where a plan has them, and few events require nothing', () => {
  const identified = Array.from({ length: 30 }, (_, n) => bought(n, {}, { type: 'identify', event: '', traits: { city: `c${n % 3}` } }));
  const { rules } = suggested(identified).definition;
  expect(rules).toEqual({
    identify: {
      type: 'object',
      properties: { traits: { type: 'object', properties: { city: { type: 'string' } } }, userId: { type: 'string' } },
    },
    events: {},
  });
});

test('property: it can be published, and almost all that it was made from fits it', () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.integer(), { maxLength: 2 }));
  const key = fc.constantFrom('a', 'b', 'a.b', '__proto__', 'constructor', 'required', 'c');
  const object = fc.dictionary(key, fc.oneof({ maxDepth: 2 }, value, fc.dictionary(key, value, { maxKeys: 3 })), { maxKeys: 4 });
  fc.assert(
    fc.property(fc.array(object, { minLength: 1, maxLength: 6 }), (kinds) => {
      const events = Array.from({ length: 400 }, (_, n) => bought(n, kinds[n % kinds.length] as JsonObject));
      const { definition } = suggested(events);
      const plan = compileTrackingPlan(definition);
      const misfits = events.filter((one) => plan.violations(one, viewOf(one, one)).length > 0);
      expect(misfits.length / events.length).toBeLessThan(0.05);
      expect(plan.isPlanned(events[0] as CustomerEvent)).toBe(true);
    }),
    { numRuns: 60 },
  );
});
