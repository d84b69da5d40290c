import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CustomerEvent } from '../vocabulary/event.js';
import type { Json, JsonObject } from '../vocabulary/json.js';
import { valueAt } from './path.js';
import { RawDictionary } from './raw-dictionary.js';
import { RawValues } from './raw-values.js';

const KEYS = ['a', 'b', 'properties', 'source', 'context', '__proto__', 'constructor', '"', '\\', 'é', '💡', '\ud800', ' ', '1'];
const key = fc.constantFrom(...KEYS);
const nasty = fc.constantFrom<Json>(
  10,
  1e21,
  -0.1,
  5e-324,
  12345678901234567000,
  '10',
  '',
  '"',
  '\\',
  ',"source":"x","properties":{"a":1}',
  '2024-01-01',
  'é💡\ud800\u0000\n',
  true,
  false,
  null,
  [],
  {},
  [1, 'a', null, { a: [] }],
);
const { json } = fc.letrec<{ json: Json; object: JsonObject }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 5 },
    nasty,
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.array(tie('json'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.array(fc.tuple(key, tie('json')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries) as JsonObject),
}));
const object = fc.array(fc.tuple(key, json), { maxLength: 6 }).map((entries) => Object.fromEntries(entries) as JsonObject);
const path = fc.tuple(fc.constantFrom('properties', 'context', 'traits'), fc.array(key, { minLength: 1, maxLength: 3 }));

function eventText(fields: Partial<CustomerEvent>): string {
  const before = { messageId: 'm', type: 'track', event: 'E', userId: 'u', anonymousId: null, previousId: null, groupId: null };
  return JSON.stringify({ ...before, timestamp: 1, receivedAt: 2, properties: {}, context: {}, traits: {}, ...fields });
}

test('what is found is exactly what parsing the event gives', () => {
  fc.assert(
    fc.property(
      fc.record({ source: fc.string(), properties: object, context: object, traits: object }),
      fc.array(path, { minLength: 1, maxLength: 4 }),
      (fields, wanted) => {
        const { source, ...objects } = fields;
        const before = { messageId: 'm', timestamp: 1, receivedAt: 2, source };
        const text = JSON.stringify({ ...before, ...objects });
        const bytes = Buffer.from(`xx${text}yy`);
        const paths = wanted.map(([root, keys]) => [root, ...keys]);
        const values = new RawValues(paths, [paths.map((_, slot) => slot)]);
        expect(values.find(bytes, 2, bytes.length - 2, 0)).toBe(true);
        const event = JSON.parse(text) as CustomerEvent;
        paths.forEach(([root, ...keys], slot) => {
          // Of equal paths one slot is noted, and read for all.
          const noted = paths.findLastIndex((other) => JSON.stringify(other) === JSON.stringify(paths[slot]));
          const start = values.starts[noted] as number;
          const found = start < 0 ? undefined : bytes.toString('utf8', start, values.ends[noted]);
          const expected = valueAt(event, { text: '', root: root as 'properties', keys, leadsTo: 'one', inItems: [] });
          expect(found).toBe(expected === undefined ? undefined : JSON.stringify(expected));
        });
      },
    ),
    { numRuns: 1_000 },
  );
});

test('what cleaning kept of an event is none of its values', () => {
  const values = new RawValues([['properties', 'a']], [[0]]);
  const changes = [{ field: 'properties.a', rule: 'x', from: { properties: { a: 1 } } }];
  const text = eventText({ source: ',"source":"x","properties":{"a":2}', changes, properties: { b: { a: 3 }, a: 4 } });
  const bytes = Buffer.from(text);
  expect(values.find(bytes, 0, bytes.length, 0)).toBe(true);
  expect(bytes.toString('utf8', values.starts[0], values.ends[0])).toBe('4');
});

test('any other text is left to the parser', () => {
  const values = new RawValues([['properties', 'a']], [[0]]);
  for (const text of [
    '',
    '[]',
    '"properties"',
    '{"source":"s"',
    '{"source":"s"}}',
    '{"source": "s"}',
    '{"x":1,"source":"s","properties":{"b":1',
    '{"x":1,"source":"s","properties":{"b":{"a":1}',
    '{"x":1,"source":"s","properties":{"b": 1,"c"',
  ]) {
    const bytes = Buffer.from(text);
    expect(values.find(bytes, 0, bytes.length, 0), text).toBe(false);
  }
});

test('a dictionary gives each text one number, and forgets all of them', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 300 }), (texts) => {
      const dictionary = new RawDictionary();
      const numbers = texts.map((text) => {
        const bytes = Buffer.from(`#${text}#`);
        return dictionary.numberOf(bytes, 1, bytes.length - 1);
      });
      expect(numbers.map((number) => dictionary.textOf(number))).toEqual(texts.map((text) => Buffer.from(text).toString('utf8')));
      expect(dictionary.size).toBe(new Set(texts.map((text) => Buffer.from(text).toString('utf8'))).size);
      dictionary.clear();
      expect(dictionary.numberOf(Buffer.from('z'), 0, 1)).toBe(1);
    }),
  );
});

test('a dictionary grows', () => {
  const dictionary = new RawDictionary();
  const text = (number: number): Buffer => Buffer.from(`text number ${number}`);
  for (let number = 1; number <= 6_000; number++) expect(dictionary.numberOf(text(number), 0, text(number).length)).toBe(number);
  for (let number = 1; number <= 6_000; number += 97) expect(dictionary.numberOf(text(number), 0, text(number).length)).toBe(number);
});
