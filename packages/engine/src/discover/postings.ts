import type { EventColumns } from './event-columns.js';

/** So many merged lists are kept. */
const MOST_KEPT = 24;

/** Where events of each name are, of some customers: so that nobody goes through all events for the few of a name. */
export class Postings {
  /** In ascending order. */
  readonly customers: Int32Array;
  /** How many they have in all. */
  readonly events: number;
  readonly #lists: readonly Int32Array[];
  readonly #all: () => Int32Array;
  readonly #merged = new Map<string, Int32Array>();

  constructor({ starts, names, nameTexts }: EventColumns, customers: Int32Array) {
    this.customers = customers;
    const counts = new Int32Array(nameTexts.length);
    let total = 0;
    for (const customer of customers) {
      for (let event = starts[customer] as number; event < (starts[customer + 1] as number); event++) {
        const name = names[event] as number;
        counts[name] = (counts[name] as number) + 1;
        total++;
      }
    }
    const lists = nameTexts.map((_, name) => new Int32Array(counts[name] as number));
    const filled = new Int32Array(nameTexts.length);
    for (const customer of customers) {
      for (let event = starts[customer] as number; event < (starts[customer + 1] as number); event++) {
        const name = names[event] as number;
        (lists[name] as Int32Array)[filled[name] as number] = event;
        filled[name] = (filled[name] as number) + 1;
      }
    }
    this.#lists = lists;
    this.events = total;
    this.#all = () => {
      const all = new Int32Array(total);
      let length = 0;
      for (const customer of customers)
        for (let event = starts[customer] as number; event < (starts[customer + 1] as number); event++) all[length++] = event;
      return all;
    };
  }

  /** The events of some names (of all, when undefined), in ascending order. */
  of(names: readonly number[] | undefined): Int32Array {
    const wanted = names === undefined ? undefined : [...new Set(names)].sort((left, right) => left - right);
    if (wanted?.length === 1) return this.#lists[wanted[0] as number] as Int32Array;
    const key = wanted?.join() ?? '';
    let merged = this.#merged.get(key);
    if (merged === undefined) {
      merged = wanted === undefined ? this.#all() : mergedOf(wanted.map((name) => this.#lists[name] as Int32Array));
      this.#merged.set(key, merged);
      if (this.#merged.size > MOST_KEPT) this.#merged.delete(this.#merged.keys().next().value as string);
    }
    return merged;
  }
}

/** Every so many-th of some customers. */
export interface Few {
  readonly postings: Postings;
  readonly each: number;
}

/** So few of some customers, evenly chosen by their number, that they have about so many events at most. */
export function fewOf(columns: EventColumns, all: Postings, most: number): Few {
  const each = Math.max(1, Math.ceil(all.events / most));
  return {
    each,
    postings:
      each === 1
        ? all
        : new Postings(
            columns,
            all.customers.filter((_, place) => place % each === 0),
          ),
  };
}

function mergedOf(lists: readonly Int32Array[]): Int32Array {
  return lists.reduce((left, right) => {
    const merged = new Int32Array(left.length + right.length);
    let [one, other] = [0, 0];
    for (let place = 0; place < merged.length; place++) {
      const isLeft = other === right.length || (one < left.length && (left[one] as number) < (right[other] as number));
      merged[place] = isLeft ? (left[one++] as number) : (right[other++] as number);
    }
    return merged;
  });
}
