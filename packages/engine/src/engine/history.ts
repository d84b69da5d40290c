import { entryValue } from '../journal/entries.js';
import type { Pipeline } from '../pipeline.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import { type MissingByName, missingByName } from './missing-cells.js';
import { type Filling, fillFromFiles, usualFilling } from './fill-from-files.js';
import { valueAt } from '../timeline/path.js';
import { Turns } from './turns.js';

/** How many customers are passed, and how many events parsed, between two looks at the time. */
const STRIDE = 32;

/** Each of some events that stand far apart takes as long to read as so many that stand together, on a disk longer. */
const SCATTERED = 10;

/** The filling that is under way, or was last; one at a time for each pipeline. */
const filling = new WeakMap<Pipeline, Promise<void>>();

/**
 * Fills, from the journal, what columns lack of events that came before anyone asked for them. One pass, reading only the
 * events whose names are asked for; what arrives meanwhile is filled as it comes.
 * @param signal gives it up: what has been filled by then is filled anew for the next who asks
 * @param onShare is told how much of what was missing has been gone through, from 0 to 1
 */
export async function fillColumns(pipeline: Pipeline, signal?: AbortSignal, onShare?: (share: number) => void): Promise<void> {
  for (let before = filling.get(pipeline); before !== undefined; before = filling.get(pipeline)) await before.catch(() => undefined);
  signal?.throwIfAborted();
  const missing = [...pipeline.columns.missing()];
  if (missing.length > 0) {
    const work = fill(pipeline, missingByName(missing), { signal, onShare }).finally(() => filling.delete(pipeline));
    filling.set(pipeline, work);
    await work;
    pipeline.columns.filled(missing);
  }
  await workOutSessions(pipeline, signal);
}

/** Works out everybody's sessions, once what they follow from is there. What arrives meanwhile finds its own. */
async function workOutSessions(pipeline: Pipeline, signal: AbortSignal | undefined): Promise<void> {
  const { sessions } = pipeline.timelines;
  if (!sessions.stale) return;
  await forEachCustomer(pipeline, (customer) => sessions.workOut(customer), signal);
  sessions.workedOut();
}

async function fill(pipeline: Pipeline, missing: MissingByName, watched: Pick<Filling, 'signal' | 'onShare'>): Promise<void> {
  const extents = pipeline.journal.extents?.();
  if (extents === undefined) await fillByParsing(pipeline, missing, watched.signal);
  else await fillFromFiles({ pipeline, missing, extents, ...watched, ...usualFilling(pipeline.timelines.rows.length) });
}

/**
 * Fills what columns lack of some events alone, also while all others are being filled; these are still missing afterwards.
 * @param rows in ascending order
 * @throws the signal's reason when it is given up; CuspError data_corrupt
 */
export async function fillRows(pipeline: Pipeline, rows: Int32Array, signal?: AbortSignal): Promise<void> {
  const missing = missingByName(pipeline.columns.missing());
  const wanted = rows.filter((row) => missing.of(pipeline.timelines.rows.name(row)).length > 0);
  const extents = pipeline.journal.extents?.();
  if (extents === undefined) await fillOneByOne(pipeline, missing, wanted, signal);
  else await fillFromFiles({ pipeline, missing, extents, signal, rows: wanted, ...usualFilling(wanted.length * SCATTERED) });
}

/** For journals that are no files. */
async function fillOneByOne(
  pipeline: Pipeline,
  missing: MissingByName,
  wanted: Int32Array,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { timelines, journal } = pipeline;
  const turns = new Turns(signal);
  for (const [index, row] of wanted.entries()) {
    if (index % STRIDE === STRIDE - 1 && turns.isOver) await turns.next();
    if (timelines.rows.idLength(row) === 0) continue;
    const entry = journal.entryAt(timelines.rows.offset(row));
    if (entry.kind === 'event') setCells(pipeline, missing, row, entryValue(entry, 'event'));
  }
}

function setCells({ timelines, columns }: Pipeline, missing: MissingByName, row: number, event: CustomerEvent): void {
  for (const column of missing.of(timelines.rows.name(row))) column.set(row, columns.values.intern(valueAt(event, column.path)));
}

/** For journals that are no files. */
async function fillByParsing(pipeline: Pipeline, missing: MissingByName, signal: AbortSignal | undefined): Promise<void> {
  const { rows } = pipeline.timelines;
  let row = 0;
  for await (const entries of pipeline.journal.scan(pipeline.journal.start)) {
    signal?.throwIfAborted();
    for (const entry of entries) {
      if (entry.kind !== 'event') continue;
      while (row < rows.length && rows.offset(row) < entry.offset) row++;
      if (row >= rows.length || rows.offset(row) !== entry.offset || rows.idLength(row) === 0) continue;
      if (missing.of(rows.name(row)).length > 0) setCells(pipeline, missing, row, entryValue(entry, 'event'));
    }
  }
}

/**
 * Every customer who has events, in turns that leave room for others; each is visited once, with the set as it is then.
 * @throws the signal's reason when it is given up
 */
export async function forEachCustomer(pipeline: Pipeline, visit: (customer: number) => void, signal?: AbortSignal): Promise<void> {
  const { timelines, identities } = pipeline;
  const turns = new Turns(signal);
  for (let identifier = 0; identifier < timelines.identifiers.size; identifier++) {
    if (identifier % STRIDE === STRIDE - 1 && turns.isOver) await turns.next();
    if (identities.customerOf(identifier) === identifier && timelines.count(identifier) > 0) visit(identifier);
  }
}
