import { describe, expect, it } from 'vitest';
import { delivery, track } from '../../../test/cleaning.js';
import type { CleanedItem } from '../../vocabulary/cleaned-item.js';
import type { Json, JsonObject } from '../../vocabulary/json.js';
import type { TrackingPlanDefinition } from '../../vocabulary/source.js';
import { cleanItem } from '../clean-item.js';
import { compileCleaning } from '../cleaning-rules.js';
import { compileTrackingPlan, TrackingPlanRefused } from './tracking-plan.js';

/** The kind of rule that Segment's documents show: what a call says stands under `properties` and `traits` of the event. */
const ORDER: JsonObject = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  labels: { team: 'shop' },
  properties: {
    properties: {
      type: 'object',
      required: ['order_id', 'revenue'],
      properties: {
        order_id: { type: 'string', pattern: '^o-[0-9]+$' },
        revenue: { type: 'number', minimum: 0 },
        status: { enum: ['new', 'paid'] },
        coupon: { type: ['string', 'null'] },
        placed_at: { type: 'string', format: 'date-time' },
        tags: { type: 'array', items: { type: 'string' }, uniqueItems: true, maxItems: 3 },
        address: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false },
        products: { type: 'array', items: { type: 'object', properties: { price: { type: 'number' } } } },
        by: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
      },
    },
  },
};

const plan = (over: Partial<TrackingPlanDefinition> = {}): TrackingPlanDefinition => ({
  kind: 'tracking-plan',
  name: 'shop',
  rules: { events: { 'Order Completed': ORDER } },
  ...over,
});

function clean(properties: JsonObject, over: Partial<TrackingPlanDefinition> = {}, item: JsonObject = {}): CleanedItem {
  const rules = compileCleaning(undefined, plan(over));
  return cleanItem(track({ event: 'Order Completed', properties, ...item }), delivery({ rules }));
}

const FINE = { order_id: 'o-1', revenue: 10 };

describe('a plan that blocks', () => {
  it.each<[string, JsonObject, string | null]>([
    ['another type', { ...FINE, revenue: 'ten' }, 'properties.revenue'],
    ['a missing property', { order_id: 'o-1' }, 'properties.revenue'],
    ['a missing property that is inherited', { ...FINE, address: { constructor: 'x' } }, 'properties.address.city'],
    ['a value outside of its list', { ...FINE, status: 'lost' }, 'properties.status'],
    ['text that does not fit its pattern', { ...FINE, order_id: '17' }, 'properties.order_id'],
    ['a time that is none', { ...FINE, placed_at: 'yesterday' }, 'properties.placed_at'],
    ['a nested object', { ...FINE, address: { city: 1 } }, 'properties.address.city'],
    ['a property too many', { ...FINE, address: { city: 'B', zip: 1 } }, 'properties.address.zip'],
    ['an element of a list', { ...FINE, products: [{ price: 1 }, { price: 'x' }] }, 'properties.products[1].price'],
    ['equal elements', { ...FINE, tags: ['a', 'a'] }, 'properties.tags'],
    ['none of the alternatives', { ...FINE, by: true }, 'properties.by'],
    ['null where text or null may stand', { ...FINE, coupon: 1 }, 'properties.coupon'],
  ])('puts aside %s, and says where', (_, properties, field) => {
    const result = clean(properties);
    expect(result).toMatchObject({ kind: 'quarantined', item: { reason: 'tracking_plan_violation', field } });
    expect(result.kind === 'quarantined' && result.item.detail).toContain('by the tracking plan shop');
  });

  it('takes what fits', () => {
    const full = {
      ...FINE,
      status: 'paid',
      coupon: null,
      placed_at: '2026-11-22T10:00:00Z',
      tags: ['a', 'b'],
      address: { city: 'B' },
      by: 7,
      more: 1,
    };
    expect(clean(full)).toMatchObject({ kind: 'event', event: { properties: full } });
  });

  it('sees the event normalised, and not what cleaning adds', () => {
    expect(clean({ order_id: 'o-1', revenue: '10,50 €' })).toMatchObject({ kind: 'event', event: { properties: { revenue: 10.5 } } });
    const global = {
      properties: { context: { additionalProperties: false, properties: { userAgent: { type: 'string' } } }, traits: { maxProperties: 0 } },
    };
    const context = { userAgent: 'Googlebot/2.1' };
    expect(clean(FINE, { rules: { global } }, { context })).toMatchObject({ kind: 'event', event: { traits: { bot: true } } });
  });

  it('holds identify, group and every call to their own rules', () => {
    const rules = {
      global: { required: ['userId'] },
      identify: { properties: { traits: { required: ['email'] } } },
      group: { properties: { traits: { properties: { employees: { type: 'integer' } } } } },
    };
    const reason = (item: JsonObject): Json | undefined => {
      const result = clean({}, { rules }, item);
      return result.kind === 'quarantined' ? result.item.field : undefined;
    };
    expect(reason({ userId: null, anonymousId: 'a' })).toBe('userId');
    expect(reason({ type: 'identify', traits: {} })).toBe('traits.email');
    expect(reason({ type: 'identify', traits: { email: 'a@b.de' } })).toBeUndefined();
    expect(reason({ type: 'group', groupId: 'g', traits: { employees: 'many' } })).toBe('traits.employees');
  });
});

