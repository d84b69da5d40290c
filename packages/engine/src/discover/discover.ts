import { doneByCompany } from './by-company.js';
import type { Instant, Milliseconds } from '../vocabulary/instant.js';
import type { MomentDefinition } from '../vocabulary/definition.js';
import { type ComparisonGround, comparisonGround } from './comparison-ground.js';
import { type Effect, type EffectInput, effectOf } from './effect.js';
import { customersIn, type EventColumns } from './event-columns.js';
import { missRate, qValues, weightsByRank } from './false-discovery.js';
import { findOccurrences } from './find-occurrences.js';
import { itemsOf } from './items.js';
import { type Carried, isWorthTelling, markExplained, Miner, type Mined, saysSomething } from './mine.js';
import { deviationsFor } from './normal-distribution.js';
import { outcomesOf } from './outcomes.js';
import { Postings } from './postings.js';
import { leaveOut, restatementsOf } from './restatements.js';
import { comparedName, plainStep, type Situation } from './situation.js';
import type { Parts } from './variations.js';
import { definitionOf, situationInWords } from './wording.js';

const MINUTE: Milliseconds = 60_000;
const HOUR: Milliseconds = 60 * MINUTE;
const DAY: Milliseconds = 24 * HOUR;
/** Times from the first event of a situation to its last that are tried. */
const SPANS: readonly Milliseconds[] = [10 * MINUTE, 30 * MINUTE, 2 * HOUR, DAY, 3 * DAY, 7 * DAY];
/** Situations take at most so many times the horizon from their first event to their last: who comes back after days may decide within the hour. */
const LONGEST_OF_HORIZON = 3;
/** Of all findings at most this share is expected to be none; where there is nothing to find, something is found in at most this share of cases. */
export const FALSE_DISCOVERY_RATE = 0.05;
/** Completions among the customers that are mined, or confirmed on, without which a situation is not tried. */
const LEAST_COMPLETIONS = 30;
/** What was found the other way is told as well only when what is left of it is so unlikely to be chance. */
const BEYOND_OTHERS = 0.01;
/** With fewer goals than this in all, nothing is looked for. */
const LEAST_GOALS = 30;

/** What is asked. */
export interface DiscoveryQuestion {
  readonly goal: string;
  readonly horizon: Milliseconds;
  readonly intent: MomentDefinition['intent'];
  /** Names of events that the company does to its customers, beside those that are known to be. */
  readonly byCompany?: readonly string[];
}

/** A situation after which the goal comes more, or less, often, with its figures on the customers that were not mined. */
export interface Finding {
  readonly definition: MomentDefinition;
  readonly words: string;
  readonly customers: number;
  readonly occurrences: number;
  /** Those of its events that the company does to the customer: who gets them was chosen. */
  readonly byCompany: readonly string[];
  /** How many customers there are of those that were not mined for it. */
  readonly confirmedOn: number;
  /** How many times as often the goal came as after comparable events. */
  readonly lift: number;
  /** Of the lift; of the intervals of all findings at most {@link FALSE_DISCOVERY_RATE} are expected to miss the truth. */
  readonly interval: readonly [low: number, high: number];
  readonly qValue: number;
  /** From the situation to the goal, where it came, in milliseconds; null where it never came. */
  readonly leadTime: { readonly median: Milliseconds | null };
  readonly goalRate: number;
  readonly controlRate: number;
  /** What it looked like to the miner; too good, since it was picked for it. */
  readonly minedLift: number;
  /** Among all customers, where only some of them were asked about; null when nothing can be said. */
  readonly whole?: Pick<Finding, 'occurrences' | 'lift' | 'interval'> | null;
}

/** What was looked through. */
export interface Population {
  readonly customers: number;
  readonly mined: number;
  readonly confirmedOn: number;
  readonly events: number;
  readonly goals: number;
  readonly from: Instant;
  readonly to: Instant;
}

/** What has been found. */
export interface Discovery {
  readonly population: Population;
  readonly candidatesTried: number;
  /** How many were carried over and tested on the other customers. */
  readonly carriedOver: number;
  readonly findings: readonly Finding[];
  readonly setAside: readonly { readonly words: string; readonly why: string }[];
}

/** How it is done. */
export interface DiscoveryOptions {
  /** Lets others have their turn; throws when the work has been given up. */
  readonly breathe: () => Promise<void>;
  readonly onShare?: (share: number) => void;
  /**
   * The events of some customers at which a moment is complete: as it would fire when it is adopted. In ascending order.
   * Absent: as the columns alone tell, which is the same.
   */
  readonly completionsOf?: (definition: MomentDefinition, customers: Int32Array) => Promise<Int32Array>;
}

