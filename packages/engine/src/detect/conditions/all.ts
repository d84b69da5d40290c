import { compound } from './compound.js';

/** `all: […]`: every part holds. */
export const all = compound({
  key: 'all',
  joiner: ' and ',
  description: 'Every one of these holds',
  holds: (parts, timeline) => parts.every((part) => part.holds(timeline)),
  decide: (parts) => parts.every((part) => part.holds),
});
