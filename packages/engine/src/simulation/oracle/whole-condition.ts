import type { ConditionSpec, SegmentDefinition } from '../../vocabulary/definition.js';

/** A segment's condition with what a published segment adds: known bots are left out. The twin is told so in words that it knows. */
export function wholeCondition({ where, includeBots }: SegmentDefinition): ConditionSpec {
  return includeBots === true ? where : { all: [where, { trait: 'bot', isNot: true }] };
}
