/** What a process that matches records is asked. */
export interface IdentityRequest {
  /** Records of the register. */
  readonly records: number;
  /** Where the learned model is written to, or read from. */
  readonly model: string;
}

/** What learning from and clustering a whole register took. */
export interface IdentityBatch {
  readonly seconds: number;
  /** Of the process, in seconds: what it would take at least on a machine that does nothing else. */
  readonly cpuSeconds: number;
  readonly peakBytes: number;
  readonly pairsCompared: number;
  readonly precision: number;
  readonly recall: number;
}

/** What matching the last records took, all others known. */
export interface IdentityMatch {
  /** Milliseconds of each, in the order of arrival. */
  readonly milliseconds: readonly number[];
  readonly known: number;
  readonly bytes: number;
}