/**
 * Looks for situations after which a goal comes far more, or far less, often than for comparable customers who were as active then. Each half of the customers is mined
 * once and confirms once what the other half led to, with half of the allowed error either way: Q. Zhao, D. S. Small and P. R. Rosenbaum, "Cross-screening in observational
 * studies that test many hypotheses", Journal of the American Statistical Association 113 (2018) 1070–1084.
 */
export async function discover(columns: EventColumns, question: DiscoveryQuestion, options: DiscoveryOptions): Promise<Discovery> {
  const ways = [columns, { ...columns, mined: columns.mined.map((side) => 1 - side) }];
  const population = populationOf(columns, sidesOf(columns).mined.length);
  const nothing = { population, candidatesTried: 0, carriedOver: 0, findings: [], setAside: [] };
  if (population.goals < LEAST_GOALS || columns.to - columns.from < 2 * question.horizon) return nothing;
  const restatements = new Map<number, string>();
  const seen = comparisonGround(columns, outcomesOf(columns, question.horizon));
  for (const way of ways) for (const { name, why } of restatementsOf(way, seen)) restatements.set(name, why);
  await options.breathe();
  const leftOut = new Set(restatements.keys());
  const found: DirectionOutcome[] = [];
  for (const [place, way] of ways.entries()) {
    const onShare = (share: number): void => options.onShare?.((place + share) / ways.length);
    found.push(await minedAndConfirmed(way, question, { ...options, onShare }, leftOut));
  }
  const { findings, folded } = await foldedTogether(found, options);
  const restating = [...restatements].map(([name, why]) => ({
    words: situationInWords(columns, { steps: [plainStep(name)], within: null }),
    why,
  }));
  const aside = new Map([...restating, ...found.flatMap(({ setAside }) => setAside)].map((one) => [one.words, one]));
  for (const { words } of [...findings, ...folded]) aside.delete(words);
  return {
    population,
    candidatesTried: found.reduce((sum, { tried }) => sum + tried, 0),
    carriedOver: found.reduce((sum, { carried }) => sum + carried, 0),
    findings,
    setAside: [...aside.values()],
  };
}

/** What came of mining one half and confirming on the other. */
interface DirectionOutcome {
  readonly tried: number;
  readonly carried: number;
  readonly confirmed: readonly Confirmed[];
  readonly setAside: Discovery['setAside'];
  readonly input: EffectInput;
}

/** A finding, and where it comes true among those that confirm it. */
interface Confirmed {
  readonly finding: Finding;
  readonly situation: Situation;
  readonly completions: Int32Array;
}

async function minedAndConfirmed(
  columns: EventColumns,
  question: DiscoveryQuestion,
  options: DiscoveryOptions,
  leftOut: ReadonlySet<number>,
): Promise<DirectionOutcome> {
  const { horizon } = question;
  const sides = sidesOf(columns);
  const cooldown = Math.min(horizon, DAY);
  const ground = comparisonGround(columns, outcomesOf(columns, horizon));
  leaveOut(columns, ground, leftOut);
  await options.breathe();
  const items = itemsOf(columns, LEAST_COMPLETIONS, leftOut);
  const parts = partsOf(columns, items.steps, question);
  const { onShare } = options;
  const miner = new Miner({
    ...{ columns, ground, items, parts, cooldown, least: LEAST_COMPLETIONS, breathe: options.breathe },
    postings: new Postings(columns, sides.mined),
    ...(onShare && { onShare: (share: number) => onShare(0.9 * share) }),
  });
  const mined = await miner.mine();
  const whole = columns.counted === undefined ? undefined : wholeGround(columns, horizon, leftOut);
  const confirmation = new Confirmation({ input: { columns, ground, cooldown }, mined, question, customers: sides.others, options, whole });
  const { confirmed, setAside } = await confirmation.confirm();
  return { tried: mined.tried, carried: mined.carried.length, confirmed, setAside, input: confirmation.input };
}

