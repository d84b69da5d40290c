import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random.js';
import { AnonymousIds } from './devices.js';

describe('AnonymousIds', () => {
  const ids = new AnonymousIds(Random.of('ids'));

  it('reads back every id that it writes', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 29 - 1), fc.nat(7), (customer, slot) => {
        const id = ids.of(customer, slot);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(ids.read(id)).toEqual({ customer, slot });
      }),
    );
  });

  it('knows none that it did not write', () => {
    const others = new AnonymousIds(Random.of('other ids'));
    fc.assert(
      fc.property(fc.nat(2 ** 29 - 1), fc.nat(7), fc.uuid(), fc.string(), (customer, slot, uuid, text) => {
        expect(ids.read(others.of(customer, slot))).toBeUndefined();
        expect(ids.read(uuid)).toBeUndefined();
        expect(ids.read(text)).toBeUndefined();
      }),
    );
  });
});
