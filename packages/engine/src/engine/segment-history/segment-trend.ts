import type { SegmentCourse, SegmentTrend } from '../../segment-history-answers.js';
import type { LiveSegment } from '../../detect/segments.js';
import type { Pipeline } from '../../pipeline.js';
import type { Instant } from '../../vocabulary/instant.js';
import { Turns } from '../turns.js';
import { countOf, customersFrom } from './customers-from.js';

/**
 * Asks everybody about each instant. Between two of them who is in at the second and was not at the first has entered: who came and went
 * in between is not counted.
 */
export async function segmentTrend(
  pipeline: Pipeline,
  segment: LiveSegment,
  { points, every, sample = Number.POSITIVE_INFINITY }: SegmentCourse,
  asOf: Instant,
): Promise<SegmentTrend> {
  // One more, before the first that is told, so that this one has come from somewhere.
  const instants = Array.from({ length: points + 1 }, (_, index) => asOf - (points - index) * every);
  const [counts, entered, left] = [new Uint32Array(points + 1), new Uint32Array(points + 1), new Uint32Array(points + 1)];
  const turns = new Turns();
  const customers = countOf(pipeline);
  const oneIn = Math.max(1, Math.ceil(customers / sample));
  let asked = 0;
  for (const customer of customersFrom(pipeline, 0)) {
    if (!isDrawn(customer, oneIn)) continue;
    asked++;
    let was = false;
    // Before the first event nobody is in anything.
    const first = pipeline.timelines.firstSeen(customer) ?? Number.POSITIVE_INFINITY;
    for (let index = 0; index <= points; index++) {
      const instant = instants[index] as Instant;
      const is = instant >= first && pipeline.segments.holdsAt(segment.compiled, customer, instant);
      if (is) (counts[index] as number)++;
      if (is !== was) ((is ? entered : left)[index] as number)++;
      was = is;
    }
    if (turns.isOver) await turns.next();
  }
  // Who came while others were asked counts as one of those asked.
  const everybody = oneIn === 1 ? asked : customers;
  const scaled = (value: number | undefined): number => Math.round(((value ?? 0) * everybody) / Math.max(1, asked));
  return {
    name: segment.definition.name,
    version: segment.version,
    asOf,
    every,
    customers: everybody,
    asked,
    points: instants
      .map((at, index) => ({ at, count: scaled(counts[index]), entered: scaled(entered[index]), left: scaled(left[index]) }))
      .slice(1),
  };
}

/** One in so many, drawn by a mixed number: those who came together are not drawn together (the finalizer of MurmurHash3). */
function isDrawn(customer: number, oneIn: number): boolean {
  if (oneIn === 1) return true;
  let mixed = Math.imul(customer ^ (customer >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) % oneIn === 0;
}
