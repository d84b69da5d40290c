import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { Json } from '../../vocabulary/json.js';
import type { Outcome } from '../../vocabulary/outcome.js';
import type { MappedRow } from '../mapping/import-item.js';
import { pause, retryDelay } from '../../runtime/pause.js';
import type { FetchingInput, UnmappedDocument } from './way-in.js';

/** What became of rows that were delivered. */
export interface Delivered {
  readonly accepted: number;
  readonly duplicate: number;
  readonly quarantined: number;
}

/** Items of one take, at most: what a request of the front door may carry. */
const MOST_ITEMS = 2_500;

/** What of a way in's input delivering needs. */
export type DeliveryInput = Pick<FetchingInput, 'take' | 'putAside' | 'clock' | 'random' | 'onFault'>;

/** That a way in was told to stop while it waited: nothing failed. */
export class Stopped extends Error {
  constructor() {
    super('stopped');
    this.name = 'Stopped';
  }
}

/**
 * Brings mapped rows onto the disk: items are taken in, unmappable rows are put aside. While the engine cannot take anything in,
 * the same is tried again.
 * @throws Stopped when the signal comes while it waits to try again: what was not taken in by then is not on disk.
 */
export async function deliverRows(rows: readonly MappedRow[], input: DeliveryInput, signal: AbortSignal): Promise<Delivered> {
  const items = rows.flatMap((row) => (row.kind === 'items' ? row.items : [])) as unknown as readonly Json[];
  const unmapped = rows.flatMap((row) => (row.kind === 'unmappable' ? [unmappedDocument(row)] : []));
  const counts = { accepted: 0, duplicate: 0, quarantined: unmapped.length };
  for (let from = 0; from < items.length; from += MOST_ITEMS) {
    const some = items.slice(from, from + MOST_ITEMS);
    const outcomes: readonly Outcome[] = await untilTaken(() => input.take(some), input, signal);
    for (const { status } of outcomes) counts[status]++;
  }
  if (unmapped.length > 0) await untilTaken(() => input.putAside(unmapped), input, signal);
  return counts;
}

function unmappedDocument({ row: { row: _row, ...document } }: MappedRow & { readonly kind: 'unmappable' }): UnmappedDocument {
  return document;
}

async function untilTaken<T>(take: () => Promise<T>, { clock, random, onFault }: DeliveryInput, signal: AbortSignal): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await take();
    } catch (error) {
      if (!comesBack(error)) throw error;
      onFault(error);
      await pause(clock, retryDelay(failures, random()), signal);
      if (signal.aborted) throw new Stopped();
    }
  }
}

/** Whether nothing was taken in, and all may be given again. */
function comesBack(error: unknown): boolean {
  return error instanceof CuspError && (error.code === ERRORS.journalUnavailable.code || error.code === ERRORS.overloaded.code);
}
