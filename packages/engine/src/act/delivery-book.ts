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
  /** When the next try is due. */
  readonly dueAt: Instant;
}

interface Delivery {
  /** Kept until the delivery is over; the journal has it for ever. */
  decision: Decision | undefined;
  readonly identifier: string;
  attempts: number;
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
    this.#deliveries.set(decision.decisionId, { decision, identifier, attempts: 0, dueAt: decision.decidedAt, last: null });
    return true;
  }

  /** Folds an attempt; one of an unknown decision (its customer was erased) changes nothing. */
  attempted({ decisionId, attempt, at }: DeliveryAttempt): void {
    const delivery = this.#deliveries.get(decisionId);
    if (delivery?.decision === undefined) return;
    delivery.attempts = Math.max(delivery.attempts, attempt);
    delivery.dueAt = at;
  }

  /** Folds a result; one of an unknown decision, or after a final one, changes nothing. */
  ended(result: DeliveryResult): void {
    const delivery = this.#deliveries.get(result.decisionId);
    if (delivery?.decision === undefined) return;
    delivery.last = result;
    if (result.outcome === 'retry') delivery.dueAt = result.nextAttemptAt ?? result.at;
    else delivery.decision = undefined;
  }

  /** Where a decision's delivery stands. */
  deliveryOf(decisionId: string): DeliveryRecord {
    const delivery = this.#deliveries.get(decisionId);
    if (delivery === undefined) return NONE;
    const { decision, last, attempts } = delivery;
    return { status: decision !== undefined || last === null || last.outcome === 'retry' ? 'pending' : last.outcome, attempts, last };
  }

  /** A delivery that is not over; undefined when it is, or was never known. */
  pendingOf(decisionId: string): PendingDelivery | undefined {
    const delivery = this.#deliveries.get(decisionId);
    if (delivery?.decision === undefined) return undefined;
    return { decision: delivery.decision, attempts: delivery.attempts, dueAt: delivery.dueAt };
  }

  /** Every delivery that is not over, in no particular order. */
  *pending(): Iterable<PendingDelivery> {
    for (const id of this.#deliveries.keys()) {
      const pending = this.pendingOf(id);
      if (pending !== undefined) yield pending;
    }
  }

  /** Forgets all about deliveries to these identifiers. @returns the decisions' ids. */
  erase(identifiers: readonly Identifier[]): readonly string[] {
    const gone = new Set(identifiers.map(formatIdentifier));
    const ids = [...this.#deliveries].filter(([, { identifier }]) => gone.has(identifier)).map(([id]) => id);
    for (const id of ids) this.#deliveries.delete(id);
    return ids;
  }
}
