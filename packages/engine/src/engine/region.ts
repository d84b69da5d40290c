import { Region } from '../timeline/region.js';
import { Timeline } from '../timeline/timeline.js';
import { NEVER } from '../vocabulary/instant.js';
import type { PurposeDefinition } from '../vocabulary/purpose.js';
import type { Memory } from './memory.js';

type Told = Pick<Memory, 'columns' | 'timelines'>;

/** Has the columns ready that {@link regionOf} reads, for purposes that ask for regions. */
export function needRegion(memory: Told, { consent }: PurposeDefinition): void {
  if (typeof consent !== 'string') regionIn(memory);
}

/** The country that a customer is in, as two capital letters, by all that is known of them. Undefined when nothing tells, or tells in another way. */
export function regionOf(memory: Told, customer: number): string | undefined {
  return regionIn(memory).in(new Timeline(memory.timelines).at(customer, NEVER)).country;
}

function regionIn({ columns, timelines }: Told): Region {
  return new Region({ names: timelines.names, columns });
}
