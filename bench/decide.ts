/** What the process that measures deciding is asked. */
export interface DecideRequest {
  /** An empty folder for the journal. */
  readonly folder: string;
  /** How many campaigns wait for the same change; they compete, and the highest acts. */
  readonly campaigns: number;
  /** How many events are taken in one by one, to see how long each takes to the hand-over. */
  readonly events: number;
}

/** What it answers. */
export interface DecideCost {
  /** From before an event is taken in to when the channel is handed the message, in milliseconds, for each event. */
  readonly toHandOver: readonly number[];
  /** Decisions in a second of wall-clock time, over batches of 100 events, all on disk at the end. */
  readonly decisionsPerSecond: number;
}
