import { runProcess } from './child.js';
import type { Stream } from './load/events.js';

/** A load of a stream, as a file of NDJSON, into a bare chDB. */
export interface RawLoad {
  readonly stream: Stream;
  /** Two empty folders' parent. */
  readonly folder: string;
  /** CREATE TABLE statement of the table `raw_events`. */
  readonly createTable: string;
}

/** How it went; writing the file is not part of the time. */
export interface RawLoadResult {
  readonly events: number;
  readonly seconds: number;
  readonly eventsPerSecond: number;
}

/** Loads the stream in a process of its own, because chDB binds one data folder per process. */
export function runRawLoad(load: RawLoad): Promise<RawLoadResult> {
  return runProcess<RawLoad, RawLoadResult>('raw-load.process', load, 180);
}
