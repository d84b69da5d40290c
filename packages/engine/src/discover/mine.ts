import type { Milliseconds } from '../vocabulary/instant.js';
import { type Effect, type EffectInput, effectOf } from './effect.js';
import { customersIn, type EventColumns } from './event-columns.js';
import { findOccurrences } from './find-occurrences.js';
import { GoalsLeft } from './goals-left.js';
import type { Items } from './items.js';
import { type Few, fewOf, Postings } from './postings.js';
import { likenessWithin, type Residuals, residualsOf } from './residuals.js';
import { Scanner } from './scan.js';
import { merit, shortlist, type Sighted } from './shortlist.js';
import { comparedName, namesIn, type Situation } from './situation.js';
import { narrower, type Parts, spansOf, wider } from './variations.js';

/** So many rounds at most: in each, what was found before is taken out, and the rest is looked through again. */
const MOST_ROUNDS = 8;
/** So many striking situations of a round are looked at more closely. */
const MOST_SIGHTED = 30;
/** So many are carried over to be confirmed. */
export const MOST_CARRIED = 24;
/** What is not even so many deviations from no effect is not carried over. */
export const LEAST_DEVIATIONS = 2.5;
/** A smaller effect, or one that takes less away, is nothing to act on, and may be what is left of customers' differences. */
const LEAST_LIFT = 1.15;
/** A variation has to explain so much more to be taken (in squared deviations), or noise would lead on and on. */
const WORTH_IT = 6;
const MOST_STEPS_UP = 6;
/** So many variations of a situation are carried over beside it. */
const MOST_OTHERS = 2;
/** So many variations are measured exactly, of those that look best. */
const MEASURED = 3;
/** Where customers have more events than this, variations are glanced at among as many of them as have about so many … */
const MOST_GLANCED = 250_000;
/** … and so many of those that look best there are glanced at among all. */
const GLANCED_AGAIN = 12;
/** Of a round, the share that counting is; the rest is following up. */
const COUNTING = 0.2;
/** Fewer customers than this say nothing. */
export const LEAST_CUSTOMERS = 15;
/** With fewer goals expected, and fewer seen, than this a rate says nothing. */
export const LEAST_GOALS = 4;
/** What happens in more than this share of the times at which customers do anything tells only that they are there. */
const USUAL_SHARE = 0.5;
/** So many of the best are climbed from before one of them is carried over. */
const CLIMBED = 3;
/** What does not look like so much at the first close look is not followed further. */
const WORTH_FOLLOWING = 1.8;
/** So many events are looked at in following situations up; after that, what has been found is what there is. */
const MOST_LOOKED_AT = 1e9;
/** So many customers are scanned before others get their turn. */
const CUSTOMERS_A_TURN = 64;
/** So many turns are taken before it is told how far the scan is. */
const TURNS_A_SHARE = 32;

/** A situation with what it looks like on the customers that are mined. */
interface Measured {
  readonly situation: Situation;
  readonly effect: Effect;
}

/** A situation that mining carries over. */
export interface Carried extends Measured {
  /** Variations that explain about as much; there is too little to tell which is right. */
  readonly others: readonly Situation[];
}

/** What mining has come to. */
export interface Mined {
  readonly carried: readonly Carried[];
  /** How many situations were tried. */
  readonly tried: number;
  /** How alike what follows two completions of one customer is. */
  readonly likeness: number;
}

export interface MiningInput {
  readonly columns: EventColumns;
  readonly ground: EffectInput['ground'];
  readonly items: Items;
  readonly parts: Parts;
  readonly cooldown: Milliseconds;
  /** Completions that a situation needs at least. */
  readonly least: number;
  /** Of the customers that are mined. */
  readonly postings: Postings;
  /** Lets others have their turn; throws when the work has been given up. */
  readonly breathe: () => Promise<void>;
  /** Is told how much of the rounds is done, from 0 to 1. */
  readonly onShare?: (share: number) => void;
}

/** Looks through the customers that are mined for situations with an effect that those found before do not explain. */
export class Miner {
  readonly #input: MiningInput;
  readonly #goalsLeft: GoalsLeft;
  readonly #carried: Carried[] = [];
  #tried = 0;
  #scanned = 0;
  /** How many events may still be looked at. */
  #left = MOST_LOOKED_AT;
  /** In so many stretches, each as long as the cooldown, customers did anything. */
  #stretches = 0;
  #residuals: Residuals;
  #likeness = 0;
  /** Of all that are mined. */
  readonly #few: Few;

  constructor(input: MiningInput) {
    this.#input = input;
    const { columns, ground, cooldown, postings } = input;
    this.#goalsLeft = new GoalsLeft(columns, ground, postings.customers);
    this.#few = fewOf(columns, postings, MOST_GLANCED);
    this.#residuals = residualsOf(columns, ground);
    this.#likeness = likenessWithin(columns, ground, this.#residuals, cooldown);
  }

