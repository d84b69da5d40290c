import type { SegmentOverlap } from '../../segment-history-answers.js';
import type { LiveSegment } from '../../detect/segments.js';
import type { Pipeline } from '../../pipeline.js';
import { countOf } from './customers-from.js';

/**
 * Whom a segment shares with each other one. By chance alone two segments share what the product of their shares of everybody says: the lift
 * is how many times as many they do share.
 */
export function segmentOverlap(pipeline: Pipeline, { definition, members }: LiveSegment): SegmentOverlap {
  const customers = countOf(pipeline);
  const others = pipeline.segments.all().filter((other) => other.definition.name !== definition.name);
  return {
    name: definition.name,
    count: members.count,
    customers,
    asOf: pipeline.clock.now(),
    others: others.map((other) => {
      const both = members.shared(other.members);
      const byChance = customers === 0 ? 0 : (members.count * other.members.count) / customers;
      const { name, title = null } = other.definition;
      return { name, title, count: other.members.count, both, lift: byChance === 0 ? null : both / byChance };
    }),
  };
}
