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

/** How far an earlier run came with the same file: what is in up to a row, and where the last batch began of which the engine has items. */
export interface Reached {
  readonly row: number;
  readonly batchAfter: number;
}

/** How to import one file. */
export interface ImportOptions extends Omit<MappedFileOptions, 'passOver'> {
  /** Hands one batch to the engine; resolves once it is on disk. Called for the next batch while the one before is under way. */
  readonly send: (batch: MappedBatch) => Promise<ImportCounts>;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Told each time that everything up to a row is in, from the first on that the engine has taken. */
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
 * With `reached`, rows that an earlier run brought in are not sent again, except for its last batch. If that is not a duplicate, then this
 * is not the engine that the earlier run spoke to, or it has lost what it had: everything is sent from the first row.
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
  const underWay: UnderWay[] = [];
  const settleOne = async (): Promise<ImportCounts> => {
    const next = underWay.shift();
    if (next === undefined) return NOTHING;
    const counts = await next.answer;
    tally.settled(next.batch, counts);
    // Only what the engine has can prove to a later run that it is the same engine.
    if (counts.accepted + counts.duplicate > 0) provenAfter = next.after;
    if (provenAfter !== undefined) options.onReached?.({ row: next.batch.completeTo, batchAfter: provenAfter });
    return counts;
  };
  let after = passOver;
  let provenAfter: number | undefined;
  let proven = reached === undefined;
  tally.begin(passOver);
  try {
    for await (const batch of readMappedItems({ ...options, passOver })) {
      if (batch.lastRow <= passOver && batch.completeTo <= passOver) {
        tally.passed(batch);
        continue;
      }
      underWay.push({ batch, after, answer: answerTo(batch, options) });
      after = batch.completeTo;
      if (proven && underWay.length < UNDER_WAY) continue;
      const { accepted, duplicate } = await settleOne();
      if (!proven && (accepted > 0 || duplicate === 0)) return false;
      proven = true;
    }
    while (underWay.length > 0) await settleOne();
    return proven;
  } finally {
    await Promise.allSettled(underWay.map(({ answer }) => answer));
  }
}

interface UnderWay {
  readonly batch: MappedBatch;
  /** The last row before it. */
  readonly after: number;
  readonly answer: Promise<ImportCounts>;
}

function answerTo(batch: MappedBatch, { send }: ImportOptions): Promise<ImportCounts> {
  const answer = batch.items.length + batch.unmappable.length > 0 ? send(batch) : Promise.resolve(NOTHING);
  // Its failure is met where it is awaited; until then it must not count as unhandled.
  answer.catch(() => undefined);
  return answer;
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
