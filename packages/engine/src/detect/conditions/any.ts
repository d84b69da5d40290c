import { compound } from './compound.js';

/** `any: […]`: at least one part holds. */
export const any = compound({
  key: 'any',
  joiner: ' or ',
  description: 'At least one of these holds',
  holds: (parts, timeline) => {
    for (const part of parts) if (part.holds(timeline)) return true;
    return false;
  },
  needs: (parts) => (parts.every((part) => part.needs === parts[0]?.needs) ? (parts[0]?.needs ?? null) : null),
  decide: (parts) => parts.some((part) => part.holds),
});
