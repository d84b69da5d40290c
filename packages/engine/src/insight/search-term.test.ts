import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalTerm, slipsAmong } from './search-term.js';

test.each([
  ['  Running   SHOES! ', 'running shoes'],
  ['Café', 'cafe'],
  ['ｋｅｔｔｌｅ', 'kettle'],
  ['C++', 'c++'],
  ['…', ''],
  ['shoes running', 'shoes running'],
])('%j is told apart by %j', (text, normal) => expect(normalTerm(text)).toBe(normal));

test('a normal term stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (text) => {
      expect(normalTerm(normalTerm(text))).toBe(normalTerm(text));
    }),
  );
});

test.each([
  ['kettel', 'kettle', true],
  ['ketle', 'kettle', true],
  ['kettlle', 'kettle', true],
  ['kettke', 'kettle', true],
  ['kittlee', 'kettle', false],
  ['nettle', 'kettle', false],
  ['lamp', 'lamps', false],
  ['iphone 14', 'iphone 15', false],
])('%s for %s: %s', (rare, frequent, isSlip) => {
  const slips = slipsAmong(
    new Map([
      [frequent, 50],
      [rare, 10],
    ]),
  );
  expect(slips.get(rare)).toBe(isSlip ? frequent : undefined);
});

test('nothing is folded that is as frequent, or that may mean either of two', () => {
  expect(slipsAmong(new Map(Object.entries({ kettle: 49, ketle: 10 }))).size).toBe(0);
  expect(slipsAmong(new Map(Object.entries({ kettle: 100, settle: 100, kettlr: 2 }))).get('kettlr')).toBe('kettle');
  expect(slipsAmong(new Map(Object.entries({ loader: 100, leader: 100, lxader: 2 }))).size).toBe(0);
});
