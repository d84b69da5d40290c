import { beforeAll, expect, test } from 'vitest';
import type { Instant } from '../../src/vocabulary/instant.js';
import type { JsonObject } from '../../src/vocabulary/json.js';
import { countsTable } from './counts-table.js';
import { rawCounts } from './raw-sql.js';
import { type Counts, definitionsOf, importedCounts, liveCounts, type RealItem, segmentsOf } from './three-ways.js';

/** What is counted: the segments of a folder over a data set, and each of them asked again in SQL. */
export interface CountedData {
  readonly title: string;
  /** The folder of the example. */
  readonly example: string;
  readonly items: () => Promise<readonly RealItem[]>;
  /** Statements that make tables of the raw files. */
  readonly setup: readonly string[];
  /** For each segment, by name, how many are in it at `{now}`. */
  readonly sql: Readonly<Record<string, string>>;
  readonly nows: readonly Instant[];
}

/** The example and its items, once they have been read. */
export interface ReadData {
  readonly definitions: readonly JsonObject[];
  readonly items: readonly RealItem[];
}

/** Tests that each segment of an example has the same counts live, from history, in preview, and by SQL. @returns what was read, for further tests */
export function testSameCounts({ title, example, items: read, setup, sql, nows }: CountedData): ReadData {
  const data: { definitions: readonly JsonObject[]; items: readonly RealItem[] } = { definitions: [], items: [] };
  let counts: { readonly live: Counts; readonly filled: Counts; readonly previewed: Counts; readonly sql: Counts };

  beforeAll(async () => {
    data.definitions = await definitionsOf(example);
    data.items = await read();
    const { definitions, items } = data;
    const live = await liveCounts(items, definitions, nows);
    counts = { live, ...(await importedCounts(items, definitions, nows)), sql: await rawCounts(setup, sql, nows) };
    console.info(countsTable(`${title}, ${items.length} events`, counts, nows));
  }, 3_600_000);

  test.each(Object.keys(sql))('%s', (name) => {
    const asked = counts.sql.get(name) as readonly number[];
    expect(Math.max(...asked), 'somebody is in it at some instant').toBeGreaterThan(0);
    expect(counts.live.get(name)).toEqual(asked);
    expect(counts.filled.get(name)).toEqual(asked);
    expect(counts.previewed.get(name)).toEqual(asked);
  });

  test('every example segment is asked', () => {
    const names = segmentsOf(data.definitions).map(({ name }) => name);
    expect(names.toSorted()).toEqual(Object.keys(sql).toSorted());
  });
  return data;
}
