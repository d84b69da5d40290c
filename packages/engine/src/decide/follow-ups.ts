import type { Decision, DecisionCause, DeliveryResult } from '../vocabulary/decision.js';
import { formatIdentifier, type Identifier } from '../vocabulary/identifier.js';
import { type Instant, NEVER } from '../vocabulary/instant.js';

/** A follow-up whose time comes, or has come. */
export interface DueFollowUp {
  /** The decision on the first message. */
  readonly follows: string;
  readonly campaign: string;
  readonly version: number;
  readonly identifier: Identifier;
  readonly cause: DecisionCause;
  /** Which follow-up it is, from 1. */
  readonly step: number;
  readonly at: Instant;
  /** The decision on the message before it. */
  readonly after: string;
  /** The offer that the first message made: the same, of which no other is taken. */
  readonly offer?: string;
}

/**
 * The follow-ups that are yet to come, folded from the decisions that promised them: each send says when the next is due, and each
 * decision on a follow-up, whatever it came to, has been its turn. One timer for all, by the earliest.
 */
export class FollowUps {
  /** By the first decision: there is never more than one to come. */
  readonly #due = new Map<string, DueFollowUp>();
  /** By the decision on the message before it, which chain it is in. */
  readonly #chainOf = new Map<string, string>();
  #next: Instant = NEVER;

  /** Folds a decision. */
  fold({ decisionId, follows = decisionId, campaign, version, identifier, cause, step = 0, followUpAt: at, offer }: Decision): void {
    if (this.#due.get(follows)?.step === step) this.#end(follows);
    if (at === undefined) return;
    const due = { follows, campaign, version, identifier, cause, step: step + 1, at, after: decisionId };
    this.#due.set(follows, { ...due, ...(offer !== undefined && { offer }) });
    this.#chainOf.set(decisionId, follows);
    this.#next = Math.min(this.#next, at);
  }

  /** Folds how a delivery ended: nothing follows a message that was never sent. */
  foldDelivery({ decisionId, outcome }: DeliveryResult): void {
    const follows = this.#chainOf.get(decisionId);
    if (follows !== undefined && (outcome === 'refused' || outcome === 'dead')) this.#end(follows);
  }

  /** When the next may be due; never later than it is, and {@link NEVER} when none is to come. */
  get next(): Instant {
    return this.#next;
  }

  /** How many are to come. */
  get size(): number {
    return this.#due.size;
  }

  /** Takes out those whose time has come, the earliest first. */
  takeDue(now: Instant): readonly DueFollowUp[] {
    if (this.#next > now) return [];
    const found = [...this.#due.values()]
      .filter(({ at }) => at <= now)
      .sort((left, right) => left.at - right.at || (left.follows < right.follows ? -1 : 1));
    for (const { follows } of found) this.#end(follows);
    this.#next = NEVER;
    for (const { at } of this.#due.values()) this.#next = Math.min(this.#next, at);
    return found;
  }

  /** Forgets those of erased identifiers. */
  erase(identifiers: readonly Identifier[]): void {
    const gone = new Set(identifiers.map(formatIdentifier));
    for (const [key, { identifier }] of this.#due) if (gone.has(formatIdentifier(identifier))) this.#end(key);
  }

  #end(follows: string): void {
    const due = this.#due.get(follows);
    if (due === undefined) return;
    this.#due.delete(follows);
    this.#chainOf.delete(due.after);
  }
}
