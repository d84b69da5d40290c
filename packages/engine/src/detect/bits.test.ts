import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Bits } from './bits.js';

test('is a set of numbers that knows its size, its order, and itself again from its bytes', () => {
  const number = fc.oneof(fc.nat({ max: 70 }), fc.constantFrom(31, 32, 1_023, 1_024, 40_000));
  fc.assert(
    fc.property(fc.array(fc.tuple(number, fc.boolean()), { maxLength: 60 }), (changes) => {
      const bits = new Bits();
      const model = new Set<number>();
      for (const [member, present] of changes) {
        expect(bits.set(member, present)).toBe(model.has(member) !== present);
        if (present) model.add(member);
        else model.delete(member);
        expect(bits.has(member)).toBe(present);
      }
      const sorted = [...model].sort((left, right) => left - right);
      for (const one of [bits, Bits.fromBytes(bits.bytes())]) {
        expect([...one]).toEqual(sorted);
        expect(one.count).toBe(model.size);
        expect(one.next(32)).toBe(sorted.find((member) => member >= 32) ?? -1);
      }
      const copy = bits.copy();
      expect(copy.equals(bits) && bits.equals(copy)).toBe(true);
      copy.set(70, !copy.has(70));
      copy.set(50_000, !copy.has(50_000));
      expect(copy.equals(bits) || bits.equals(copy)).toBe(false);
      expect([...bits]).toEqual(sorted);
    }),
  );
});
