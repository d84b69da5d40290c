import { compound } from './compound.js';

/** `any: […]`: at least one part holds. */
export const any = compound({
  key: 'any',
  joiner: ' or ',
  description: 'At least one of these holds',
  holds: (parts, timeline) => parts.some((part) => part.holds(timeline)),
  decide: (parts) => parts.some((part) => part.holds),
});
