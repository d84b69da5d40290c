import type { Json } from './json.js';

/**
 * One step of mending an item that was put aside. Paths are dotted (`properties.price`), `[]` stands for every element of a list
 * (`properties.products[].price`).
 */
export type RepairRule =
  | { readonly set: string; readonly to: Json }
  | { readonly rename: string; readonly to: string }
  | { readonly remove: string }
  /** A text is read as a number or a time. `format`: of a number `point` (1,234.5) or `comma` (1.234,5); of a time as in mappings. */
  | { readonly parse: string; readonly as: 'number' | 'time'; readonly format?: string; readonly timeZone?: string }
  /** A value that is among the keys, as text, becomes what stands there. */
  | { readonly replace: string; readonly map: Readonly<Record<string, Json>> };

/** What has become of an item in quarantine: an event as it was (`replayed`), or after rules were applied (`repaired`). */
export const QUARANTINE_STATES = ['waiting', 'replayed', 'repaired'] as const;
export type QuarantineState = (typeof QUARANTINE_STATES)[number];

/** One thing that a rule changed about an item. Null stands for nothing, too. */
export interface RepairChange {
  readonly path: string;
  readonly from: Json;
  readonly to: Json;
}
