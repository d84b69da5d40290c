import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Columns } from '../timeline/columns.js';
import { Compilation } from '../timeline/compilation.js';
import { Interner } from '../timeline/interner.js';
import { compileWhere } from '../timeline/where.js';
import type { Json } from '../vocabulary/json.js';
import { anEvent } from '../warehouse/fixtures.js';
import { Listeners } from './listeners.js';

const value = fc.oneof(fc.constantFrom<Json>('a', 'b', null), fc.integer({ min: 0, max: 2_000 }));
const where = fc.record(
  { 'properties.kind': fc.constantFrom('a', 'b'), 'properties.price': fc.record({ gt: fc.integer({ min: 0, max: 2_000 }) }) },
  { requiredKeys: [] },
);

test('concerns exactly those of whom any filter lets the event pass, each once and in order, however many values come', () => {
  const listeners = fc.array(fc.array(where, { maxLength: 3 }), { maxLength: 40 });
  const properties = fc.record({ kind: value, price: value }, { requiredKeys: [] });
  fc.assert(
    fc.property(listeners, fc.array(properties, { minLength: 1, maxLength: 400 }), (specs, events) => {
      const columns = new Columns();
      const compilation = new Compilation({ names: new Interner(), columns, kind: 'segment', name: 'it' });
      const owners = specs.map((wheres) => wheres.map((spec) => compileWhere(spec as Json, '', [0], compilation)));
      const index = new Listeners(owners, (filters) => filters);
      events.forEach((found, row) => {
        columns.fill(row, 0, anEvent(row, { properties: found }));
        expect(index.concernedBy(row)).toEqual(owners.filter((filters) => filters.some((filter) => filter.holds(row))));
      });
    }),
    { numRuns: 60 },
  );
});
