import type { Milliseconds } from '../vocabulary/instant.js';
import { type ComparisonGround, type Partition, partitionFor } from './comparison-ground.js';
import type { EventColumns } from './event-columns.js';
import { asNormal, twoSided } from './normal-distribution.js';
import type { Postings } from './postings.js';

/** What follows a situation, beside what follows comparable events. */
export interface Effect {
  /** Completions that could be compared. */
  readonly occurrences: number;
  /** Customers with any of them. */
  readonly customers: number;
  /** Share of them after which the goal came within the horizon. */
  readonly goalRate: number;
  /** The same as it would have been without the situation: of comparable events, and by what these customers do later anyway. */
  readonly controlRate: number;
  readonly lift: number;
  /** Standard error of the logarithm of the lift. */
  readonly error: number;
  /** How many deviations from no effect: above 0 more often, below less. */
  readonly deviations: number;
  readonly pValue: number;
}

/** What an effect is measured with. */
export interface EffectInput {
  readonly columns: EventColumns;
  readonly ground: ComparisonGround;
  /** Of the customers that it is measured on. */
  readonly postings: Postings;
  /** After a completion the situation is silent for so long: what comes then is neither one nor something to compare with. */
  readonly cooldown: Milliseconds;
  /** How alike what follows two completions of one customer is: see {@link likenessWithin}. */
  readonly likeness: number;
}

/** A cell with few other events borrows from all cells as if so many goals more had come after its own. */
const BORROWED_GOALS = 3;
/** With less than this share of what comparable events lead to, a difference would rest on noise. */
const LEAST_EXPECTED = 0.2;

/**
 * The effect of a situation on the goal: completions against all other events of the same cells (`comparison-ground.ts`).
 *
 * The test is the score test of no effect within cells, as of Mantel and Haenszel ("Statistical aspects of the analysis of data from retrospective studies of disease",
 * Journal of the National Cancer Institute 22 (1959) 719–748), with what a customer's events have in common taken into account by adding up by customer
 * before squaring: K.-Y. Liang and S. L. Zeger, "Longitudinal data analysis using generalized linear models", Biometrika 73 (1986) 13–22. The variance is never taken to be
 * smaller than what the cells lead to expect, or a rare goal that happens not to come would seem certain not to. What completions are measured by for the lift is
 * each cell's own rate, drawn towards that of all cells where the cell is small.
 * @param completions events in ascending order, of these customers
 * @param name compared with events of this name alone; undefined: with all
 * @returns undefined when nothing can be compared
 */
export function effectOf(input: EffectInput, completions: Int32Array, name: number | undefined): Effect | undefined {
  const compared = input.postings.of(name === undefined ? undefined : [name]).length;
  const sums = new CellSums(input.ground, partitionFor(input.ground, compared));
  forEachCompared(input, completions, name, {
    event: (event, isCompletion) => sums.add(event, isCompletion),
    customer: () => undefined,
  });
  sums.finish();
  if (sums.comparable === 0 || sums.expected <= 0) return undefined;
  const spread = new Spread(input.ground, sums);
  forEachCompared(input, completions, name, {
    event: (event, isCompletion) => spread.add(event, isCompletion),
    customer: () => spread.endCustomer(),
  });
  return spread.effect(input.likeness);
}

interface Visitor {
  readonly event: (event: number, isCompletion: boolean) => void;
  readonly customer: () => void;
}

/** Every event that is compared, customer after customer. */
function forEachCompared(
  { columns, ground, postings, cooldown }: EffectInput,
  completions: Int32Array,
  name: number | undefined,
  visitor: Visitor,
): void {
  const { starts, times } = columns;
  const { usable } = ground.outcomes;
  // Completions are events of the name, too.
  const events = postings.of(name === undefined ? undefined : [name]);
  let [next, customer, end] = [0, -1, 0];
  let silentUntil = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < events.length; place++) {
    const event = events[place] as number;
    if (event >= end) {
      if (customer >= 0) visitor.customer();
      while (event >= (starts[customer + 1] as number)) customer++;
      end = starts[customer + 1] as number;
      silentUntil = Number.NEGATIVE_INFINITY;
    }
    const time = times[event] as number;
    const isCompletion = completions[next] === event;
    if (isCompletion) {
      next++;
      silentUntil = time + cooldown;
    } else if (time <= silentUntil) continue;
    if (usable[event] === 1) visitor.event(event, isCompletion);
  }
  visitor.customer();
}

