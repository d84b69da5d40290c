import { EntriesAt } from '../journal/entries-at.js';
import type { Extent, Offset } from '../journal/journal.js';
import { type Path, readPath, valueAt } from '../timeline/path.js';
import { RawDictionary } from '../timeline/raw-dictionary.js';
import { RawValues } from '../timeline/raw-values.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import type { Json } from '../vocabulary/json.js';

/** What is to be read from a journal's files. */
export interface ReadingTask {
  readonly extents: readonly Extent[];
  /** The texts of the paths. A path's number is its slot. */
  readonly paths: readonly string[];
  /** Slots that are wanted of the same events. */
  readonly groups: readonly (readonly number[])[];
}

/** Events to be read, in the order of their offsets, each with the number of its group. */
export interface WantedEvents {
  readonly offsets: Float64Array<ArrayBuffer>;
  readonly groups: Uint16Array<ArrayBuffer>;
}

/** What stands in them. */
export interface CellsRead {
  /** For each event its group's slots one after the other: the number of the value's JSON text; 0 where the path leads nowhere. */
  readonly cells: Int32Array<ArrayBuffer>;
  /** The texts that no earlier answer had; the first has the number `firstText`. */
  readonly texts: readonly string[];
  /** 1 when the numbers have begun anew: those of earlier answers mean nothing any more. */
  readonly firstText: number;
}

/** Reads values out of the journal's files without leaving the turn: the work of a thread. */
export class HistoryReader {
  readonly #groups: ReadingTask['groups'];
  readonly #paths: readonly Path[];
  /** Whether the group's values can be found in the text; else its events are parsed. */
  readonly #plain: readonly boolean[];
  readonly #entries: EntriesAt;
  readonly #values: RawValues;
  readonly #texts = new RawDictionary();

  constructor({ extents, paths, groups }: ReadingTask) {
    this.#entries = new EntriesAt(extents);
    this.#groups = groups;
    this.#paths = paths.map(pathOf);
    this.#plain = groups.map((slots) => slots.every((slot) => isPlain(this.#paths[slot] as Path)));
    this.#values = new RawValues(
      this.#paths.map(({ root, keys }) => [root, ...keys]),
      groups,
    );
  }

  /** @throws CuspError data_corrupt */
  read(wanted: WantedEvents): CellsRead {
    if (this.#texts.isFull) this.#texts.clear();
    const known = this.#texts.size;
    const starts = this.#startsOf(wanted.groups);
    const cells = new Int32Array(starts[wanted.groups.length] as number);
    this.#entries.visit(wanted.offsets, (index, bytes, start, end) => {
      this.#readCells(bytes, start, end, wanted.groups[index] as number, cells, starts[index] as number);
    });
    const texts = Array.from({ length: this.#texts.size - known }, (_, index) => this.#texts.textOf(known + 1 + index));
    return { cells, texts, firstText: known + 1 };
  }

  close(): void {
    this.#entries.close();
    this.#texts.clear();
  }

  #startsOf(groups: Uint16Array): Int32Array {
    const starts = new Int32Array(groups.length + 1);
    groups.forEach((group, index) => {
      starts[index + 1] = (starts[index] as number) + (this.#groups[group] as readonly number[]).length;
    });
    return starts;
  }

  #readCells(bytes: Buffer, start: Offset, end: Offset, group: number, cells: Int32Array, at: number): void {
    const slots = this.#groups[group] as readonly number[];
    const { starts, ends } = this.#values;
    const found = this.#plain[group] === true && this.#values.find(bytes, start, end, group);
    const event = found ? undefined : (JSON.parse(bytes.toString('utf8', start, end)) as CustomerEvent);
    for (let index = 0; index < slots.length; index++) {
      const slot = slots[index] as number;
      if (event !== undefined) cells[at + index] = this.#numberOfValue(valueAt(event, this.#paths[slot] as Path));
      else if ((starts[slot] as number) >= 0) cells[at + index] = this.#texts.numberOf(bytes, starts[slot] as number, ends[slot] as number);
    }
  }

  #numberOfValue(value: Json | undefined): number {
    if (value === undefined) return 0;
    const text = Buffer.from(JSON.stringify(value));
    return this.#texts.numberOf(text, 0, text.length);
  }
}

/** One value of the event itself: not of items, nor what follows from several. */
function isPlain({ root, leadsTo }: Path): boolean {
  return leadsTo === 'one' && root !== 'session';
}

/** @throws Error for what is no path: those of columns are. */
function pathOf(text: string): Path {
  const path = readPath(text);
  if (path === undefined) throw new Error(`${JSON.stringify(text)} is no path`);
  return path;
}
