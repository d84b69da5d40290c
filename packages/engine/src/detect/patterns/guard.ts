import { Timeline } from '../../timeline/timeline.js';
import type { ConditionExplanation } from '../../vocabulary/explanation.js';
import type { Condition } from '../conditions/condition.js';

/** What has to hold for the customer at the instant of an event, so that a step takes it. */
export interface Guard {
  readonly words: string;
  readonly condition: Condition;
}

/**
 * The answers of guards about one customer's events. A guard is asked as of its event's timestamp, by the events up to and including that
 * millisecond, so its answer does not depend on when it is asked; each is asked once.
 */
export class GuardAnswers {
  readonly #outer: Timeline;
  /** Turns to the instants of events; the outer one stays where it is. */
  readonly #inner: Timeline;
  readonly #known = new Map<Guard, Map<number, boolean>>();

  constructor(timeline: Timeline) {
    this.#outer = timeline;
    this.#inner = new Timeline(timeline.timelines);
  }

  /** Whether a guard lets an event pass; without one it does. */
  lets(guard: Guard | undefined, row: number): boolean {
    if (guard === undefined) return true;
    let ofGuard = this.#known.get(guard);
    if (ofGuard === undefined) this.#known.set(guard, (ofGuard = new Map<number, boolean>()));
    let holds = ofGuard.get(row);
    if (holds === undefined) ofGuard.set(row, (holds = guard.condition.holds(this.#turnTo(row))));
    return holds;
  }

  /** The same answer with what it found. */
  explain({ condition }: Guard, row: number): ConditionExplanation {
    return condition.explain(this.#turnTo(row));
  }

  #turnTo(row: number): Timeline {
    return this.#inner.at(this.#outer.customer, this.#outer.rows.timestamp(row));
  }
}