/** What came and was expected, by cell. */
class CellSums {
  readonly #ground: ComparisonGround;
  /** By cell of the ground; what is called a cell here may be several of them. */
  readonly partOf: Uint16Array;
  readonly expectedAll: Float64Array;
  readonly expectedOfCompletions: Float64Array;
  /** Goals less what is usual. */
  readonly excessAll: Float64Array;
  readonly excessOfOthers: Float64Array;
  readonly cameOfOthers: Float64Array;
  readonly squares: Float64Array;
  readonly events: Float64Array;
  /** Cells with completions and others. */
  comparable = 0;
  /** Goals after completions, as of other events. */
  expected = 0;
  /** Over all cells: of other events what was expected, and the factors from that to what came, and to what came less what is usual. */
  expectedOfOthers = 0;
  cameRatio = 0;
  excessRatio = 0;
  /** How much what is expected of completions rests on these factors. */
  leverage = 0;
  #borrowed = 0;

  constructor(ground: ComparisonGround, { partOf, parts }: Partition) {
    this.#ground = ground;
    this.partOf = partOf;
    const sums = (): Float64Array => new Float64Array(parts);
    this.expectedAll = sums();
    this.expectedOfCompletions = sums();
    this.excessAll = sums();
    this.excessOfOthers = sums();
    this.cameOfOthers = sums();
    this.squares = sums();
    this.events = sums();
  }

  add(event: number, isCompletion: boolean): void {
    const { cell: cells, expected, outcomes, usual } = this.#ground;
    const cell = this.partOf[cells[event] as number] as number;
    const came = outcomes.came[event] as number;
    const excess = came - (usual[event] as number);
    plus(this.expectedAll, cell, expected[event] as number);
    plus(this.excessAll, cell, excess);
    plus(this.squares, cell, excess * excess);
    plus(this.events, cell, 1);
    if (isCompletion) plus(this.expectedOfCompletions, cell, expected[event] as number);
    else {
      plus(this.excessOfOthers, cell, excess);
      plus(this.cameOfOthers, cell, came);
    }
  }

