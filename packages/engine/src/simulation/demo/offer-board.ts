import type { Milliseconds } from '../../vocabulary/instant.js';

/** An offer as the storefront shows it. */
export interface Offer {
  /** The decision behind it; the same offer delivered twice has the same one. */
  readonly decisionId: string;
  readonly campaign: string;
  readonly headline: string;
  readonly text: string;
  readonly code: string;
}

/** Takes an offer; what it throws is a fault of the program. */
export type OfferListener = (offer: Offer) => void;

/** Shop pages that may listen at once. */
export const MAX_LISTENERS = 500;
/** Offers that are remembered, for pages that open a little later, and for recognising repeated deliveries. */
const REMEMBERED_OFFERS = 1_000;
const SHOWN_AGAIN_FOR: Milliseconds = 120_000;

interface PostedOffer {
  readonly offer: Offer;
  readonly identifiers: readonly string[];
  readonly postedAt: Milliseconds;
}

/** Hands offers to the shop pages of the customers whom they are for. Bounded in listeners and in memory. */
export class OfferBoard {
  readonly #listeners = new Map<OfferListener, readonly string[]>();
  readonly #posted = new Map<string, PostedOffer>();
  readonly #now: () => Milliseconds;

  /** @param now monotonic milliseconds. */
  constructor(now: () => Milliseconds = () => performance.now()) {
    this.#now = now;
  }

  /**
   * Hands an offer to every page of one of these identifiers (`type:value`).
   * @returns false when the same offer has been posted before: then nobody is told again.
   */
  post(offer: Offer, identifiers: readonly string[]): boolean {
    if (this.#posted.has(offer.decisionId)) return false;
    this.#posted.set(offer.decisionId, { offer, identifiers, postedAt: this.#now() });
    const oldest = this.#posted.keys().next();
    if (this.#posted.size > REMEMBERED_OFFERS && oldest.done !== true) this.#posted.delete(oldest.value);
    for (const [listener, own] of this.#listeners) {
      if (own.some((identifier) => identifiers.includes(identifier))) listener(offer);
    }
    return true;
  }

  /**
   * Listens for offers to one of these identifiers; those of the last two minutes come first, so that a page opened just after is not too late.
   * @returns stops it; undefined when too many listen already.
   */
  listen(identifiers: readonly string[], listener: OfferListener): (() => void) | undefined {
    if (this.#listeners.size >= MAX_LISTENERS) return undefined;
    this.#listeners.set(listener, identifiers);
    for (const posted of this.#posted.values()) {
      const fresh = this.#now() - posted.postedAt <= SHOWN_AGAIN_FOR;
      if (fresh && identifiers.some((identifier) => posted.identifiers.includes(identifier))) listener(posted.offer);
    }
    return () => this.#listeners.delete(listener);
  }

  /** How many listen. */
  get listeners(): number {
    return this.#listeners.size;
  }
}
