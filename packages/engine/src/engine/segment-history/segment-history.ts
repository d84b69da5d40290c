import type { FeatureTable } from '../../answers.js';
import type { SegmentCourse, SegmentMoves, SegmentMovesRequest, SegmentOverlap, SegmentTrend } from '../../segment-history-answers.js';
import type { LiveSegment } from '../../detect/segments.js';
import type { Pipeline } from '../../pipeline.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import { USUAL_PURPOSE } from '../../vocabulary/purpose.js';
import { type ExportedRows, exportRows } from '../exports/export-rows.js';
import { segmentMoves } from './segment-moves.js';
import { segmentOverlap } from './segment-overlap.js';
import { segmentTrend } from './segment-trend.js';

/** So many instants are told at most. */
const MOST_POINTS = 400;
/** A trend is told again without being asked for anew for so many times as long as it took, and at least so long. */
const KEPT_FOR = 20;
const SHORTEST_KEPT: Milliseconds = 1_000;
/** So many trends are kept. */
const MOST_KEPT = 200;

interface Kept {
  readonly answer: Promise<SegmentTrend>;
  /** In real time; until the answer is there, for ever. */
  until: Milliseconds;
}

/**
 * How segments came to be what they are: how many were in one over time, who came and went, and whom it shares with others. All of it by the
 * events that are known now: what arrived late counts from when it happened.
 */
export class SegmentHistory {
  readonly #pipeline: Pipeline;
  /** The oldest first. */
  readonly #trends = new Map<string, Kept>();
  /** One after the other: each looks at everybody. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  /**
   * How many were in a segment at each of some instants, so far apart, up to now, and how many came and went between them.
   * @throws CuspError unknown_segment, invalid_request
   */
  trend(name: string, course: SegmentCourse): Promise<SegmentTrend> {
    const segment = this.#segment(name);
    if (course.points > MOST_POINTS) throw new CuspError(ERRORS.invalidRequest, `points is more than ${MOST_POINTS}`);
    const key = JSON.stringify([name, segment.version, course.points, course.every, course.sample]);
    const kept = this.#trends.get(key);
    if (kept !== undefined && performance.now() < kept.until) return kept.answer;
    this.#trends.delete(key);
    for (const oldest of this.#trends.keys()) if (this.#trends.size >= MOST_KEPT) this.#trends.delete(oldest);
    const begun: Kept = { answer: this.#last.then(() => this.#ask(segment, course, begun)), until: Number.POSITIVE_INFINITY };
    this.#trends.set(key, begun);
    this.#last = begun.answer.catch(() => this.#trends.delete(key));
    return begun.answer;
  }

  /** Who entered or left between two instants. @throws CuspError unknown_segment, invalid_request */
  moves(name: string, request: SegmentMovesRequest): SegmentMoves {
    const segment = this.#segment(name);
    const { since, until = this.#pipeline.clock.now() } = request;
    if (since >= until) throw new CuspError(ERRORS.invalidRequest, 'since is not before until');
    return segmentMoves(this.#pipeline, segment, { ...request, until });
  }

  /** Whom a segment shares with each of the others, as they are now. @throws CuspError unknown_segment */
  overlap(name: string): SegmentOverlap {
    return segmentOverlap(this.#pipeline, this.#segment(name));
  }

  /**
   * The members who consent to a purpose as a table, read while it is written.
   * @throws CuspError unknown_segment, invalid_request
   */
  table(segment: string, columns: Omit<ExportedRows, 'segment'>, signal: AbortSignal): FeatureTable {
    this.#segment(segment);
    const { definitions, metrics } = this.#pipeline;
    if (columns.purpose !== USUAL_PURPOSE && !definitions.purposes().includes(columns.purpose))
      throw new CuspError(ERRORS.invalidRequest, `there is no purpose "${columns.purpose}"`);
    const unknown = columns.metrics?.find((name) => !metrics.has(name));
    if (unknown !== undefined) throw new CuspError(ERRORS.invalidRequest, `there is no metric "${unknown}"`);
    return exportRows(this.#pipeline, { ...columns, segment }, { rows: 0, withheld: 0 }, signal);
  }

  async #ask(segment: LiveSegment, course: SegmentCourse, kept: Kept): Promise<SegmentTrend> {
    const begun = performance.now();
    const asOf: Instant = this.#pipeline.clock.now();
    const answer = await segmentTrend(this.#pipeline, segment, course, asOf);
    const now = performance.now();
    kept.until = now + Math.max(SHORTEST_KEPT, KEPT_FOR * (now - begun));
    return answer;
  }

  #segment(name: string): LiveSegment {
    const segment = this.#pipeline.segments.get(name);
    if (segment === undefined) throw new CuspError(ERRORS.unknownSegment, name);
    return segment;
  }
}
