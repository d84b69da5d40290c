import { runProcess } from '../child.js';
import type { Stream } from './events.js';

/** A stream sent at a rate that the server cannot keep up with, on as many connections as it takes. */
export interface Flood {
  readonly url: string;
  readonly writeKey: string;
  readonly stream: Stream;
  readonly batch: number;
  readonly eventsPerSecond: number;
}

/** What came of it. Times are milliseconds from sending to the answer. */
export interface FloodResult {
  readonly seconds: number;
  readonly requests: number;
  readonly takenEvents: number;
  readonly taken: readonly number[];
  readonly refused: readonly number[];
  /** Refusals without a Retry-After, and requests that were not answered at all. */
  readonly withoutRetryAfter: number;
  readonly unanswered: number;
  readonly connections: number;
}

const limitSeconds = 120;

/** Sends the stream from a process of its own, whatever is answered. */
export function runFlood(flood: Flood): Promise<FloodResult> {
  return runProcess<Flood, FloodResult>('load/flood.process', flood, limitSeconds);
}
