import type { Instant } from '../vocabulary/instant.js';
import { GrowingNumbers } from './growing-numbers.js';
import { type ClusterSums, type Ratio, successRatio } from './intervals.js';
import { medianOf } from './times.js';
import type { Walk } from './walk.js';

/** What is asked of one journey. */
export interface WalkedJourney {
  readonly customer: number;
  readonly startedAt: Instant;
  /** NaN where the goal was not reached. */
  readonly reachedAt: Instant;
}

/** What is known of a step, in numbers of journeys where nothing else is said. */
export interface StepFigures {
  readonly step: number;
  /** Customers of any journey that came by it. */
  readonly customers: number;
  readonly journeys: number;
  /** Journeys that came by it and reached the goal. */
  readonly reached: number;
  /** Journeys whose last step it was and that did not reach the goal. */
  readonly left: number;
  /** Journeys that reached the goal with nothing between. */
  readonly beforeGoal: number;
  /** Milliseconds from coming by it to the next step or the goal, the median over all times that anybody did; null when nobody went on. */
  readonly medianTime: number | null;
  /** Where in a journey it comes first, the mean over journeys: 0 begins it. */
  readonly position: number;
  /** How often the goal was reached with it, compared to without it; undefined when there is nothing to compare. */
  readonly ratio: Ratio | undefined;
}

const SUMS = ['n1', 'y1', 'n1n1', 'n1y1', 'y1y1', 'n1n', 'n1y', 'y1n', 'y1y'] as const;
type Sum = (typeof SUMS)[number];

/** Counts what happens at each step. Journeys come customer after customer. */
export class StepTally {
  readonly #counts: Record<'customers' | 'journeys' | 'reached' | 'left' | 'beforeGoal' | 'positions', Float64Array>;
  readonly #lengths: readonly GrowingNumbers[];
  readonly #sums: Record<Sum, Float64Array>;
  /** By step, the journey that came by it last, counted from 1. */
  readonly #seenIn: Float64Array;
  /** Of the customer whose journeys are being counted: by step, those that came by it, and of these the successes. */
  readonly #own: Record<'journeys' | 'reached', Float64Array>;
  readonly #ownSteps = new GrowingNumbers();
  #customer = -1;
  #customers = 0;
  #journey = 0;
  #ownAll = { n: 0, y: 0 };
  readonly #all = { n: 0, y: 0, nn: 0, ny: 0, yy: 0 };

  constructor(steps: number) {
    const zeros = (): Float64Array => new Float64Array(steps);
    this.#counts = { customers: zeros(), journeys: zeros(), reached: zeros(), left: zeros(), beforeGoal: zeros(), positions: zeros() };
    this.#lengths = Array.from({ length: steps }, () => new GrowingNumbers());
    this.#sums = {
      n1: zeros(),
      y1: zeros(),
      n1n1: zeros(),
      n1y1: zeros(),
      y1y1: zeros(),
      n1n: zeros(),
      n1y: zeros(),
      y1n: zeros(),
      y1y: zeros(),
    };
    this.#seenIn = zeros();
    this.#own = { journeys: zeros(), reached: zeros() };
  }

  /** Counts a journey that has been gone along. */
  count({ steps, times }: Walk, { customer, reachedAt }: WalkedJourney): void {
    if (customer !== this.#customer) this.#nextCustomer(customer);
    const reached = Number.isNaN(reachedAt) ? 0 : 1;
    this.#journey++;
    this.#ownAll.n++;
    this.#ownAll.y += reached;
    const { length } = steps;
    for (let place = 0; place < length; place++) {
      const step = steps.at(place);
      const next = place + 1 < length ? times.at(place + 1) : reachedAt;
      if (!Number.isNaN(next)) (this.#lengths[step] as GrowingNumbers).push(next - times.at(place));
      if (this.#seenIn[step] !== this.#journey) this.#firstTime(step, place, reached);
    }
    if (length > 0) add(reached === 1 ? this.#counts.beforeGoal : this.#counts.left, steps.at(length - 1), 1);
  }

  /** Sums over all journeys that were counted, and how many customers they are of. To be asked once, when all are counted. */
  all(): ClusterSums & { readonly customers: number } {
    this.#nextCustomer(-1);
    return { ...this.#all, customers: this.#customers };
  }

  /** What was counted of each step that anybody came by. To be asked after {@link all}. */
  figures(): StepFigures[] {
    const { customers, journeys, reached, left, beforeGoal, positions } = this.#counts;
    const at = (counts: Float64Array, step: number): number => counts[step] as number;
    return [...this.#lengths.keys()]
      .filter((step) => at(journeys, step) > 0)
      .map((step) => ({
        step,
        customers: at(customers, step),
        journeys: at(journeys, step),
        reached: at(reached, step),
        left: at(left, step),
        beforeGoal: at(beforeGoal, step),
        medianTime: medianOf((this.#lengths[step] as GrowingNumbers).numbers()),
        position: at(positions, step) / at(journeys, step),
        ratio: successRatio(this.#all, this.#sumsOf(step)),
      }));
  }

  #firstTime(step: number, place: number, reached: number): void {
    this.#seenIn[step] = this.#journey;
    if (this.#own.journeys[step] === 0) this.#ownSteps.push(step);
    add(this.#own.journeys, step, 1);
    add(this.#own.reached, step, reached);
    add(this.#counts.journeys, step, 1);
    add(this.#counts.reached, step, reached);
    add(this.#counts.positions, step, place);
  }

  /** Adds what the customer has done to the sums, and begins with another. */
  #nextCustomer(customer: number): void {
    const { n, y } = this.#ownAll;
    if (n > 0) this.#customers++;
    for (let index = 0; index < this.#ownSteps.length; index++) this.#addOwn(this.#ownSteps.at(index), n, y);
    this.#ownSteps.clear();
    this.#all.n += n;
    this.#all.y += y;
    this.#all.nn += n * n;
    this.#all.ny += n * y;
    this.#all.yy += y * y;
    this.#ownAll = { n: 0, y: 0 };
    this.#customer = customer;
  }

  #addOwn(step: number, n: number, y: number): void {
    const n1 = this.#own.journeys[step] as number;
    const y1 = this.#own.reached[step] as number;
    const products = { n1, y1, n1n1: n1 * n1, n1y1: n1 * y1, y1y1: y1 * y1, n1n: n1 * n, n1y: n1 * y, y1n: y1 * n, y1y: y1 * y };
    for (const sum of SUMS) add(this.#sums[sum], step, products[sum]);
    add(this.#counts.customers, step, 1);
    this.#own.journeys[step] = 0;
    this.#own.reached[step] = 0;
  }

  #sumsOf(step: number): Record<Sum, number> {
    const of = (sum: Sum): number => this.#sums[sum][step] as number;
    return {
      ...{ n1: of('n1'), y1: of('y1'), n1n1: of('n1n1'), n1y1: of('n1y1'), y1y1: of('y1y1') },
      ...{ n1n: of('n1n'), n1y: of('n1y'), y1n: of('y1n'), y1y: of('y1y') },
    };
  }
}

function add(counts: Float64Array, index: number, value: number): void {
  counts[index] = (counts[index] as number) + value;
}
