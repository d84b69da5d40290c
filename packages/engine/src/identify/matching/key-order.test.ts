import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareUtf8 } from '../../vocabulary/customer.js';
import { compareKeys } from './key-order.js';

test('keys are ordered as their UTF-8 bytes are', () => {
  const unit = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 3 }),
    fc.constantFrom('a', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'),
  );
  const key = fc.array(unit, { maxLength: 4 }).map((units) => units.join(''));
  fc.assert(
    fc.property(key, key, (left, right) => {
      expect(Math.sign(compareKeys(left, right))).toBe(compareUtf8(left, right));
    }),
    { numRuns: 2_000 },
  );
});
