import type { ImportColumns } from '@cusp/engine/contract';
import { expect, test } from 'vitest';
import { roleOf, withRole } from './import-mapping.js';

const MAPPING: ImportColumns['mapping'] = {
  kind: 'mapping',
  name: 'visits',
  timestamp: { column: 'when', format: 'unix' },
  userId: 'who',
  event: 'Visit',
  properties: { amount: { column: 'Amount', type: 'number' } },
};
const column = (name: string, type = 'text') => ({ name, type, examples: [], filled: 1 });

test('says what each column is', () => {
  expect(['when', 'who', 'Amount', 'other'].map((name) => roleOf(MAPPING, name))).toEqual(['time', 'userId', 'value', 'none']);
});

test('a column has one role, and one that only one can have moves', () => {
  const moved = withRole(MAPPING, column('Amount', 'integer'), 'userId');
  expect(moved).toMatchObject({ userId: 'Amount' });
  expect(moved).not.toHaveProperty('properties');
  expect(roleOf(moved, 'who')).toBe('none');
  expect(withRole(moved, column('Amount', 'integer'), 'value')).toMatchObject({
    properties: { amount: { column: 'Amount', type: 'number' } },
  });
  expect(withRole(MAPPING, { ...column('day', 'time'), format: 'dd.MM.yyyy' }, 'time').timestamp).toEqual({
    column: 'day',
    format: 'dd.MM.yyyy',
  });
});

test('no column reaches a prototype', () => {
  expect(Object.keys(withRole(MAPPING, column('constructor'), 'value').properties ?? {})).toContain('column_constructor');
});
