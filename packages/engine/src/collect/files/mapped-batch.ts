import type { ImportItem, UnmappableRow } from '../mapping/import-item.js';

/** Some rows of a file, mapped. Every row is in exactly one of the two lists (with `traits:`, an identify item may come on top). */
export interface MappedBatch {
  readonly items: readonly ImportItem[];
  readonly unmappable: readonly UnmappableRow[];
  /** Rows in this batch. */
  readonly rows: number;
  /** Bytes of the file read so far, as stored (compressed, when it is). */
  readonly bytesRead: number;
  readonly bytesTotal: number;
}
