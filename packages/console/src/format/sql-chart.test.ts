import { expect, test } from 'vitest';
import { csvOf } from './csv.js';
import { sqlChart } from './sql-chart.js';

const answer = (columns: Readonly<Record<string, string>>, ...rows: readonly Readonly<Record<string, unknown>>[]) => ({
  columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
  rows: rows.map((row) => ({ ...row })),
  tookMs: 1,
});
const DAYS = { day: 'Date', sent: 'UInt64' };

test('numbers by time are drawn over time, in its order, whatever the order of the rows', () => {
  const chart = sqlChart(answer(DAYS, { day: '2026-11-02', sent: '12345678901234567890' }, { day: '2026-11-01', sent: 3 }));
  expect(chart).toEqual({
    as: 'time',
    of: 'sent',
    isHourly: false,
    bars: [
      { at: Date.UTC(2026, 10, 1) / 1_000, count: 3, expected: null },
      { at: Date.UTC(2026, 10, 2) / 1_000, count: 12345678901234567000, expected: null },
    ],
  });
  const hours = answer(
    { at: "DateTime64(3, 'UTC')", n: 'Float64' },
    { at: '2026-11-01 10:00:00.000', n: 1 },
    { at: '2026-11-01 11:00:00.000', n: 2 },
  );
  expect(sqlChart(hours)).toMatchObject({ isHourly: true, bars: [{ at: Date.UTC(2026, 10, 1, 10) / 1_000 }, {}] });
});

test('a number for each word is drawn as bars', () => {
  expect(sqlChart(answer({ event: 'LowCardinality(String)', n: 'UInt64' }, { event: 'A', n: 2 }, { event: null, n: 0 }))).toEqual({
    as: 'bars',
    of: 'n',
    bars: [
      { label: 'A', value: 2 },
      { label: '', value: 0 },
    ],
  });
});

test.each([
  ['one row', answer(DAYS, { day: '2026-11-01', sent: 3 })],
  ['no number', answer({ a: 'String', b: 'String' }, { a: 'x', b: 'y' }, { a: 'z', b: 'y' })],
  ['a day twice', answer(DAYS, { day: '2026-11-01', sent: 3 }, { day: '2026-11-01', sent: 4 })],
  ['two words', answer({ a: 'String', b: 'String', n: 'Int8' }, { a: 'x', b: 'y', n: 1 }, { a: 'z', b: 'y', n: 1 })],
  ['less than nothing', answer({ a: 'String', n: 'Int8' }, { a: 'x', n: 1 }, { a: 'z', n: -1 })],
  ['too many words', answer({ a: 'String', n: 'Int8' }, ...Array.from({ length: 41 }, (_, n) => ({ a: `${n}`, n })))],
])('%s is no chart', (_, result) => expect(sqlChart(result)).toBeUndefined());

test('a spreadsheet gets the rows as they are, and no formula', () => {
  const rows = [
    { a: '=1+1', b: null },
    { a: 'x,"y"', b: -5 },
    { a: '', b: { deep: [1] } },
    { a: '-7.5', b: '@me' },
  ];
  expect(csvOf(answer({ a: 'String', b: 'JSON' }, ...rows))).toBe(
    ['a,b', "'=1+1,", '"x,""y""",-5', '"","{""deep"":[1]}"', "-7.5,'@me", ''].join('\r\n'),
  );
});
