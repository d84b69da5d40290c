import type { Stream } from './events.js';

/** A stream sent at a fixed rate, whether or not the server keeps up. */
export interface OpenLoop {
  readonly url: string;
  readonly writeKey: string;
  readonly stream: Stream;
  readonly batch: number;
  readonly eventsPerSecond: number;
}

/** What came of it: `late` counts requests that found no free connection at their time. */
export interface OpenLoopResult {
  readonly sent: number;
  readonly late: number;
}
