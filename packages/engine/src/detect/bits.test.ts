import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Bits } from './bits.js';

test('is a set of numbers that knows its size, its order, and itself again from its bytes', () => {
  const number = fc.oneof(fc.nat({ max: 70 }), fc.constantFrom(31, 32, 1_023, 1_024, 40_000, 65_535, 65_536, 200_000));
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
        for (const from of [32, 65_535, 65_537, 1_000_000]) expect(one.next(from)).toBe(sorted.find((member) => member >= from) ?? -1);
      }
      const copy = bits.copy();
      expect(copy.equals(bits) && bits.equals(copy)).toBe(true);
      copy.set(70, !copy.has(70));
      copy.set(500_000, !copy.has(500_000));
      expect(copy.equals(bits) || bits.equals(copy)).toBe(false);
      expect([...bits]).toEqual(sorted);
      expect([...copy.without(bits)].toSorted()).toEqual([...copy].filter((member) => !bits.has(member)).toSorted());
      expect(bits.without(copy).count).toBe([...bits].filter((member) => !copy.has(member)).length);
    }),
  );
});
