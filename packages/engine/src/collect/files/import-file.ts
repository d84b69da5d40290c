import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import type { MappedBatch } from './mapped-batch.js';
import { type MappedFileOptions, readMappedItems } from './read-mapped-items.js';

/** What the engine made of one batch. `received = accepted + duplicate + quarantined`. */
export interface ImportCounts {
  readonly received: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly quarantined: number;
}

/** How far an import is. Progress goes by bytes of the file, because its number of rows is not known. */
export interface ImportProgress extends ImportCounts {
  readonly rows: number;
  readonly bytesRead: number;
  readonly bytesTotal: number;
  readonly elapsed: Milliseconds;
  readonly rowsPerSecond: number;
  /** Milliseconds that are left at this rate; null while it cannot be told. */
  readonly remaining: Milliseconds | null;
}

export interface ImportOptions extends MappedFileOptions {
  /** Hands one batch to the engine; resolves once it is on disk. Called for one batch at a time, while the next is read. */
  readonly send: (batch: MappedBatch) => Promise<ImportCounts>;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** The present, for rate and remaining time. */
  readonly now: () => Instant;
}

/**
 * Imports one file. Stopping half-way and importing again is safe: what was taken in is a duplicate then.
 * @throws CuspError invalid_mapping before anything is sent; unreadable_file, or whatever `send` throws.
 */
export async function importFile(options: ImportOptions): Promise<ImportProgress> {
  const started = options.now();
  let counts: ImportCounts = { received: 0, accepted: 0, duplicate: 0, quarantined: 0 };
  let rows = 0;
  let progress = progressOf(counts, { rows, bytesRead: 0, bytesTotal: 0 }, 0);
  const settle = async (batch: MappedBatch): Promise<void> => {
    if (batch.rows > 0) counts = added(counts, await options.send(batch));
    rows += batch.rows;
    progress = progressOf(counts, { rows, bytesRead: batch.bytesRead, bytesTotal: batch.bytesTotal }, options.now() - started);
    options.onProgress?.(progress);
  };
  await forEachReadAhead(readMappedItems(options), settle);
  return progress;
}

/** Works on one value while the next is being made, so that reading and sending overlap; memory holds two. */
async function forEachReadAhead<T>(values: AsyncGenerator<T>, work: (value: T) => Promise<void>): Promise<void> {
  let working: Promise<void> = Promise.resolve();
  try {
    for await (const value of values) {
      await working;
      working = work(value);
      // Its failure is met by the `await` above or below; until then it must not count as unhandled.
      working.catch(() => undefined);
    }
  } finally {
    await working;
  }
}

function added(sum: ImportCounts, more: ImportCounts): ImportCounts {
  return {
    received: sum.received + more.received,
    accepted: sum.accepted + more.accepted,
    duplicate: sum.duplicate + more.duplicate,
    quarantined: sum.quarantined + more.quarantined,
  };
}

function progressOf(
  counts: ImportCounts,
  read: { readonly rows: number; readonly bytesRead: number; readonly bytesTotal: number },
  elapsed: Milliseconds,
): ImportProgress {
  const left = read.bytesTotal - read.bytesRead;
  const remaining = read.bytesRead > 0 ? Math.round((elapsed * left) / read.bytesRead) : null;
  return { ...counts, ...read, elapsed, rowsPerSecond: elapsed > 0 ? (read.rows * 1_000) / elapsed : 0, remaining };
}
