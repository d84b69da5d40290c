import fc from 'fast-check';
import { expect, test } from 'vitest';
import { at, listAt, numberAt, textAt, withChange } from './definition-change.js';

const DEFINITION = {
  kind: 'campaign',
  goal: { performed: 'Order', within: '7d' },
  channels: [{ email: { from: 'a@b.c' } }, { site: { placement: 'top' } }],
};

test('a change leaves everything else as it was, in its order', () => {
  const changed = withChange(DEFINITION, ['goal', 'performed'], 'Ticket');
  expect(Object.keys(changed)).toEqual(['kind', 'goal', 'channels']);
  expect(changed).toEqual({ ...DEFINITION, goal: { performed: 'Ticket', within: '7d' } });
  expect(DEFINITION.goal.performed).toBe('Order');
});

test('what is missing is made, and undefined takes away', () => {
  expect(withChange({}, ['cap', 'times'], 2)).toEqual({ cap: { times: 2 } });
  expect(withChange({}, ['variants', 0, 'name'], 'a')).toEqual({ variants: [{ name: 'a' }] });
  expect(withChange(DEFINITION, ['goal'], undefined)).not.toHaveProperty('goal');
  expect(at(withChange(DEFINITION, ['channels', 0], undefined), ['channels'])).toEqual([{ site: { placement: 'top' } }]);
  expect(withChange(DEFINITION, ['absent'], undefined)).toEqual(DEFINITION);
});

test('reading what is of another kind finds nothing', () => {
  expect(textAt(DEFINITION, 'goal')).toBe('');
  expect(numberAt(DEFINITION, 'goal', 'within')).toBeUndefined();
  expect(listAt(DEFINITION, 'goal')).toEqual([]);
  expect(at(DEFINITION, ['toString'])).toBeUndefined();
  expect(at(DEFINITION, ['channels', 7, 'site'])).toBeUndefined();
});

test('what was put in is read back, and putting back what was there changes nothing', () => {
  const key = fc.oneof(fc.constantFrom('kind', 'goal', 'performed', 'new'), fc.nat(2));
  fc.assert(
    fc.property(fc.array(key, { minLength: 1, maxLength: 4 }), fc.oneof(fc.string(), fc.integer()), (place, value) => {
      const [first, ...rest] = place;
      const whole = [String(first), ...rest];
      const changed = withChange(DEFINITION, whole, value);
      const isBeyond = whole.some((part, index) => typeof part === 'number' && part > listAt(DEFINITION, ...whole.slice(0, index)).length);
      if (!isBeyond) expect(at(changed, whole)).toBe(value);
      const before = at(DEFINITION, whole);
      if (before !== undefined) expect(withChange(changed, whole, before)).toEqual(DEFINITION);
    }),
  );
});
