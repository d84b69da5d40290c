import type { QuarantineReason } from '../vocabulary/outcome.js';

/** Why an item cannot become an event. Rules return it in place of their value, so that nothing is thrown on the hot path. */
export class Fault {
  readonly reason: QuarantineReason;
  /** The path that is at fault, as the sender wrote it; null when it is the whole item. */
  readonly field: string | null;
  readonly detail: string;

  constructor(reason: QuarantineReason, field: string | null, detail: string) {
    this.reason = reason;
    this.field = field;
    this.detail = detail;
  }
}
