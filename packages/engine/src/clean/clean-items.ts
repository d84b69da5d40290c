import type { CleanedItem } from '../vocabulary/cleaned-item.js';
import type { Json } from '../vocabulary/json.js';
import { cleanItem } from './clean-item.js';
import type { Delivery } from './delivery.js';

/** Cleans the items of one delivery: one answer per item, in order. */
export function cleanItems(items: readonly Json[], delivery: Delivery): CleanedItem[] {
  return items.map((item) => cleanItem(item, delivery));
}
