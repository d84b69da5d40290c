/** What the process that measures is asked. */
export interface DedupRequest {
  readonly events: number;
}

/** What it answers, in bytes an id. */
export interface DedupMemory {
  /** Heap and typed arrays. */
  readonly allocated: number;
  /** Of it, fields of the event's row. */
  readonly ofRow: number;
}
