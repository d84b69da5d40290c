import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManyNumbers } from './many-numbers.js';

test('is a map, whatever its keys are', () => {
  const key = fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.integer(), fc.boolean(), fc.constantFrom(0, -0, '0', '', 1e300, 0.001));
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.option(fc.nat(), { nil: undefined }))), (changes) => {
      const numbers = new ManyNumbers<string | number | boolean>();
      const model = new Map<string | number | boolean, number>();
      for (const [changed, number] of changes) {
        if (number === undefined) {
          numbers.delete(changed);
          model.delete(changed);
        } else {
          numbers.set(changed, number);
          model.set(changed, number);
        }
        for (const [known] of changes) expect(numbers.get(known)).toBe(model.get(known));
      }
    }),
  );
});
