/** What a process that matches records is asked. */
export interface IdentityRequest {
  /** Records of the register. */
  readonly records: number;
}

/** What it measured, in seconds, bytes and milliseconds. */
export interface IdentityMeasured {
  /** Handing the records over, learning from them, and bringing all of them into clusters. */
  readonly takeSeconds: number;
  readonly learnSeconds: number;
  readonly matchSeconds: number;
  /** Processor time of learning and matching: what they would take at least on a machine that does nothing else. */
  readonly cpuSeconds: number;
  /** Resident memory of the process at its highest until then. */
  readonly peakBytes: number;
  readonly precision: number;
  readonly recall: number;
  /** One more record, another in place of a known one, one less: milliseconds of each, in order, all others known. */
  readonly milliseconds: Readonly<Record<'add' | 'change' | 'remove', readonly number[]>>;
  /** Memory of the thread after all that. */
  readonly threadBytes: number;
}
