import type { PreviewAnswer, SegmentAnswer, SegmentExplanation } from '../../answers.js';
import type {
  SegmentMoves as SegmentMovesAnswer,
  SegmentOverlap as SegmentOverlapAnswer,
  SegmentTrend as SegmentTrendAnswer,
} from '../../segment-history-answers.js';
import type { ConditionExplanation } from '../../vocabulary/explanation.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { Because, Explanation, Preview, Segment } from '../contract.js';
import type { SegmentMoves, SegmentOverlap, SegmentTrend } from '../segment-history-contract.js';
import { identifierTexts } from './customer.js';
import { presentWarnings } from './definition.js';
import { presentEvent } from './explained-event.js';
import { instantOrNull } from './instants.js';

export function presentSegment(answer: SegmentAnswer): Segment {
  const { name, title, version, status, count, asOf, words, definition } = answer;
  return { name, title, version, status, count, asOf: formatInstant(asOf), words, definition: { ...definition } };
}

export function presentTrend({ asOf, points, ...rest }: SegmentTrendAnswer): SegmentTrend {
  return { ...rest, asOf: formatInstant(asOf), points: points.map((point) => ({ ...point, at: formatInstant(point.at) })) };
}

export function presentMoves({ items, nextCursor }: SegmentMovesAnswer): SegmentMoves {
  const customers = items.map(({ customerId, identifiers, at }) => ({
    customerId,
    identifiers: identifierTexts(identifiers),
    at: formatInstant(at),
  }));
  return { customers, nextCursor };
}

export function presentOverlap({ asOf, others, ...rest }: SegmentOverlapAnswer): SegmentOverlap {
  return { ...rest, asOf: formatInstant(asOf), others: [...others] };
}

export function presentExplanation(answer: SegmentExplanation): Explanation {
  const { segment, version, customerId, member, since, asOf, because } = answer;
  return { segment, version, customerId, member, since: instantOrNull(since), asOf: formatInstant(asOf), because: presentBecause(because) };
}

/** What a condition found, for whoever asks why. */
export function presentBecause(answer: ConditionExplanation): Because {
  const { kind, words, holds, value, events, until, parts } = answer;
  return {
    kind,
    words,
    holds,
    value,
    events: events.map(presentEvent),
    // A condition that stays as it is "for ever" has no instant that could be said.
    until: until === null || !Number.isFinite(until) ? null : formatInstant(until),
    parts: parts.map(presentBecause),
  };
}

export function presentPreview(answer: PreviewAnswer): Preview {
  const { count, total, sample, words, asOf, tookMs, warnings, estimate, exact } = answer;
  const customers = sample.map(({ customerId, identifiers }) => ({ customerId, identifiers: identifierTexts(identifiers) }));
  const told = warnings === undefined ? {} : { warnings: presentWarnings(warnings) };
  return {
    count,
    estimate: estimate !== undefined,
    ...(estimate !== undefined && { interval: [...estimate.interval], asked: estimate.asked }),
    ...exact,
    total,
    sample: customers,
    words,
    asOf: formatInstant(asOf),
    tookMs,
    ...told,
  };
}
