import type { JsonObject } from '../../vocabulary/json.js';

/** One item as a batch of the tracking API carries it, made from a row. */
export interface ImportItem {
  readonly type: 'track' | 'identify';
  /** Derived from source, row number and the row's text: the same row of the same file is a duplicate, however often it is imported. */
  readonly messageId: string;
  readonly event?: string;
  readonly userId?: string;
  readonly anonymousId?: string;
  /** RFC 3339, UTC. */
  readonly timestamp: string;
  readonly properties?: JsonObject;
  readonly context?: JsonObject;
  readonly traits?: JsonObject;
}

/** A row that the mapping cannot make an item of; the engine quarantines it as `unmappable_row`. */
export interface UnmappableRow {
  readonly messageId: string;
  /** 1 for the first row after the header. */
  readonly row: number;
  /** The column at fault, or the part of the mapping when it is no single column. */
  readonly field: string;
  readonly detail: string;
  /** The row as JSON: `{column: text}`. */
  readonly raw: string;
  /** Whose row it is, as far as it can be told: so that erasing them erases it too. */
  readonly userId?: string;
  readonly anonymousId?: string;
}

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
