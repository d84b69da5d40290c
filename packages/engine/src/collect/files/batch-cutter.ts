import type { ImportItem, MappedRow, UnmappableRow } from '../mapping/import-item.js';
import type { MappedBatch } from './mapped-batch.js';

/** Characters of rows in a batch, about: keeps a batch of long rows far below the limit of a request. */
const BATCH_CHARACTERS = 2_000_000;
/** Items of a batch, at most: a row may give many. */
const BATCH_ITEMS = 4_000;

/** What became of one row of a file. */
export interface ReadRow {
  readonly mapped: readonly MappedRow[];
  /** How long the row was, about. */
  readonly characters: number;
  /** True of what only came to light at the end of the file: it is no further row. */
  readonly late?: boolean;
}

/** How far the reading of a file is, in bytes as stored. */
export interface FileProgress {
  /** Undefined when it is not known. */
  readonly bytesTotal: number | undefined;
  bytesRead(): number;
}

/** Cuts mapped rows into batches. */
export class BatchCutter {
  readonly #rowsOfBatch: number;
  readonly #passOver: number;
  readonly #file: FileProgress;
  #items: ImportItem[] = [];
  #unmappable: UnmappableRow[] = [];
  #rows = 0;
  #lastRow = 0;
  #completeTo = 0;
  #characters = 0;

  /** @param passOver A batch ends with this row, so that whoever passes over it begins with a batch. */
  constructor(rowsOfBatch: number, passOver: number, file: FileProgress) {
    this.#rowsOfBatch = rowsOfBatch;
    this.#passOver = passOver;
    this.#file = file;
  }

  /** Adds a row of the file. @returns the batches that are full with it. */
  add({ mapped, characters, late = false }: ReadRow): readonly MappedBatch[] {
    const full: MappedBatch[] = [];
    this.#rows += late ? 0 : 1;
    this.#lastRow += late ? 0 : 1;
    for (const row of mapped) {
      // A document may give thousands of items, each with what it takes from the whole.
      if (this.#items.length + this.#unmappable.length >= BATCH_ITEMS) full.push(this.#taken());
      if (row.kind === 'items') this.#items.push(...row.items);
      else this.#unmappable.push(row.row);
      this.#characters += mapped.length > 1 ? JSON.stringify(row).length : characters;
      if (this.#characters >= BATCH_CHARACTERS && mapped.length > 1) full.push(this.#taken());
    }
    this.#completeTo = this.#lastRow;
    if (mapped.length === 0) this.#characters += characters;
    if (this.#rows >= this.#rowsOfBatch || this.#characters >= BATCH_CHARACTERS || (this.#lastRow === this.#passOver && !late)) {
      full.push(this.#taken());
    }
    return full;
  }

  /** What is left. */
  end(): MappedBatch {
    return this.#taken();
  }

  #taken(): MappedBatch {
    const batch = {
      items: this.#items,
      unmappable: this.#unmappable,
      rows: this.#rows,
      lastRow: this.#lastRow,
      completeTo: this.#completeTo,
      bytesRead: this.#file.bytesRead(),
      bytesTotal: this.#file.bytesTotal,
    };
    this.#items = [];
    this.#unmappable = [];
    this.#rows = 0;
    this.#characters = 0;
    return batch;
  }
}
