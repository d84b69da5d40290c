import { expect, test } from 'vitest';
import { TraitMemory } from './trait-memory.js';

test('forgets the customer said longest ago, and then says them once more', () => {
  const memory = new TraitMemory(2);
  expect(memory.changed({ userId: 'a' }, { x: 1 })).toBe(true);
  expect(memory.changed({ userId: 'b' }, { x: 1 })).toBe(true);
  expect(memory.changed({ userId: 'a' }, { x: 1 })).toBe(false);
  expect(memory.changed({ userId: 'a' }, { x: 2 })).toBe(true);
  expect(memory.changed({ userId: 'c' }, { x: 1 })).toBe(true);
  expect(memory.changed({ userId: 'a' }, { x: 2 })).toBe(false);
  expect(memory.changed({ userId: 'b' }, { x: 1 })).toBe(true);
});

test('a user and a guest of the same id are two', () => {
  const memory = new TraitMemory();
  expect(memory.changed({ userId: 'a' }, {})).toBe(true);
  expect(memory.changed({ anonymousId: 'a' }, {})).toBe(true);
});
