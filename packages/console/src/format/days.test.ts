import { expect, it } from 'vitest';
import { dayBegins } from './days.js';

it('a day begins at midnight of the browser, and the next one where it ends, whatever the clocks do', () => {
  expect(dayBegins('2026-11-23')).toBe(new Date(2026, 10, 23).toISOString());
  expect(dayBegins('2026-12-31', 1)).toBe(new Date(2027, 0, 1).toISOString());
  expect(dayBegins('2026-03-29', 1)).toBe(new Date(2026, 2, 30).toISOString());
});

it('what is no day is none', () => {
  for (const text of [undefined, '', 'today', '2026-1-1', '2026-11-23T00:00']) expect(dayBegins(text)).toBeUndefined();
});
