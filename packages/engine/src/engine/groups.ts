import type { Pipeline } from '../pipeline.js';
import { entryValue } from '../journal/entries.js';
import { NO_ROW } from '../timeline/event-rows.js';
import { ACCOUNT, formatIdentifier, type Identifier } from '../vocabulary/identifier.js';
import type { Instant } from '../vocabulary/instant.js';
import { GROUP_NAME } from './memory.js';

/** How many of a customer's newest `group` calls are read. */
const MOST_CALLS = 200;

/**
 * The groups that a customer's newest `group` calls name, the newest first: identifiers of accounts, which are no people. They are a relation
 * of the customer, and join nobody with anybody.
 */
export function groupsOf({ timelines, journal }: Pipeline, customer: number, now: Instant): readonly Identifier[] {
  const { rows, names } = timelines;
  const groups = new Map<string, Identifier>();
  let read = 0;
  for (let row = timelines.newestOf(customer, names.intern(GROUP_NAME)); row !== NO_ROW; row = rows.previousOfName(row)) {
    if (rows.timestamp(row) > now) continue;
    if (++read > MOST_CALLS) break;
    const { groupId } = entryValue(journal.entryAt(rows.offset(row)), 'event');
    if (groupId === null) continue;
    const group = { subject: ACCOUNT, type: 'groupId', value: groupId };
    groups.set(formatIdentifier(group), group);
  }
  return [...groups.values()];
}