  async mine(): Promise<Mined> {
    for (let round = 0; round < MOST_ROUNDS && this.#isGoingOn; round++) {
      const before = this.#carried.length;
      const tell = (share: number): void => this.#input.onShare?.((round + share) / MOST_ROUNDS);
      const sighted = await this.#sight((share) => tell(COUNTING * share));
      await this.#followAll(sighted, (share) => tell(COUNTING + (1 - COUNTING) * share));
      tell(1);
      if (this.#carried.length === before) break;
    }
    return { carried: this.#carried, tried: this.#scanned + this.#tried, likeness: this.#likeness };
  }

  get #isGoingOn(): boolean {
    return this.#carried.length < MOST_CARRIED && this.#left > 0;
  }

  /** Of what was sighted, carries over the best, then the best of what that does not explain, and so on. */
  async #followAll(sighted: readonly Sighted[], onShare: (share: number) => void): Promise<void> {
    let left = await this.#measureAll(sighted.map(({ situation }) => situation));
    while (left.length > 0 && this.#isGoingOn) {
      onShare(1 - left.length / sighted.length);
      const climbed: Carried[] = [];
      for (const one of left.slice(0, CLIMBED)) {
        const reached = await this.#climb(one);
        if (Math.abs(reached.effect.deviations) >= LEAST_DEVIATIONS && isWorthTelling(reached.effect.lift)) climbed.push(reached);
      }
      const [best, ...rest] = climbed.sort((one, other) => meritOf(other) - meritOf(one));
      if (best !== undefined) this.#carry(best);
      // From where they have come to the others are climbed on: what was carried over changes little for most.
      const others = [...rest, ...left.slice(CLIMBED)];
      left = best === undefined ? others : await this.#measureAll(others.map(({ situation }) => situation));
    }
  }

