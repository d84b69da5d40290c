import { describe, expect, test } from 'vitest';
import { primaryIdentifier } from './event.js';
import { externalIdentifiers, MAX_EXTERNAL_IDS } from './external-identifiers.js';
import { formatIdentifier, parseIdentifier } from './identifier.js';
import type { Json, JsonObject } from './json.js';

function textsOf(...externalIds: Json[]): readonly string[] {
  return externalIdentifiers({ externalIds }).map(formatIdentifier);
}

const card = (over: JsonObject = {}): JsonObject => ({ id: '123', type: 'loyalty_card', collection: 'users', encoding: 'none', ...over });

describe('external identifiers', () => {
  test('are the readable ones of collection users and encoding none, each once', () => {
    expect(textsOf(card(), card(), card({ id: 7 }), card({ type: 'ios.idfa' }), { id: 'x', type: 'ga-client' })).toEqual([
      'loyalty_card:123',
      'loyalty_card:7',
      'ios.idfa:123',
      'ga-client:x',
    ]);
  });

  test.each<[string, Json]>([
    ['of an account', card({ collection: 'accounts' })],
    ['encoded', card({ encoding: 'sha256' })],
    ['of a type that has a field of its own', card({ type: 'userId' })],
    ['of a derived type', card({ type: 'customerId' })],
    ['of a type that is none', card({ type: 'Loyalty Card' })],
    ['of a type with a colon', card({ type: 'a:b' })],
    ['of a type too long', card({ type: `a${'b'.repeat(64)}` })],
    ['empty', card({ id: '  ' })],
    ['too long', card({ id: 'x'.repeat(513) })],
    ['a number that is not exact', card({ id: 2 ** 60 })],
    ['half a character', card({ id: 'a\ud800' })],
    ['the other half', card({ id: '\udc00b' })],
    ['with a NUL', card({ id: 'a\0' })],
    ['an object', card({ id: {} })],
    ['no object', 'loyalty_card:123'],
    ['a list', [card()]],
  ])('leave out what is %s', (_, entry) => {
    expect(textsOf(entry)).toEqual([]);
  });

  test('whole characters beyond the first plane are fine', () => {
    expect(textsOf(card({ id: '😀' }))).toEqual(['loyalty_card:😀']);
  });

  test('count up to a bound, and a context without them has none', () => {
    expect(textsOf(...Array.from({ length: 100 }, (_, id) => card({ id })))).toHaveLength(MAX_EXTERNAL_IDS);
    for (const context of [{}, { externalIds: null }, { externalIds: card() }, { externalIds: 'x' }] as JsonObject[])
      expect(externalIdentifiers(context)).toEqual([]);
  });
});

test('an event belongs to its userId, else its anonymousId, else its first external id', () => {
  const context = { externalIds: [card({ collection: 'accounts' }), card({ id: 'A:1' }), card()] };
  expect(formatIdentifier(primaryIdentifier({ userId: 'u', anonymousId: 'a', context }))).toBe('userId:u');
  expect(formatIdentifier(primaryIdentifier({ userId: null, anonymousId: 'a', context }))).toBe('anonymousId:a');
  expect(formatIdentifier(primaryIdentifier({ userId: null, anonymousId: null, context }))).toBe('loyalty_card:A:1');
});

test('an identifier reads back as it was written', () => {
  for (const text of [
    'loyalty_card:123',
    'ios.idfa:a:b',
    'ga-client:GA1.2.3',
    'userId:',
    'vehicle/vin:W1',
    'userId:a/b:c',
    'Card:1',
    '1a:2',
  ]) {
    const parsed = parseIdentifier(text);
    if (parsed !== undefined) expect(formatIdentifier(parsed)).toBe(text);
  }
  expect(parseIdentifier('ios.idfa:a:b')).toEqual({ subject: 'person', type: 'ios.idfa', value: 'a:b' });
  expect(['userId:', 'Card:1', '1a:2', 'a b:c', ':x'].map(parseIdentifier)).toEqual(Array(5).fill(undefined));
});
