import { setImmediate as nextTurn } from 'node:timers/promises';
import { entryValue } from '../journal/entries.js';
import type { Entry } from '../journal/journal.js';
import type { Pipeline } from '../pipeline.js';
import type { MissingCells } from '../timeline/columns.js';
import { valueAt } from '../timeline/path.js';

/** How many customers are asked before others get their turn. */
const CUSTOMERS_A_TURN = 1_000;

/**
 * Fills, from the journal, what columns lack of events that came before anyone asked for them. One pass, reading only the
 * events whose names are asked for; what arrives meanwhile is filled as it comes.
 */
export async function fillColumns(pipeline: Pipeline): Promise<void> {
  const missing = [...pipeline.columns.missing()];
  if (missing.length > 0) await fillCells(pipeline, missing);
  await workOutSessions(pipeline);
}

/** Works out everybody's sessions, once what they follow from is there. What arrives meanwhile finds its own. */
async function workOutSessions(pipeline: Pipeline): Promise<void> {
  const { sessions } = pipeline.timelines;
  if (!sessions.stale) return;
  await forEachCustomer(pipeline, (customer) => sessions.workOut(customer));
  sessions.workedOut();
}

async function fillCells(pipeline: Pipeline, missing: readonly MissingCells[]): Promise<void> {
  const { rows } = pipeline.timelines;
  const wanted = new Wanted(missing);
  let row = 0;
  for await (const entries of pipeline.journal.scan(pipeline.journal.start)) {
    for (const entry of entries) {
      if (entry.kind !== 'event') continue;
      while (row < rows.length && rows.offset(row) < entry.offset) row++;
      if (row < rows.length && rows.offset(row) === entry.offset) wanted.fill(pipeline, row, entry);
    }
  }
  pipeline.columns.filled(missing);
}

/** Cells to be filled, by event name. */
class Wanted {
  readonly #byName = new Map<number, MissingCells[]>();
  readonly #always: MissingCells[];

  constructor(missing: readonly MissingCells[]) {
    this.#always = missing.filter(({ name }) => name === null);
    for (const cells of missing) {
      if (cells.name === null) continue;
      const known = this.#byName.get(cells.name);
      if (known === undefined) this.#byName.set(cells.name, [cells]);
      else known.push(cells);
    }
  }

  fill({ timelines, columns }: Pipeline, row: number, entry: Entry): void {
    const named = this.#byName.get(timelines.rows.name(row)) ?? [];
    if (named.length + this.#always.length === 0 || timelines.rows.idLength(row) === 0) return;
    const event = entryValue(entry, 'event');
    for (const { column } of [...named, ...this.#always]) column.set(row, columns.values.intern(valueAt(event, column.path)));
  }
}

/** Every customer who has events, in turns that leave room for others; each is visited once, with the set as it is then. */
export async function forEachCustomer(pipeline: Pipeline, visit: (customer: number) => void): Promise<void> {
  const { timelines, identities } = pipeline;
  for (let identifier = 0; identifier < timelines.identifiers.size; identifier++) {
    if (identifier % CUSTOMERS_A_TURN === CUSTOMERS_A_TURN - 1) await nextTurn();
    if (identities.customerOf(identifier) === identifier && timelines.count(identifier) > 0) visit(identifier);
  }
}
