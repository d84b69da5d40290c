import { entryValue } from '../journal/entries.js';
import type { Offset } from '../journal/journal.js';
import type { Pipeline } from '../pipeline.js';
import type { Act } from '../state/acts.js';
import { NO_ROW } from '../timeline/event-rows.js';
import { formatIdentifier } from '../vocabulary/identifier.js';

/**
 * The acts of others that were told while they and a customer were one, and whose evidence names the customer's events. They stand
 * under the others since the two were parted, and say something of both.
 */
export function toldTogether(pipeline: Pipeline, customer: number): readonly Offset[] {
  const { timelines, identities, acts } = pipeline;
  const own = new Set(timelines.rowsOf(customer).map((row) => timelines.messageIdOf(row)));
  const found: Offset[] = [];
  for (const identifier of everLinkedWith(pipeline, customer)) {
    const other = identities.customerOf(identifier);
    if (other === customer) continue;
    // Two senders may give two events one name: what is the other's own is not told of the customer.
    const isTheirs = (messageId: string): boolean =>
      own.has(messageId) && identities.membersOf(other).every((member) => timelines.find(member, messageId) === NO_ROW);
    for (const act of acts.of(identifier)) if (evidenceOf(pipeline, act).some(isTheirs)) found.push(act.offset);
  }
  return found;
}

/** Every identifier that links or people's decisions ever brought together with a customer, however far away, without what has been erased. */
function everLinkedWith(pipeline: Pipeline, customer: number): ReadonlySet<number> {
  const { timelines, identities, acts, journal } = pipeline;
  const found = new Set(identities.membersOf(customer));
  for (const identifier of found) {
    for (const { link } of identities.linksOf(identities.customerOf(identifier))) found.add(link.left).add(link.right);
    for (const { kind, offset } of acts.of(identifier)) {
      if (kind !== 'identityDecision' && kind !== 'learnedLink') continue;
      for (const end of entryValue(journal.entryAt(offset), kind).identifiers) {
        const number = timelines.identifiers.find(formatIdentifier(end));
        if (number !== undefined) found.add(number);
      }
    }
  }
  return found;
}

/** The messageIds that an act gives as its evidence. */
function evidenceOf({ journal }: Pipeline, { kind, offset }: Act): readonly string[] {
  if (kind === 'moment') return entryValue(journal.entryAt(offset), kind).evidence;
  if (kind === 'segmentChanges') return entryValue(journal.entryAt(offset), kind).changes.flatMap(({ because }) => because);
  return [];
}
