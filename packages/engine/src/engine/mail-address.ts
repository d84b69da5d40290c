import { entryValue } from '../journal/entries.js';
import type { Pipeline } from '../pipeline.js';
import { NO_ROW } from '../timeline/event-rows.js';
import { IDENTIFY_NAME } from '../timeline/timelines.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import { inForm } from '../vocabulary/identifier-forms.js';
import { type JsonObject, ownValue } from '../vocabulary/json.js';
import { MAIL_RESPONSE_EVENTS, RESPONSE_EVENTS } from '../vocabulary/response.js';

type Known = Pick<Pipeline, 'timelines' | 'identities' | 'journal'>;

/**
 * The address that mails to a customer go to: the newest that an `identify` call gave, else one that is known otherwise. Never one that
 * has bounced for good or from which somebody complained, as the customer's own events tell.
 * @returns null when there is none
 */
export function mailAddressOf(known: Known, customer: number): string | null {
  const addresses = known.identities.identifiersOf(customer).flatMap(({ type, value }) => (type === 'email' ? [value] : []));
  if (addresses.length === 0) return null;
  const refused = refusedAddresses(known, customer);
  if (refused === 'all') return null;
  const open = addresses.filter((address) => !refused.has(address));
  if (open.length <= 1) return open[0] ?? null;
  for (const { traits } of eventsNamed(known, customer, [IDENTIFY_NAME])) {
    const given = ownValue(traits, 'email');
    if (typeof given === 'string' && open.includes(given)) return given;
  }
  return open[0] ?? null;
}

const BOUNCED: readonly string[] = [RESPONSE_EVENTS.bounced, MAIL_RESPONSE_EVENTS.bounced];
const COMPLAINED: readonly string[] = [RESPONSE_EVENTS.complained, MAIL_RESPONSE_EVENTS.complained];

/** Addresses that take nothing more; `all` when somebody complained and nobody knows from which. */
function refusedAddresses(known: Known, customer: number): ReadonlySet<string> | 'all' {
  const refused = new Set<string>();
  for (const { event, properties } of eventsNamed(known, customer, [...BOUNCED, ...COMPLAINED])) {
    const complained = event !== null && COMPLAINED.includes(event);
    if (complained && !isAboutMail(properties)) continue;
    if (!complained && ownValue(properties, 'bounceType') !== 'permanent') continue;
    const address = inForm('email', ownValue(properties, 'address'));
    if (typeof address === 'string') refused.add(address);
    else if (complained) return 'all';
  }
  return refused;
}

function isAboutMail(properties: JsonObject): boolean {
  return (ownValue(properties, 'channel') ?? 'email') === 'email';
}

/** A customer's events of some names, newest first. */
function* eventsNamed({ timelines, journal }: Known, customer: number, names: readonly string[]): Iterable<CustomerEvent> {
  const wanted = names.flatMap((name) => timelines.names.find(name) ?? []);
  if (wanted.length === 0) return;
  const { rows } = timelines;
  for (let row = timelines.newest(customer); row !== NO_ROW; row = rows.previous(row)) {
    if (wanted.includes(rows.name(row))) yield entryValue(journal.entryAt(rows.offset(row)), 'event');
  }
}
