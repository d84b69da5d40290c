import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sharedData } from '../../test/shared-data.js';
import { CUSTOMER_EVENT_FIELDS, delivery, RECEIVED_AT, track } from '../../test/cleaning.js';
import { type CustomerEvent, primaryIdentifier } from '../vocabulary/event.js';
import { personIdentifier } from '../vocabulary/identifier.js';
import { formatInstant, parseInstant } from '../vocabulary/instant.js';
import type { Json, JsonObject } from '../vocabulary/json.js';
import { QUARANTINE_REASONS } from '../vocabulary/outcome.js';
import type { QuarantinedItem } from '../vocabulary/quarantined-item.js';
import { cleanAgain } from './clean-again.js';
import { cleanItem } from './clean-item.js';
import { MAX_RAW_BYTES } from './put-aside.js';

function eventOf(item: Json, over: Parameters<typeof delivery>[0] = {}): CustomerEvent {
  const cleaned = cleanItem(item, delivery(over));
  if (cleaned.kind !== 'event') throw new Error(`put aside: ${JSON.stringify(cleaned.item)}`);
  return cleaned.event;
}

function asideOf(item: Json, over: Parameters<typeof delivery>[0] = {}): QuarantinedItem {
  const cleaned = cleanItem(item, delivery(over));
  if (cleaned.kind !== 'quarantined') throw new Error(`accepted: ${JSON.stringify(cleaned.event)}`);
  return cleaned.item;
}

