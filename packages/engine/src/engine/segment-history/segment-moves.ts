import type { SegmentMove, SegmentMoves, SegmentMovesRequest } from '../../segment-history-answers.js';
import type { LiveSegment } from '../../detect/segments.js';
import type { Pipeline } from '../../pipeline.js';
import type { Instant } from '../../vocabulary/instant.js';
import { cursorNumber, pageSize } from '../paging.js';
import { customersFrom } from './customers-from.js';

/** So many customers are looked at for one page: a page may be empty and still have a next. */
const MOST_READ = 20_000;

/** Who is in at the second instant and was not at the first, or the other way round, each with when that changed last. */
export function segmentMoves(
  pipeline: Pipeline,
  { compiled }: LiveSegment,
  { since, until, direction, limit, cursor }: SegmentMovesRequest & { readonly until: Instant },
): SegmentMoves {
  const { segments, identities } = pipeline;
  const size = pageSize(limit);
  const items: SegmentMove[] = [];
  let read = 0;
  for (const customer of customersFrom(pipeline, cursor === undefined ? 0 : cursorNumber(cursor))) {
    if (items.length === size || read++ === MOST_READ) return { items, nextCursor: String(customer) };
    const was = segments.holdsAt(compiled, customer, since);
    const is = segments.holdsAt(compiled, customer, until);
    if (was === is || (direction === 'entered') !== is) continue;
    items.push({
      customerId: identities.customerId(customer),
      identifiers: identities.identifiersOf(customer),
      at: segments.since(compiled, customer, until) ?? until,
    });
  }
  return { items, nextCursor: null };
}
