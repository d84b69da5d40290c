import type { Instant } from '../vocabulary/instant.js';

/** So many are kept of each step. */
const MOST = 3;

interface Example {
  readonly customer: number;
  readonly at: Instant;
}

/** A few customers for each step, as evidence: those of the latest journeys, whatever the order in which they are told. */
export class Examples {
  readonly #kept: Example[][];
  readonly #compare: (left: number, right: number) => number;

  /** @param compareCustomers orders those of one instant */
  constructor(steps: number, compareCustomers: (left: number, right: number) => number) {
    this.#kept = Array.from({ length: steps }, () => []);
    this.#compare = compareCustomers;
  }

  add(step: number, customer: number, at: Instant): void {
    const kept = this.#kept[step] as Example[];
    const same = kept.findIndex((other) => other.customer === customer);
    if (same >= 0) {
      if ((kept[same] as Example).at >= at) return;
      kept.splice(same, 1);
    }
    const place = kept.findIndex((other) => at > other.at || (at === other.at && this.#compare(customer, other.customer) < 0));
    if (place >= 0) kept.splice(place, 0, { customer, at });
    else if (kept.length < MOST) kept.push({ customer, at });
    if (kept.length > MOST) kept.pop();
  }

  of(step: number): readonly number[] {
    return (this.#kept[step] as Example[]).map(({ customer }) => customer);
  }
}
