import { expect, test } from 'vitest';
import { withWord } from './text-insertion.js';

test('a word is put at the cursor, apart from its neighbours', () => {
  expect(withWord('SELECT FROM events', 'event', 7, 7)).toEqual({ text: 'SELECT event FROM events', cursor: 12 });
  expect(withWord('SELECT count', 'at', 12, 12)).toEqual({ text: 'SELECT count at', cursor: 15 });
  expect(withWord('max()', 'at', 4, 4)).toEqual({ text: 'max(at)', cursor: 6 });
});

test('what is selected is replaced', () => {
  expect(withWord('SELECT x FROM y', 'events', 14, 15)).toEqual({ text: 'SELECT x FROM events', cursor: 20 });
});
