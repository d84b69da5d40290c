import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryExpectation } from '../simulation/twin/arbitrary.js';
import { satisfies } from '../simulation/twin/operators.js';
import { isJsonObject, type Json } from '../vocabulary/json.js';
import { compileTest, OPERATORS } from './operators.js';

function holds(spec: Json, value: Json): boolean {
  const test = compileTest(spec);
  if ('message' in test) throw new Error(test.message);
  return test.holds(value);
}

/** An operand that each operator takes. */
const OPERANDS: Readonly<Record<string, Json>> = {
  is: 1,
  isNot: 1,
  in: [1],
  notIn: [1],
  exists: true,
  gt: 1,
  gte: 1,
  lt: 1,
  lte: 1,
  between: [1, 2],
  contains: 'a',
  startsWith: 'a',
  endsWith: 'a',
  before: '2026-01-01',
  after: '2026-01-01',
  anyItem: { price: 1 },
  everyItem: { price: 1 },
  noItem: { price: 1 },
};

describe('operators', () => {
  test('each has a row here', () => expect(Object.keys(OPERANDS).sort()).toEqual([...OPERATORS].sort()));

  test.each(Object.entries(OPERANDS))('%s of a missing value', (operator, operand) => {
    expect(holds({ [operator]: operand }, null)).toBe(['isNot', 'notIn', 'everyItem', 'noItem'].includes(operator));
  });

  test('exists: false holds of a missing value only', () => {
    expect(holds({ exists: false }, null)).toBe(true);
    for (const value of ['', 0, false, [], {}]) expect(holds({ exists: false }, value as Json)).toBe(false);
  });

  test.each([
    [{ is: '10' }, 10, false],
    [{ isNot: '10' }, 10, true],
    [{ in: ['10', 11] }, 10, false],
    [{ notIn: ['10', 11] }, 10, true],
    [{ gt: '1' }, 2, false],
    [{ lte: 5 }, '2', false],
    [{ between: ['1', '3'] }, 2, false],
    [{ is: true }, 'true', false],
    [{ is: 10 }, 10.0, true],
    [{ startsWith: '1' }, 10, false],
    [{ contains: '1' }, ['1', 2], true],
    [{ contains: '2' }, ['1', 2], false],
    [{ contains: 2 }, [[2]], false],
    [{ is: 'a' }, ['a'], false],
    [{ isNot: 'a' }, ['a'], true],
    [{ before: '2026-01-01' }, 'yesterday', false],
    [{ before: '2026-01-01T00:00:00Z' }, '2026-01-01T00:30:00+01:00', true],
    [{ between: [1, 2] }, 1, true],
    [{ between: [1, 2] }, 2, true],
    // By UTF-8 bytes, U+FF61 comes before U+1F600; by UTF-16 units it comes after.
    [{ lt: '😀' }, '｡', true],
    [{ gt: 0, lt: 2 }, 1, true],
    [{ gt: 0, lt: 1 }, 1, false],
  ] as [Json, Json, boolean][])('%j of %j is %s', (spec, value, expected) => expect(holds(spec, value)).toBe(expected));

  test('mean what the twin means', () => {
    const value = fc.oneof(
      fc.constantFrom<Json>('a', 'ab', 'b', '10', '', 0, -0, 1, 10, 2.5, true, false, null),
      fc.array(fc.constantFrom<Json>('a', 1, true), { maxLength: 3 }),
    );
    fc.assert(
      fc.property(arbitraryExpectation(), value, (spec, given) => {
        expect(holds(spec, given)).toBe(satisfies(given ?? undefined, spec));
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    [{ like: 'a' }, '/like'],
    [{ 'a/b~c': 1 }, '/a~1b~0c'],
    [{ gt: true }, '/gt'],
    [{ in: 'a' }, '/in'],
    [{ in: [['a']] }, '/in'],
    [{ between: [1, 'a'] }, '/between'],
    [{ between: [1] }, '/between'],
    [{ before: 'soon' }, '/before'],
    [{ exists: 'yes' }, '/exists'],
    [{ is: null }, '/is'],
    [{ constructor: 1 }, '/constructor'],
    [{}, ''],
    [null, ''],
    [['a'], ''],
  ] as [Json, string][])('%j is refused at %j, with a remedy', (spec, pointer) => {
    const mistake = compileTest(spec);
    expect(mistake).toMatchObject({ pointer, message: expect.stringMatching(/./), remedy: expect.stringMatching(/./) });
  });

  test('every test has words', () => {
    fc.assert(
      fc.property(arbitraryExpectation(), (spec) => {
        const compiled = compileTest(spec);
        expect('words' in compiled && (isJsonObject(spec) ? compiled.words.length > 1 : compiled.words.startsWith('is'))).toBe(true);
      }),
    );
  });
});
