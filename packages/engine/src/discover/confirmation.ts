import type { MomentDefinition } from '../vocabulary/definition.js';
import type { Milliseconds } from '../vocabulary/instant.js';
import { doneByCompany } from './by-company.js';
import type { ComparisonGround } from './comparison-ground.js';
import { type Effect, type EffectInput, effectOf } from './effect.js';
import { findOccurrences } from './find-occurrences.js';
import { missRate, qValues, weightsOf } from './false-discovery.js';
import { type DiscoveryQuestion, FALSE_DISCOVERY_RATE, type Finding } from './finding.js';
import { GoalsLeft, soleLift } from './goals-left.js';
import { type Carried, isWorthTelling, type Mined, saysSomething } from './mine.js';
import { deviationsFor } from './normal-distribution.js';
import { merit } from './shortlist.js';
import { comparedName, namesTaken, type Situation } from './situation.js';
import { definitionOf, situationInWords } from './wording.js';

/** A finding, and the situation that it is about. */
export interface Confirmed {
  readonly finding: Finding;
  readonly situation: Situation;
  readonly completions: Int32Array;
}

/** What came of testing. */
export interface ConfirmationOutcome {
  /** The first carried over comes first. */
  readonly confirmed: readonly Confirmed[];
  /** What is true and not worth telling, with the reason. */
  readonly setAside: readonly { readonly words: string; readonly why: string }[];
}

/** What is done with each that is tested. */
export interface ConfirmationOptions {
  readonly breathe: () => Promise<void>;
  /** Where a moment would fire, in ascending order. */
  readonly completionsOf: (situation: Situation, definition: MomentDefinition) => Promise<Int32Array>;
}

/** A situation that was carried over, or a variation of it, with what it comes to on the customers that were not mined. */
interface Tried extends Pick<Carried, 'situation' | 'effect'> {
  readonly definition: MomentDefinition;
  readonly completions: Int32Array;
  /** Of so many it is the one that confirms best. */
  readonly chosenOf: number;
  /** Beyond what those carried over before it explain. */
  readonly beyond: Effect | undefined;
  readonly whole: Effect | undefined;
}

/** Tests what was carried over on the customers that were not mined. */
export class Confirmation {
  /** On which it is measured: those that were not mined. */
  readonly #input: EffectInput;
  readonly #mined: Pick<Mined, 'carried'>;
  readonly #question: DiscoveryQuestion;
  readonly #options: ConfirmationOptions;
  readonly #whole: ComparisonGround | undefined;

  constructor(work: {
    readonly input: EffectInput;
    readonly mined: Pick<Mined, 'carried'>;
    readonly question: DiscoveryQuestion;
    readonly options: ConfirmationOptions;
    readonly whole: ComparisonGround | undefined;
  }) {
    this.#input = work.input;
    this.#mined = work.mined;
    this.#question = work.question;
    this.#options = work.options;
    this.#whole = work.whole;
  }