  /** Sums up over the cells in which something can be compared. */
  finish(): void {
    let [came, excess] = [0, 0];
    for (let cell = 0; cell < this.events.length; cell++) {
      if (!this.compares(cell)) continue;
      this.comparable++;
      this.expectedOfOthers += this.#others(cell);
      came += this.cameOfOthers[cell] as number;
      excess += this.excessOfOthers[cell] as number;
    }
    if (came === 0) return;
    this.cameRatio = came / this.expectedOfOthers;
    this.excessRatio = excess / this.expectedOfOthers;
    this.#borrowed = BORROWED_GOALS / this.cameRatio;
    for (let cell = 0; cell < this.events.length; cell++) {
      if (!this.compares(cell)) continue;
      const ofCompletions = this.expectedOfCompletions[cell] as number;
      this.expected += this.cameOf(cell) * ofCompletions;
      this.leverage += (ofCompletions * this.#borrowed) / (this.#others(cell) + this.#borrowed);
    }
  }

  compares(cell: number): boolean {
    return (this.expectedOfCompletions[cell] as number) > 0 && this.#others(cell) > 0;
  }

  /** The factor from what was expected to what came of other events in the cell. */
  cameOf(cell: number): number {
    return ((this.cameOfOthers[cell] as number) + this.#borrowed * this.cameRatio) / (this.#others(cell) + this.#borrowed);
  }

  /** The same, less what is usual. */
  excessOf(cell: number): number {
    return ((this.excessOfOthers[cell] as number) + this.#borrowed * this.excessRatio) / (this.#others(cell) + this.#borrowed);
  }

  /** How much another event of the cell counts in what is expected of completions. */
  weight(cell: number): number {
    return (this.expectedOfCompletions[cell] as number) / (this.#others(cell) + this.#borrowed);
  }

  #others(cell: number): number {
    return (this.expectedAll[cell] as number) - (this.expectedOfCompletions[cell] as number);
  }

  /** The share that completions have of the cell. */
  share(cell: number): number {
    return (this.expectedOfCompletions[cell] as number) / (this.expectedAll[cell] as number);
  }

  /** The factor from what was expected to what came over all of the cell, less what is usual. */
  pooled(cell: number): number {
    return (this.excessAll[cell] as number) / (this.expectedAll[cell] as number);
  }

  /** How far single events of the cell are from what is pooled. */
  variance(cell: number): number {
    const events = this.events[cell] as number;
    const mean = (this.excessAll[cell] as number) / events;
    return Math.max((this.squares[cell] as number) / events - mean * mean, 0);
  }
}

function plus(sums: Float64Array, index: number, value: number): void {
  sums[index] = (sums[index] as number) + value;
}

/** Adds up by customer what they contribute to the difference, and how that scatters. */
class Spread {
  readonly #ground: ComparisonGround;
  readonly #sums: CellSums;
  #difference = 0;
  #squares = 0;
  #modelled = 0;
  #goals = 0;
  #matched = 0;
  #usual = 0;
  #occurrences = 0;
  #customers = 0;
  #pairs = 0;
  /** Of the customer at hand. */
  #own = { score: 0, occurrences: 0, goals: 0, matched: 0, others: 0 };
  /** For the error of the lift, which is known at the end only: by customer goals, what was expected of them, and their part in what is expected of others. */
  #linear: [goals: number, matched: number, others: number][] = [];

  constructor(ground: ComparisonGround, sums: CellSums) {
    this.#ground = ground;
    this.#sums = sums;
  }

  add(event: number, isCompletion: boolean): void {
    const { cell: cells, expected: all, outcomes, usual: known } = this.#ground;
    const cell = this.#sums.partOf[cells[event] as number] as number;
    if (!this.#sums.compares(cell)) return;
    const expected = all[event] as number;
    const came = outcomes.came[event] as number;
    const usual = known[event] as number;
    const share = this.#sums.share(cell);
    const own = this.#own;
    own.score += ((isCompletion ? 1 : 0) - share) * (came - usual - expected * this.#sums.pooled(cell));
    const ofOthers = this.#sums.excessOf(cell);
    if (isCompletion) {
      own.occurrences++;
      own.goals += came;
      own.matched += usual + expected * ofOthers;
      this.#matched += expected * this.#sums.cameOf(cell);
      this.#modelled += this.#sums.variance(cell) * (1 - share);
    } else {
      const ofAll = (this.#sums.leverage / this.#sums.expectedOfOthers) * (came - usual - expected * this.#sums.excessRatio);
      own.others += this.#sums.weight(cell) * (came - usual - expected * ofOthers) + ofAll;
    }
  }

  endCustomer(): void {
    const { score, occurrences, goals, matched, others } = this.#own;
    this.#difference += score;
    this.#squares += score * score;
    this.#goals += goals;
    this.#usual += matched;
    this.#occurrences += occurrences;
    this.#pairs += occurrences * (occurrences - 1);
    if (occurrences > 0) this.#customers++;
    if (occurrences > 0 || others !== 0) this.#linear.push([goals, matched, others]);
    this.#own = { score: 0, occurrences: 0, goals: 0, matched: 0, others: 0 };
  }

  effect(likeness: number): Effect | undefined {
    const occurrences = this.#occurrences;
    if (occurrences === 0) return undefined;
    const expected = Math.max(this.#usual, LEAST_EXPECTED * this.#matched);
    const clumping = 1 + (likeness * this.#pairs) / occurrences;
    const variance = Math.max(this.#squares, this.#modelled * clumping);
    const deviations = variance > 0 ? asNormal(this.#difference / Math.sqrt(variance), Math.max(1, this.#customers - 1)) : 0;
    const lift = this.#goals / expected;
    return {
      occurrences,
      customers: this.#customers,
      goalRate: this.#goals / occurrences,
      controlRate: expected / occurrences,
      lift,
      error: this.#errorOf(lift),
      deviations,
      pValue: twoSided(deviations),
    };
  }

  /** The standard error of the logarithm of a ratio of sums over customers, by linearising it (the delta method). */
  #errorOf(lift: number): number {
    const seen = Math.max(this.#goals, 0.5);
    let squares = 0;
    for (const [goals, matched, others] of this.#linear) squares += (goals - lift * (matched + others)) ** 2;
    return Math.sqrt(Math.max(squares, seen)) / seen;
  }
}
