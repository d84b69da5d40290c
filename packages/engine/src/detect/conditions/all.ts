import { type Compound, compound, joined } from './compound.js';
import type { Condition } from './condition.js';

const ALL: Compound = {
  key: 'all',
  joiner: ' and ',
  title: 'All of these',
  description: 'Every one of these holds',
  holds: (parts, timeline) => {
    for (const part of parts) if (!part.holds(timeline)) return false;
    return true;
  },
  needs: (parts) => parts.find((part) => part.needs !== null)?.needs ?? null,
  decide: (parts) => parts.every((part) => part.holds),
};

/** `all: […]`: every part holds. */
export const all = compound(ALL);

/** Compiled conditions, all of which must hold. */
export function allOf(parts: readonly Condition[]): Condition {
  return joined(ALL, parts);
}
