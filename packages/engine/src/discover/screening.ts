import type { MomentDefinition } from '../vocabulary/definition.js';
import type { Milliseconds } from '../vocabulary/instant.js';
import { type ComparisonGround, comparisonGround } from './comparison-ground.js';
import { Confirmation, type Confirmed } from './confirmation.js';
import { type EffectInput, effectOf } from './effect.js';
import type { EventColumns } from './event-columns.js';
import { findOccurrences } from './find-occurrences.js';
import type { DiscoveryQuestion, Finding } from './finding.js';
import { GoalsLeft } from './goals-left.js';
import { itemsOf } from './items.js';
import { type Mined, Miner, saysSomething } from './mine.js';
import { outcomesOf } from './outcomes.js';
import { Postings } from './postings.js';
import { leaveOut, type Restatement, restatementsOf } from './restatements.js';
import { comparedName, type Situation } from './situation.js';
import { withMostMined } from './splits.js';
import { timingsOf } from './timings.js';
import type { Parts } from './variations.js';

const MINUTE: Milliseconds = 60_000;
const HOUR: Milliseconds = 60 * MINUTE;
const DAY: Milliseconds = 24 * HOUR;
/** Times from the first event of a situation to its last that are tried. */
const SPANS: readonly Milliseconds[] = [10 * MINUTE, 30 * MINUTE, 2 * HOUR, DAY, 3 * DAY, 7 * DAY];
/** How long ago an earlier visit may be that leads to something in a later one. */
const RETURNS: readonly Milliseconds[] = [1, 2, 4, 7].map((days) => days * DAY);
/** Situations take at most so many times the horizon from their first event to their last: who comes back after days may decide within the hour. */
const LONGEST_OF_HORIZON = 3;
/** Completions among the customers that are mined, or confirmed on, without which a situation is not tried. */
const LEAST_COMPLETIONS = 30;
/** What was found the other way is told as well only when what is left of it is so unlikely to be chance. */
const BEYOND_OTHERS = 0.01;
/** Of the work, the share that mining is; the rest is confirming. */
const MINING = 0.9;

/** What came of mining one half and confirming on the other. */
export interface Screened {
  /** How many situations were tried. */
  readonly tried: number;
  /** How many of them were carried over. */
  readonly carried: number;
  readonly confirmed: readonly { readonly finding: Finding; readonly situation: Situation }[];
  readonly setAside: readonly { readonly words: string; readonly why: string }[];
}

/** One way of two: mines one half of the customers and confirms on the other. One call at a time; where it runs is whoever starts it to choose. */
export interface Screening {
  /** Names that only restate the goal, by the customers that are mined. */
  restatements(): Promise<readonly Restatement[]>;
  /** Mines and confirms, once. @param leftOut names that are no steps, and are compared with nothing */
  find(leftOut: readonly number[]): Promise<Screened>;
  /** Whether nothing is left of the `place`-th that was confirmed beyond what situations that were found the other way explain. */
  isExplained(place: number, others: readonly Situation[]): Promise<boolean>;
  /** Ends it, also in the middle of a call, and resolves when nothing of it runs any more. */
  close(): Promise<void>;
}

/** How a screening in the caller's own thread is done. */
export interface ScreeningOptions {
  /** Lets others have their turn; throws when the work has been given up. */
  readonly breathe: () => Promise<void>;
  /** Is told how much of the work is done, from 0 to 1. */
  readonly onShare?: (share: number) => void;
  /**
   * The events at which a moment is complete, of the customers that are not mined: as it would fire when it is adopted. In ascending order.
   * Absent: as the columns alone tell, which is the same.
   */
  readonly completionsOf?: (definition: MomentDefinition) => Promise<Int32Array>;
}

/** The columns as one way sees them: for the second the halves have changed places; of very many events only some customers of a half are mined. */
export function columnsOfWay(columns: EventColumns, way: 0 | 1): EventColumns {
  const mined = way === 0 ? columns.mined : columns.mined.map((side) => 1 - side);
  return { ...columns, mined: withMostMined({ ...columns, mined }) };
}

/** The customers of whom `mined` says 1, or 0, in ascending order. */
export function customersOnSide({ mined }: Pick<EventColumns, 'mined'>, side: 0 | 1): Int32Array {
  return Int32Array.from(mined.keys()).filter((customer) => mined[customer] === side);
}