describe('events that the plan does not name', () => {
  it('are taken, or put aside', () => {
    expect(clean({}, {}, { event: 'Something' }).kind).toBe('event');
    expect(clean({}, { onUnplanned: 'block' }, { event: 'Something' })).toMatchObject({
      kind: 'quarantined',
      item: { reason: 'unplanned_event', field: 'event' },
    });
    expect(clean({}, { onUnplanned: 'block' }, { event: 'toString' })).toMatchObject({
      kind: 'quarantined',
      item: { reason: 'unplanned_event' },
    });
    expect(clean({}, { onUnplanned: 'block' }, { type: 'identify' }).kind).toBe('event');
    expect(clean(FINE, { onUnplanned: 'block' }).kind).toBe('event');
  });
});

describe('a plan that omits', () => {
  it('leaves out what does not fit, a list with its elements, and marks what is missing', () => {
    const given = {
      revenue: 'ten',
      status: 'lost',
      tags: ['a', 1],
      address: { city: 'B', zip: 1 },
      products: [{ price: 'x', sku: 1 }],
      more: 1,
    };
    const result = clean(given, { onViolation: 'omit' });
    if (result.kind !== 'event') throw new Error('put aside');
    expect(result.event.properties).toEqual({ address: { city: 'B' }, products: [{ sku: 1 }], more: 1 });
    expect(result.event.changes?.every(({ rule }) => rule === 'tracking-plan')).toBe(true);
    expect(result.event.changes?.map(({ field, from }) => [field, from])).toEqual(
      expect.arrayContaining([
        ['properties.revenue', 'ten'],
        ['properties.status', 'lost'],
        ['properties.tags', ['a', 1]],
        ['properties.address.zip', 1],
        ['properties.products[0].price', 'x'],
        ['properties.order_id', undefined],
      ]),
    );
  });

  it('leaves nothing out of what a batch shares', () => {
    const context = { page: { path: 1, url: 'u' } };
    const global = { properties: { context: { properties: { page: { properties: { path: { type: 'string' } } } } } } };
    const rules = compileCleaning(undefined, plan({ onViolation: 'omit', rules: { global } }));
    const result = cleanItem(track(), delivery({ rules, context }));
    expect(result).toMatchObject({ kind: 'event', event: { context: { page: { url: 'u' } } } });
    expect(context).toEqual({ page: { path: 1, url: 'u' } });
  });
});

it('a plan that allows marks what does not fit', () => {
  const result = clean({ revenue: 'ten' }, { onViolation: 'allow' });
  expect(result).toMatchObject({
    kind: 'event',
    event: {
      properties: { revenue: 'ten' },
      changes: [
        { field: 'properties.order_id', rule: 'tracking-plan' },
        { field: 'properties.revenue', rule: 'tracking-plan' },
      ],
    },
  });
});

describe('a schema is refused', () => {
  const problemsOf = (schema: Json): readonly { readonly pointer: string; readonly message: string }[] => {
    try {
      compileTrackingPlan(plan({ rules: { events: { 'A/B': schema as JsonObject } } }));
    } catch (error) {
      if (error instanceof TrackingPlanRefused) return error.problems;
      throw error;
    }
    return [];
  };
  let deep: JsonObject = {};
  for (let level = 0; level < 60; level++) deep = { properties: { inner: deep } };

  it.each<[string, Json, string]>([
    ['that is none', 'text', '/rules/events/A~1B'],
    ['with a type that is none', { properties: { x: { type: 'money' } } }, '/rules/events/A~1B/properties/x/type'],
    ['with a slip of the pen', { properties: { x: { requird: true } } }, '/rules/events/A~1B'],
    ['with an unknown format', { properties: { x: { format: 'money' } } }, '/rules/events/A~1B'],
    ['that refers elsewhere', { properties: { x: { $ref: 'http://example.com/x.json' } } }, '/rules/events/A~1B/properties/x/$ref'],
    ['that refers to a file', { $ref: 'other.json#/x' }, '/rules/events/A~1B/$ref'],
    ['that refers to nothing', { $ref: '#/definitions/none' }, '/rules/events/A~1B'],
    ['of another draft', { $schema: 'https://json-schema.org/draft/2020-12/schema' }, '/rules/events/A~1B/$schema'],
    ['with a pattern that looks ahead', { properties: { x: { pattern: '^(?=a)' } } }, '/rules/events/A~1B'],
    ['with a pattern that is none', { properties: { x: { pattern: '(' } } }, '/rules/events/A~1B'],
    ['that is too large', { description: 'x'.repeat(70_000) }, '/rules/events/A~1B'],
  ])('%s', (_, schema, pointer) => {
    expect(problemsOf(schema).map((problem) => problem.pointer)).toContain(pointer);
  });

  it('that nests too deep', () => {
    expect(problemsOf(deep)[0]?.message).toContain('deeper');
  });

  it('not for references within itself, also to itself', () => {
    const node = { type: 'object', properties: { next: { $ref: '#/definitions/node' }, name: { type: 'string' } } };
    const schema: JsonObject = {
      $id: 'https://example.com/a',
      definitions: { node },
      properties: { properties: { $ref: '#/definitions/node' } },
    };
    expect(problemsOf(schema)).toEqual([]);
    const rules = { events: { 'Order Completed': schema } };
    expect(clean({ next: { next: { name: 1 } } }, { rules })).toMatchObject({
      kind: 'quarantined',
      item: { field: 'properties.next.next.name' },
    });
  });
});

it('a pattern that others need a lifetime for is answered at once', () => {
  const schema = { properties: { properties: { properties: { x: { type: 'string', pattern: '^(a+)+$' } } } } };
  const result = clean({ x: `${'a'.repeat(30_000)}!` }, { rules: { events: { 'Order Completed': schema } } });
  expect(result).toMatchObject({ kind: 'quarantined', item: { field: 'properties.x' } });
});
