/**
 * law: One meaning — on a second data set that nobody here wrote, of four files: the count of each example segment is the same live, from
 * history, in preview, and by SQL that was written by hand from the segment's title and asks the raw files.
 *
 * A tenth of the households, over the whole year; all of them when CUSP_WHOLE is set (`npm run accept`).
 */
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';
import { sharedData } from '../shared-data.js';
import { testSameCounts } from './same-counts.js';
import { itemsOf } from './three-ways.js';
const EXAMPLE = fileURLToPath(new URL('../../../../examples/completejourney/', import.meta.url));
const file = (name) => sharedData(`completejourney/${name}`) ?? '';
const present = file('transactions_sample.csv.gz') !== '';
const WHOLE = process.env.CUSP_WHOLE !== undefined;
const NOWS = ['2017-03-20T13:00:00Z', '2017-06-30T00:00:00Z', '2017-09-15T09:30:00Z', '2017-12-09T18:00:00Z'].map((text) => Date.parse(text));
/** The same households as in {@link SAMPLE}. */
const taken = ({ userId }) => WHOLE || (userId?.endsWith('7') ?? false);
const SAMPLE = WHOLE ? '' : "WHERE household_id LIKE '%7'";
/**
 * The files as tables. A basket happened when its first line did, as the file has them. What a campaign targeted is at the campaign's
 * first day; `n` numbers the lines of a file, which orders what happened at the same time.
 */
