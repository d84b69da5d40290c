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
  readonly #times = new Times();

  /** Folds a decision. */
  fold({ decisionId, follows = decisionId, campaign, version, identifier, cause, step = 0, followUpAt: at, offer }: Decision): void {
    if (this.#due.get(follows)?.step === step) this.#end(follows);
    if (at === undefined) return;
    const due = { follows, campaign, version, identifier, cause, step: step + 1, at, after: decisionId };
    this.#due.set(follows, { ...due, ...(offer !== undefined && { offer }) });
    this.#chainOf.set(decisionId, follows);
    this.#times.add(at, follows);
  }

  /** Folds how a delivery ended: nothing follows a message that was never sent. */
  foldDelivery({ decisionId, outcome }: DeliveryResult): void {
    const follows = this.#chainOf.get(decisionId);
    if (follows !== undefined && (outcome === 'refused' || outcome === 'dead')) this.#end(follows);
  }

  /** When the next may be due; never later than it is, and {@link NEVER} when none is to come. */
  get next(): Instant {
    return this.#times.next;
  }

  /** How many are to come. */
  get size(): number {
    return this.#due.size;
  }

  /** Takes out those whose time has come, the earliest first. */
  takeDue(now: Instant): readonly DueFollowUp[] {
    const found: DueFollowUp[] = [];
    for (let key = this.#times.takeDue(now); key !== undefined; key = this.#times.takeDue(now)) {
      const due = this.#due.get(key);
      // Its chain has ended since, or has gone on to a later one.
      if (due === undefined || due.at > now) continue;
      this.#end(key);
      found.push(due);
    }
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

/** What is due when: a binary heap. What has been put off or has ended stays in it until its time, and is passed over then. */
class Times {
  readonly #heap: { readonly at: Instant; readonly key: string }[] = [];

  get next(): Instant {
    return this.#heap[0]?.at ?? NEVER;
  }

  add(at: Instant, key: string): void {
    const heap = this.#heap;
    let index = heap.length;
    for (let parent = (index - 1) >> 1; index > 0 && at < this.#at(parent); parent = (index - 1) >> 1) {
      heap[index] = heap[parent] as (typeof heap)[number];
      index = parent;
    }
    heap[index] = { at, key };
  }

  /** Takes out the earliest, if its time has come. */
  takeDue(now: Instant): string | undefined {
    const [first] = this.#heap;
    if (first === undefined || first.at > now) return undefined;
    const last = this.#heap.pop() as { readonly at: Instant; readonly key: string };
    if (this.#heap.length > 0) this.#sink(last);
    return first.key;
  }

  #sink(last: { readonly at: Instant; readonly key: string }): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (this.#at(child + 1) < this.#at(child)) child++;
      if (this.#at(child) >= last.at) break;
      heap[index] = heap[child] as (typeof heap)[number];
      index = child;
    }
    heap[index] = last;
  }

  #at(index: number): Instant {
    return this.#heap[index]?.at ?? NEVER;
  }
}
