import type { JsonObject } from '../../vocabulary/json.js';

/** One item as a batch of the tracking API carries it, made from a row or a document. */
export interface ImportItem {
  readonly type: 'track' | 'identify';
  /** Derived from what was read and where it stood: read again, it is a duplicate. */
  readonly messageId: string;
  readonly event?: string;
  readonly userId?: string;
  readonly anonymousId?: string;
  /** RFC 3339, UTC. Only documents may be without one: they happened when they came. */
  readonly timestamp?: string;
  readonly properties?: JsonObject;
  /** Holds `externalIds`, when the mapping has some. */
  readonly context?: JsonObject;
  readonly traits?: JsonObject;
}

/** One identifier beyond userId and anonymousId. */
export interface ExternalId {
  readonly type: string;
  readonly id: string;
}

/** A row that the mapping cannot make an item of; the engine quarantines it as `unmappable_row`. */
export interface UnmappableRow {
  readonly messageId: string;
  /** 1 for the first row after the header, or for the first element of `each`. */
  readonly row: number;
  /** The column at fault, or the part of the mapping when it is no single column. */
  readonly field: string;
  readonly detail: string;
  /** The row as JSON, `{column: text}`; the document, with only the element at fault. At most 64 KiB. */
  readonly raw: string;
  /** Whose row it is, as far as it can be told: so that erasing them erases it too. */
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly externalIds?: readonly ExternalId[];
}

/** What becomes of one row, or of one element of a document. */
export type MappedRow =
  | { readonly kind: 'items'; readonly items: readonly ImportItem[] }
  | { readonly kind: 'unmappable'; readonly row: UnmappableRow };

/** What quarantine keeps of a row, in characters. */
export const LONGEST_RAW = 65_536;
