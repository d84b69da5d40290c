import { expect, test } from 'vitest';
import { byNumber, dayBars, segmentsOf } from './moment-when.js';

test('days without any are days too, the oldest first', () => {
  const rows = [
    { day: '2026-03-04', times: 2 },
    { day: '2026-03-01', times: '7' },
  ];
  expect(dayBars(rows).map(({ at, count }) => [new Date(at * 1_000).getUTCDate(), count])).toEqual([
    [1, 7],
    [2, 0],
    [3, 0],
    [4, 2],
  ]);
  expect(dayBars([])).toEqual([]);
});

test('hours that never come count none', () => {
  expect(byNumber([{ hour: 2, times: 5 }], 'hour', 0, 3)).toEqual([0, 0, 5, 0]);
});

test('segments are read as they come', () => {
  expect(segmentsOf([{ segment: 'phones', times: '3', customers: 2 }])).toEqual([{ segment: 'phones', times: 3, customers: 2 }]);
});
