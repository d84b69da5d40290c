import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ENTRY_KINDS, type EntryKind } from '../journal/journal.js';
import { Acts } from './acts.js';

test('comes back from its bytes, act for act', () => {
  const kind = fc.constantFrom(...(Object.keys(ENTRY_KINDS) as EntryKind[]));
  const act = fc.record({
    kind,
    offset: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
    at: fc.integer({ min: 0, max: 4e12 }),
    identifier: fc.nat({ max: 5 }),
  });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 50 }), (acts) => {
      const index = new Acts();
      for (const one of acts) index.add(one.kind, one.offset, one.at, one.identifier);
      const again = new Acts();
      again.load(index.bytes());
      expect([...again.inOrder()]).toEqual(acts);
      for (let identifier = 0; identifier <= 5; identifier++) expect([...again.of(identifier)]).toEqual([...index.of(identifier)]);
    }),
  );
});
