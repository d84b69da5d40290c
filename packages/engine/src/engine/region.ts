import type { Column } from '../timeline/columns.js';
import { NO_ROW } from '../timeline/event-rows.js';
import { IDENTIFY_NAME } from '../timeline/timelines.js';
import { ABSENT } from '../timeline/values.js';
import type { PurposeDefinition } from '../vocabulary/purpose.js';
import type { Memory } from './memory.js';

/** Where a customer says that they are, from the newest identify call that says so. */
const TRAIT_PATHS = ['traits.country', 'traits.address.country'] as const;
/** Where an event was sent from, where its sender says. */
const EVENT_PATH = 'context.location.country';

/** Has the columns ready that {@link regionOf} reads, for purposes that ask for regions. */
export function needRegion(memory: Pick<Memory, 'columns' | 'timelines'>, { consent }: PurposeDefinition): void {
  if (typeof consent !== 'string') regionColumns(memory);
}

function regionColumns({ columns, timelines }: Pick<Memory, 'columns' | 'timelines'>): (Column | undefined)[] {
  const identify = timelines.names.intern(IDENTIFY_NAME);
  return [...TRAIT_PATHS.map((path) => columns.need(path, [identify])), columns.needEverywhere(EVENT_PATH)];
}

/**
 * The country that a customer is in, as two capital letters: by their traits, else by their newest event that tells. Undefined when
 * nothing tells, or tells in another way.
 */
export function regionOf(memory: Memory, customer: number): string | undefined {
  const { timelines, columns } = memory;
  for (const column of regionColumns(memory)) {
    if (column === undefined) continue;
    for (let row = timelines.newest(customer); row !== NO_ROW; row = timelines.rows.previous(row)) {
      const cell = column.at(row);
      if (cell === ABSENT) continue;
      const country = columns.values.valueOf(cell);
      // What is newest and no country is no licence to look for an older one: then nobody knows.
      return typeof country === 'string' && /^[A-Za-z]{2}$/.test(country) ? country.toUpperCase() : undefined;
    }
  }
  return undefined;
}
