import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { primaryIdentifier } from '../vocabulary/event.js';
import { formatIdentifier, personIdentifier } from '../vocabulary/identifier.js';
import type { Json, JsonObject } from '../vocabulary/json.js';
import { cleanItem } from './clean-item.js';
import { cleanScore, parseScore, type ScoreDelivery } from './score-item.js';

const NOW = Date.UTC(2026, 0, 31, 12);
const DELIVERY: ScoreDelivery = {
  source: 'scores',
  receivedAt: NOW,
  now: NOW,
  type: null,
  context: undefined,
  sentAt: undefined,
  retention: null,
  newMessageId: () => 'new',
  whoIs: ({ value }) => (value === 'c_known' ? personIdentifier('userId', 'ann') : undefined),
};
const SCORE = { score: 'churn', customer: 'userId:ann', value: 0.7, at: '2026-01-31T11:00:00Z' };
const clean = (change: JsonObject = {}) => cleanScore({ ...SCORE, ...change } as Json, DELIVERY);

describe('a score that was made elsewhere', () => {
  test('is an event of its customer at its instant, under an id that follows from these', () => {
    const first = clean();
    expect(first).toMatchObject({
      kind: 'event',
      event: { type: 'score', event: '', userId: 'ann', timestamp: NOW - 3_600_000, properties: { score: 'churn', value: 0.7 } },
    });
    const idOf = (change: JsonObject): unknown => {
      const item = clean(change);
      return item.kind === 'event' ? item.event.messageId : undefined;
    };
    expect(idOf({ value: 0.8 })).toBe(idOf({}));
    expect(idOf({ at: '2026-01-31T11:00:00.000+00:00' })).toBe(idOf({}));
    for (const other of [{ at: '2026-01-31T11:00:00.001Z' }, { score: 'value' }, { customer: 'userId:bob' }, { messageId: 'mine' }])
      expect(idOf(other)).not.toBe(idOf({}));
  });

  test.each([
    ['userId:ann', 'userId:ann'],
    ['anonymousId:a:1', 'anonymousId:a:1'],
    ['loyalty_card:77', 'loyalty_card:77'],
    ['customerId:c_known', 'userId:ann'],
  ])('of %s belongs to %s', (customer, identifier) => {
    const item = clean({ customer });
    expect(item.kind === 'event' && formatIdentifier(primaryIdentifier(item.event))).toBe(identifier);
  });

  test.each([
    [{ score: '' }, 'invalid_properties', 'score'],
    [{ score: 'x'.repeat(101) }, 'invalid_properties', 'score'],
    [{ value: null }, 'invalid_properties', 'value'],
    [{ value: [0.7] }, 'invalid_properties', 'value'],
    [{ customer: 'ann' }, 'missing_identifier', 'customer'],
    [{ customer: 'vehicle/vin:W1' }, 'missing_identifier', 'customer'],
    [{ customer: 'customerId:c_nobody' }, 'missing_identifier', 'customer'],
    [{ customer: 'userId: ' }, 'invalid_identifier', 'customer'],
    [{ at: 'yesterday' }, 'invalid_timestamp', 'at'],
    [{ at: '2026-02-02T12:00:00Z' }, 'future_timestamp', 'at'],
    [{ messageId: 7 }, 'invalid_message_id', 'messageId'],
    [{ value: Number.POSITIVE_INFINITY }, 'invalid_properties', 'value'],
  ])('%j is put aside: %s', (change, reason, field) => {
    const item = clean(change as JsonObject);
    expect(item).toMatchObject({ kind: 'quarantined', item: { reason, field, source: 'scores' } });
    if (item.kind === 'quarantined') expect(parseScore(item.item.raw)).toBeDefined();
  });

  test('that is put aside is known by whose it is, so that erasure finds it', () => {
    expect(clean({ value: null })).toMatchObject({ item: { identifiers: [{ type: 'userId', value: 'ann' }] } });
  });

  test('is never thrown on, whatever comes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.record(SCORE_FIELDS, { requiredKeys: [] }), (value, fields) => {
        for (const item of [value as Json, fields as JsonObject]) {
          const cleaned = cleanScore(item, DELIVERY);
          if (cleaned.kind === 'event') expect(JSON.parse(JSON.stringify(cleaned.event))).toEqual(cleaned.event);
        }
      }),
      { numRuns: 300 },
    );
  });
});

const SCORE_FIELDS = {
  score: fc.oneof(fc.string(), fc.jsonValue()),
  customer: fc.oneof(
    fc.string().map((text) => `userId:${text}`),
    fc.jsonValue(),
  ),
  value: fc.oneof(fc.double(), fc.string(), fc.jsonValue()),
  at: fc.oneof(fc.constant(SCORE.at), fc.string()),
};

test('no call of the tracking API is a score', () => {
  for (const item of [
    { type: 'score', userId: 'ann', properties: { score: 'churn', value: 1 } },
    { type: 'track', event: '\u0000score:churn', userId: 'ann', properties: { value: 1 } },
    { type: 'track', event: '\u0000identify', userId: 'ann', traits: { plan: 'gold' } },
  ])
    expect(cleanItem(item, DELIVERY).kind).toBe('quarantined');
});
