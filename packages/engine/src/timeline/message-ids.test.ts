import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareUtf8 } from '../vocabulary/customer.js';
import { Rows } from './event-rows.js';
import { MessageIds } from './message-ids.js';

function newRow(rows: Rows, identifier: number): number {
  return rows.add({ timestamp: 0, receivedAt: 0, offset: 0, name: 0, identifier });
}

test('finds every id of every identifier exactly, also when others have been wiped and after a snapshot', () => {
  const id = fc.oneof(fc.constantFrom('a', 'b', 'ab', '😀', '｡', 'é'), fc.string({ minLength: 1, maxLength: 80, unit: 'binary' }));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 3 }), id, fc.boolean()), { maxLength: 60 }), (entries) => {
      const rows = new Rows();
      const ids = new MessageIds();
      const model = new Map<string, { row: number; identifier: number; text: string }>();
      for (const [identifier, text, wiped] of entries) {
        const key = `${identifier} ${text}`;
        expect(ids.find(rows, identifier, text)).toBe(model.get(key)?.row ?? -1);
        if (model.has(key)) continue;
        const row = newRow(rows, identifier);
        ids.add(rows, row, identifier, text);
        if (wiped) ids.wipe(rows, row);
        else model.set(key, { row, identifier, text });
      }
      const loaded = new MessageIds();
      loaded.load(rows, Buffer.from(ids.bytes()));
      for (const one of [ids, loaded]) {
        const known = [...model.values()];
        for (const { row, identifier, text } of known) {
          expect(one.find(rows, identifier, text)).toBe(row);
          expect(one.textOf(rows, row)).toBe(text);
          expect(Math.sign(one.compare(rows, row, known[0]?.row ?? row))).toBe(Math.sign(compareUtf8(text, known[0]?.text ?? text)));
        }
      }
    }),
  );
});

test('grows beyond its first table and arena', () => {
  const rows = new Rows();
  const ids = new MessageIds();
  for (let number = 0; number < 6_000; number++) ids.add(rows, newRow(rows, number % 7), number % 7, `message-${number}-${'x'.repeat(20)}`);
  for (let number = 0; number < 6_000; number++) expect(ids.find(rows, number % 7, `message-${number}-${'x'.repeat(20)}`)).toBe(number);
  expect(ids.find(rows, 0, 'message-1')).toBe(-1);
});
