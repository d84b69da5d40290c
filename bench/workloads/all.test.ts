import { expect, test } from 'vitest';
import { published, select } from './all.js';

test('no names select what is published, a prefix selects by name', () => {
  expect(select([])).toEqual(published);
  expect(select(['ingest', 'raw']).map(({ name }) => name)).toEqual(['ingest_vs_raw_load', 'raw_load']);
});

test('a group selects its workloads', () => {
  expect(select(['segments']).map(({ name }) => name)).toEqual([
    'freshness_p99_ms',
    'segments_slope',
    'exit_lag_p99_ms',
    'backfill_vs_sql',
    'customer_bytes',
    'scale_slope',
  ]);
});

test('an unknown name is refused with the names that exist', () => {
  expect(() => select(['nothing'])).toThrow('ingest_vs_raw_load');
});
