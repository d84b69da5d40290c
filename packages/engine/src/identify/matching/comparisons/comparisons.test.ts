import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FieldKind } from '../field-kind.js';
import { normalised } from '../normalise.js';
import { COMPARISONS } from './all.js';

const EXAMPLES: Readonly<Record<FieldKind, readonly (readonly [string, string, string])[]>> = {
  name: [
    ['Nicholson', 'Nicholsn', 'one edit apart'],
    ['MacKenzie', 'mackenize', 'one edit apart'],
    ['Nicholson', 'Nichslloon', 'very alike'],
    ['Price', 'Preic', 'alike, or the same letters'],
    ['Graham', 'raahGm', 'alike, or the same letters'],
    ['Rob', 'Robert', 'a short form'],
    ['Smith', 'Schmidt', 'sounds alike'],
    ['Smith', 'Jones', 'different'],
  ],
  date: [
    ['1971-06-24', '1971-06-25', 'one digit apart'],
    ['1971-06-24', '1971-06-42', 'one digit apart'],
    ['1971-03-12', '1971-12-03', 'day and month exchanged'],
    ['1971-06-24', '1985-06-24', 'two parts agree'],
    ['2015-12-31', '2016-01-02', 'some days apart'],
    ['2007-12-19', '2017-11-16', 'every part near'],
    ['1971-06-24', '1971-01-02', 'same year'],
    ['1971-06-24', '1930-01-02', 'different'],
  ],
  email: [
    ['roberta25@smith.net', 'roberta25@smith.ne', 'one or two edits apart'],
    ['evied56@harris-bailey.net', 'evied56@gmail.com', 'same before the @'],
    ['evied56@smith.net', 'mark.wood@smith.net', 'same domain'],
    ['evied56@smith.net', 'mark@wood.com', 'different'],
  ],
  phone: [
    ['+44 7700 900123', '07700900123', 'equal'],
    ['+44 7700 900123', '07700 900132', 'one digit apart'],
    ['07700900123', '02079460000', 'different'],
  ],
  code: [
    ['SW1A 1AA', 'sw1a1aa', 'equal'],
    ['4011', '4017', 'one character apart'],
    ['4012', '1024', 'two characters apart, or in another order'],
    ['4', '5', 'different'],
  ],
  text: [
    ['forbes street', 'forbess stret', 'up to two edits apart'],
    ['44 forbes street', 'forbes street 44', 'the same words'],
    ['44 forbes street', '12 forbes street north', 'half of the words'],
    ['wintersloe', 'killarney', 'different'],
  ],
  category: [
    ['vic', 'vc', 'one edit apart'],
    ['vic', 'nsw', 'different'],
  ],
  list: [],
};

describe.each(Object.entries(EXAMPLES))('%s', (kind, examples) => {
  const { levels, level } = COMPARISONS[kind as FieldKind];
  test.each(examples)('%s and %s: %s', (one, other, words) => {
    const [a, b] = [normalised(one, kind as FieldKind) ?? '', normalised(other, kind as FieldKind) ?? ''];
    expect(a === b ? levels[0] : levels[level(a, b)]).toBe(words);
  });

  test('says the same both ways, and one of its levels, whatever comes', () => {
    const anything = fc.oneof(fc.string(), fc.string({ unit: 'grapheme', maxLength: 300 }), fc.stringMatching(/^[a-c0-3@. -]{0,12}$/));
    fc.assert(
      fc.property(anything, anything, (one, other) => {
        const [a, b] = [normalised(one, kind as FieldKind), normalised(other, kind as FieldKind)];
        fc.pre(a !== undefined && b !== undefined && a !== b);
        const found = level(a ?? '', b ?? '');
        expect(found).toBe(level(b ?? '', a ?? ''));
        expect(levels[found]).toBeDefined();
        expect(found).toBeGreaterThan(0);
      }),
    );
  });
});

test('lists are compared by what they share', () => {
  const level = (a: string[], b: string[]): string | undefined => {
    const [one, other] = [normalised(a, 'list') ?? '', normalised(b, 'list') ?? ''];
    return COMPARISONS.list.levels[one === other ? 0 : COMPARISONS.list.level(one, other)];
  };
  expect(level(['b', 'a', 'A'], ['a', 'b'])).toBe('equal');
  expect(level(['a', 'b'], ['a', 'b', 'c'])).toBe('one holds the other');
  expect(level(['a', 'b'], ['b', 'c'])).toBe('half in common');
  expect(level(['a'], ['b'])).toBe('nothing in common');
});
