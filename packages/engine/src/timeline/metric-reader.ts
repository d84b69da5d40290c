import type { Milliseconds } from '../vocabulary/instant.js';
import type { Json } from '../vocabulary/json.js';
import type { Timeline } from './timeline.js';
import type { Where } from './where.js';

/**
 * How a value goes on while nothing happens and no window ends. `steady`: it stays. `whole`: it stays, and is a whole number.
 * `line`: a whole number that grows or falls by the same whole number each millisecond. `oneWay`: it never turns back.
 * `unknown`: it may do anything, so that nobody can say when it passes a bound.
 */
export type Course = 'steady' | 'whole' | 'line' | 'oneWay' | 'unknown';

/** What a metric's value is at the timeline's now, and what it goes on to be. */
export interface Reading {
  /** Null means that it has no value. */
  readonly value: Json;
  /** The value so many milliseconds later, as long as that is before `until`; undefined when it stays as it is. */
  readonly later: ((by: Milliseconds) => Json) | undefined;
}

/** A compiled metric, for whoever asks about its value: a pure function of a timeline at an instant. */
export interface MetricReader {
  readonly words: string;
  /** What its value is in: `time` for milliseconds that people write as durations. */
  readonly unit: 'time' | 'value';
  readonly course: Course;
  /** Names of the events that it looks at. */
  readonly names: readonly number[];
  /** An event of a name that none of these lets pass is as if it were not there. */
  filtersOf(name: number): readonly Where[];
  /** Whether the value may change because time passes. */
  readonly timed: boolean;
  /** Tells meanings apart: two metrics with the same text here have the same value always. */
  readonly meaning: string;
  /** The value that it has for whoever has none of the events that it looks at. */
  readonly overNothing: Json;
  /**
   * The value at now. Lowers `timeline.until` to the next instant at which an event leaves the window or begins to count, or a divisor
   * passes zero: up to there the value goes on as its reading says.
   */
  read(timeline: Timeline): Reading;
  /** Some of the events that the value comes from, newest first. */
  rowsFor(timeline: Timeline, most: number): readonly number[];
}
