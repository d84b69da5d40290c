import type { Decision, DeliveryResult } from '../vocabulary/decision.js';

/** How many of a campaign's offer (null: of its sends) are reserved or gone. */
export interface TakenSoFar {
  readonly campaign: string;
  readonly offer: string | null;
  readonly taken: number;
}

/** What a send took, while it may yet be given back. */
interface Reservation {
  readonly keys: readonly string[];
  held: boolean;
}

/**
 * Stock and budgets: what sends have taken. A send takes when it is decided, and gives back when it ends unsent (`refused` or `dead`); what
 * was given back is not taken again by a delivery that somebody takes up later, for by then it may be another's.
 */
export class Reservations {
  readonly #taken = new Map<string, number>();
  /** By decision, until it is delivered. */
  readonly #open = new Map<string, Reservation>();

  /** Folds a decision that was not known. */
  fold({ decisionId, campaign, offer, outcome, checks, step = 0 }: Decision): void {
    if (outcome !== 'send') return;
    const keys = [
      // A follow-up makes the offer that was taken for the first message.
      ...(offer === undefined || step > 0 ? [] : [keyOf(campaign, offer)]),
      ...(checks.some(({ check }) => check === 'budget') ? [keyOf(campaign, null)] : []),
    ];
    if (keys.length === 0) return;
    for (const key of keys) this.#add(key, 1);
    this.#open.set(decisionId, { keys, held: true });
  }

  /** Folds how a try, or a delivery, ended. */
  foldDelivery({ decisionId, outcome }: DeliveryResult): void {
    const reservation = this.#open.get(decisionId);
    if (reservation === undefined || outcome === 'retry') return;
    if (outcome === 'delivered') this.#open.delete(decisionId);
    else if (reservation.held) {
      reservation.held = false;
      for (const key of reservation.keys) this.#add(key, -1);
    }
  }

  holds(decisionId: string): boolean {
    return this.#open.get(decisionId)?.held ?? true;
  }

  taken(campaign: string, offer: string | null): number {
    return this.#taken.get(keyOf(campaign, offer)) ?? 0;
  }

  all(): readonly TakenSoFar[] {
    return [...this.#taken].map(([key, taken]) => {
      const [campaign, offer] = JSON.parse(key) as [string, string | null];
      return { campaign, offer, taken };
    });
  }

  /** What had been taken by then, at least: of those who were erased nothing is left to be counted. */
  keep(all: readonly TakenSoFar[]): void {
    for (const { campaign, offer, taken } of all) {
      const key = keyOf(campaign, offer);
      this.#taken.set(key, Math.max(taken, this.#taken.get(key) ?? 0));
    }
  }

  #add(key: string, by: number): void {
    this.#taken.set(key, (this.#taken.get(key) ?? 0) + by);
  }
}

function keyOf(campaign: string, offer: string | null): string {
  return JSON.stringify([campaign, offer]);
}