/** All findings, the strongest first. What was found both ways is told once, and so is what one of the others explains. */
async function foldedTogether(
  found: readonly DirectionOutcome[],
  { breathe }: DiscoveryOptions,
): Promise<{ readonly findings: readonly Finding[]; readonly folded: readonly Finding[] }> {
  const all = found.flatMap(({ confirmed, input }) => confirmed.map((one) => ({ ...one, input })));
  all.sort((left, right) => strength(right.finding) - strength(left.finding));
  const kept: typeof all = [];
  const folded: Finding[] = [];
  for (const one of all) {
    const others = kept.filter(({ input }) => input !== one.input);
    if (isExplainedBy(one, one.input, others)) folded.push(one.finding);
    else kept.push(one);
    await breathe();
  }
  return { findings: kept.map(({ finding }) => finding), folded };
}

/** Whether nothing is left of a finding beyond what some others explain. Those of its own way were taken out when it was tested. */
function isExplainedBy({ situation, completions, finding }: Confirmed, input: EffectInput, others: readonly Confirmed[]): boolean {
  if (others.length === 0) return false;
  const { columns, cooldown, postings, ground } = input;
  const explained = new Uint8Array(columns.times.length);
  for (const other of others)
    markExplained(columns, explained, {
      completions: findOccurrences(columns, other.situation, cooldown, postings),
      after: ground.outcomes.horizon,
      before: other.situation.within ?? 0,
    });
  const left = effectOf({ ...input, explained }, completions, comparedName(situation));
  return left === undefined || !saysSomething(left) || left.pValue > BEYOND_OTHERS || left.lift > 1 !== finding.lift > 1;
}

/** The ground on which all customers count. */
function wholeGround(columns: EventColumns, horizon: Milliseconds, leftOut: ReadonlySet<number>): ComparisonGround {
  const { counted: _, ...all } = columns;
  const ground = comparisonGround(all, outcomesOf(all, horizon));
  leaveOut(all, ground, leftOut);
  return ground;
}

function sidesOf(columns: EventColumns): { readonly mined: Int32Array; readonly others: Int32Array } {
  const sides: [number[], number[]] = [[], []];
  for (let customer = 0; customer < customersIn(columns); customer++) sides[columns.mined[customer] as 0 | 1].push(customer);
  return { mined: Int32Array.from(sides[1]), others: Int32Array.from(sides[0]) };
}

function populationOf(columns: EventColumns, mined: number): Population {
  const { times, goals, from, to } = columns;
  const customers = customersIn(columns);
  const reached = goals.reduce((sum, goal) => sum + goal, 0);
  return { customers, mined, confirmedOn: customers - mined, events: times.length, goals: reached, from, to };
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
  return { names, contexts, comparing: [...columns.properties.keys()], spans: spans.length > 0 ? spans : [SPANS[0] as number] };
}

/** A situation that was carried over, with what it comes to on the customers that were not mined. */
interface Tried extends Carried {
  readonly definition: MomentDefinition;
  readonly completions: Int32Array;
  /** Beyond what those carried over before it explain. */
  readonly beyond: Effect | undefined;
  readonly whole: Effect | undefined;
}

/** Tests what was carried over on the customers that were not mined. */
class Confirmation {
  /** On which it is measured: those that were not mined. */
  readonly input: EffectInput;
  readonly #mined: Mined;
  readonly #question: DiscoveryQuestion;
  readonly #options: DiscoveryOptions;
  readonly #whole: ComparisonGround | undefined;

  constructor(work: {
    readonly input: Pick<EffectInput, 'columns' | 'ground' | 'cooldown'>;
    readonly mined: Mined;
    readonly question: DiscoveryQuestion;
    /** Those that were not mined. */
    readonly customers: Int32Array;
    readonly options: DiscoveryOptions;
    readonly whole: ComparisonGround | undefined;
  }) {
    this.input = { ...work.input, postings: new Postings(work.input.columns, work.customers), likeness: work.mined.likeness };
    this.#mined = work.mined;
    this.#question = work.question;
    this.#options = work.options;
    this.#whole = work.whole;
  }

  async confirm(): Promise<Pick<DirectionOutcome, 'confirmed' | 'setAside'>> {
    const tried = await this.#tryAll();
    const weights = weightsByRank(tried.length);
    const tested = tried.map(({ beyond }, rank) => ({ pValue: beyond?.pValue ?? 1, weight: weights[rank] as number }));
    const rates = qValues(tested);
    const passed = tried.flatMap((one, rank) => {
      // Each way may use half of the allowed error.
      const qValue = Math.min(1, 2 * (rates[rank] as number));
      return qValue <= FALSE_DISCOVERY_RATE ? [{ one, qValue, weight: weights[rank] as number }] : [];
    });
    const confirmed: Confirmed[] = [];
    const setAside: { words: string; why: string }[] = [];
    for (const { one, qValue, weight } of passed) {
      const finding = this.#finding(one, qValue, missRate(FALSE_DISCOVERY_RATE / 2, weight, passed.length, tried.length));
      const why = reasonAgainst(finding);
      if (why !== undefined) setAside.push({ words: situationInWords(this.input.columns, one.situation), why });
      else if (finding !== undefined) confirmed.push({ finding, situation: one.situation, completions: one.completions });
    }
    return { confirmed, setAside };
  }

