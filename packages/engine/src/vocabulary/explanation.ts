import type { Instant } from './instant.js';
import type { JsonObject } from './json.js';

/** One condition with what it found: the tree that answers "why". */
export interface ConditionExplanation {
  readonly kind: string;
  readonly words: string;
  readonly holds: boolean;
  readonly value: JsonObject;
  readonly events: readonly { readonly messageId: string; readonly event: string; readonly timestamp: Instant }[];
  /** When the answer may change by itself; null when only an event can change it. */
  readonly until: Instant | null;
  readonly parts: readonly ConditionExplanation[];
}
