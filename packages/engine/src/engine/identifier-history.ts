import { setImmediate as nextTurn } from 'node:timers/promises';
import { namedBy } from '../identify/naming.js';
import type { SaidLink } from '../identify/link.js';
import type { Pipeline } from '../pipeline.js';
import type { Column, Trial } from '../timeline/columns.js';
import { parsePath } from '../timeline/path.js';
import { IDENTIFY_NAME, scoreOfEventName } from '../timeline/timelines.js';
import { ABSENT, NULL } from '../timeline/values.js';
import { formatIdentifier } from '../vocabulary/identifier.js';
import type { IdentifierRules, IdentifierWay } from '../vocabulary/identifier-rules.js';
import type { Instant } from '../vocabulary/instant.js';
import { fillColumns } from './history.js';
import { Turns } from './turns.js';

/** How many rows are looked at between two looks at the time. */
const STRIDE = 1_024;
/** How many cells of columns that nobody needs are emptied before others get their turn. */
const CELLS_A_TURN = 50_000;

/** A link that an event of before makes by a way that is new; the other identifier is a text yet, which nobody may know. */
export type OlderLink = Omit<SaidLink, 'right'> & { readonly right: string };

interface WayOfHistory {
  readonly way: IdentifierWay;
  readonly column: Column;
  readonly ofTraits: boolean;
}

/** What says one thing: the earliest row, and when the newest happened. */
interface Seen {
  row: number;
  newest: Instant;
}

/**
 * What events of before say by paths that are ways to identifiers from now on. The columns of these paths are kept while it is read, so that
 * what arrives meanwhile is in them too; they are let go by {@link end}.
 */
export class IdentifierHistory {
  readonly #pipeline: Pipeline;
  readonly #trial: Trial<readonly WayOfHistory[]>;

  /** @param rules those that are about to be in force */
  constructor(pipeline: Pipeline, rules: IdentifierRules) {
    this.#pipeline = pipeline;
    const known = new Set(pipeline.identities.rules.ways.map(({ key }) => key));
    const ways = rules.ways.filter(({ key }) => !known.has(key));
    this.#trial = pipeline.columns.tryOut(() => ways.flatMap((way) => this.#columnOf(way)));
  }

  /** Reads the columns from the journal. @param signal gives it up */
  async fill(signal?: AbortSignal): Promise<void> {
    if (this.#trial.result.length > 0) await fillColumns(this.#pipeline, signal);
  }

  /**
   * The links that are new, in turns. To be called when the columns are filled and nothing else changes.
   * @param onTurn between two turns; what it throws gives it up
   */
  async links(onTurn: () => void = () => undefined): Promise<readonly OlderLink[]> {
    const found: (readonly OlderLink[])[] = [];
    for (const way of this.#trial.result) found.push(await this.#linksBy(way, onTurn));
    return found.flat();
  }

  /** Lets the columns go, and what only they hold. To be called once. */
  async end(): Promise<void> {
    this.#trial.end();
    while (this.#pipeline.columns.emptySome(CELLS_A_TURN)) await nextTurn();
  }

  #columnOf(way: IdentifierWay): WayOfHistory[] {
    const { columns, timelines } = this.#pipeline;
    const ofTraits = parsePath(way.path)?.root === 'traits';
    const column = ofTraits ? columns.need(way.path, [timelines.names.intern(IDENTIFY_NAME)]) : columns.needEverywhere(way.path);
    return column === undefined ? [] : [{ way, column, ofTraits }];
  }

  async #linksBy({ way, column, ofTraits }: WayOfHistory, onTurn: () => void): Promise<readonly OlderLink[]> {
    const { timelines, columns } = this.#pipeline;
    const { rows } = timelines;
    const says = sayingNames(this.#pipeline, ofTraits);
    const found = new Map<number, Map<string, Seen>>();
    const turns = new Turns();
    for (let row = 0; row < rows.length; row++) {
      if (row % STRIDE === STRIDE - 1 && turns.isOver) {
        onTurn();
        await turns.next();
      }
      const cell = column.at(row);
      if (cell === ABSENT || cell === NULL || rows.idLength(row) === 0 || !says(rows.name(row))) continue;
      const identifier = namedBy(way, columns.values.valueOf(cell));
      if (identifier !== undefined) this.#note(found, rows.identifier(row), formatIdentifier(identifier), row);
    }
    return [...found].flatMap(([left, others]) =>
      [...others].map(([right, { row, newest }]) => ({ left, right, evidence: 'event', row, at: newest, way: way.key })),
    );
  }

  #note(found: Map<number, Map<string, Seen>>, left: number, right: string, row: number): void {
    const { timelines } = this.#pipeline;
    let others = found.get(left);
    if (others === undefined) found.set(left, (others = new Map()));
    const seen = others.get(right);
    const at = timelines.rows.timestamp(row);
    if (seen === undefined) {
      others.set(right, { row, newest: at });
      return;
    }
    if (timelines.isBefore(row, seen.row)) seen.row = row;
    seen.newest = Math.max(seen.newest, at);
  }
}

/** Whether events of a name say whom a path names: traits are of `identify` calls, and a score that was made elsewhere says nothing. */
function sayingNames({ timelines: { names } }: Pipeline, ofTraits: boolean): (name: number) => boolean {
  const identify = names.intern(IDENTIFY_NAME);
  if (ofTraits) return (name) => name === identify;
  const known = new Map<number, boolean>();
  return (name) => {
    let says = known.get(name);
    if (says === undefined) known.set(name, (says = scoreOfEventName(names.textOf(name)) === undefined));
    return says;
  };
}
