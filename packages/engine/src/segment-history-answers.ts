import type { Page, PageRequest } from './answers.js';
import type { Identifier } from './vocabulary/identifier.js';
import type { Instant, Milliseconds } from './vocabulary/instant.js';

/** At how many instants, how far apart, a segment is asked about; the last is now. */
export interface SegmentCourse {
  readonly points: number;
  readonly every: Milliseconds;
  /** So many customers are asked at most; the counts are then estimates. Absent: everybody. */
  readonly sample?: number;
}

/** How many were in a segment over time, by the events that are known now. */
export interface SegmentTrend {
  readonly name: string;
  readonly version: number;
  readonly asOf: Instant;
  readonly every: Milliseconds;
  /** Everybody of whom something is known; fewer asked: the counts are estimates. */
  readonly customers: number;
  readonly asked: number;
  readonly points: readonly {
    readonly at: Instant;
    readonly count: number;
    /** Who is in and was not at the instant before. */
    readonly entered: number;
    /** Who is not in and was at the instant before. */
    readonly left: number;
  }[];
}

/** Who came or went between two instants. */
export interface SegmentMovesRequest extends PageRequest {
  readonly since: Instant;
  /** Default now. */
  readonly until?: Instant;
  readonly direction: 'entered' | 'left';
}
export interface SegmentMove {
  readonly customerId: string;
  readonly identifiers: readonly Identifier[];
  /** When they entered, or left. */
  readonly at: Instant;
}
export type SegmentMoves = Page<SegmentMove>;

/** Whom a segment shares with others, as they are now. */
export interface SegmentOverlap {
  readonly name: string;
  readonly count: number;
  /** Everybody of whom something is known. */
  readonly customers: number;
  readonly asOf: Instant;
  readonly others: readonly {
    readonly name: string;
    readonly title: string | null;
    readonly count: number;
    readonly both: number;
    /** How many times as many they share as by chance; null when one of them is empty. */
    readonly lift: number | null;
  }[];
}
