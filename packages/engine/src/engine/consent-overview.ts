import { entryValue } from '../journal/entries.js';
import type { Pipeline } from '../pipeline.js';
import type { ConsentCounts, LedgerEntry } from '../vocabulary/consent-ledger.js';
import { consentPath, type ConsentState } from '../vocabulary/consent.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import { consentAt, mayUseFor } from './look.js';
import { Turns } from './turns.js';

/** What all customers together have chosen for each purpose. Goes through everybody, in short turns. */
export async function countConsents(pipeline: Pipeline): Promise<ConsentCounts> {
  const now = pipeline.clock.now();
  const counts = pipeline.definitions.purposes().map((purpose) => ({ purpose, granted: 0, denied: 0, unknown: 0, allowed: 0 }));
  const turns = new Turns();
  for (const customer of customersOf(pipeline)) {
    if (turns.isOver) await turns.next();
    for (const count of counts) {
      count[consentAt(pipeline, customer, count.purpose, now).state]++;
      if (mayUseFor(pipeline, customer, count.purpose, now)) count.allowed++;
    }
  }
  const definitionOf = (purpose: string) => pipeline.definitions.get('purpose', purpose)?.definition ?? null;
  return { asOf: now, purposes: counts.map((count) => ({ ...count, definition: definitionOf(count.purpose) })) };
}

/**
 * Customers whose choice for a purpose is in a state now, by number.
 * @param limit at most so many; whether there are more is said
 */
export async function customersWith(
  pipeline: Pipeline,
  { purpose, state, limit }: { readonly purpose: string; readonly state: ConsentState; readonly limit: number },
): Promise<{ readonly customers: readonly number[]; readonly isCut: boolean }> {
  const now = pipeline.clock.now();
  const customers: number[] = [];
  const turns = new Turns();
  for (const customer of customersOf(pipeline)) {
    if (turns.isOver) await turns.next();
    if (consentAt(pipeline, customer, purpose, now).state !== state) continue;
    if (customers.length === limit) return { customers, isCut: true };
    customers.push(customer);
  }
  return { customers, isCut: false };
}

/**
 * The choices that arrived last, newest first.
 * @param read what an event says, for purposes that are known
 */
export async function newestChoices(
  pipeline: Pipeline,
  { purpose, limit }: { readonly purpose: string | undefined; readonly limit: number },
  read: (event: CustomerEvent) => readonly LedgerEntry[],
): Promise<readonly LedgerEntry[]> {
  const { timelines, columns, journal, identities } = pipeline;
  const { rows } = timelines;
  const asked = purpose === undefined ? pipeline.definitions.purposes() : [purpose];
  const cells = asked.flatMap((name) => columns.needEverywhere(consentPath(name)) ?? []);
  const found: LedgerEntry[] = [];
  const turns = new Turns();
  for (let row = rows.length - 1; row >= 0 && found.length < limit; row--) {
    if (turns.isOver) await turns.next();
    if (!cells.some((cell) => typeof columns.values.valueOf(cell.at(row)) === 'boolean')) continue;
    // What was erased has its row still, and is nobody's.
    if (timelines.count(identities.customerOf(rows.identifier(row))) === 0) continue;
    const entry = journal.entryAt(rows.offset(row));
    if (entry.kind !== 'event') continue;
    found.push(...read(entryValue(entry, 'event')).filter((choice) => asked.includes(choice.purpose)));
  }
  return found.slice(0, limit);
}

function* customersOf({ timelines, identities }: Pipeline): Iterable<number> {
  for (let customer = 0; customer < timelines.identifiers.size; customer++)
    if (identities.customerOf(customer) === customer && timelines.count(customer) > 0) yield customer;
}