  async confirm(): Promise<ConfirmationOutcome> {
    const tried = await this.#tryAll();
    const weights = weightsOf(tried.map(({ effect }) => Math.abs(effect.deviations)));
    // Whichever of them had been chosen would have been tested (C. E. Bonferroni).
    const tested = tried.map(({ beyond, chosenOf }, rank) => ({
      pValue: Math.min(1, chosenOf * (beyond?.pValue ?? 1)),
      weight: weights[rank] as number,
    }));
    const rates = qValues(tested);
    const passed = tried.flatMap((one, rank) => {
      // Each way may use half of the allowed error.
      const qValue = Math.min(1, 2 * (rates[rank] as number));
      return qValue <= FALSE_DISCOVERY_RATE ? [{ one, qValue, weight: weights[rank] as number }] : [];
    });
    const confirmed: Confirmed[] = [];
    const setAside: { words: string; why: string }[] = [];
    for (const { one, qValue, weight } of passed) {
      const miss = missRate(FALSE_DISCOVERY_RATE / 2, weight, passed.length, tried.length) / one.chosenOf;
      const finding = this.#finding(one, qValue, miss);
      const why = reasonAgainst(finding);
      if (why !== undefined) setAside.push({ words: situationInWords(this.#input.columns, one.situation), why });
      else if (finding !== undefined) confirmed.push({ finding, situation: one.situation, completions: one.completions });
    }
    return { confirmed, setAside };
  }

  /** In the order in which they were carried over: each beyond what those before it explain. */
  async #tryAll(): Promise<readonly Tried[]> {
    const { columns, ground, cooldown, postings } = this.#input;
    const goals = new GoalsLeft(columns, ground, postings.customers);
    const tried: Tried[] = [];
    for (const carried of this.#mined.carried) {
      const beyondOthers = { ...this.#input, ground: goals.ground };
      const situation = await this.#chosen(carried, beyondOthers);
      const definition = definitionOf(columns, situation, { ...this.#question, cooldown });
      const completions = await this.#options.completionsOf(situation, definition);
      const name = comparedName(situation);
      const beyond = this.#ifEnough(effectOf(beyondOthers, completions, name), carried);
      tried.push({
        ...{ situation, definition, completions, beyond, effect: carried.effect, chosenOf: 1 + carried.others.length },
        whole: effectOf(this.#input, completions, name),
      });
      goals.takeOff(situation, completions, this.#input);
      await this.#options.breathe();
    }
    return tried;
  }

  /** Of a situation and its variations the one that explains most here. */
  async #chosen(carried: Carried, input: EffectInput): Promise<Situation> {
    const { columns, cooldown, postings } = input;
    let [best, most] = [carried.situation, Number.NEGATIVE_INFINITY];
    for (const situation of carried.others.length === 0 ? [] : [carried.situation, ...carried.others]) {
      const completions = findOccurrences(columns, situation, cooldown, postings);
      const effect = this.#ifEnough(effectOf(input, completions, comparedName(situation)), carried);
      await this.#options.breathe();
      if (effect === undefined) continue;
      const explained = merit({ situation, deviations: effect.deviations });
      if (explained > most) [best, most] = [situation, explained];
    }
    return best;
  }

  /** What points the other way than on the customers that were mined confirms nothing. */
  #ifEnough(effect: Effect | undefined, { effect: mined }: Pick<Carried, 'effect'>): Effect | undefined {
    if (effect === undefined || !saysSomething(effect)) return undefined;
    return Math.sign(effect.deviations) === Math.sign(mined.deviations) ? effect : undefined;
  }

  #finding({ situation, definition, completions, whole, effect }: Tried, qValue: number, miss: number): Finding | undefined {
    if (whole === undefined || !saysSomething(whole)) return undefined;
    const { columns } = this.#input;
    const { customers, occurrences, goalRate } = whole;
    const { lift, error } = soleLift(this.#input, whole, { situation, completions });
    return {
      definition,
      words: situationInWords(columns, situation),
      byCompany: doneByCompany(
        namesTaken(situation).map((name) => columns.nameTexts[name] as string),
        this.#question.byCompany,
      ),
      customers,
      occurrences,
      confirmedOn: this.#input.postings.customers.length,
      lift,
      interval: intervalOf({ lift, error }, miss),
      qValue,
      leadTime: { median: this.#leadTime(completions) },
      goalRate,
      controlRate: goalRate / lift,
      minedLift: effect.lift,
      ...(this.#whole !== undefined && { whole: this.#among(this.#whole, { situation, completions }, miss) }),
    };
  }

  #among(
    ground: ComparisonGround,
    { situation, completions }: Pick<Tried, 'situation' | 'completions'>,
    miss: number,
  ): NonNullable<Finding['whole']> | null {
    const effect = effectOf({ ...this.#input, ground }, completions, comparedName(situation));
    if (effect === undefined || !saysSomething(effect)) return null;
    return { occurrences: effect.occurrences, lift: effect.lift, interval: intervalOf(effect, miss) };
  }

  /** The median time to the goal, of the completions after which it came. */
  #leadTime(completions: Int32Array): Milliseconds | null {
    const { columns, ground } = this.#input;
    const { came, usable } = ground.outcomes;
    const { goals, times } = columns;
    const leads: number[] = [];
    for (const event of completions) {
      if (usable[event] !== 1 || came[event] !== 1) continue;
      let goal = event + 1;
      while (goals[goal] !== 1 || (times[goal] as number) <= (times[event] as number)) goal++;
      leads.push((times[goal] as number) - (times[event] as number));
    }
    const sorted = Float64Array.from(leads).sort();
    return sorted[Math.floor(sorted.length / 2)] ?? null;
  }
}

function intervalOf({ lift, error }: Pick<Effect, 'lift' | 'error'>, miss: number): Finding['interval'] {
  const width = deviationsFor(miss) * error;
  return [lift * Math.exp(-width), lift * Math.exp(width)];
}

/** Why what was confirmed is not told; undefined when it is. */
function reasonAgainst(finding: Finding | undefined): string | undefined {
  const [low, high] = finding?.interval ?? [1, 1];
  if (finding === undefined || (low <= 1 && high >= 1))
    return 'by itself it has no clear effect; it adds to, or takes from, what others explain';
  const { lift } = finding;
  // Goals that did not come leave nothing that could be taken off what others brought: so of what keeps people from the goal all of the interval has to be worth telling.
  if (isWorthTelling(lift < 1 ? high : lift)) return undefined;
  return `its effect is clear, and small or maybe small: lift ${lift.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}
