/**
 * law: One meaning — on data that nobody here wrote: the count of each example segment is the same from the live engine as of an
 * instant, from preview, and from SQL written by hand from the segment's title.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cleanItems } from '../../src/clean/clean-items.js';
import { Mapping } from '../../src/collect/mapping/mapping.js';
import { readMappedItems } from '../../src/collect/files/read-mapped-items.js';
import { type Engine, openEngine } from '../../src/engine.js';
import { ERRORS } from '../../src/runtime/error-catalogue.js';
import type { Json, JsonObject } from '../../src/vocabulary/json.js';
import { readDocument } from '../../src/workspace/read-document.js';
import { readWorkspace } from '../../src/workspace/read-workspace.js';
import { sharedData } from '../shared-data.js';

const EXAMPLE = fileURLToPath(new URL('../../../../examples/online-retail/', import.meta.url));
const FILE = sharedData('online-retail/online_retail.csv.gz');
/** The first lines of the file: from 2010-12-01 into March 2011. */
const ROWS = 130_000;
const NOW = Date.parse('2011-03-20T13:00:00Z');

/** Days before {@link NOW}, as SQL. */
const within = (days: number): string => `timestamp > toDateTime64('2011-03-20 13:00:00', 3, 'UTC') - INTERVAL ${days} DAY`;
const ALIVE = "timestamp <= toDateTime64('2011-03-20 13:00:00', 3, 'UTC')";
const BOUGHT = `event = 'Product Purchased' AND ${ALIVE}`;
const counting = (having: string): string =>
  `SELECT count() AS n FROM (SELECT customer_id FROM events WHERE ${ALIVE} GROUP BY customer_id HAVING ${having})`;

/** Each segment asked again, by somebody who knows only its title. */
const SQL: Readonly<Record<string, string>> = {
  bought_lately: counting(`countIf(${BOUGHT} AND ${within(30)}) >= 1`),
  steady_buyers: counting(`countIf(${BOUGHT} AND ${within(90)}) >= 20`),
  half_year_lapsing: counting(`countIf(${BOUGHT} AND ${within(180)}) >= 1 AND countIf(${BOUGHT} AND ${within(60)}) = 0`),
  wholesalers: counting(
    `countIf(${BOUGHT} AND ${within(90)} AND toFloat64(properties.quantity) >= 100 AND toString(properties.country) != 'GB') >= 1`,
  ),
  paid_postage_or_bought_dear: counting(
    `countIf(${BOUGHT} AND ${within(365)} AND toString(properties.stock_code) IN ('POST', 'DOT')) >= 1
     OR countIf(${BOUGHT} AND ${within(365)} AND toFloat64(properties.price) >= 50 AND toFloat64(properties.price) < 1000) >= 1`,
  ),
  returned_soon: `SELECT uniqExact(r.customer_id) AS n
    FROM (SELECT customer_id, timestamp, message_id FROM events WHERE event = 'Product Returned' AND ${ALIVE} AND ${within(90)}) AS r
    JOIN (SELECT customer_id, timestamp, message_id FROM events WHERE ${BOUGHT}) AS b ON r.customer_id = b.customer_id
    WHERE (b.timestamp, b.message_id) < (r.timestamp, r.message_id) AND r.timestamp <= b.timestamp + INTERVAL 14 DAY`,
  one_line_and_gone: counting(`countIf(${BOUGHT}) = 1 AND countIf(${BOUGHT} AND ${within(90)}) = 0`),
};

if (FILE === undefined) console.warn('online-retail is not on this machine: its tests are skipped');

describe.skipIf(FILE === undefined)('the example segments on the first lines of Online Retail', () => {
  let engine: Engine;
  let definitions: readonly JsonObject[];
  const data = mkdtempSync(join(tmpdir(), 'cusp-online-retail-'));

  beforeAll(async () => {
    engine = await openEngine({ data });
    definitions = (await readWorkspace(EXAMPLE)).definitions.map(({ definition }) => definition);
    await engine.publish(definitions, { by: 'test' });
    await importRows(engine);
    await engine.flush();
  }, 300_000);

  afterAll(async () => {
    await engine.close();
    rmSync(data, { recursive: true, force: true });
  });

  test.each(Object.keys(SQL))('%s', async (name) => {
    const { rows } = await engine.sql(SQL[name] as string, {});
    const count = Number(rows[0]?.n);
    expect(count).toBeGreaterThan(0);
    expect(engine.segment(name, NOW)?.count).toBe(count);
    const definition = definitions.find((candidate) => candidate.name === name) as JsonObject;
    expect((await engine.preview(definition, NOW)).count).toBe(count);
  });

  test('every example segment is asked', () => {
    const segments = definitions.filter(({ kind }) => kind === 'segment').map(({ name }) => name);
    expect(segments.toSorted()).toEqual(Object.keys(SQL).toSorted());
  });

  test('history sends nothing, and the same lines again are all duplicates', async () => {
    const before = engine.overview().events;
    const outcomes = await importRows(engine, 5_000);
    expect(outcomes).toEqual({ duplicate: 5_000 });
    expect(engine.overview().events).toBe(before);
    expect(engine.decisions({}).items).toEqual([]);
  });
});

/** Imports the first rows as `cusp import` does. @returns how many items came to which end. */
async function importRows(engine: Engine, most = ROWS): Promise<Record<string, number>> {
  const mapping = await readDocument(join(EXAMPLE, 'mapping.yaml'), Mapping, ERRORS.invalidMapping);
  const ends: Record<string, number> = {};
  let rows = 0;
  for await (const batch of readMappedItems({ file: FILE as string, mapping, source: 'online-retail', batchRows: 5_000 })) {
    const receivedAt = engine.clock.now();
    const delivery = {
      source: 'online-retail',
      receivedAt,
      now: receivedAt,
      type: null,
      context: undefined,
      sentAt: undefined,
      retention: null,
      newMessageId: () => '',
    };
    const items = batch.items.slice(0, most - rows) as unknown as readonly Json[];
    for (const { status } of await engine.accept('online-retail', cleanItems(items, delivery))) ends[status] = (ends[status] ?? 0) + 1;
    rows += items.length;
    if (rows >= most) break;
  }
  return ends;
}
