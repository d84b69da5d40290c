import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type CellsRead, HistoryReader, type ReadingTask, type WantedEvents } from './history-reader.js';

/** Reads values out of the journal; one call at a time. */
export interface ReadingThread {
  /** Rejects with what went wrong in the thread. */
  read(wanted: WantedEvents): Promise<CellsRead>;
  /** Ends it, and with it all that it remembers. */
  close(): Promise<void>;
}

/** More threads would wait for one another's bytes, and for those who hand their values on. */
const MOST_THREADS = 4;
const PROGRAM = new URL('./history.worker.js', import.meta.url);

/** How many events it takes for a thread to be worth its start. */
const WORTH_A_THREAD = 50_000;

/** How many to read with, for so many events. @param program what runs in the threads; where it is not built, all is read in the caller's own */
export function threadsFor(events: number, program: URL = PROGRAM): number {
  if (!existsSync(fileURLToPath(program))) return 0;
  return Math.min(MOST_THREADS, availableParallelism(), Math.floor(events / WORTH_A_THREAD));
}

/** Starts a thread. Whoever starts it closes it. */
export function startThread(task: ReadingTask, program: URL = PROGRAM): ReadingThread {
  const worker = new Worker(program, { workerData: task });
  let waiting: { readonly resolve: (read: CellsRead) => void; readonly reject: (error: Error) => void } | undefined;
  let failed: Error | undefined;
  const fail = (error: Error): void => {
    failed ??= error;
    waiting?.reject(error);
  };
  worker.on('message', (read: CellsRead) => waiting?.resolve(read));
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`a thread that reads the journal has ended (${code})`)));
  return {
    read: (wanted) =>
      new Promise((resolve, reject) => {
        if (failed !== undefined) return reject(failed);
        waiting = { resolve, reject };
        worker.postMessage(wanted, [wanted.offsets.buffer, wanted.groups.buffer]);
      }),
    close: async () => {
      await worker.terminate();
    },
  };
}

/** Reads without a thread, a turn for each call. */
export function ownThread(task: ReadingTask): ReadingThread {
  const reader = new HistoryReader(task);
  return {
    read: async (wanted) => {
      await nextTurn();
      return reader.read(wanted);
    },
    close: () => Promise.resolve(reader.close()),
  };
}
