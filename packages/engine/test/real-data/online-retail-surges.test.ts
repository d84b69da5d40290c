/**
 * Surges in data that nobody here wrote: the articles of Online Retail, by day. Prints those that stand out most.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { cleanItems } from '../../src/clean/clean-items.js';
import { Mapping } from '../../src/collect/mapping/mapping.js';
import { readMappedItems } from '../../src/collect/files/read-mapped-items.js';
import { ERRORS } from '../../src/runtime/error-catalogue.js';
import { Board } from '../../src/surge/board.js';
import { Buckets } from '../../src/surge/calendar.js';
import { type FoundSurge, ratioOf } from '../../src/surge/found-surge.js';
import { primaryIdentifier } from '../../src/vocabulary/event.js';
import { formatIdentifier } from '../../src/vocabulary/identifier.js';
import type { Json } from '../../src/vocabulary/json.js';
import { readDocument } from '../../src/workspace/read-document.js';
import { sharedData } from '../shared-data.js';

const EXAMPLE = fileURLToPath(new URL('../../../../examples/online-retail/', import.meta.url));
const FILE = sharedData('online-retail/online_retail.csv.gz');
const DAY = 86_400_000;
/** A month is learned from, and an article is bought by a few a day: less than the whole file shows nothing. */
const isWhole = process.env.CUSP_WHOLE === '1';

if (FILE === undefined) console.warn('online-retail is not on this machine: its tests are skipped');
else if (!isWhole) console.warn('surges in online-retail are looked for by `npm run accept -- surges`');

describe.skipIf(FILE === undefined || !isWhole)('surges in the articles of Online Retail', () => {
  const buckets = new Buckets(DAY);
  const judgement = { buckets, directions: ['rise', 'fall'], isRelative: false, falseAlarmsPerMonth: 1 } as const;
  const board = new Board(judgement, 10_000, (left, right) => left < right);
  const codes: string[] = [];
  const titles = new Map<string, string>();
  let months = 0;

  beforeAll(async () => {
    const last = await countAll();
    board.judge(last + DAY);
  }, 600_000);

  test('some are found, few a month, and each is far from what was to be expected', () => {
    const found = [...board.found()].flatMap(([value, surges]) => surges.map((surge) => ({ code: codes[value] as string, ...surge })));
    found.sort((left, right) => strength(right) - strength(left));
    console.log(`${board.size} articles, ${found.length} surges in ${months.toFixed(1)} months`);
    console.table(found.slice(0, 20).map(row));
    expect(found.length).toBeGreaterThan(0);
    for (const surge of found) {
      const { ratio, interval } = ratioOf(surge);
      expect(surge.direction === 'rise' ? ratio : 1 / ratio).toBeGreaterThan(1.2);
      expect(interval[0]).toBeLessThan(interval[1]);
      expect(Math.max(surge.observed, surge.expected)).toBeGreaterThanOrEqual(5);
    }
  });

  function row({ code, direction, from, until, observed, expected }: FoundSurge & { readonly code: string }): object {
    return {
      article: titles.get(code)?.slice(0, 34),
      direction,
      from: new Date(buckets.start(from)).toISOString().slice(0, 10),
      days: until === null ? 'open' : until - from,
      observed,
      expected: expected.toFixed(1),
      times: (observed / expected).toFixed(2),
    };
  }

  /** @returns the last instant */
  async function countAll(): Promise<number> {
    const mapping = await readDocument(join(EXAMPLE, 'mapping.yaml'), Mapping, ERRORS.invalidMapping);
    const receivedAt = Date.UTC(2026, 0, 5);
    const counted = new Set<string>();
    const numbers = new Map<string, number>();
    let [first, last] = [Number.POSITIVE_INFINITY, 0];
    for await (const batch of readMappedItems({ file: FILE as string, mapping, source: 'online-retail', batchRows: 5_000 })) {
      const arrival = { source: 'online-retail', receivedAt, type: null, context: undefined, sentAt: undefined };
      const delivery = { ...arrival, now: receivedAt, retention: null, newMessageId: () => '' };
      for (const cleaned of cleanItems(batch.items as unknown as readonly Json[], delivery)) {
        if (cleaned.kind !== 'event' || cleaned.event.event !== 'Product Purchased') continue;
        const { event } = cleaned;
        const code = String(event.properties.stock_code);
        titles.set(code, String(event.properties.description ?? titles.get(code) ?? ''));
        let value = numbers.get(code);
        if (value === undefined) numbers.set(code, (value = codes.push(code) - 1));
        const bucket = buckets.at(event.timestamp);
        const key = `${value} ${bucket} ${formatIdentifier(primaryIdentifier(event))}`;
        [first, last] = [Math.min(first, event.timestamp), Math.max(last, event.timestamp)];
        if (counted.has(key)) continue;
        counted.add(key);
        board.add(value, bucket, 1);
      }
    }
    months = (last - first) / (30 * DAY);
    return last;
  }
});

/** How sure it is, roughly: what was not expected, in standard deviations of what was. */
function strength({ observed, expected }: FoundSurge): number {
  return Math.abs(observed - expected) / Math.sqrt(expected + 1);
}