  /** Those that are worth following, the best first. */
  async #measureAll(situations: readonly Situation[]): Promise<readonly Measured[]> {
    const found: Measured[] = [];
    for (const situation of situations) {
      const measured = await this.#measure(situation);
      if (measured !== undefined && Math.abs(measured.effect.deviations) >= WORTH_FOLLOWING) found.push(measured);
    }
    return found.sort((one, other) => meritOf(other) - meritOf(one));
  }

  async #sight(onShare: (share: number) => void): Promise<readonly Sighted[]> {
    const { columns, items, cooldown, parts, breathe, least } = this.#input;
    const { usable } = this.#goalsLeft.ground.outcomes;
    const residuals = this.#residuals;
    const asked = (event: number): boolean => usable[event] === 1;
    const scanner = new Scanner(columns, items, residuals, { asked, cooldown, spans: spansOf(parts), timings: parts });
    for (let from = 0; from < customersIn(columns); from += CUSTOMERS_A_TURN) {
      scanner.pass(from, from + CUSTOMERS_A_TURN);
      if ((from / CUSTOMERS_A_TURN) % TURNS_A_SHARE === 0) onShare(from / customersIn(columns));
      await breathe();
    }
    this.#stretches = scanner.stretches;
    const { tried, sighted } = shortlist({ columns, items, residuals, scan: scanner.scan, parts }, least, MOST_SIGHTED);
    this.#scanned = Math.max(this.#scanned, tried);
    return sighted;
  }

  /** Climbs to the best variation of a situation. */
  async #climb(start: Measured): Promise<Carried> {
    let [best, others]: [Measured, readonly Situation[]] = [start, []];
    for (let step = 0; step < MOST_STEPS_UP && this.#left > 0; step++) {
      const variations = await this.#variationsOf(best);
      const now = best;
      const [better] = variations;
      if (better === undefined || meritOf(better) < meritOf(now) + WORTH_IT) {
        others = variations.filter((one) => isAnother(one, now)).map(({ situation }) => situation);
        break;
      }
      best = better;
    }
    return { ...best, others: others.slice(0, MOST_OTHERS) };
  }

  /** Carries a situation over, and takes what it explains out of what is looked at. */
  #carry(carried: Carried): void {
    const { columns, cooldown, postings } = this.#input;
    const { situation } = carried;
    this.#carried.push(carried);
    this.#goalsLeft.takeOff(situation, findOccurrences(columns, situation, cooldown, postings), this.#effectInput);
    this.#residuals = residualsOf(columns, this.#goalsLeft.ground);
  }

  get #effectInput(): EffectInput {
    const { columns, cooldown, postings } = this.#input;
    return { columns, cooldown, postings, ground: this.#goalsLeft.ground, likeness: this.#likeness };
  }

  /** The variations that look best, the one that explains most first. */
  async #variationsOf({ situation }: Measured): Promise<readonly Measured[]> {
    const { columns, parts, cooldown, postings } = this.#input;
    const havers = new Postings(columns, customersOf(columns, findOccurrences(columns, situation, cooldown, postings)));
    const seen = [
      ...(await this.#lookAt(narrower(situation, parts), havers, fewOf(columns, havers, MOST_GLANCED))),
      ...(await this.#lookAt(wider(situation, parts), postings, this.#few)),
    ];
    seen.sort((left, right) => merit(right) - merit(left));
    const best: Measured[] = [];
    for (const { situation: variation } of seen.slice(0, MEASURED)) {
      const measured = await this.#measure(variation);
      if (measured !== undefined) best.push(measured);
    }
    return best.sort((one, other) => meritOf(other) - meritOf(one));
  }

  /** The variations with what they look like: where there are many customers, those that look best among a few of them. */
  async #lookAt(variations: readonly Situation[], among: Postings, few: Few): Promise<readonly Sighted[]> {
    if (few.each === 1) return this.#glanceAll(variations, few);
    const seen = await this.#glanceAll(variations, few);
    const best = seen.toSorted((left, right) => merit(right) - merit(left)).slice(0, GLANCED_AGAIN);
    return this.#glanceAll(
      best.map(({ situation }) => situation),
      { postings: among, each: 1 },
    );
  }

  async #glanceAll(variations: readonly Situation[], among: Few): Promise<Sighted[]> {
    const seen: Sighted[] = [];
    for (const situation of variations) {
      if (this.#left <= 0) break;
      this.#left -= costOf(situation, among.postings);
      const deviations = this.#glance(situation, among);
      if (deviations !== undefined) seen.push({ situation, deviations });
      await this.#input.breathe();
    }
    return seen;
  }

  async #measure(situation: Situation): Promise<Measured | undefined> {
    const { columns, cooldown, postings } = this.#input;
    this.#tried++;
    const name = comparedName(situation);
    this.#left -= costOf(situation, postings) + 2 * postings.of(name === undefined ? undefined : [name]).length;
    await this.#input.breathe();
    const completions = findOccurrences(columns, situation, cooldown, postings);
    if (completions.length > USUAL_SHARE * this.#stretches) return undefined;
    const effect = effectOf(this.#effectInput, completions, name);
    return effect !== undefined && saysSomething(effect) && effect.occurrences >= this.#input.least ? { situation, effect } : undefined;
  }

  /** About how many deviations from no effect among all, by the residuals alone; undefined when there is too little. */
  #glance(situation: Situation, { postings, each }: Few): number | undefined {
    const { columns, cooldown, least } = this.#input;
    this.#tried++;
    const name = comparedName(situation);
    const { amongAll, amongNamed, variance, varianceOfName } = this.#residuals;
    const residuals = name === undefined ? amongAll : amongNamed;
    const { usable } = this.#goalsLeft.ground.outcomes;
    let [count, sum, squares, own, customer] = [0, 0, 0, 0, 0];
    for (const event of findOccurrences(columns, situation, cooldown, postings)) {
      if (usable[event] !== 1) continue;
      while ((columns.starts[customer + 1] as number) <= event) {
        squares += own * own;
        own = 0;
        customer++;
      }
      own += residuals[event] as number;
      sum += residuals[event] as number;
      count++;
    }
    if (count * each < least) return undefined;
    squares += own * own;
    const deviations = sum / Math.sqrt(Math.max(squares, count * (name === undefined ? variance : (varianceOfName[name] as number)), 1e-9));
    return deviations * Math.sqrt(each);
  }
}

/** How many events are looked at to find where a situation comes true. */
function costOf(situation: Situation, postings: Postings): number {
  return postings.of(namesIn(situation)).length;
}

function meritOf({ situation, effect }: Measured): number {
  return merit({ situation, deviations: effect.deviations });
}

/** Whether a variation points the same way, and is not the very same in other words. */
function isAnother({ effect: one }: Measured, { effect: other }: Measured): boolean {
  return one.deviations * other.deviations > 0 && one.deviations !== other.deviations;
}

/** Whether an effect is more than a trifle, which with enough data stands out and still helps nobody. */
export function isWorthTelling(lift: number): boolean {
  return lift >= LEAST_LIFT || lift <= 1 / LEAST_LIFT;
}

/** Whether there is enough of everything for an effect to be told from none. */
export function saysSomething({ customers, occurrences, goalRate, controlRate }: Effect): boolean {
  return customers >= LEAST_CUSTOMERS && Math.max(goalRate, controlRate) * occurrences >= LEAST_GOALS && controlRate > 0;
}

function customersOf({ starts }: EventColumns, events: Int32Array): Int32Array {
  const found: number[] = [];
  let customer = 0;
  for (const event of events) {
    while ((starts[customer + 1] as number) <= event) customer++;
    if (found.at(-1) !== customer) found.push(customer);
  }
  return Int32Array.from(found);
}
