import { runProcess } from './child.js';

/** A past that is written into a journal directly, as the engine would have written it event by event. */
export interface HistoryRequest {
  /** The server's data folder; no server may run on it. */
  readonly data: string;
  readonly customers: number;
  readonly events: number;
  /** Event time of the first event and of the end, in milliseconds. */
  readonly from: number;
  readonly until: number;
}

/** What was written. */
export interface HistoryWritten {
  readonly bytes: number;
}

const EVENTS_A_SECOND_AT_LEAST = 20_000;

/** Writes a history from a process of its own. Every customer has an event before any has a second. */
export function writeHistory(request: HistoryRequest): Promise<HistoryWritten> {
  return runProcess<HistoryRequest, HistoryWritten>('history.process', request, 60 + request.events / EVENTS_A_SECOND_AT_LEAST);
}
