import { setTimeout as sleep } from 'node:timers/promises';
import { type HistoryRequest, writeHistory } from './history.js';
import { type Server, startServer } from './server.js';

/** A start reads the journal once: it takes longer than on an empty folder. */
const START_SECONDS = 120;
const EVENTS_READ_A_SECOND_AT_LEAST = 4_000;

/** A server that has taken a past in. The folder is empty before. */
export async function serverWithPast(past: HistoryRequest): Promise<Server> {
  const empty = await startServer(past.data);
  await empty.stop();
  await writeHistory(past);
  return startServer(past.data, {}, START_SECONDS + past.count / EVENTS_READ_A_SECOND_AT_LEAST);
}

/** How often a request that waits for the warehouse is given up and made anew: a client waits five minutes at most. */
const ASKED_SECONDS = 120;
const MOST_ASKED = 60;

/** Waits until everything is in the warehouse, also when that takes longer than a request may. @throws Error after two hours */
export async function untilInWarehouse(server: Server): Promise<void> {
  for (let asked = 1; ; asked++) {
    const answered = server.api('POST', '/api/v1/flush?until=warehouse').then(() => true);
    const gaveUp = sleep(ASKED_SECONDS * 1000, false, { ref: false });
    if (await Promise.race([answered, gaveUp])) return;
    // Whatever becomes of it, the next one is asked.
    answered.catch(() => undefined);
    if (asked === MOST_ASKED) throw new Error('the warehouse did not catch up within two hours');
  }
}
