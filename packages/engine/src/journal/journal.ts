/**
 * The journal: everything that happened, in order, on disk. The one truth; all else can be rebuilt from it.
 * This is the port; `embedded/` is the driver that ships, `memory-journal.ts` the one for tests.
 */

/** What an entry holds. The numbers are part of the format on disk: add, never renumber. */
export const ENTRY_KINDS = {
  redacted: 0,
  event: 1,
  quarantined: 2,
  publication: 3,
  // 4 and 12 were other forms of segment changes; they are not given out again.
  moment: 5,
  decision: 6,
  attempt: 7,
  delivery: 8,
  erasure: 9,
  accounting: 10,
  identityDecision: 11,
  segmentChanges: 13,
  repair: 14,
  alert: 15,
  draft: 18,
  publicationMark: 19,
  learnedLink: 20,
  matchModel: 21,
  surge: 22,
  campaignAct: 23,
  campaignRun: 24,
  accessAct: 26,
} as const;
export type EntryKind = keyof typeof ENTRY_KINDS;

/** Where an entry stands within one partition: grows by the entry's size; stays valid for ever. */
export type Offset = number;

/** A position as outsiders see it: an opaque vector {partition: offset}. Compare only through {@link Journal}. */
export type Position = string & { readonly __position: unique symbol };

/** One entry as read back. `payload` is UTF-8 JSON, and is a view that is valid until the next read: copy to keep. */
export interface Entry {
  readonly offset: Offset;
  readonly kind: EntryKind;
  readonly payload: Buffer;
}

/** A stretch of the journal that lies in one file, in the format of `embedded/entry-format.ts`. */
export interface Extent {
  readonly path: string;
  /** The first entry's offset, and the byte of the file at which it stands. */
  readonly from: Offset;
  readonly position: number;
  /** Where the stretch ends (exclusive). */
  readonly to: Offset;
}

export interface Journal {
  /** The offset that the next appended entry will have. */
  readonly head: Offset;
  /** Every entry before this offset is on disk. */
  readonly durable: Offset;
  /** Why nothing can be written just now, in words for people; null when all is well. */
  readonly failed: string | null;
  /**
   * Takes an entry into the open group; it is safe once {@link commit} has resolved.
   * @throws CuspError journal_unavailable after a failed write, until the journal has recovered.
   */
  append(kind: EntryKind, payload: string): Offset;
  /**
   * Resolves when everything appended so far is on disk (one fsync serves all who wait).
   * Rejects with journal_unavailable when it could not be written: then nothing appended since the last durable offset exists any more,
   * the offsets handed out for it are void, and `head` is back at `durable`. Call it in the same turn as the appends that it is to cover.
   */
  commit(): Promise<void>;
  /** The entry at an offset that an append returned (durable or still open); a redacted entry has kind `redacted` and no payload. */
  entryAt(offset: Offset): Entry;
  /** Durable entries from `from` (inclusive) up to `to` (exclusive, default the durable end when called), in order, in batches. Redacted ones are left out. */
  scan(from: Offset, to?: Offset): AsyncIterable<readonly Entry[]>;
  /** The files in which what is kept and durable lies, in order, for threads that read much of it; undefined where there are none that a thread could open. */
  extents?(): readonly Extent[] | undefined;
  /** Calls back after each commit with the new durable end. @returns stops it. */
  onDurable(listener: (durable: Offset) => void): () => void;
  /** Physically destroys the payloads at these offsets, keeping every other offset as it is; resolves when that is on disk. Repeating it is harmless. */
  redact(offsets: readonly Offset[]): Promise<void>;
  /** Drops whole segment files that end at or before this offset. */
  dropBefore(offset: Offset): Promise<void>;
  /** The first offset still kept. */
  readonly start: Offset;
  position(offset: Offset): Position;
  /** @throws CuspError invalid_request when the text is not a position of this journal. */
  offsetOf(position: string): Offset;
  close(): Promise<void>;
}