const nested = (levels: number): Json => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`) as Json;

describe('an item that is in order', () => {
  it('becomes an event with every field, in the declared order', () => {
    const event = eventOf(track({ properties: { price: 39.9 }, context: { ip: '203.0.113.7' } }));
    expect(Object.keys(event)).toEqual(CUSTOMER_EVENT_FIELDS);
    expect(Object.keys(eventOf(track()))).toEqual(CUSTOMER_EVENT_FIELDS.filter((field) => field !== 'changes'));
    expect(event).toEqual({
      messageId: 'm1',
      type: 'track',
      event: 'Product Viewed',
      userId: 'u1',
      anonymousId: null,
      previousId: null,
      groupId: null,
      timestamp: RECEIVED_AT,
      receivedAt: RECEIVED_AT,
      source: 'web',
      changes: [{ field: 'context.ip', rule: 'ip' }],
      properties: { price: 39.9 },
      context: { ip: '203.0.113.0' },
      traits: {},
    });
  });

  it('takes the call from the path before the item', () => {
    expect(eventOf({ ...track(), type: 'nonsense' }, { type: 'identify' }).type).toBe('identify');
  });

  it('is given an id when it brings none', () => {
    for (const messageId of [null, '', undefined]) {
      const item = track();
      if (messageId === undefined) delete item.messageId;
      else item.messageId = messageId;
      expect(eventOf(item).messageId).toBe('generated-1');
    }
  });

  it('says numbers as text and blank identifiers as none', () => {
    expect(eventOf(track({ userId: 17850 })).userId).toBe('17850');
    expect(eventOf(track({ userId: '  ', anonymousId: 'a1' }))).toMatchObject({ userId: null, anonymousId: 'a1' });
  });

  it('belongs to an external id when it has no other, its own or the batch’s', () => {
    const context = { externalIds: [{ id: 123, type: 'loyalty_card', collection: 'users', encoding: 'none' }] };
    const purchase = { type: 'track', event: 'Order Completed', messageId: 'm1', context };
    expect(primaryIdentifier(eventOf(purchase))).toEqual(personIdentifier('loyalty_card', '123'));
    const { context: _, ...bare } = purchase;
    expect(primaryIdentifier(eventOf(bare, { context }))).toEqual(personIdentifier('loyalty_card', '123'));
    expect(asideOf({ ...bare, event: '' }, { context }).identifiers).toEqual([personIdentifier('loyalty_card', '123')]);
    expect(asideOf({ ...purchase, context: { externalIds: [{ type: 'loyalty_card' }] } }).reason).toBe('missing_identifier');
  });

  it('names pages and screens, and moves name and category among the properties', () => {
    const page = track({ type: 'page', name: 'Kettles', category: 'Kitchen', properties: { path: '/kettles', name: 'old' } });
    expect(eventOf(page)).toMatchObject({ event: 'Page Viewed', properties: { path: '/kettles', name: 'Kettles', category: 'Kitchen' } });
    expect(eventOf(track({ type: 'screen', name: null, properties: { name: 'kept' } }))).toMatchObject({
      event: 'Screen Viewed',
      properties: { name: 'kept' },
    });
  });

  it('finds the traits of an identify call in both places; the item wins', () => {
    const item = { type: 'identify', userId: 'u1', traits: { plan: 'gold' }, context: { traits: { plan: 'free', city: 'Ulm' } } };
    expect(eventOf(item)).toMatchObject({ event: '', traits: { plan: 'gold', city: 'Ulm' } });
    expect(eventOf(track({ context: { traits: { city: 'Ulm' } } })).traits).toEqual({});
  });

  it('keeps the group and the older identity of the calls that name them', () => {
    expect(eventOf({ type: 'group', userId: 'u1', groupId: 7 })).toMatchObject({ groupId: '7', previousId: null });
    expect(eventOf({ type: 'alias', userId: 'u1', previousId: 'a1' })).toMatchObject({ previousId: 'a1', groupId: null });
    expect(eventOf(track({ groupId: 'g', previousId: 'p' }))).toMatchObject({ groupId: null, previousId: null });
  });

  it("lays its choice of integrations over the batch's, and has none where nothing was said", () => {
    const ofBatch = { integrations: { All: true, Mailchimp: true } };
    expect(eventOf(track({ integrations: { Mailchimp: false } }), ofBatch).integrations).toEqual({ All: true, Mailchimp: false });
    const changed = eventOf(track({ context: { ip: '203.0.113.7' } }), ofBatch);
    expect([changed.integrations, changed.changes?.length]).toEqual([ofBatch.integrations, 1]);
    expect(Object.hasOwn(eventOf(track({ integrations: {} })), 'integrations')).toBe(false);
  });

  it("lays its context over the batch's", () => {
    const event = eventOf(track({ context: { ip: '203.0.113.7' } }), { context: { ip: '198.51.100.1', locale: 'de-DE' } });
    expect(event.context).toEqual({ ip: '203.0.113.0', locale: 'de-DE' });
  });
});

describe('the time of an event', () => {
  const at = (seconds: number): string => formatInstant(RECEIVED_AT + seconds * 1000);
  const cases: readonly (readonly [string, JsonObject, Json | undefined, number])[] = [
    ['none given: when it arrived', {}, undefined, 0],
    ['a timestamp alone is believed', { timestamp: at(-60) }, undefined, -60],
    ['a clock that is 1 hour ahead', { timestamp: at(3590) }, at(3600), -10],
    ['a clock that is 1 day behind', { originalTimestamp: at(-86_410) }, at(-86_400), -10],
    ['originalTimestamp before timestamp', { originalTimestamp: at(-20), timestamp: at(-30) }, at(0), -20],
    ["the item's sentAt before the batch's", { timestamp: at(-20), sentAt: at(-10) }, at(500), -10],
    ['sentAt without a time of its own', {}, at(-100), 0],
    ['a day ahead to the millisecond', { timestamp: at(86_400) }, undefined, 86_400],
  ];
  it.each(cases)('%s', (_name, fields, sentAt, seconds) => {
    expect(eventOf(track(fields), { sentAt }).timestamp).toBe(RECEIVED_AT + seconds * 1000);
  });

  it('reads the usual form exactly as the vocabulary reads it', () => {
    const canonical = fc.tuple(fc.nat(9999), fc.nat(13), fc.nat(32), fc.nat(25), fc.nat(60), fc.nat(60), fc.nat(999));
    const two = (part: number): string => String(part).padStart(2, '0');
    fc.assert(
      fc.property(canonical, ([year, month, day, hour, minute, second, ms]) => {
        const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
        const text = `${date}T${two(hour)}:${two(minute)}:${two(second)}.${String(ms).padStart(3, '0')}Z`;
        const cleaned = cleanItem(track({ timestamp: text }), delivery({ now: Number.MAX_SAFE_INTEGER }));
        const expected = parseInstant(text);
        if (expected === undefined || expected < Date.UTC(1900)) return cleaned.kind === 'quarantined';
        return cleaned.kind === 'event' && cleaned.event.timestamp === expected;
      }),
      { numRuns: 1000 },
    );
  });
});

describe('an item that is put aside', () => {
  const long = (length: number): string => 'x'.repeat(length);
  const cases: readonly (readonly [string, Json, string, string | null])[] = [
    ['no object', [track()], 'invalid_item', null],
    ['null', null, 'invalid_item', null],
    ['no type', { userId: 'u1' }, 'invalid_type', 'type'],
    ['an unknown type', track({ type: 'constructor' }), 'invalid_type', 'type'],
    ['nobody', { type: 'track', event: 'E' }, 'missing_identifier', 'userId'],
    ['blank ids', track({ userId: '', anonymousId: ' ' }), 'missing_identifier', 'userId'],
    ['an id that is an object', track({ userId: { id: 1 } }), 'invalid_identifier', 'userId'],
    ['an id that is too long', track({ anonymousId: long(513) }), 'invalid_identifier', 'anonymousId'],
    ['a number that was rounded', track({ userId: 2 ** 53 }), 'invalid_identifier', 'userId'],
    ['half a surrogate pair', track({ userId: 'a\ud800' }), 'invalid_identifier', 'userId'],
    ['a NUL', track({ userId: 'a\0b' }), 'invalid_identifier', 'userId'],
    ['a track call without a name', { type: 'track', userId: 'u1' }, 'missing_event_name', 'event'],
    ['a blank name', track({ event: ' ' }), 'missing_event_name', 'event'],
    ['a name that is a number', track({ event: 1 }), 'invalid_event_name', 'event'],
    ['a name that is too long', track({ event: long(513) }), 'invalid_event_name', 'event'],
    ['properties that are a list', track({ properties: [] }), 'invalid_properties', 'properties'],
    ['integrations that are a list', track({ integrations: [] }), 'invalid_item', 'integrations'],
    ['a context that is text', track({ context: 'x' }), 'invalid_context', 'context'],
    ['traits that are a number', { type: 'identify', userId: 'u1', traits: 1 }, 'invalid_traits', 'traits'],
    ['context.traits that are a list', { type: 'identify', userId: 'u1', context: { traits: [] } }, 'invalid_context', 'context.traits'],
    ['a messageId that is a number', track({ messageId: 1 }), 'invalid_message_id', 'messageId'],
    ['a messageId that is too long', track({ messageId: long(101) }), 'invalid_message_id', 'messageId'],
    ['a time that is none', track({ timestamp: 'yesterday' }), 'invalid_timestamp', 'timestamp'],
    ['a day that does not exist', track({ timestamp: '2026-02-30T10:00:00.000Z' }), 'invalid_timestamp', 'timestamp'],
    ['a time that is a number', track({ originalTimestamp: 1 }), 'invalid_timestamp', 'originalTimestamp'],
    ['a sentAt that is no time', track({ timestamp: '2026-11-21T00:00:00Z', sentAt: 'x' }), 'invalid_timestamp', 'sentAt'],
    ['a time before 1900', track({ timestamp: '0001-01-01T00:00:00Z' }), 'invalid_timestamp', 'timestamp'],
    ['more than a day ahead', track({ timestamp: formatInstant(RECEIVED_AT + 86_400_001) }), 'future_timestamp', 'timestamp'],
    [
      'a key __proto__',
      JSON.parse('{"userId":"u1","properties":{"a":[{"__proto__":{"x":1}}]}}'),
      'forbidden_key',
      'properties.a.0.__proto__',
    ],
    ['constructor.prototype', track({ context: { constructor: { prototype: {} } } }), 'forbidden_key', 'context.constructor'],
    ['33 levels', track({ properties: { deep: nested(31) } }), 'too_deep', 'properties'],
    ['200,000 levels', track({ properties: { deep: nested(200_000) } }), 'too_deep', 'properties'],
    ['an infinite number', JSON.parse('{"type":"track","properties":{"p":1e999}}'), 'invalid_properties', 'properties.p'],
    ['more than 32 KB', track({ properties: { blob: long(32 * 1024) } }), 'too_large', null],
  ];
  it.each(cases)('%s', (_name, item, reason, field) => {
    expect(asideOf(item)).toMatchObject({ reason, field, source: 'web', receivedAt: RECEIVED_AT });
  });

  it('accepts what is just inside the limits', () => {
    const item = track({ userId: long(512), event: long(512), messageId: long(100), properties: { deep: nested(30) } });
    expect(eventOf(item).userId).toHaveLength(512);
    expect(eventOf(track({ properties: { constructor: 'Ferrari', prototype: true } })).properties).toEqual({
      constructor: 'Ferrari',
      prototype: true,
    });
  });

  it('counts bytes, not characters, and not the write key', () => {
    expect(asideOf(track({ properties: { blob: '\u0001'.repeat(6000) } })).reason).toBe('too_large');
    expect(eventOf({ ...track({ properties: { blob: long(32_000) } }), writeKey: long(32_000) }).messageId).toBe('m1');
  });

  it('keeps what is needed to erase and to repair it, without the write key', () => {
    const item = asideOf(
      { ...track({ event: 7, anonymousId: 'a1', previousId: 'p1' }), writeKey: 'secret' },
      { sentAt: 'later', context: { ip: '2001:db8:1:2::1' }, integrations: { All: false } },
    );
    expect(item.messageId).toBe('m1');
    expect(item.identifiers.map(({ type, value }) => `${type}:${value}`)).toEqual([
      'userId:u1',
      'anonymousId:a1',
      'userId:p1',
      'anonymousId:p1',
    ]);
    expect(JSON.parse(item.raw)).toMatchObject({
      event: 7,
      sentAt: 'later',
      context: { ip: '2001:db8:1::' },
      integrations: { All: false },
    });
    expect(item.raw).not.toContain('secret');
  });

  it('cuts its text at 64 KiB without breaking a character', () => {
    const { raw } = asideOf(track({ properties: { blob: '€'.repeat(40_000) } }));
    expect(Buffer.byteLength(raw)).toBeLessThanOrEqual(MAX_RAW_BYTES);
    expect(raw).not.toContain('\ufffd');
  });

  it('puts aside what is older than events are kept', () => {
    const item = track({ timestamp: '2026-10-01T00:00:00Z' });
    expect(asideOf(item, { retention: 30 * 86_400_000 }).reason).toBe('past_retention');
    expect(eventOf(item, { retention: 90 * 86_400_000 }).userId).toBe('u1');
  });
});

describe('cleaning again', () => {
  const again = { now: RECEIVED_AT + 3 * 86_400_000, retention: null, newMessageId: () => 'again' };

  it('accepts what only lay ahead, with the time that it had', () => {
    const ahead = asideOf({ event: 'E', anonymousId: 'a1', timestamp: formatInstant(RECEIVED_AT + 2 * 86_400_000) }, { type: 'track' });
    const cleaned = cleanAgain(ahead, again);
    expect(cleaned).toMatchObject({
      kind: 'event',
      event: { type: 'track', messageId: 'again', timestamp: RECEIVED_AT + 2 * 86_400_000, receivedAt: RECEIVED_AT },
    });
  });

  it('never accepts an item whose text was cut', () => {
    for (const properties of [{ blob: 'x'.repeat(100_000) }, { deep: nested(5000) }]) {
      const item = asideOf(track({ properties }));
      expect(cleanAgain(item, again)).toMatchObject({ kind: 'quarantined', item: { reason: item.reason } });
    }
  });
});

describe('any JSON at all', () => {
  it('is either a normal event that JSON gives back the same, or put aside with a listed reason; never thrown on', () => {
    const fields = fc.record(
      {
        type: fc.oneof(fc.constantFrom('track', 'identify', 'page', 'screen', 'group', 'alias'), fc.jsonValue()),
        event: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()),
        userId: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()),
        anonymousId: fc.oneof(fc.string(), fc.jsonValue()),
        groupId: fc.string(),
        previousId: fc.string(),
        messageId: fc.oneof(fc.string({ maxLength: 120 }), fc.jsonValue()),
        timestamp: fc.oneof(
          fc
            .date()
            .filter((date) => !Number.isNaN(date.getTime()))
            .map((date) => date.toISOString()),
          fc.jsonValue(),
        ),
        properties: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
        context: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
        traits: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof({ arbitrary: fields, weight: 9 }, fc.jsonValue()), (value) => {
        const item = JSON.parse(JSON.stringify(value)) as Json;
        const cleaned = cleanItem(item, delivery());
        if (cleaned.kind === 'quarantined') {
          expect(QUARANTINE_REASONS).toContain(cleaned.item.reason);
          return;
        }
        expect(Object.keys(cleaned.event)).toEqual(CUSTOMER_EVENT_FIELDS.filter((field) => field !== 'changes' || cleaned.event.changes));
        const text = JSON.stringify(cleaned.event);
        expect(JSON.stringify(JSON.parse(text))).toBe(text);
      }),
      { numRuns: 2000 },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  const naughty = sharedData('naughty-strings/blns.json');
  it.skipIf(naughty === undefined)(
    `takes naughty strings anywhere, unchanged${naughty === undefined ? ' (skipped: no shared/data)' : ''}`,
    () => {
      for (const text of JSON.parse(readFileSync(naughty as string, 'utf8')) as string[]) {
        const blank = text.trim() === '';
        const event = eventOf(
          track({ anonymousId: text, event: blank ? 'E' : text, properties: { text }, context: { [`key ${text}`]: text } }),
        );
        expect(event.anonymousId).toBe(blank ? null : text);
        expect(event.properties).toEqual({ text });
      }
    },
  );
});
