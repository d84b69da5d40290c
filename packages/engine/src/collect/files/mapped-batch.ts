import type { ImportItem, UnmappableRow } from '../mapping/import-item.js';

/**
 * Some rows of a file, mapped. Every row is in exactly one of the two lists, once; with `traits:`, an identify item may come on top, with
 * `group:` all lines of a group are one of them, and with `each:` a row is as many as its array has elements.
 */
export interface MappedBatch {
  readonly items: readonly ImportItem[];
  readonly unmappable: readonly UnmappableRow[];
  /** Rows in this batch; 0 when it holds only more of the row before. */
  readonly rows: number;
  /** The number of the last row that was read for it. */
  readonly lastRow: number;
  /** With this batch, rows up to this number have come out whole. */
  readonly completeTo: number;
  /** Bytes of the file read so far, as stored (compressed, when it is). */
  readonly bytesRead: number;
  /** Undefined when it is not known, as of the standard input. */
  readonly bytesTotal: number | undefined;
}
