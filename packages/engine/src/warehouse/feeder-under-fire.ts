import { createWarehouseFeeder } from './feeder.js';
import { FixtureJournal } from './fixture-journal.js';
import { aMoment, anEvent, raise } from './fixtures.js';
import { openWarehouse } from './warehouse.js';

/**
 * A process to be killed: feeds a journal that is the same in every life into the warehouse in the directory given, in small batches.
 * It says a line on each step, so that whoever kills it can choose when. Started by `feeder-kill.test.ts`.
 */
const [directory = '', entries = '0'] = process.argv.slice(2);

/** The journal of these lives: mostly events, now and then a moment. */
async function sameJournal(count: number): Promise<FixtureJournal> {
  const journal = new FixtureJournal(25);
  for (let i = 0; i < count; i++) {
    if (i % 10 === 9) await journal.put('moment', aMoment({ id: `moment-${i}` }));
    else await journal.put('event', anEvent(i, { properties: { n: i, text: 'x'.repeat(i % 50) } }));
  }
  return journal;
}

const journal = await sameJournal(Number(entries));
const warehouse = await openWarehouse({ at: { directory } });
// Without counting: a row lost or doubled must show, and not be mended on the next start.
const feeder = createWarehouseFeeder({ journal, warehouse, batchEntries: 50, onFailure: raise });
process.stdout.write('opened\n');
await feeder.start();
process.stdout.write('started\n');
const steps = 20;
for (let step = 1; step <= steps; step++) {
  await feeder.flush(Math.floor((journal.durable * step) / steps));
  process.stdout.write(`step ${step}\n`);
}
await feeder.flush();
const { rows } = await warehouse.sql(
  `SELECT (SELECT count() FROM events) AS events, (SELECT uniqExact(message_id) FROM events) AS distinct_events,
    (SELECT sum(properties.n::Int64) FROM events) AS sum, (SELECT count() FROM moments) AS moments`,
);
const rebuilt = await feeder.rebuild();
process.stdout.write(`done ${JSON.stringify({ ...rows[0], ...rebuilt })}\n`);
await feeder.stop();
await warehouse.close();
