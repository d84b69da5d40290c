/** What the process that measures journeys is asked. */
export interface JourneysBenchRequest {
  readonly events: number;
  readonly customers: number;
  /** How often it is asked; the first time reads the journal. */
  readonly rounds: number;
}

/** What it answers. */
export interface JourneysCost {
  /** Milliseconds of CPU of each question, the first of which reads the channels of all visits. */
  readonly asked: readonly number[];
  /** Milliseconds of CPU to go along all timelines and read time and name of each event. */
  readonly bare: readonly number[];
  readonly journeys: number;
  readonly paths: number;
  readonly residentBytes: number;
}
