import { runProcess } from './child.js';
import type { EventsTable } from './events-table.js';
import type { Stream } from './load/events.js';

/** A load of a stream, as a file of NDJSON, into a bare chDB. */
export interface RawLoad {
  readonly stream: Stream;
  /** What the table holds already; loading it is not part of the time. */
  readonly history: Stream | undefined;
  /** An empty folder. */
  readonly folder: string;
  readonly table: EventsTable;
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
