import type { Interner } from '../timeline/interner.js';
import { formatIdentifier, type Identifier } from '../vocabulary/identifier.js';
import type { Instant } from '../vocabulary/instant.js';
import type { IdentityDecision } from '../vocabulary/identity-decision.js';

/**
 * The newest decision on each two identifiers, by their numbers. The newest is the one with the greatest `at`, of such the one that was
 * added last; so decisions may be added in any order.
 */
export class DecisionsInForce {
  readonly #identifiers: Interner;
  /** By one end, then by the other; each stands twice. Also those that leave nothing behind: they are newer than others. */
  readonly #byEnd = new Map<number, Map<number, IdentityDecision>>();
  #newestAt: Instant = 0;

  constructor(identifiers: Interner) {
    this.#identifiers = identifiers;
  }

  /** The newest on each two, each once. */
  newest(): readonly IdentityDecision[] {
    return [...new Set([...this.#byEnd.values()].flatMap((others) => [...others.values()]))];
  }

  /** Those of them that mean something, each once. */
  all(): readonly IdentityDecision[] {
    return this.newest().filter(isInForce);
  }

  /** When the last of all was decided; 0 when there is none. */
  get newestAt(): Instant {
    return this.#newestAt;
  }

  /** Puts a decision in the place of the one before on the same two, unless that is the newer. @returns the numbers of the two */
  add(decision: IdentityDecision): readonly [number, number] {
    const [left, right] = decision.identifiers.map((identifier) => this.#number(identifier)) as [number, number];
    this.#newestAt = Math.max(this.#newestAt, decision.at);
    const before = this.#byEnd.get(left)?.get(right);
    if (before !== undefined && before.at > decision.at) return [left, right];
    this.#drop(left, right);
    this.#of(left).set(right, decision);
    this.#of(right).set(left, decision);
    return [left, right];
  }

  /** Forgets every decision about an identifier. @returns with whom */
  forget(identifier: number): readonly number[] {
    const others = [...(this.#byEnd.get(identifier)?.keys() ?? [])];
    for (const other of others) this.#drop(identifier, other);
    return others;
  }

  #drop(left: number, right: number): void {
    for (const [end, other] of [
      [left, right],
      [right, left],
    ] as const) {
      const others = this.#byEnd.get(end);
      others?.delete(other);
      if (others?.size === 0) this.#byEnd.delete(end);
    }
  }

  /** The decision in force on two. */
  on(left: number, right: number): IdentityDecision | undefined {
    const newest = this.#byEnd.get(left)?.get(right);
    return newest !== undefined && isInForce(newest) ? newest : undefined;
  }

  /** Everything in force about an identifier, with the other one. */
  *about(identifier: number): Iterable<readonly [number, IdentityDecision]> {
    for (const [other, decision] of this.#byEnd.get(identifier) ?? []) if (isInForce(decision)) yield [other, decision];
  }

  /** With whom an identifier may not be one customer. */
  *blockedFrom(identifier: number): Iterable<number> {
    for (const [other, { action }] of this.#byEnd.get(identifier) ?? []) if (action === 'block') yield other;
  }

  #of(identifier: number): Map<number, IdentityDecision> {
    let others = this.#byEnd.get(identifier);
    if (others === undefined) this.#byEnd.set(identifier, (others = new Map()));
    return others;
  }

  #number(identifier: Identifier): number {
    return this.#identifiers.intern(formatIdentifier(identifier));
  }
}

/** An unblock, and an unmerge of what no event says, only end what was decided before. */
function isInForce({ action, parts }: IdentityDecision): boolean {
  return action === 'merge' || action === 'block' || (action === 'unmerge' && parts);
}
