import type { QuarantineState } from './repair.js';

/** Which items are asked for. */
export interface QuarantineFilter {
  readonly source?: string;
  readonly reason?: string;
  readonly field?: string;
  readonly state?: QuarantineState;
}

/** Items that have source, reason and field in common. */
export interface QuarantineGroup {
  readonly source: string;
  readonly reason: string;
  readonly field: string | null;
  readonly waiting: number;
  readonly total: number;
}
