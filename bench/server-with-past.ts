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

/** Waits until everything is in the warehouse, also when that takes longer than a request may. */
export async function untilInWarehouse(server: Server): Promise<void> {
  await server.api('POST', '/api/v1/flush?until=warehouse');
}
