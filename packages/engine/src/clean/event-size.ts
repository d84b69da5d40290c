import type { FieldChange } from '../vocabulary/event.js';
import type { Json, JsonObject } from '../vocabulary/json.js';
import { MAX_ITEM_BYTES, SURELY_SMALL } from './item-shape.js';

/** Characters that a change takes beside its original, and that marks and what a user agent says take, generously. */
const PER_CHANGE = 160;
const ADDED = 600;

/**
 * As much of the record as fits beside the contents into the bytes of an item: without originals when it does not fit with them,
 * and nothing when it does not fit at all.
 * @param weight what the item weighs, by `weighItem`
 */
export function withinSize(
  contents: { readonly properties: JsonObject; readonly context: JsonObject; readonly traits: JsonObject },
  changes: readonly FieldChange[],
  weight: number,
): readonly FieldChange[] {
  if (weight + ADDED + weightOf(changes) <= SURELY_SMALL) return changes;
  const room = MAX_ITEM_BYTES - bytesOf(contents as unknown as JsonObject);
  if (bytesOf(changes) <= room) return changes;
  const bare = changes.map(({ field, rule }) => ({ field, rule }));
  return bytesOf(bare) <= room ? bare : [];
}

/** Characters of the record, generously; unbounded when an original is no text. */
function weightOf(changes: readonly FieldChange[]): number {
  let sum = 0;
  for (const { field, from } of changes) {
    if (typeof from === 'object' && from !== null) return Number.POSITIVE_INFINITY;
    sum += PER_CHANGE + field.length + (typeof from === 'string' ? from.length : 0);
  }
  return sum;
}

function bytesOf(value: JsonObject | readonly FieldChange[] | Json): number {
  return Buffer.byteLength(JSON.stringify(value));
}
