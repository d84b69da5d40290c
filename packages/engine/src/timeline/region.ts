import type { Column, Columns } from './columns.js';
import { NO_ROW } from './event-rows.js';
import type { Interner } from './interner.js';
import type { Timeline } from './timeline.js';
import { IDENTIFY_NAME } from './timelines.js';
import { ABSENT, NULL, type Values } from './values.js';
import { CellTest, EVERYTHING, type Where } from './where.js';

/** Where a customer says that they are, from the newest identify call that says so. */
const TRAIT_PATHS = ['traits.country', 'traits.address.country'] as const;
/** Where an event was sent from, where its sender says. */
const EVENT_PATH = 'context.location.country';

/** A country as two capital letters, undefined when nobody knows, and the event that says so. */
export interface FoundRegion {
  readonly country: string | undefined;
  readonly row: number;
}

const NOWHERE: FoundRegion = { country: undefined, row: NO_ROW };

/** Reads the country that customers are in: from their traits, else from their newest event that tells. */
export class Region {
  /** The name of identify calls, any of which may change the answer. */
  readonly identify: number;
  readonly #traits: readonly Column[];
  readonly #event: Column | undefined;
  readonly #told: readonly Where[];
  readonly #values: Values;

  /** Has the columns ready that it reads; history is to be filled in before it is asked. */
  constructor({ names, columns }: { readonly names: Interner; readonly columns: Columns }) {
    this.#values = columns.values;
    this.identify = names.intern(IDENTIFY_NAME);
    this.#traits = TRAIT_PATHS.map((path) => columns.need(path, [this.identify])).filter((column) => column !== undefined);
    this.#event = columns.needEverywhere(EVENT_PATH);
    const tells = this.#event && new CellTest(this.#event, columns.values, (value) => value !== null);
    this.#told = tells === undefined ? [] : [{ words: '', tests: [tells], holds: (row) => tells.holds(row) }];
  }

  /** The events of a name that may change the answer. */
  filtersOf(name: number): readonly Where[] {
    return name === this.identify ? [EVERYTHING] : this.#told;
  }

  /** As of the timeline's now; lowers `until` where an event is yet to come to count. */
  in(timeline: Timeline): FoundRegion {
    const { rows } = timeline;
    for (const column of this.#traits) {
      for (let row = timeline.newestOf(this.identify); row !== NO_ROW; row = timeline.olderOf(row)) {
        // What is newest and no country is no licence to look for an older one: then nobody knows.
        if (column.at(row) !== ABSENT) return { country: this.#country(column, row), row };
      }
    }
    if (this.#event === undefined) return NOWHERE;
    for (let row = timeline.newest(); row !== NO_ROW; row = rows.previous(row)) {
      const cell = this.#event.at(row);
      if (cell !== ABSENT && cell !== NULL) return { country: this.#country(this.#event, row), row };
    }
    return NOWHERE;
  }

  #country(column: Column, row: number): string | undefined {
    const country = column.at(row) === NULL ? null : this.#values.valueOf(column.at(row));
    return typeof country === 'string' && /^[A-Za-z]{2}$/.test(country) ? country.toUpperCase() : undefined;
  }
}