const SETUP = [
    'CREATE DATABASE IF NOT EXISTS raw',
    `CREATE TABLE raw.lines ENGINE = Memory AS SELECT * FROM file('${file('transactions_sample.csv.gz')}', 'CSVWithNames',
    'household_id String, store_id String, basket_id String, product_id String, quantity Int64, sales_value Decimal(18, 4), retail_disc Decimal(18, 4),
     coupon_disc Decimal(18, 4), coupon_match_disc Decimal(18, 4), week Int64, transaction_timestamp DateTime(\\'UTC\\')') ${SAMPLE}`,
    `CREATE TABLE raw.baskets ENGINE = Memory AS SELECT any(household_id) AS who, min(transaction_timestamp) AS at, sum(sales_value) AS total,
    sum(retail_disc) AS discount, max(sales_value >= 10 AND retail_disc > 0) AS dear FROM raw.lines GROUP BY basket_id`,
    `CREATE TABLE raw.redeemed ENGINE = Memory AS SELECT rowNumberInAllBlocks() AS n, household_id AS who, toDateTime(redemption_date, 'UTC') AS at
    FROM file('${file('coupon_redemptions.csv')}', 'CSVWithNames', 'household_id String, coupon_upc String, campaign_id String, redemption_date Date')
    ${SAMPLE} SETTINGS max_threads = 1, input_format_parallel_parsing = 0`,
    `CREATE TABLE raw.targeted ENGINE = Memory AS SELECT n, household_id AS who, campaign_id AS campaign, toDateTime(start_date, 'UTC') AS at FROM
    (SELECT rowNumberInAllBlocks() AS n, * FROM file('${file('campaigns.csv')}', 'CSVWithNames', 'campaign_id String, household_id String')) AS c
    JOIN file('${file('campaign_descriptions.csv')}', 'CSVWithNames', 'campaign_id String, campaign_type String, start_date Date, end_date Date') AS d
    USING campaign_id ${SAMPLE} SETTINGS max_threads = 1, input_format_parallel_parsing = 0`,
    `CREATE TABLE raw.households ENGINE = Memory AS SELECT household_id AS who, kids_count AS kids FROM file('${file('demographics.csv')}', 'CSVWithNames') ${SAMPLE}`,
];
/** The households for whom something holds of their baskets up to now. */
const baskets = (condition) => `SELECT who FROM raw.baskets WHERE at <= {now} GROUP BY who HAVING ${condition}`;
const targeted = (condition) => `SELECT who FROM raw.targeted WHERE at <= {now} GROUP BY who HAVING ${condition}`;
const count = (households) => `SELECT uniqExact(who) AS n FROM (${households})`;
const within = (days) => `at > {now} - INTERVAL ${days} DAY`;
/** Each segment asked again, by somebody who knows only its title. */
const SQL = {
    shopped_lately: count(baskets(`countIf(${within(14)}) > 0`)),
    frequent_shoppers: count(baskets(`countIf(${within(60)}) >= 6`)),
    lapsed_households: count(baskets(`countIf(${within(180)}) >= 2 AND countIf(${within(45)}) = 0`)),
    deaf_to_campaigns: `SELECT uniqExact(who) AS n FROM raw.targeted
    WHERE at <= {now} AND ${within(90)} AND who NOT IN (SELECT who FROM raw.redeemed WHERE at <= {now})`,
    redeemed_after_targeting: `SELECT uniqExact(r.who) AS n FROM (SELECT * FROM raw.redeemed WHERE at <= {now} AND ${within(120)}) AS r
    JOIN raw.targeted AS t ON t.who = r.who
    WHERE (t.at, t.n) < (r.at, r.n) AND r.at <= t.at + INTERVAL 30 DAY`,
    // Two targetings next to each other after the last basket before them: no basket lies between any two of the three.
    targeted_and_stayed_away: `SELECT uniqExact(who) AS n FROM (
      SELECT t.who AS who, t.at AS at, lagInFrame(t.at) OVER turn AS earlier, row_number() OVER turn AS turns, b.at AS shopped,
        lagInFrame(b.at) OVER turn AS shopped_earlier
      FROM (SELECT * FROM raw.targeted WHERE at <= {now}) AS t ASOF JOIN raw.baskets AS b ON b.who = t.who AND b.at <= t.at
      WINDOW turn AS (PARTITION BY t.who ORDER BY t.at, t.n ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW))
    WHERE turns > 1 AND shopped = shopped_earlier AND at <= shopped + INTERVAL 60 DAY AND ${within(90)}`,
    families_of_card_users: `SELECT uniqExact(who) AS n FROM raw.baskets
    WHERE at <= {now} AND ${within(60)} AND discount >= 5 AND who IN (SELECT who FROM raw.households WHERE kids IN ('1', '2', '3+'))`,
    coupon_collectors: count(`SELECT who FROM raw.redeemed WHERE at <= {now} GROUP BY who HAVING countIf(${within(90)}) >= 3 OR count() >= 5`),
    once_in_the_month: count(baskets('countIf(at >= toStartOfMonth({now})) = 1 AND countIf(at >= toStartOfMonth({now}) - INTERVAL 1 MONTH AND at < toStartOfMonth({now})) = 0')),
    something_dear: count(baskets(`countIf(${within(30)} AND dear) > 0`)),
    discount_seekers: count(baskets(`countIf(${within(180)}) >= 5 AND 4 * countIf(${within(180)} AND discount > 0) > 3 * countIf(${within(180)})`)),
    small_baskets_often: count(baskets(`countIf(${within(90)}) >= 6 AND sumIf(total, ${within(90)}) < 4 * countIf(${within(90)})`)),
    good_households: count(`${baskets(`sumIf(total, ${within(90)}) >= 100`)} INTERSECT ${targeted(`uniqExactIf(campaign, ${within(90)}) >= 2`)}`),
};
if (!present)
    console.warn('completejourney is not on this machine: its tests are skipped');
describe.skipIf(!present)('the example segments on Complete Journey', () => {
    testSameCounts({
        title: 'completejourney',
        example: EXAMPLE,
        setup: SETUP,
        sql: SQL,
        nows: NOWS,
        items: () => itemsOf([
            { file: file('demographics.csv'), mapping: `${EXAMPLE}demographics.yaml`, taken },
            { file: file('transactions_sample.csv.gz'), mapping: `${EXAMPLE}baskets.yaml`, taken },
            { file: file('campaigns.csv'), mapping: `${EXAMPLE}campaigns.yaml`, taken },
            { file: file('coupon_redemptions.csv'), mapping: `${EXAMPLE}coupon_redemptions.yaml`, taken },
        ]),
    });
});
