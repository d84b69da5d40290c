import type { Milliseconds } from '../vocabulary/instant.js';
import type { ComparisonGround } from './comparison-ground.js';
import { type Effect, type EffectInput, effectOf } from './effect.js';
import type { EventColumns } from './event-columns.js';
import { cameOf } from './outcomes.js';
import { comparedName, type Situation } from './situation.js';

/** Of a goal at least one part of so many is left: a few goals say no more. */
const MOST_LIFT = 8;
/** So often the lift is brought closer to the one beyond which nothing is left. */
const APPROACHES = 2;
/** Closer than this, as a logarithm, nobody sees a difference. */
const CLOSE = 0.01;
/** By no more than so much is a lift told to be larger than comparing alone makes it, as logarithms. */
const MOST_GROWN = 3;

/**
 * What is left of each goal when what situations brought is taken off: of a goal in the wake of a situation that makes it three times as frequent a third is left. So what
 * follows any event, before the situation or after it, comes to what would have followed without, and nothing has to be left out. Goals that a situation kept away cannot be
 * given back, for nobody knows whose they were: there so many fewer are expected, before it and after it.
 * J. M. Robins, "Correcting for non-compliance in randomized trials using structural nested mean models", Communications in Statistics 23 (1994) 2379–2412.
 */
export class GoalsLeft {
  readonly #columns: EventColumns;
  readonly #before: ComparisonGround;
  readonly #customers: Int32Array;
  readonly #weights: Float32Array;
  /** How many times as many goals as without are to be expected after each event, by what keeps people from them; undefined before there is such. */
  #expected: Float32Array | undefined;
  #ground: ComparisonGround;

  /** @param ground with all goals @param customers of whom goals are taken off, and who are looked at, in ascending order */
  constructor(columns: EventColumns, ground: ComparisonGround, customers: Int32Array) {
    this.#columns = columns;
    this.#before = ground;
    this.#customers = customers;
    this.#weights = new Float32Array(columns.times.length).fill(1);
    this.#ground = ground;
  }

  /** The ground with what is left. */
  get ground(): ComparisonGround {
    return this.#ground;
  }

  /**
   * Takes off what a situation brought. An effect that may be chance counts by as much less as it may.
   * @returns the lift that was taken off, before that
   */
  takeOff(situation: Situation, completions: Int32Array, input: EffectInput): number {
    const name = comparedName(situation);
    const effect = effectOf({ ...input, ground: this.#ground }, completions, name);
    const certainty = effect === undefined ? 0 : certaintyOf(effect);
    if (effect === undefined || certainty === 0) return 1;
    if (effect.lift <= 1) {
      this.#expectLess(completions, situation.within ?? 0, Math.max(effect.lift, 1 / MOST_LIFT) ** certainty);
      return effect.lift;
    }
    const goals = this.#wake(completions);
    let [taken, left] = [0, Math.log(effect.lift)];
    for (let approach = 0; approach < APPROACHES && Math.abs(left) > CLOSE; approach++) {
      const next = Math.max(0, Math.min(Math.log(MOST_LIFT), taken + left));
      this.#scale(goals, Math.exp(taken - next));
      taken = next;
      const rest = effectOf({ ...input, ground: this.#ground }, completions, name);
      if (rest === undefined || rest.lift === 0) break;
      left = Math.log(rest.lift);
    }
    const counted = taken * certainty;
    if (counted !== taken) this.#scale(goals, Math.exp(taken - counted));
    return Math.exp(taken);
  }

  #scale(goals: Int32Array, factor: number): void {
    for (const goal of goals) this.#weights[goal] = (this.#weights[goal] as number) * factor;
    this.#renew();
  }

  #renew(): void {
    const { outcomes, usualFor, expected } = this.#before;
    const came = cameOf(this.#columns, outcomes, { customers: this.#customers, weights: this.#weights });
    const usual = usualFor(came, this.#customers);
    const times = this.#expected;
    this.#ground = {
      ...this.#before,
      outcomes: { ...outcomes, came },
      usual: times === undefined ? usual : usual.map((value, event) => value * (times[event] as number)),
      expected: times === undefined ? expected : expected.map((value, event) => value * (times[event] as number)),
    };
  }

  #expectLess(completions: Int32Array, within: Milliseconds, times: number): void {
    const { starts, times: instants } = this.#columns;
    const { horizon } = this.#before.outcomes;
    const before = Math.min(within, horizon);
    const expected = (this.#expected ??= new Float32Array(instants.length).fill(1));
    let [customer, next] = [0, 0];
    for (const event of completions) {
      while ((starts[customer + 1] as number) <= event) customer++;
      const time = instants[event] as number;
      let near = event;
      while (near > Math.max(next, starts[customer] as number) && time - (instants[near - 1] as number) <= before) near--;
      // Whichever completion is near, fewer are expected once.
      for (next = Math.max(next, near); next < (starts[customer + 1] as number); next++) {
        if ((instants[next] as number) - time > horizon) break;
        expected[next] = (expected[next] as number) * times;
      }
    }
    this.#renew();
  }

  /** The goals that come within the horizon after a completion. */
  #wake(completions: Int32Array): Int32Array {
    const { starts, times, goals } = this.#columns;
    const { horizon } = this.#before.outcomes;
    const found: number[] = [];
    let [customer, next] = [0, 0];
    for (const event of completions) {
      while ((starts[customer + 1] as number) <= event) customer++;
      const time = times[event] as number;
      // A goal is taken off once, whichever completion it follows.
      for (next = Math.max(next, event + 1); next < (starts[customer + 1] as number); next++) {
        if ((times[next] as number) > time + horizon) break;
        if (goals[next] === 1 && (times[next] as number) > time) found.push(next);
      }
    }
    return Int32Array.from(found);
  }
}

/**
 * The lift beyond which nothing of a situation is left: what is compared with it, earlier in the visit or in visits in which the situation comes true as well, leads to goals
 * that it brought, too; so comparing alone makes a lift too small. Its error grows with its logarithm, so that it is as clear as it was.
 * @param compared the effect by comparing alone
 */
export function soleLift(
  input: EffectInput,
  compared: Effect,
  { situation, completions }: { readonly situation: Situation; readonly completions: Int32Array },
): Pick<Effect, 'lift' | 'error'> {
  if (compared.lift <= 1) return compared;
  const lift = new GoalsLeft(input.columns, input.ground, input.postings.customers).takeOff(situation, completions, input);
  const grown = Math.log(lift) / Math.log(compared.lift);
  if (!(grown >= 1 && grown <= MOST_GROWN)) return compared;
  return { lift, error: compared.error * grown };
}

/** 1 for what is certainly there, 0 for what chance makes as large (W. James and C. Stein's estimate, its positive part). */
function certaintyOf({ deviations }: Effect): number {
  return Math.max(0, 1 - 1 / (deviations * deviations));
}
