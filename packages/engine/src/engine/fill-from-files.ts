import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Extent } from '../journal/journal.js';
import type { Pipeline } from '../pipeline.js';
import type { Column } from '../timeline/columns.js';
import { ABSENT } from '../timeline/values.js';
import type { Json } from '../vocabulary/json.js';
import type { CellsRead, ReadingTask } from './history-reader.js';
import { ownThread, type ReadingThread, startThread, threadsFor } from './history-threads.js';
import type { MissingByName } from './missing-cells.js';

/** How many events a thread is given at a time: what comes back is put into place within a few milliseconds. */
const EVENTS_A_CHUNK = 8_000;
/** The same without a thread, where reading them takes the time of others too. */
const EVENTS_A_TURN = 1_000;
/** How many rows are passed over in search of wanted ones before others get their turn. */
const ROWS_A_TURN = 200_000;

/** Rows to be read, and what is asked of the thread for them. */
interface Chunk {
  readonly rows: Int32Array;
  readonly groups: Uint16Array;
  readonly offsets: Float64Array;
}

/** What to fill, and with what. */
export interface Filling {
  readonly pipeline: Pipeline;
  readonly missing: MissingByName;
  readonly extents: readonly Extent[];
  readonly signal?: AbortSignal | undefined;
  /** Is told what share of the rows has been gone through, from 0 to 1. */
  readonly onShare?: ((share: number) => void) | undefined;
  /** How many read at a time, each started when it is needed. */
  readonly lanes: number;
  readonly start: (task: ReadingTask) => ReadingThread;
  readonly eventsAChunk: number;
  /** The only rows to fill, in ascending order; default: all that there are. */
  readonly rows?: Int32Array;
}

/** By so many threads as the machine has cores for, or by none where there is little to read. */
export function usualFilling(events: number): Pick<Filling, 'lanes' | 'start' | 'eventsAChunk'> {
  const threads = threadsFor(events);
  if (threads === 0) return { lanes: 1, start: ownThread, eventsAChunk: EVENTS_A_TURN };
  return { lanes: threads, start: startThread, eventsAChunk: EVENTS_A_CHUNK };
}

/**
 * Fills columns from the journal's files, by threads that look for the wanted values in the text of the wanted events. A value's
 * text is parsed once for each thread, however often it comes.
 * @throws CuspError data_corrupt; the signal's reason when it is given up
 */
export async function fillFromFiles(filling: Filling): Promise<void> {
  const { pipeline, missing, extents, signal, lanes, start, eventsAChunk, onShare } = filling;
  const task: ReadingTask = { extents, ...slotsOf(missing) };
  const chunks = new Chunks(filling);
  // When one fails, the others stop at their next chunk: nobody waits for what they would read.
  const stopping = new AbortController();
  const stop = signal === undefined ? stopping.signal : AbortSignal.any([signal, stopping.signal]);
  const run = async (lane: Lane): Promise<void> => {
    try {
      for (let chunk = await chunks.next(eventsAChunk, stop); chunk !== undefined; chunk = await chunks.next(eventsAChunk, stop)) {
        await lane.fill(chunk);
        onShare?.(chunks.share);
      }
    } catch (error) {
      stopping.abort(error);
    } finally {
      await lane.close();
    }
  };
  await Promise.all(Array.from({ length: lanes }, () => run(new Lane(pipeline, missing, () => start(task)))));
  signal?.throwIfAborted();
  stopping.signal.throwIfAborted();
}

/** The paths to be read, and which of them for the columns of each group, in their order. */
function slotsOf({ groups }: MissingByName): Pick<ReadingTask, 'paths' | 'groups'> {
  const columns = [...new Set(groups.flat())];
  const slots = new Map(columns.map((column, slot) => [column, slot]));
  return { paths: columns.map(({ path }) => path.text), groups: groups.map((group) => group.map((column) => slots.get(column) as number)) };
}

/** Deals out the rows that are to be read, in their order, to whoever asks next. */
class Chunks {
  readonly #pipeline: Pipeline;
  readonly #missing: MissingByName;
  readonly #from: number;
  /** The rows, where not all are meant. */
  readonly #rows: Int32Array | undefined;
  readonly #end: number;
  #next = 0;

  /** Rows that come from now on are filled as they come. */
  constructor({ pipeline, missing, extents, rows }: Pick<Filling, 'pipeline' | 'missing' | 'extents' | 'rows'>) {
    this.#pipeline = pipeline;
    this.#missing = missing;
    this.#from = extents[0]?.from ?? 0;
    this.#rows = rows;
    this.#end = rows?.length ?? pipeline.timelines.rows.length;
  }

