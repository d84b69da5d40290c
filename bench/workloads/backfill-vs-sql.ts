import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Figure, Workload } from '../figure.js';
import { median, rounded } from '../figure.js';
import type { Server } from '../server.js';
import { serverWithPast, untilInWarehouse } from '../server-with-past.js';

const DAY = 24 * 60 * 60 * 1000;
const SQL_RUNS = 3;

/** The same question as a condition and as SQL over the tables that users query; each asks for paths that none before has asked for. */
interface Question {
  readonly name: string;
  readonly where: object;
  readonly sql: string;
}

const QUESTIONS: readonly Question[] = [
  {
    name: 'dear_kettles',
    where: viewed({ 'properties.category': 'kettles', 'properties.price': { gt: 50 } }, 2),
    sql: counted(`properties.category = 'kettles' AND toFloat64OrZero(toString(properties.price)) > 50`, 2),
  },
  {
    name: 'on_a_phone',
    where: viewed({ 'context.device.type': 'mobile' }, 4),
    sql: counted(`context.device.type = 'mobile'`, 4),
  },
  {
    name: 'several_in_german',
    where: viewed({ 'context.locale': 'de-DE', 'properties.quantity': { gte: 2 } }, 2),
    sql: counted(`context.locale = 'de-DE' AND toFloat64OrZero(toString(properties.quantity)) >= 2`, 2),
  },
  {
    name: 'one_product',
    where: viewed({ 'properties.product_id': { in: ['lamps-7', 'chairs-7', 'books-7'] } }, 1),
    sql: counted(`toString(properties.product_id) IN ('lamps-7', 'chairs-7', 'books-7')`, 1),
  },
  {
    name: 'reduced_books',
    where: viewed({ 'context.page.path': '/books', 'properties.discount': { gt: 0 } }, 1),
    sql: counted(`context.page.path = '/books' AND toFloat64OrZero(toString(properties.discount)) > 0`, 1),
  },
];

function viewed(where: object, atLeast: number): object {
  return { performed: 'Product Viewed', where, times: { atLeast }, within: '60d' };
}

function counted(where: string, atLeast: number): string {
  const grouped = `SELECT customer_id FROM events WHERE event = 'Product Viewed' AND timestamp > now64(3) - INTERVAL 60 DAY AND ${where}`;
  return `SELECT toUInt32(count()) AS n FROM (${grouped} GROUP BY customer_id HAVING count() >= ${atLeast})`;
}

/** Filling a new segment over all history, against the same question as SQL. */
export const backfillVsSql: Workload = {
  name: 'backfill_vs_sql',
  group: 'segments',
  async run({ sizes, folder, say }) {
    const customers = Math.min(sizes.customers, sizes.events);
    const until = Date.now() - 60_000;
    say(`back-fill: writing ${sizes.events} events of ${customers} customers, and loading them into the warehouse`);
    const past = { customers, count: sizes.events, from: until - 90 * DAY, until, intoWarehouse: true };
    const server = await serverWithPast({ data: folder('backfill'), ...past });
    try {
      await untilInWarehouse(server);
      return [await figure(server, { ...sizes, customers }, say)];
    } finally {
      await server.stop();
    }
  },
};

async function figure(server: Server, sizes: Context['sizes'], say: Context['say']): Promise<Figure> {
  const rounds: number[] = [];
  const seconds: Record<string, object> = {};
  for (const question of QUESTIONS.slice(0, Math.max(1, sizes.rounds))) {
    say(`back-fill: ${question.name}`);
    const sql = await timesOfSql(server, question);
    const preview = await timed(() =>
      server.api<{ count: number }>('POST', '/api/v1/segments/preview', { definition: { where: question.where }, wait: true }),
    );
    const { name, where } = question;
    const publish = await timed(() => server.api('PUT', '/api/v1/definitions', { definitions: [{ kind: 'segment', name, where }] }));
    const { count } = await server.api<{ count: number }>('GET', `/api/v1/segments/${name}`);
    // A second or so lies between the questions, and 60 days before it a few events.
    const slack = 5 + sql.count / 1_000;
    if (Math.abs(count - sql.count) > slack || Math.abs(preview.answer.count - sql.count) > slack)
      throw new Error(`${name}: ${count} members and ${preview.answer.count} in the preview, but ${sql.count} by SQL`);
    rounds.push(rounded(preview.seconds / sql.seconds));
    seconds[name] = {
      sql: rounded(sql.seconds),
      backfill: rounded(preview.seconds),
      publishedAfterwards: rounded(publish.seconds),
      members: count,
    };
  }
  say('back-fill: a preview as the console asks for it');
  const preview = await previewed(server);
  return {
    name: 'backfill_vs_sql',
    value: median(rounds),
    unit: 'ratio',
    detail: {
      load: `${sizes.events} events of ${sizes.customers} customers over 90 days; for each of ${rounds.length} questions about paths that nobody has asked for: reading them from the journal and asking every customer (preview) ÷ the same as SQL on the warehouse of the same server (median of ${SQL_RUNS}); the counts are compared`,
      leavesOut: `${sizes.events < 10_000_000 ? 'the ten million events of the aim (--events 10000000 --customers 1000000); ' : ''}the journal is in the file cache; telling each member of a publication (seconds.publishedAfterwards, with the columns there)`,
      rounds,
      seconds,
      preview,
    },
  };
}

/** Asked of all views, by paths that no question has. */
const PREVIEWED = viewed({ 'properties.currency': 'EUR', 'context.library.version': '1.0.0' }, 3);
/** How often the exact count is asked for. */
const ASKED_EVERY_MS = 250;

interface Preview {
  readonly count: number;
  readonly estimate: boolean;
  readonly interval?: readonly number[];
  readonly previewId?: string;
}

/** How long a preview takes to its first answer, and to the exact count. */
async function previewed(server: Server): Promise<object> {
  const started = performance.now();
  const since = (): number => rounded((performance.now() - started) / 1000);
  const first = await server.api<Preview>('POST', '/api/v1/segments/preview', { definition: { where: PREVIEWED } });
  const firstAnswer = since();
  let last = first;
  while (last.estimate) {
    await sleep(ASKED_EVERY_MS);
    last = await server.api<Preview>('GET', `/api/v1/segments/preview/${first.previewId ?? ''}`);
  }
  return {
    firstAnswer,
    ...(first.estimate && { estimate: first.count, interval: first.interval }),
    exactAfter: since(),
    exact: last.count,
  };
}

async function timesOfSql(server: Server, { sql }: Question): Promise<{ readonly seconds: number; readonly count: number }> {
  const seconds: number[] = [];
  let count = 0;
  for (let run = 0; run < SQL_RUNS; run++) {
    const asked = await timed(() => server.api<{ rows: { n: number }[] }>('POST', '/api/v1/sql', { query: sql }));
    seconds.push(asked.seconds);
    count = asked.answer.rows[0]?.n ?? 0;
  }
  return { seconds: median(seconds), count };
}

async function timed<Answer>(ask: () => Promise<Answer>): Promise<{ readonly answer: Answer; readonly seconds: number }> {
  const started = performance.now();
  const answer = await ask();
  return { answer, seconds: (performance.now() - started) / 1000 };
}
