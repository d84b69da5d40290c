import type { Pipeline } from '../../pipeline.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { Column, Trial } from '../../timeline/columns.js';
import { NO_ROW } from '../../timeline/event-rows.js';
import { IDENTIFY_NAME } from '../../timeline/timelines.js';
import { ABSENT, NULL } from '../../timeline/values.js';
import type { Json } from '../../vocabulary/json.js';
import { fillColumns } from '../history.js';
import { Turns } from '../turns.js';

/** How many cells are emptied between two looks at the time. */
const CELLS_A_TURN = 100_000;

/** A trait, or a part of one, with the trait that it is a part of: whatever says the trait anew also speaks of its parts. */
interface TraitColumns {
  readonly value: Column;
  readonly whole: Column;
}

/**
 * What each identifier's own events say of some traits: the newest value by event time, whoever the identifier is joined to.
 * A newest `null` means missing. To be ended when it is not asked any more.
 */
export class OwnTraits {
  readonly #pipeline: Pipeline;
  readonly #trial: Trial<readonly TraitColumns[]>;
  readonly #identify: number;

  private constructor(pipeline: Pipeline, trial: Trial<readonly TraitColumns[]>, identify: number) {
    this.#pipeline = pipeline;
    this.#trial = trial;
    this.#identify = identify;
  }

  /**
   * Reads the traits from history, once for all customers.
   * @param names of traits, `address.city` for a part of one
   * @throws CuspError invalid_request when one is no name; the signal's reason when it is given up
   */
  static async read(pipeline: Pipeline, names: readonly string[], signal?: AbortSignal): Promise<OwnTraits> {
    const { columns, timelines } = pipeline;
    const identify = timelines.names.intern(IDENTIFY_NAME);
    const need = (name: string): Column => {
      const column = columns.need(`traits.${name}`, [identify]);
      if (column?.path.leadsTo !== 'one') throw new CuspError(ERRORS.invalidRequest, `'${name.slice(0, 60)}' is not the name of a trait`);
      return column;
    };
    const trial = columns.tryOut(() => names.map((name) => ({ value: need(name), whole: need(name.split('.')[0] ?? name) })));
    const traits = new OwnTraits(pipeline, trial, identify);
    try {
      await fillColumns(pipeline, signal);
    } catch (error) {
      await traits.end();
      throw error;
    }
    return traits;
  }

  /** By the numbers of a customer's identifiers, the number of each trait's value, in the order of the names; see {@link OwnTraits.value}. */
  of(customer: number): ReadonlyMap<number, readonly number[]> {
    const { timelines, clock } = this.#pipeline;
    const { rows } = timelines;
    const now = clock.now();
    const found = new Map<number, number[]>();
    for (let row = timelines.newestOf(customer, this.#identify); row !== NO_ROW; row = rows.previousOfName(row)) {
      if (rows.timestamp(row) > now) continue;
      const identifier = rows.identifier(row);
      let cells = found.get(identifier);
      if (cells === undefined) found.set(identifier, (cells = this.#trial.result.map(() => ABSENT)));
      for (const [index, { value, whole }] of this.#trial.result.entries()) {
        if (cells[index] === ABSENT && whole.at(row) !== ABSENT) cells[index] = Math.max(value.at(row), NULL);
      }
    }
    return found;
  }

  /** What a number of {@link OwnTraits.of} stands for; null when nothing is said. One value has one number. */
  value(number: number): Json {
    return this.#pipeline.columns.values.valueOf(number) ?? null;
  }

  /** Lets go of what was read, in turns. */
  async end(): Promise<void> {
    this.#trial.end();
    const turns = new Turns();
    while (this.#pipeline.columns.emptySome(CELLS_A_TURN)) if (turns.isOver) await turns.next();
  }
}
