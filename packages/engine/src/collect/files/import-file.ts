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
  /** Rows that an earlier run had brought in, which this one did not send; they are part of `rows`. */
  readonly passedOver: number;
  readonly bytesRead: number;
  /** Undefined when it is not known, as of the standard input. */
  readonly bytesTotal: number | undefined;
  readonly elapsed: Milliseconds;
  readonly rowsPerSecond: number;
  /** Milliseconds that are left at this rate; null while it cannot be told. */
  readonly remaining: Milliseconds | null;
}

/** How far an earlier run came with the same file: what is in up to a row, and where the last batch before it began. */
export interface Reached {
  readonly row: number;
  readonly batchAfter: number;
}

/** How to import one file. */
export interface ImportOptions extends Omit<MappedFileOptions, 'passOver'> {
  /** Hands one batch to the engine; resolves once it is on disk. Called for the next batch while the one before is under way. */
  readonly send: (batch: MappedBatch) => Promise<ImportCounts>;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Told each time that everything up to a row is in. */
  readonly onReached?: (reached: Reached) => void;
  /** How far an earlier run came. */
  readonly reached?: Reached | undefined;
  /** The present, for rate and remaining time. */
  readonly now: () => Instant;
}

/** Batches under way at once: while the engine works on one, the next is on its way. */
const UNDER_WAY = 2;

/**
 * Imports one file. Stopping half-way and importing again is safe: what was taken in is a duplicate then.
 *
 * With `reached`, rows that an earlier run brought in are not sent again, except for its last batch. If the engine takes in anything of
 * that batch, then it is not the engine that the earlier run spoke to, or it has lost what it had; everything is sent from the first row.
 * @throws CuspError invalid_mapping before anything is sent; unreadable_file, or whatever `send` throws.
 */
export async function importFile(options: ImportOptions): Promise<ImportProgress> {
  const tally = new Tally(options);
  const { reached } = options;
  if (reached === undefined || options.input !== undefined || !(await run(options, tally, reached))) await run(options, tally, undefined);
  return tally.progress();
}

/** @returns false when the engine does not have what an earlier run is said to have brought in. */
async function run(options: ImportOptions, tally: Tally, reached: Reached | undefined): Promise<boolean> {
  const passOver = reached?.batchAfter ?? 0;
  const underWay: { readonly batch: MappedBatch; readonly after: number; readonly answer: Promise<ImportCounts> }[] = [];
  const settleOne = async (): Promise<void> => {
    const next = underWay.shift();
    if (next === undefined) return;
    tally.settled(next.batch, await next.answer);
    options.onReached?.({ row: next.batch.completeTo, batchAfter: next.after });
  };
  let after = passOver;
  let unproven = reached !== undefined;
  tally.begin(passOver);
  try {
    for await (const batch of readMappedItems({ ...options, passOver })) {
      if (batch.lastRow <= passOver) {
        tally.passed(batch);
        continue;
      }
      const answer = batch.items.length + batch.unmappable.length > 0 ? options.send(batch) : Promise.resolve(NOTHING);
      // Its failure is met where it is awaited; until then it must not count as unhandled.
      answer.catch(() => undefined);
      underWay.push({ batch, after, answer });
      after = batch.completeTo;
      if (unproven && (await answer).accepted > 0) {
        tally.add(await answer);
        return false;
      }
      if (unproven || underWay.length >= UNDER_WAY) await settleOne();
      unproven = false;
    }
    while (underWay.length > 0) await settleOne();
    return true;
  } finally {
    await Promise.allSettled(underWay.map(({ answer }) => answer));
  }
}

const NOTHING: ImportCounts = { received: 0, accepted: 0, duplicate: 0, quarantined: 0 };

/** What has become of the file so far. */
class Tally {
  readonly #options: Pick<ImportOptions, 'now' | 'onProgress'>;
  readonly #started: Instant;
  #counts = NOTHING;
  #rows = 0;
  #passedOver = 0;
  #file: Pick<MappedBatch, 'bytesRead' | 'bytesTotal'> = { bytesRead: 0, bytesTotal: undefined };

  constructor(options: Pick<ImportOptions, 'now' | 'onProgress'>) {
    this.#options = options;
    this.#started = options.now();
  }

  begin(passOver: number): void {
    this.#rows = 0;
    this.#passedOver = passOver;
  }

  passed(batch: MappedBatch): void {
    this.#rows += batch.rows;
    this.#file = batch;
    this.#options.onProgress?.(this.progress());
  }

  settled(batch: MappedBatch, counts: ImportCounts): void {
    this.add(counts);
    this.passed(batch);
  }

  add(more: ImportCounts): void {
    const sum = this.#counts;
    this.#counts = {
      received: sum.received + more.received,
      accepted: sum.accepted + more.accepted,
      duplicate: sum.duplicate + more.duplicate,
      quarantined: sum.quarantined + more.quarantined,
    };
  }

  progress(): ImportProgress {
    const { bytesRead, bytesTotal } = this.#file;
    const elapsed = this.#options.now() - this.#started;
    const remaining = bytesTotal !== undefined && bytesRead > 0 ? Math.round((elapsed * (bytesTotal - bytesRead)) / bytesRead) : null;
    const rowsPerSecond = elapsed > 0 ? ((this.#rows - Math.min(this.#passedOver, this.#rows)) * 1_000) / elapsed : 0;
    const passedOver = Math.min(this.#passedOver, this.#rows);
    return { ...this.#counts, rows: this.#rows, passedOver, bytesRead, bytesTotal, elapsed, rowsPerSecond, remaining };
  }
}
