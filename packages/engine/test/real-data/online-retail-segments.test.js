/**
 * law: One meaning — on data that nobody here wrote: the count of each example segment is the same live (published first, then everything
 * happens at its own time), from history, in preview, and by SQL that was written by hand from the segment's title and asks the raw file.
 *
 * Two customers in a hundred, over the whole year; all of them when CUSP_WHOLE is set (`npm run accept`).
 */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { sharedData } from '../shared-data.js';
import { testSameCounts } from './same-counts.js';
import { itemsOf, take, withEngine } from './three-ways.js';
const EXAMPLE = fileURLToPath(new URL('../../../../examples/online-retail/', import.meta.url));
const FILE = sharedData('online-retail/online_retail.csv.gz');
const WHOLE = process.env.CUSP_WHOLE !== undefined;
const NOWS = ['2011-03-20T13:00:00Z', '2011-06-30T00:00:00Z', '2011-09-15T09:30:00Z', '2011-12-09T13:00:00Z'].map((text) => Date.parse(text));
/**
 * The file as a table: `n` numbers the lines, which is the order of what happened in the same minute; `who` is the customer,
 * or the invoice of an unknown guest.
 */
const SETUP = [
    'CREATE DATABASE IF NOT EXISTS raw',
    `CREATE TABLE raw.lines ENGINE = Memory AS
    SELECT rowNumberInAllBlocks() AS n, if(CustomerID = '', concat('invoice-', InvoiceNo), CustomerID) AS who,
      startsWith(InvoiceNo, 'C') AS back, StockCode AS stock, Quantity AS quantity, InvoiceDate AS at, UnitPrice AS price, Country AS country
    FROM file('${FILE}', 'CSVWithNames', 'InvoiceNo String, StockCode String, Description String, Quantity Int64,
      InvoiceDate DateTime(\\'UTC\\'), UnitPrice Decimal(18, 4), CustomerID String, Country String')
    ${WHOLE ? '' : "WHERE match(if(CustomerID = '', InvoiceNo, CustomerID), '[59]7$')"}
    SETTINGS max_threads = 1, input_format_parallel_parsing = 0`,
];
/** The lines of the same customers as in {@link SETUP}: the number of the invoice comes first, the customer's last but one. */
const lines = (line) => {
    const [, invoice = '', customer = ''] = /^([^,]*),.*,([^,]*),[^,]*$/.exec(line) ?? [];
    return /[59]7$/.test(customer === '' ? invoice : customer);
};
/** Everybody for whom something holds of their lines up to now. */
const having = (condition) => `SELECT count() AS n FROM (SELECT who FROM raw.lines WHERE at <= {now} GROUP BY who HAVING ${condition})`;
const within = (days) => `at > {now} - INTERVAL ${days} DAY`;
/** Each segment asked again, by somebody who knows only its title. */
const SQL = {
    bought_lately: having(`countIf(NOT back AND ${within(30)}) > 0`),
    steady_buyers: having(`countIf(NOT back AND ${within(90)}) >= 20`),
    half_year_lapsing: having(`countIf(NOT back AND ${within(180)}) > 0 AND countIf(NOT back AND ${within(60)}) = 0`),
    wholesalers: having(`countIf(NOT back AND ${within(90)} AND quantity >= 100 AND country != 'United Kingdom') > 0`),
    paid_postage_or_bought_dear: having(`countIf(NOT back AND ${within(365)} AND (stock IN ('POST', 'DOT') OR (price >= 50 AND price < 1000))) > 0`),
    // The last purchase before a return is the nearest: if that one is too long ago, all are.
    returned_soon: `SELECT uniqExact(who) AS n FROM (
      SELECT who, back, at, maxIf(at, NOT back) OVER before AS bought, countIf(NOT back) OVER before AS purchases
      FROM raw.lines WHERE at <= {now}
      WINDOW before AS (PARTITION BY who ORDER BY at, n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
    WHERE back AND purchases > 0 AND at <= bought + INTERVAL 14 DAY AND ${within(90)}`,
    one_line_and_gone: having(`countIf(NOT back) = 1 AND countIf(NOT back AND ${within(90)}) = 0`),
    // Of cake stands bought and anything returned, in order: two stands next to each other.
    cake_stand_again: `SELECT uniqExact(who) AS n FROM (
      SELECT who, back, at, lagInFrame(at) OVER turn AS earlier, lagInFrame(back, 1, true) OVER turn AS earlier_back
      FROM raw.lines WHERE at <= {now} AND (back OR stock = '22423')
      WINDOW turn AS (PARTITION BY who ORDER BY at, n ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW))
    WHERE NOT back AND NOT earlier_back AND at <= earlier + INTERVAL 60 DAY AND ${within(180)}`,
    // The tenth purchase before a return begins the shortest way to it.
    returned_after_a_large_order: `WITH turns AS (
      SELECT who, back, at, countIf(NOT back) OVER (PARTITION BY who ORDER BY at, n) AS purchases FROM raw.lines WHERE at <= {now})
    SELECT uniqExact(r.who) AS n FROM (SELECT * FROM turns WHERE back AND purchases >= 10 AND ${within(365)}) AS r
    JOIN (SELECT who, at AS began, purchases + 9 AS later FROM turns WHERE NOT back) AS b ON b.who = r.who AND b.later = r.purchases
    WHERE r.at <= began + INTERVAL 1 DAY`,
    disappointed: having(`countIf(back AND ${within(120)}) > 0 AND countIf(NOT back AND ${within(60)}) = 0`),
    many_pieces: having(`sumIf(quantity, NOT back AND ${within(90)}) >= 500`),
    wide_taste: having(`uniqExactIf(stock, NOT back AND ${within(90)}) >= 50 AND countIf(NOT back AND ${within(14)}) > 0`),
    takes_much_back: having(`countIf(NOT back AND ${within(180)}) > 0 AND 20 * countIf(back AND ${within(180)}) > countIf(NOT back AND ${within(180)})`),
    buys_dear: having(`countIf(NOT back AND ${within(180)}) >= 5 AND sumIf(price, NOT back AND ${within(180)}) > 4 * countIf(NOT back AND ${within(180)})`),
};
if (FILE === undefined)
    console.warn('online-retail is not on this machine: its tests are skipped');
describe.skipIf(FILE === undefined)('the example segments on Online Retail', () => {
    const data = testSameCounts({
        title: 'online-retail',
        example: EXAMPLE,
        setup: SETUP,
        sql: SQL,
        nows: NOWS,
        items: () => itemsOf([{ file: FILE, mapping: `${EXAMPLE}mapping.yaml`, ...(!WHOLE && { lines }) }]),
    });
    test('history sends nothing, and the same lines again are all duplicates', async () => {
        await withEngine(async (engine) => {
            await engine.publish(data.definitions, { by: 'test' });
            const some = data.items.slice(0, 2_000);
            await take(engine, some);
            const before = engine.overview().events;
            const arrival = { source: 'online-retail', receivedAt: engine.clock.now(), type: null, context: undefined, sentAt: undefined };
            const again = engine.clean(some.map(({ item }) => item), arrival, false);
            const outcomes = await engine.accept('online-retail', again);
            expect(outcomes.filter(({ status }) => status === 'duplicate')).toHaveLength(2_000);
            expect(engine.overview().events).toBe(before);
            expect(engine.decisions({}).items).toEqual([]);
        });
    });
});
