import type { Instant } from './instant.js';
import type { JsonObject } from './json.js';
import type { EventSession } from './session.js';

/** An event that decided something. */
export interface ExplainedEvent {
  readonly messageId: string;
  readonly event: string;
  readonly timestamp: Instant;
  /** The items of the event's arrays that decided, where any did: `properties.products[1]`. */
  readonly items?: readonly string[];
  /** Its session; absent when it belongs to none, or when no definition asks about sessions. */
  readonly session?: EventSession;
}

/** One condition with what it found: the tree that answers "why". */
export interface ConditionExplanation {
  readonly kind: string;
  readonly words: string;
  readonly holds: boolean;
  readonly value: JsonObject;
  readonly events: readonly ExplainedEvent[];
  /** When the answer may change by itself; null when only an event can change it. */
  readonly until: Instant | null;
  readonly parts: readonly ConditionExplanation[];
}

/**
 * Why a moment has not fired, or not again: `not_begun` (nothing that its first step takes), `incomplete` (a step is missing, and may
 * still come), `lapsed` (a step is missing, and its time is over), `blocked` (something came that may not come), `waiting` (all steps
 * are there, and time has yet to pass), `cooldown` (it fired so shortly before that it is silent), `filling` (history is still being
 * gone through).
 */
export type MomentReason = 'not_begun' | 'incomplete' | 'lapsed' | 'blocked' | 'waiting' | 'cooldown' | 'filling';

/** Why a moment has fired for a customer or not: the nearest that they came to it. */
export interface MomentExplanation {
  /** Whether it stands for the customer. */
  readonly fired: boolean;
  /** When it fired last. */
  readonly at: Instant | null;
  /** Why it has not fired (again) by what came since; null when it fired and nothing came since. */
  readonly reason: MomentReason | null;
  /** When the reason ends by itself, if it does. */
  readonly until: Instant | null;
  /** The pattern's steps in words, each with the event that it took. */
  readonly steps: readonly MomentStepExplanation[];
  /** Events that may not have come where they came. */
  readonly blockedBy: readonly ExplainedEvent[];
}

/** A step of a moment's pattern with what it took. */
export interface MomentStepExplanation {
  readonly words: string;
  readonly event: ExplainedEvent | null;
  /**
   * What the step's guard said at the instant of the event: of the one that it took; or, of the first step that took none, of the newest that
   * it would have taken but for the guard. Null when it has no guard, or there is no such event.
   */
  readonly guard: { readonly event: ExplainedEvent; readonly condition: ConditionExplanation } | null;
}
