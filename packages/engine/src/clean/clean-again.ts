import type { CleanedItem } from '../vocabulary/cleaned-item.js';
import type { Instant, Milliseconds } from '../vocabulary/instant.js';
import type { Json } from '../vocabulary/json.js';
import type { QuarantinedItem } from '../vocabulary/quarantined-item.js';
import type { CleaningRules } from './cleaning-rules.js';
import { cleanItem } from './clean-item.js';

/**
 * Sends a quarantined item through the rules once more. It keeps its arrival, so that the correction of the client's clock
 * comes out the same; only how far it lies ahead or back is judged by `now`. Text that was cut can never be read again.
 */
export function cleanAgain(
  item: QuarantinedItem,
  options: {
    readonly now: Instant;
    readonly retention: Milliseconds | null;
    readonly newMessageId: () => string;
    readonly rules?: CleaningRules;
  },
): CleanedItem {
  const parsed = parseRaw(item.raw);
  if (parsed === undefined) return { kind: 'quarantined', item };
  const { source, receivedAt } = item;
  return cleanItem(parsed, { ...options, source, receivedAt, type: null, context: undefined, sentAt: undefined });
}

function parseRaw(raw: string): Json | undefined {
  try {
    return JSON.parse(raw) as Json;
  } catch {
    // Not readable is an answer here: the item stays where it is, with its reason.
    return undefined;
  }
}
