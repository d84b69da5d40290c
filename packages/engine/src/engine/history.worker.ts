/** A thread that reads values out of the journal's files: answers each {@link WantedEvents} with {@link CellsRead}. */
import { parentPort, workerData } from 'node:worker_threads';
import { HistoryReader, type ReadingTask, type WantedEvents } from './history-reader.js';

const reader = new HistoryReader(workerData as ReadingTask);
parentPort?.on('message', (wanted: WantedEvents) => {
  const read = reader.read(wanted);
  parentPort?.postMessage(read, [read.cells.buffer]);
});