/** A screening in the caller's own thread. */
export class OwnScreening implements Screening {
  readonly #columns: EventColumns;
  readonly #question: DiscoveryQuestion;
  readonly #options: ScreeningOptions;
  readonly #cooldown: Milliseconds;
  readonly #ground: ComparisonGround;
  #input: EffectInput | undefined;
  #confirmed: readonly Confirmed[] = [];
  #running: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** @param columns with 1 in `mined` for the customers that this way mines */
  constructor(columns: EventColumns, question: DiscoveryQuestion, options: ScreeningOptions) {
    this.#columns = columns;
    this.#question = question;
    this.#cooldown = Math.min(question.horizon, DAY);
    this.#ground = comparisonGround(columns, outcomesOf(columns, question.horizon));
    const breathe = async (): Promise<void> => {
      await options.breathe();
      if (this.#closed) throw new Error('this screening is closed');
    };
    this.#options = { ...options, breathe };
  }

  async restatements(): Promise<readonly Restatement[]> {
    await this.#options.breathe();
    return restatementsOf(this.#columns, this.#ground);
  }

  find(leftOut: readonly number[]): Promise<Screened> {
    const found = this.#find(new Set(leftOut));
    this.#running = found.catch(() => undefined);
    return found;
  }

  async isExplained(place: number, others: readonly Situation[]): Promise<boolean> {
    await this.#options.breathe();
    const input = this.#input;
    const one = this.#confirmed[place];
    if (input === undefined || one === undefined || others.length === 0) return false;
    const { columns, cooldown, postings, ground } = input;
    const goals = new GoalsLeft(columns, ground, postings.customers);
    for (const other of others) goals.takeOff(other, findOccurrences(columns, other, cooldown, postings), input);
    const left = effectOf({ ...input, ground: goals.ground }, one.completions, comparedName(one.situation));
    return left === undefined || !saysSomething(left) || left.pValue > BEYOND_OTHERS || left.lift > 1 !== one.finding.lift > 1;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #find(leftOut: ReadonlySet<number>): Promise<Screened> {
    const columns = this.#columns;
    leaveOut(columns, this.#ground, leftOut);
    const mined = await this.#mine(leftOut);
    const postings = new Postings(columns, customersOnSide(columns, 0));
    const input: EffectInput = { columns, ground: this.#ground, cooldown: this.#cooldown, postings, likeness: mined.likeness };
    const whole = columns.counted === undefined ? undefined : this.#wholeGround(leftOut);
    const { breathe, completionsOf } = this.#options;
    const confirmation = new Confirmation({
      ...{ input, mined, question: this.#question, whole },
      options: {
        breathe,
        completionsOf: async (situation, definition) =>
          completionsOf === undefined ? findOccurrences(columns, situation, this.#cooldown, postings) : completionsOf(definition),
      },
    });
    const { confirmed, setAside } = await confirmation.confirm();
    this.#input = input;
    this.#confirmed = confirmed;
    this.#options.onShare?.(1);
    return {
      tried: mined.tried,
      carried: mined.carried.length,
      confirmed: confirmed.map(({ finding, situation }) => ({ finding, situation })),
      setAside,
    };
  }

  async #mine(leftOut: ReadonlySet<number>): Promise<Mined> {
    const columns = this.#columns;
    const { breathe, onShare } = this.#options;
    await breathe();
    const items = itemsOf(columns, LEAST_COMPLETIONS, leftOut);
    const parts = partsOf(columns, items.steps, this.#question);
    const miner = new Miner({
      ...{ columns, items, parts, breathe, ground: this.#ground, cooldown: this.#cooldown, least: LEAST_COMPLETIONS },
      postings: new Postings(columns, customersOnSide(columns, 1)),
      ...(onShare && { onShare: (share: number) => onShare(MINING * share) }),
    });
    return miner.mine();
  }

  /** The ground on which all customers count. */
  #wholeGround(leftOut: ReadonlySet<number>): ComparisonGround {
    const { counted: _, ...all } = this.#columns;
    const ground = comparisonGround(all, outcomesOf(all, this.#question.horizon));
    leaveOut(all, ground, leftOut);
    return ground;
  }
}

function partsOf(
  columns: EventColumns,
  steps: readonly { name: number; contexts: Parts['contexts'][number] }[],
  { horizon }: DiscoveryQuestion,
): Parts {
  const contexts = columns.nameTexts.map((_, name) => steps.flatMap((step) => (step.name === name ? step.contexts : [])));
  const names = steps.flatMap((step) => (step.contexts.length === 0 ? [step.name] : []));
  const span = columns.to - columns.from;
  const spans = SPANS.filter((length) => length <= Math.max(HOUR, LONGEST_OF_HORIZON * horizon) && length <= span / 4);
  return {
    ...timingsOf(columns),
    ...{ names, contexts, comparing: [...columns.properties.keys()] },
    spans: spans.length > 0 ? spans : [SPANS[0] as number],
    returns: RETURNS.filter((length) => length <= span / 4),
  };
}
