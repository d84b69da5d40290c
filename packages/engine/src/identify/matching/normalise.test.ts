import { expect, test } from 'vitest';
import { type FieldKind, inferKind } from './field-kind.js';
import { normalised } from './normalise.js';

test.each<[FieldKind, string, string | undefined]>([
  ['name', '  Zoë  O’Brien-Smith ', 'zoe obrien smith'],
  ['name', ' n/a ', undefined],
  ['name', '---', undefined],
  ['date', ' 19081209', '19081209'],
  ['date', '1971-6-4', '19710604'],
  ['date', '24.06.1971', '19710624'],
  ['date', '06-24-1971', '19710624'],
  ['date', '1971-06-24T10:00:00Z', '19710624'],
  ['email', ' Rob @Smith.NET', 'rob@smith.net'],
  ['phone', '+44 (0)7700 900123', '700900123'],
  ['code', 'sw1a-1AA ', 'sw1a1aa'],
  ['text', '', undefined],
])('%s %j is %j', (kind, value, form) => expect(normalised(value, kind)).toBe(form));

test('huge values are cut, and lists to their first elements', () => {
  expect(normalised('x '.repeat(1_000_000), 'text')?.length).toBeLessThanOrEqual(128);
  const list = normalised(
    Array.from({ length: 100_000 }, (_, index) => String(index)),
    'list',
  );
  expect(list?.split('\u001f').length).toBeLessThanOrEqual(24);
  expect(normalised([], 'list')).toBeUndefined();
});

test.each<[string, readonly (string | readonly string[] | null)[], FieldKind]>([
  ['dob', ['1971-06-24', '1985-01-01', 'x', '1990-02-03', '1991-12-31', '1971-06-24'], 'date'],
  ['date_of_birth', ['19710624', '19850101', null, ''], 'date'],
  ['contact', ['a@b.c', 'd@e.f'], 'email'],
  ['given_name', ['anna', 'ben'], 'name'],
  ['surname', ['van der berg', 'de la cruz smith'], 'name'],
  ['mobilePhone', ['07700 900123', '+447700900124'], 'phone'],
  ['postcode', ['4011', '2602'], 'code'],
  ['zip', ['SW1A 1AA', 'EC1A 1BB'], 'code'],
  ['street_number', ['6', '69', '12a'], 'code'],
  ['address_1', ['tullaroop street', 'giblin street west'], 'text'],
  ['state', Array.from({ length: 100 }, (_, index) => ['vic', 'nsw'][index % 2] ?? ''), 'category'],
  ['emails', [['a@b.c'], ['d@e.f', 'g@h.i']], 'list'],
  ['nothing', [], 'name'],
])('%s holds what %j is', (name, values, kind) => expect(inferKind(name, values)).toBe(kind));
