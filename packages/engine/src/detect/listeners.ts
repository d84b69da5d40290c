import type { Column } from '../timeline/columns.js';
import type { CellTest, Where } from '../timeline/where.js';

/** A column of which events have had more different values than this is asked test by test. */
const MOST_VALUES = 256;

/** A column that filters test. */
interface Tested {
  readonly column: Column;
  /** Of each filter, by its number. */
  readonly tests: readonly (readonly CellTest[])[];
  /** For each value that has come: the filters that let it pass, one bit each. Undefined once there were too many values. */
  passing: Map<number, Int32Array> | undefined;
}

/**
 * Who may be concerned by events of one name. Everybody has filters, and is concerned by what any of them lets pass. What a value means to
 * all filters is found out once, so that an event costs a few words of bits and not a test for each filter.
 */
export class Listeners<T> {
  readonly #owners: readonly T[];
  readonly #columns: readonly Tested[];
  readonly #everyone: Int32Array;
  readonly #open: Int32Array;

  /** @param filtersOf of each listener, those for events of the name */
  constructor(listeners: readonly T[], filtersOf: (listener: T) => readonly Where[]) {
    const filters = listeners.flatMap((owner) => filtersOf(owner).map(({ tests }) => ({ owner, tests })));
    const columns = [...new Set(filters.flatMap(({ tests }) => tests.map(({ column }) => column)))];
    this.#owners = filters.map(({ owner }) => owner);
    this.#columns = columns.map((column) => ({
      column,
      tests: filters.map(({ tests }) => tests.filter((test) => test.column === column)),
      passing: new Map<number, Int32Array>(),
    }));
    this.#everyone = new Int32Array((filters.length + 31) >>> 5).fill(-1);
    if (filters.length % 32 !== 0) this.#everyone[this.#everyone.length - 1] = (1 << (filters.length % 32)) - 1;
    this.#open = new Int32Array(this.#everyone.length);
  }

  /** Those that an event concerns, each once, in their order. */
  concernedBy(row: number): readonly T[] {
    const open = this.#open;
    open.set(this.#everyone);
    for (const tested of this.#columns) this.#narrow(tested, row);
    const concerned: T[] = [];
    for (let word = 0; word < open.length; word++) {
      for (let bits = open[word] as number; bits !== 0; bits &= bits - 1) {
        const filter = word * 32 + (31 - Math.clz32(bits & -bits));
        const owner = this.#owners[filter] as T;
        if (concerned[concerned.length - 1] !== owner && this.#passesRest(filter, row)) concerned.push(owner);
      }
    }
    return concerned;
  }

  #narrow(tested: Tested, row: number): void {
    if (tested.passing === undefined) return;
    const value = tested.column.at(row);
    let passing = tested.passing.get(value);
    if (passing === undefined) {
      if (tested.passing.size === MOST_VALUES) {
        tested.passing = undefined;
        return;
      }
      tested.passing.set(value, (passing = filtersPassing(tested.tests, value)));
    }
    const open = this.#open;
    for (let word = 0; word < open.length; word++) open[word] = (open[word] as number) & (passing[word] as number);
  }

  /** Asks the tests of columns that have too many values to be remembered. */
  #passesRest(filter: number, row: number): boolean {
    for (const { passing, tests } of this.#columns) {
      if (passing === undefined) for (const test of tests[filter] as readonly CellTest[]) if (!test.holds(row)) return false;
    }
    return true;
  }
}

function filtersPassing(tests: readonly (readonly CellTest[])[], value: number): Int32Array {
  const passing = new Int32Array((tests.length + 31) >>> 5);
  tests.forEach((ofFilter, filter) => {
    if (ofFilter.every((test) => test.holdsFor(value))) passing[filter >>> 5] = (passing[filter >>> 5] as number) | (1 << (filter & 31));
  });
  return passing;
}
