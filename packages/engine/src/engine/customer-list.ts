import type * as answers from '../answers.js';
import type { Pipeline } from '../pipeline.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { formatIdentifier, type Identifier } from '../vocabulary/identifier.js';
import { pageSize } from './paging.js';

/** A customer's place in the list: when they were last seen, or nothing in the order of numbers, and their number. */
interface Place {
  readonly seen: number;
  readonly customer: number;
}

/**
 * Customers by how an identifier begins and by segment, a page at a time. All are gone through for each page, in memory, because the list says
 * how many there are; those of the page alone are described.
 */
export function listCustomers(
  { timelines, identities, segments }: Pipeline,
  summary: (customer: number) => answers.CustomerSummary,
  { cursor, limit, search, segment, order }: answers.CustomersRequest,
): answers.CustomersAnswer {
  const members = segment === undefined ? undefined : segments.get(segment)?.members;
  if (segment !== undefined && members === undefined) throw new CuspError(ERRORS.unknownSegment, segment);
  const wanted = search === undefined || search === '' ? undefined : search.toLowerCase();
  const after = cursor === undefined ? undefined : placeOf(cursor);
  const page = new Nearest(pageSize(limit) + 1);
  let total = 0;
  for (let customer = 0; customer < timelines.identifiers.size; customer++) {
    if (identities.customerOf(customer) !== customer || timelines.count(customer) === 0) continue;
    if (members !== undefined && !members.has(customer)) continue;
    if (wanted !== undefined && !identities.identifiersOf(customer).some((identifier) => begins(identifier, wanted))) continue;
    total++;
    const place = { seen: order === 'recent' ? timelines.rows.timestamp(timelines.newest(customer)) : 0, customer };
    if (after === undefined || compare(after, place) < 0) page.add(place);
  }
  const places = page.sorted();
  const shown = places.slice(0, pageSize(limit));
  const last = shown.at(-1);
  const items = shown.map(({ customer }) => {
    const found = summary(customer);
    const matched = wanted === undefined ? undefined : found.identifiers.find((identifier) => begins(identifier, wanted));
    return { ...found, ...(matched !== undefined && { matched }) };
  });
  return { items, total, nextCursor: places.length > shown.length && last ? `${last.seen}.${last.customer}` : null };
}

/** Whether an identifier begins as is wanted (in lower case), with its type or without. */
function begins(identifier: Identifier, wanted: string): boolean {
  return identifier.value.toLowerCase().startsWith(wanted) || formatIdentifier(identifier).toLowerCase().startsWith(wanted);
}

/** Who was seen last comes first; then by number, so that every place is another. */
function compare(left: Place, right: Place): number {
  return right.seen - left.seen || left.customer - right.customer;
}

function placeOf(cursor: string): Place {
  const [seen, customer] = cursor.split('.').map(Number);
  if (!Number.isSafeInteger(seen) || !Number.isSafeInteger(customer) || cursor.split('.').length !== 2)
    throw new CuspError(ERRORS.invalidRequest, 'the cursor is not one that was given out');
  return { seen: seen as number, customer: customer as number };
}

/** The first so many places of all that are added, in bounded room. */
class Nearest {
  readonly #size: number;
  #kept: Place[] = [];
  /** The last place that can still be on the page, once enough are known. */
  #last: Place | undefined;

  constructor(size: number) {
    this.#size = size;
  }

  add(place: Place): void {
    if (this.#last !== undefined && compare(place, this.#last) > 0) return;
    // Sorted only when the room is full: each sort makes way for as many as the page has.
    if (this.#kept.push(place) >= 2 * this.#size) this.#cut();
  }

  sorted(): readonly Place[] {
    this.#cut();
    return this.#kept;
  }

  #cut(): void {
    this.#kept = this.#kept.sort(compare).slice(0, this.#size);
    if (this.#kept.length === this.#size) this.#last = this.#kept.at(-1);
  }
}
