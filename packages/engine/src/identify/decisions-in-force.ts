import type { Interner } from '../timeline/interner.js';
import { formatIdentifier, type Identifier } from '../vocabulary/identifier.js';
import type { IdentityDecision } from '../vocabulary/identity-decision.js';

/** The newest decision on each two identifiers, by their numbers, as far as it still means something. */
export class DecisionsInForce {
  readonly #identifiers: Interner;
  /** By one end, then by the other; each stands twice. */
  readonly #byEnd = new Map<number, Map<number, IdentityDecision>>();
  #blocks = 0;

  constructor(identifiers: Interner) {
    this.#identifiers = identifiers;
  }

  /** Each once. */
  all(): readonly IdentityDecision[] {
    return [...new Set([...this.#byEnd.values()].flatMap((others) => [...others.values()]))];
  }

  /** Whether anybody is kept apart from anybody. */
  get hasBlocks(): boolean {
    return this.#blocks > 0;
  }

  /** Puts a decision in the place of the one before on the same two. @returns the numbers of the two */
  add(decision: IdentityDecision): readonly [number, number] {
    const [left, right] = decision.identifiers.map((identifier) => this.#number(identifier)) as [number, number];
    this.drop(left, right);
    const means = decision.action === 'merge' || decision.action === 'block' || (decision.action === 'unmerge' && decision.parts);
    if (!means) return [left, right];
    this.#of(left).set(right, decision);
    this.#of(right).set(left, decision);
    if (decision.action === 'block') this.#blocks++;
    return [left, right];
  }

  /** Forgets the decision on two. */
  drop(left: number, right: number): void {
    if (this.on(left, right)?.action === 'block') this.#blocks--;
    for (const [end, other] of [
      [left, right],
      [right, left],
    ] as const) {
      const others = this.#byEnd.get(end);
      others?.delete(other);
      if (others?.size === 0) this.#byEnd.delete(end);
    }
  }

  /** The decision on two. */
  on(left: number, right: number): IdentityDecision | undefined {
    return this.#byEnd.get(left)?.get(right);
  }

  /** Everything in force about an identifier, with the other one. */
  about(identifier: number): Iterable<readonly [number, IdentityDecision]> {
    return this.#byEnd.get(identifier) ?? [];
  }

  /** With whom an identifier may not be one customer. */
  *blockedFrom(identifier: number): Iterable<number> {
    for (const [other, { action }] of this.about(identifier)) if (action === 'block') yield other;
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
