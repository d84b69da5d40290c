import type { Decision, DeliveryAttempt, DeliveryResult } from '../vocabulary/decision.js';
import { formatIdentifier, type Identifier } from '../vocabulary/identifier.js';
import type { Instant } from '../vocabulary/instant.js';

/** Where the delivery of a decision stands. */
export interface DeliveryRecord {
  /** `none`: the decision was a refusal, or is not known. */
  readonly status: 'none' | 'pending' | 'delivered' | 'dead' | 'refused';
  /** Tries that were journalled, whether or not they ended. */
  readonly attempts: number;
  readonly last: DeliveryResult | null;
}

/** A delivery that is not over. */
export interface PendingDelivery {
  readonly decision: Decision;
  readonly attempts: number;
  /** How many of the attempts were before somebody took it up again: the schedule of retries begins after them. */
  readonly before: number;
  /** When the next try is due. */
  readonly dueAt: Instant;
  /** Until when it was held, if it was the last time that it was looked at. */
  readonly heldUntil?: Instant;
}

interface Delivery {
  /** Kept until the delivery has come to its end, and while it is dead: it may be taken up again. */
  decision: Decision | undefined;
  readonly identifier: string;
  attempts: number;
  before: number;
  dueAt: Instant;
  last: DeliveryResult | null;
}

const NONE: DeliveryRecord = { status: 'none', attempts: 0, last: null };

/**
 * The deliveries, as a fold of the journal's decisions, attempts and results: the same while running and after a restart.
 * An attempt without a result was cut short by a crash; its delivery is still pending, and due.
 */
export class DeliveryBook {
  readonly #deliveries = new Map<string, Delivery>();

  /** Folds a decision. @returns whether it is a send that was not known. */
  decided(decision: Decision): boolean {
    if (decision.outcome !== 'send' || this.#deliveries.has(decision.decisionId)) return false;
    const identifier = formatIdentifier(decision.identifier);
    const dueAt = Math.max(decision.decidedAt, decision.sendAt ?? decision.decidedAt);
    this.#deliveries.set(decision.decisionId, { decision, identifier, attempts: 0, before: 0, dueAt, last: null });
    return true;
  }

  /** Folds an attempt; one of an unknown decision (its customer was erased) changes nothing. */
  attempted({ decisionId, attempt, at }: DeliveryAttempt): void {
    const delivery = this.#deliveries.get(decisionId);
    if (delivery?.decision === undefined) return;
    delivery.attempts = Math.max(delivery.attempts, attempt);
    delivery.dueAt = at;
  }

  /** Folds a result; one of an unknown decision, or after a final one, changes nothing: unless somebody takes up what is dead. */
  ended(result: DeliveryResult): void {
    const delivery = this.#deliveries.get(result.decisionId);
    if (delivery?.decision === undefined || (isDead(delivery) && result.replayedBy === undefined)) return;
    delivery.last = result;
    if (result.replayedBy !== undefined) delivery.before = delivery.attempts;
    if (result.outcome === 'retry') delivery.dueAt = result.nextAttemptAt ?? result.at;
    else if (result.outcome !== 'dead') delivery.decision = undefined;
  }

  /** Where a decision's delivery stands. */
  deliveryOf(decisionId: string): DeliveryRecord {
    const delivery = this.#deliveries.get(decisionId);
    if (delivery === undefined) return NONE;
    const { last, attempts } = delivery;
    return { status: isOpen(delivery) || last === null || last.outcome === 'retry' ? 'pending' : last.outcome, attempts, last };
  }

  /** A delivery that is not over; undefined when it is, or was never known. */
  pendingOf(decisionId: string): PendingDelivery | undefined {
    const delivery = this.#deliveries.get(decisionId);
    if (delivery?.decision === undefined || !isOpen(delivery)) return undefined;
    const { decision, attempts, before, dueAt, last } = delivery;
    // A failed try gives no reason: it was held because something spoke against that hour.
    const heldUntil = last?.outcome === 'retry' && last.reason !== null ? last.nextAttemptAt : null;
    return { decision, attempts, before, dueAt, ...(heldUntil !== null && { heldUntil }) };
  }

  /** The decision whose delivery is dead; undefined when it is not, or was never known. */
  deadOf(decisionId: string): Decision | undefined {
    const delivery = this.#deliveries.get(decisionId);
    return delivery !== undefined && isDead(delivery) ? delivery.decision : undefined;
  }

  /** Every delivery that is not over, in no particular order. */
  *pending(): Iterable<PendingDelivery> {
    for (const id of this.#deliveries.keys()) {
      const pending = this.pendingOf(id);
      if (pending !== undefined) yield pending;
    }
  }

  /**
   * Takes all about deliveries to these identifiers out.
   * @returns the decisions' ids, and what brings back those that are not known again by then
   */
  erase(identifiers: readonly Identifier[]): { readonly ids: readonly string[]; readonly putBack: () => void } {
    const gone = new Set(identifiers.map(formatIdentifier));
    const taken = [...this.#deliveries].filter(([, { identifier }]) => gone.has(identifier));
    for (const [id] of taken) this.#deliveries.delete(id);
    const putBack = (): void => {
      for (const [id, delivery] of taken) if (!this.#deliveries.has(id)) this.#deliveries.set(id, delivery);
    };
    return { ids: taken.map(([id]) => id), putBack };
  }
}

function isDead({ last }: Delivery): boolean {
  return last?.outcome === 'dead';
}

function isOpen(delivery: Delivery): boolean {
  return delivery.decision !== undefined && !isDead(delivery);
}
