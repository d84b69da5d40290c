import { compareUtf8 } from '../vocabulary/customer.js';
import type { Journeys } from './find-journeys.js';
import { type JourneyColumns, NONE, type VisitColumn } from './journey-columns.js';

/** So many are told. */
const MOST_TOLD = 30;

/** How often something (a channel, a campaign) brought visits of journeys that reached the goal. */
export interface Touch {
  readonly name: string;
  /** Journeys whose first visit it brought. */
  readonly first: number;
  /** Journeys of which it brought a visit between the first and the last. */
  readonly assisting: number;
  /** Journeys whose last visit it brought, the one in which the goal was reached. */
  readonly last: number;
  /** Journeys of which it brought any visit. */
  readonly any: number;
}

/** What brought the visits of journeys. */
export interface Touches {
  /** Journeys that reached the goal and had any visit of which it is known. */
  readonly journeys: number;
  /** The most frequent first. */
  readonly touches: readonly Touch[];
}

/** Counts what brought the visits of the journeys that reached the goal. Visits about which nothing is known are passed over. */
export class TouchTally {
  readonly #columns: JourneyColumns;
  readonly #visits: VisitColumn;
  readonly #counts: Record<'first' | 'assisting' | 'last' | 'any', Int32Array>;
  /** By number, the journey that it was counted in. */
  readonly #assistedIn: Int32Array;
  readonly #seenIn: Int32Array;
  #journeys = 0;

  constructor(columns: JourneyColumns, visits: VisitColumn) {
    this.#columns = columns;
    this.#visits = visits;
    const zeros = (): Int32Array => new Int32Array(visits.texts.length);
    this.#counts = { first: zeros(), assisting: zeros(), last: zeros(), any: zeros() };
    this.#assistedIn = zeros().fill(-1);
    this.#seenIn = zeros().fill(-1);
  }

  /** Counts a journey that reached the goal. */
  count({ firsts, ends }: Journeys, journey: number): void {
    const { cells } = this.#visits;
    const { begins } = this.#columns;
    const begin = firsts[journey] as number;
    // The goal itself may begin a visit, as a purchase in a store does.
    const goal = ends[journey] as number;
    let [first, last, seen] = [NONE, NONE, 0];
    for (let point = begin; point <= goal; point++) {
      const touch = cells[point] as number;
      if (touch === NONE || (point > begin && begins[point] === 0)) continue;
      if (seen === 0) first = touch;
      // The one before is neither the first nor, from here on, the last.
      else if (seen > 1) this.#countOnce(this.#assistedIn, this.#counts.assisting, last, journey);
      last = touch;
      seen++;
      this.#countOnce(this.#seenIn, this.#counts.any, touch, journey);
    }
    if (seen === 0) return;
    this.#journeys++;
    increase(this.#counts.first, first);
    increase(this.#counts.last, last);
  }

  /** What has been counted. */
  touches(): Touches {
    const { first, assisting, last, any } = this.#counts;
    const touches = this.#visits.texts
      .map((name, touch) => ({
        name,
        first: first[touch] as number,
        assisting: assisting[touch] as number,
        last: last[touch] as number,
        any: any[touch] as number,
      }))
      .filter((touch) => touch.any > 0)
      .sort((left, right) => right.any - left.any || compareUtf8(left.name, right.name));
    return { journeys: this.#journeys, touches: touches.slice(0, MOST_TOLD) };
  }

  #countOnce(countedIn: Int32Array, counts: Int32Array, touch: number, journey: number): void {
    if (countedIn[touch] === journey) return;
    countedIn[touch] = journey;
    increase(counts, touch);
  }
}

function increase(counts: Int32Array, touch: number): void {
  counts[touch] = (counts[touch] as number) + 1;
}
