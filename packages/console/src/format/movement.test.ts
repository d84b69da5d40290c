import { expect, it } from 'vitest';
import { byMovement } from './movement.js';

const now = [
  { name: 'large', count: 900 },
  { name: 'shrank', count: 10 },
  { name: 'grew', count: 12 },
  { name: 'new', count: 40 },
  { name: 'constructor', count: 1 },
];

it('puts what moved most first, either way, and then what has most members', () => {
  const moved = byMovement(now, { large: 900, shrank: 15, grew: 10 });
  expect(moved.map(({ name, moved: by }) => [name, by])).toEqual([
    ['shrank', -5],
    ['grew', 2],
    ['large', 0],
    ['new', 0],
    ['constructor', 0],
  ]);
});
