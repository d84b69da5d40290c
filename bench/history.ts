import { runProcess } from './child.js';
import type { PastEvents } from './load/history-events.js';

/** A past that is written into a journal directly, as the engine would have written it event by event. */
export interface HistoryRequest extends PastEvents {
  /** The data folder of a server that has been started before and does not run now. */
  readonly data: string;
  /** Whether the warehouse is loaded with it too, in larger pieces than the engine would: what asks it need not wait for the engine. */
  readonly intoWarehouse?: boolean;
}

/** What was written. */
export interface HistoryWritten {
  readonly bytes: number;
}

const EVENTS_A_SECOND_AT_LEAST = 4_000;

/** Writes a past from a process of its own. */
export function writeHistory(request: HistoryRequest): Promise<HistoryWritten> {
  return runProcess<HistoryRequest, HistoryWritten>('history.process', request, 60 + request.count / EVENTS_A_SECOND_AT_LEAST);
}
