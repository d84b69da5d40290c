import { runProcess } from '../child.js';
import type { Stream } from './events.js';

/** A stream sent as fast as the server answers, by a fixed number of connections. */
export interface ClosedLoop {
  readonly url: string;
  readonly writeKey: string;
  readonly stream: Stream;
  /** Events per request; 1 goes to /v1/track, more to /v1/batch. */
  readonly batch: number;
  readonly connections: number;
}

/** How a load went. Times are milliseconds since the epoch. */
export interface LoadResult {
  readonly events: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly eventsPerSecond: number;
}

/** A load may take so long, and longer with more events than a slow engine takes in meanwhile. */
const LEAST_SECONDS = 180;
const EVENTS_A_SECOND_AT_LEAST = 500;

/** Sends the stream from a process of its own; every answer must be 200. */
export function runClosedLoop(load: ClosedLoop): Promise<LoadResult> {
  return runProcess<ClosedLoop, LoadResult>('load/closed-loop.process', load, LEAST_SECONDS + load.stream.count / EVENTS_A_SECOND_AT_LEAST);
}
