import { setImmediate as nextTurn } from 'node:timers/promises';
import { entryValue } from '../journal/entries.js';
import type { Pipeline } from '../pipeline.js';
import { type MissingByName, missingByName } from './missing-cells.js';
import { fillFromFiles, usualFilling } from './fill-from-files.js';
import { valueAt } from '../timeline/path.js';

/** How many customers are asked before others get their turn. */
const CUSTOMERS_A_TURN = 1_000;

/** The filling that is under way, or was last; one at a time for each pipeline. */
const filling = new WeakMap<Pipeline, Promise<void>>();

/**
 * Fills, from the journal, what columns lack of events that came before anyone asked for them. One pass, reading only the
 * events whose names are asked for; what arrives meanwhile is filled as it comes.
 * @param signal gives it up: what has been filled by then is filled anew for the next who asks
 */
export async function fillColumns(pipeline: Pipeline, signal?: AbortSignal): Promise<void> {
  for (let before = filling.get(pipeline); before !== undefined; before = filling.get(pipeline)) await before.catch(() => undefined);
  signal?.throwIfAborted();
  const missing = [...pipeline.columns.missing()];
  if (missing.length > 0) {
    const work = fill(pipeline, missingByName(missing), signal).finally(() => filling.delete(pipeline));
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

async function fill(pipeline: Pipeline, missing: MissingByName, signal: AbortSignal | undefined): Promise<void> {
  const extents = pipeline.journal.extents?.();
  if (extents === undefined) await fillByParsing(pipeline, missing, signal);
  else await fillFromFiles({ pipeline, missing, extents, signal, ...usualFilling(pipeline) });
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
      const columns = missing.of(rows.name(row));
      if (columns.length === 0) continue;
      const event = entryValue(entry, 'event');
      for (const column of columns) column.set(row, pipeline.columns.values.intern(valueAt(event, column.path)));
    }
  }
}

/**
 * Every customer who has events, in turns that leave room for others; each is visited once, with the set as it is then.
 * @throws the signal's reason when it is given up
 */
export async function forEachCustomer(pipeline: Pipeline, visit: (customer: number) => void, signal?: AbortSignal): Promise<void> {
  const { timelines, identities } = pipeline;
  for (let identifier = 0; identifier < timelines.identifiers.size; identifier++) {
    if (identifier % CUSTOMERS_A_TURN === CUSTOMERS_A_TURN - 1) {
      await nextTurn();
      signal?.throwIfAborted();
    }
    if (identities.customerOf(identifier) === identifier && timelines.count(identifier) > 0) visit(identifier);
  }
}
