import { type Compound, compound, joined } from './compound.js';
import type { Condition } from './condition.js';

const ANY: Compound = {
  key: 'any',
  joiner: ' or ',
  title: 'Any of these',
  description: 'At least one of these holds',
  holds: (parts, timeline) => {
    for (const part of parts) if (part.holds(timeline)) return true;
    return false;
  },
  needs: (parts) => (parts.every((part) => part.needs === parts[0]?.needs) ? (parts[0]?.needs ?? null) : null),
  decide: (parts) => parts.some((part) => part.holds),
};

/** `any: […]`: at least one part holds. */
export const any = compound(ANY);

/** Compiled conditions, of which at least one must hold. */
export function anyOf(parts: readonly Condition[]): Condition {
  return joined(ANY, parts);
}