  /** What share of the rows has been dealt out or passed over. */
  get share(): number {
    return this.#end === 0 ? 1 : this.#next / this.#end;
  }

  /** The next chunk; undefined when there is none. @throws the signal's reason */
  async next(size: number, signal: AbortSignal): Promise<Chunk | undefined> {
    const wanted = new Int32Array(size);
    let found = 0;
    for (let passed = 0; this.#next < this.#end && found < size; this.#next++) {
      if (passed++ === ROWS_A_TURN) {
        // Others may take rows meanwhile: what this one has found so far comes first.
        if (found > 0) break;
        await nextTurn();
        passed = 0;
      }
      const row = this.#rows === undefined ? this.#next : (this.#rows[this.#next] as number);
      if (this.#isWanted(row)) wanted[found++] = row;
    }
    signal.throwIfAborted();
    return found === 0 ? undefined : this.#chunkOf(wanted.subarray(0, found));
  }

  #isWanted(row: number): boolean {
    const { rows } = this.#pipeline.timelines;
    return this.#missing.of(rows.name(row)).length > 0 && rows.idLength(row) > 0 && rows.offset(row) >= this.#from;
  }

  #chunkOf(wanted: Int32Array): Chunk {
    const { rows } = this.#pipeline.timelines;
    const groups = new Uint16Array(wanted.length);
    const offsets = new Float64Array(wanted.length);
    for (let index = 0; index < wanted.length; index++) {
      const row = wanted[index] as number;
      groups[index] = this.#missing.groupOf(rows.name(row));
      offsets[index] = rows.offset(row);
    }
    return { rows: wanted, groups, offsets };
  }
}

/** One thread, and what the numbers mean that it gives to texts. */
class Lane {
  readonly #pipeline: Pipeline;
  readonly #missing: MissingByName;
  readonly #start: () => ReadingThread;
  #thread: ReadingThread | undefined;
  /** By the thread's numbers: the text, and once a cell has needed it the number of its value. */
  #texts: string[] = [''];
  #numbers: number[] = [];
  /** What had been forgotten of values when the thread began. */
  #forgotten = 0;

  constructor(pipeline: Pipeline, missing: MissingByName, start: () => ReadingThread) {
    this.#pipeline = pipeline;
    this.#missing = missing;
    this.#start = start;
  }

  /** Reads a chunk and puts its values into place. */
  async fill(chunk: Chunk): Promise<void> {
    const { values } = this.#pipeline.columns;
    for (;;) {
      const thread = (this.#thread ??= this.#begin());
      const read = await thread.read({ offsets: chunk.offsets.slice(), groups: chunk.groups.slice() });
      // An erasure has come between: what the thread remembers, and what is remembered of it here, may be a part of what is to be gone.
      if (this.#forgotten === values.forgotten) return this.#place(chunk, read);
      await this.close();
    }
  }

  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    this.#texts = [''];
    this.#numbers = [];
    await thread?.close();
  }

  #begin(): ReadingThread {
    this.#forgotten = this.#pipeline.columns.values.forgotten;
    return this.#start();
  }

  #place({ rows, groups }: Chunk, { cells, texts, firstText }: CellsRead): void {
    if (firstText === 1) {
      this.#texts = [''];
      this.#numbers = [];
    }
    for (const text of texts) this.#texts.push(text);
    const { rows: known } = this.#pipeline.timelines;
    let cell = 0;
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index] as number;
      const columns = this.#missing.groups[groups[index] as number] as readonly Column[];
      // Who has been erased meanwhile has no values any more.
      if (known.idLength(row) > 0) this.#setCells(columns, row, cells, cell);
      cell += columns.length;
    }
  }

  #setCells(columns: readonly Column[], row: number, cells: Int32Array, from: number): void {
    for (let index = 0; index < columns.length; index++) {
      const text = cells[from + index] as number;
      const column = columns[index] as Column;
      column.set(row, text === 0 ? ABSENT : this.#numberOf(text));
    }
  }

  /** The number of the value whose text the thread gave a number. */
  #numberOf(text: number): number {
    const known = this.#numbers[text];
    if (known !== undefined) return known;
    const number = this.#pipeline.columns.values.intern(JSON.parse(this.#texts[text] as string) as Json);
    this.#numbers[text] = number;
    return number;
  }
}