  /** In the order in which they were carried over: each beyond what those before it explain. */
  async #tryAll(): Promise<readonly Tried[]> {
    const { columns, ground, cooldown } = this.input;
    const explained = new Uint8Array(columns.times.length);
    const tried: Tried[] = [];
    for (const carried of this.#mined.carried) {
      const { situation } = carried;
      const definition = definitionOf(columns, situation, { ...this.#question, cooldown });
      const completions = await this.#completionsOf(situation, definition);
      const name = comparedName(situation);
      const whole = effectOf(this.input, completions, name);
      const beyond = effectOf({ ...this.input, explained }, completions, name);
      tried.push({ ...carried, definition, completions, whole, beyond: this.#ifEnough(beyond, carried) });
      markExplained(columns, explained, { completions, after: ground.outcomes.horizon, before: situation.within ?? 0 });
      await this.#options.breathe();
    }
    return tried;
  }

  /** What points the other way than on the customers that were mined confirms nothing. */
  #ifEnough(effect: Effect | undefined, { effect: mined }: Carried): Effect | undefined {
    if (effect === undefined || !saysSomething(effect)) return undefined;
    return Math.sign(effect.deviations) === Math.sign(mined.deviations) ? effect : undefined;
  }

  #completionsOf(situation: Situation, definition: MomentDefinition): Promise<Int32Array> {
    const { columns, cooldown } = this.input;
    const { completionsOf } = this.#options;
    if (completionsOf !== undefined) return completionsOf(definition, this.input.postings.customers);
    return Promise.resolve(findOccurrences(columns, situation, cooldown, this.input.postings));
  }

  #finding({ situation, definition, completions, whole, effect }: Tried, qValue: number, miss: number): Finding | undefined {
    if (whole === undefined || !saysSomething(whole)) return undefined;
    const { columns } = this.input;
    const { customers, occurrences, goalRate, controlRate, lift } = whole;
    return {
      definition,
      words: situationInWords(columns, situation),
      byCompany: doneByCompany(
        situation.steps.map(({ name }) => columns.nameTexts[name] as string),
        this.#question.byCompany,
      ),
      customers,
      occurrences,
      confirmedOn: this.input.postings.customers.length,
      lift,
      interval: intervalOf(whole, miss),
      qValue,
      leadTime: { median: this.#leadTime(completions) },
      goalRate,
      controlRate,
      minedLift: effect.lift,
      ...(this.#whole !== undefined && { whole: this.#among(this.#whole, { situation, completions }, miss) }),
    };
  }

  #among(
    ground: ComparisonGround,
    { situation, completions }: Pick<Tried, 'situation' | 'completions'>,
    miss: number,
  ): NonNullable<Finding['whole']> | null {
    const effect = effectOf({ ...this.input, ground }, completions, comparedName(situation));
    if (effect === undefined || !saysSomething(effect)) return null;
    return { occurrences: effect.occurrences, lift: effect.lift, interval: intervalOf(effect, miss) };
  }

  /** The median time to the goal, of the completions after which it came. */
  #leadTime(completions: Int32Array): Milliseconds | null {
    const { columns, ground } = this.input;
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

function intervalOf({ lift, error }: Effect, miss: number): Finding['interval'] {
  const width = deviationsFor(miss) * error;
  return [lift * Math.exp(-width), lift * Math.exp(width)];
}

/** Why what was confirmed is not told; undefined when it is. */
function reasonAgainst(finding: Finding | undefined): string | undefined {
  const [low, high] = finding?.interval ?? [1, 1];
  if (finding === undefined || (low <= 1 && high >= 1))
    return 'by itself it has no clear effect; it adds to, or takes from, what others explain';
  if (isWorthTelling(finding.lift)) return undefined;
  return `its effect is clear and small: lift ${finding.lift.toFixed(2)}`;
}

/** How far from none the effect is at least, by its interval. */
function strength({ interval: [low, high], lift }: Finding): number {
  return lift >= 1 ? Math.log(low) : -Math.log(high);
}
