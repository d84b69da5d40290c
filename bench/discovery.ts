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
  /** Of the whole process, at its largest: what is looked through was made there too. */
  readonly peakBytes: number;
}
