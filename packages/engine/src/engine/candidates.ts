import { Bits } from '../detect/bits.js';
import type { Condition } from '../detect/conditions/condition.js';
import { Listeners } from '../detect/listeners.js';
import type { Pipeline } from '../pipeline.js';
import { Turns } from './turns.js';

/** How many rows are looked at between two looks at the time. */
const STRIDE = 4_096;

/** A condition that cannot hold without some event, and the identifiers that have one which its filters let pass. */
interface Narrowed {
  readonly condition: Condition;
  readonly identifiers: Bits;
}

/**
 * Whom it is worth asking: a condition that needs an event cannot hold for customers who have none that its filters let pass. All
 * events are gone through once, in the order of their rows, which is far cheaper than asking every customer. It never decides: who
 * is left is asked.
 */
export class Candidates {
  readonly #pipeline: Pipeline;
  readonly #narrowed = new Map<Condition, Bits>();

  /** Asks about nobody's events yet: until {@link narrow} everybody is a candidate. */
  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  /**
   * Goes through the events that there are. The columns that the conditions test are filled; whoever wants to know of later events
   * follows them from before this is called.
   */
  async narrow(conditions: readonly Condition[], signal?: AbortSignal): Promise<this> {
    const narrowed = conditions.filter(({ needs }) => needs !== null).map((condition) => ({ condition, identifiers: new Bits() }));
    const { rows } = this.#pipeline.timelines;
    const listeners = listenersByName(narrowed);
    const turns = new Turns(signal);
    for (let row = 0, end = listeners.length === 0 ? 0 : rows.length; row < end; row++) {
      if (row % STRIDE === STRIDE - 1 && turns.isOver) await turns.next();
      const concerned = listeners[rows.name(row)]?.concernedBy(row);
      if (concerned === undefined || concerned.length === 0 || rows.idLength(row) === 0) continue;
      for (const { identifiers } of concerned) identifiers.set(rows.identifier(row), true);
    }
    for (const { condition, identifiers } of narrowed) this.#narrowed.set(condition, identifiers);
    return this;
  }

  /** Whether a condition may hold for a customer. */
  may(condition: Condition, customer: number): boolean {
    const identifiers = this.#narrowed.get(condition);
    if (identifiers === undefined || identifiers.has(customer)) return true;
    for (const member of this.#pipeline.identities.membersOf(customer)) if (identifiers.has(member)) return true;
    return false;
  }
}

/** By the number of the name: every row asks, and numbers are small. */
function listenersByName(narrowed: readonly Narrowed[]): readonly (Listeners<Narrowed> | undefined)[] {
  const names = new Set(narrowed.flatMap(({ condition: { needs } }) => (needs === null ? [] : [needs])));
  const listeners = Array.from<Listeners<Narrowed> | undefined>({ length: Math.max(-1, ...names) + 1 });
  for (const name of names) {
    const needing = narrowed.filter(({ condition }) => condition.needs === name);
    listeners[name] = new Listeners(needing, ({ condition }) => condition.filtersOf(name));
  }
  return listeners;
}
