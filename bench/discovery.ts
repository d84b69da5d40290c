/** What the process that measures discovery is asked. */
export interface DiscoveryBenchRequest {
  readonly events: number;
  readonly rounds: number;
}

/** What it answers. */
export interface DiscoveryCost {
  readonly events: number;
  readonly customers: number;
  /** Milliseconds of CPU of each discovery. */
  readonly cpu: readonly number[];
  readonly wall: readonly number[];
  readonly candidatesTried: number;
  readonly findings: number;
  /** What the threads that mined needed at their largest, beside the columns. */
  readonly threadBytes: number;
  /** Of the columns that they looked at. */
  readonly columnBytes: number;
  /** The longest time, in milliseconds, that the process which had begun it did nothing else meanwhile. */
  readonly longestGap: number;
  /** Of the whole process, at its largest: what is looked through was made there too. */
  readonly peakBytes: number;
}
