/** What the process that measures is asked. */
export interface LongTimelineRequest {
  /** Events of the one customer before measuring begins. */
  readonly history: number;
  /** Events measured of each sort. */
  readonly events: number;
}

/** What it answers: CPU in microseconds for one event, with everything that it sets off. */
export interface LongTimelineCost {
  /** The newest event of the customer. */
  readonly inOrder: number;
  /** An event that is late by up to the whole history. */
  readonly late: number;
  /** An event of somebody else. */
  readonly others: number;
  /** The longest that one event held up the others, in milliseconds, waiting for the machine included. */
  readonly longestTurnMs: number;
  /** Publishing all definitions, in milliseconds of CPU. */
  readonly publishMs: number;
}
