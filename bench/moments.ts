/** What the process that measures moments is asked. */
export interface MomentsRequest {
  /** Matches that are begun and not completed when measuring begins; spread over customers, or all of one. */
  readonly open: number;
  readonly spread: boolean;
  /** As many could be open by the events that come before: the rest of them begins nothing, so that timelines are as long whatever is open. */
  readonly population: number;
  /** Whether what is measured completes some of them. */
  readonly completing: boolean;
  /** Patterns that are in force: 30, or none to compare with. */
  readonly patterns: number;
  /** Events measured. */
  readonly events: number;
}

/** What it answers. */
export interface MomentsCost {
  /** CPU of one event with everything that it sets off, in microseconds. */
  readonly microseconds: number;
  readonly customers: number;
  /** How many moments the measured events completed. */
  readonly found: number;
  readonly residentBytes: number;
}
