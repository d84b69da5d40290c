import { byTime, type ConsentChoice, type ConsentLink } from '../govern/consent.js';
import { isFound } from '../identify/link.js';
import { NO_ROW } from '../timeline/event-rows.js';
import { consentPath } from '../vocabulary/consent.js';
import type { Instant } from '../vocabulary/instant.js';
import type { Memory } from './memory.js';

/** What joins a customer's identifiers. */
export function linksOf({ identities, timelines }: Memory, customer: number): readonly ConsentLink[] {
  if (identities.membersOf(customer).length === 1) return [];
  return identities
    .linksOf(customer)
    .filter(({ refused }) => refused === null)
    .map(({ link }) => ({
      identifiers: [link.left, link.right],
      at: isFound(link) ? timelines.rows.timestamp(link.row) : link.decision.at,
    }));
}

/**
 * The choices of a customer for a purpose that can count at `now` or later. Many SDKs send the choice with every event; of those that one
 * identifier has made between two links only the newest counts, so the others are left out. Where there is a choice after the last link,
 * older ones are not even looked for: all are one customer by then.
 */
export function choicesOf(
  memory: Memory,
  customer: number,
  purpose: string,
  links: readonly ConsentLink[],
  now: Instant,
): readonly ConsentChoice[] {
  const { timelines, columns } = memory;
  const { rows } = timelines;
  const column = columns.needEverywhere(consentPath(purpose));
  if (column === undefined) return [];
  const ends = links.map(({ at }) => at).sort((left, right) => left - right);
  const newest = new Map<number, Found>();
  const ahead: Found[] = [];
  const lastLink = ends.at(-1) ?? Number.NEGATIVE_INFINITY;
  let settled = Number.NEGATIVE_INFINITY;
  for (let row = timelines.newest(customer); row !== NO_ROW; row = rows.previous(row)) {
    // A choice counts from its event's time at the latest, and these only get older.
    if (rows.timestamp(row) < settled) break;
    const granted = columns.values.valueOf(column.at(row));
    if (typeof granted !== 'boolean') continue;
    const at = Math.min(rows.timestamp(row), rows.receivedAt(row));
    if (at > now) {
      ahead.push({ row, granted, at });
      continue;
    }
    const stretch = rows.identifier(row) * (ends.length + 1) + stretchOf(at, ends);
    const known = newest.get(stretch);
    if (known === undefined || known.at < at) newest.set(stretch, { row, granted, at });
    else if (known.at === at && byTime(choiceOf(memory, known), choiceOf(memory, { row, granted, at })) < 0)
      newest.set(stretch, { row, granted, at });
    if (at > lastLink) settled = Math.max(settled, at);
  }
  return [...newest.values(), ...ahead].map((found) => choiceOf(memory, found));
}

interface Found {
  readonly row: number;
  readonly granted: boolean;
  readonly at: Instant;
}

/** How many links came before a choice; one at the very instant of a link was made before it. */
function stretchOf(at: Instant, ends: readonly Instant[]): number {
  let stretch = 0;
  while (stretch < ends.length && (ends[stretch] as Instant) < at) stretch++;
  return stretch;
}

function choiceOf({ timelines }: Memory, { row, granted, at }: Found): ConsentChoice {
  return { granted, at, messageId: timelines.messageIdOf(row), identifier: timelines.rows.identifier(row) };
}
