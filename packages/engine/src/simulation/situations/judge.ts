import type { Milliseconds } from '../../vocabulary/instant.js';
import { completionsOf, type FoundMoment } from './completions.js';
import { type Provable, provableIn } from './provable.js';
import type { PlantedSituation, PlantedWorld, VisitChance } from './planted-world.js';

/** So much of a finding has to be the planted situation, and so much of the situation the finding. */
const SHARED = 0.5;
/** What changes the chance of the goal by less than this is no effect. */
const NO_EFFECT = 1.05;

/** A finding as it is judged. */
export interface JudgedFinding {
  readonly words: string;
  readonly lift: number;
  /** By how much the chance of the goal truly is changed in the visits in which it comes true. */
  readonly trueLift: number;
  /** `planted`: it is one of the planted situations; `part`: it is truly followed by more goals, or less, since it goes with one; `false`: neither. */
  readonly verdict: 'planted' | 'part' | 'false';
}

/** A planted situation, and whether it was found. */
export interface JudgedTruth {
  readonly situation: Pick<PlantedSituation, 'kind' | 'words' | 'strength'>;
  /** Visits in which it comes true, of those who were asked about. */
  readonly occurrences: number;
  readonly trueLift: number;
  /** Whether it can be known at all. */
  readonly provable: Provable;
  /** The place of the finding that is it; null when it was missed. */
  readonly foundAs: number | null;
}

/** What came out, beside what is true. */
export interface Judgement {
  readonly findings: readonly JudgedFinding[];
  readonly truths: readonly JudgedTruth[];
}

/** Of whom, and until when, the goal counted. */
export interface JudgedQuestion {
  readonly horizon: Milliseconds;
  /** Whether only the group was asked about. */
  readonly onlyGroup: boolean;
}

/**
 * Holds findings to the truth, by where they come true and never by their words: a finding is a planted situation when at least half of its visits are the situation's, and at
 * least half of the situation's are its, and it points the same way. It is false when, by the chances with which the world was made, the goal is not truly changed where it
 * comes true: beside all other visits by less than 5 %, or the other way; or when it only restates the goal.
 */
export function judged(
  world: PlantedWorld,
  findings: readonly { readonly definition: FoundMoment; readonly words: string; readonly lift: number }[],
  question: JudgedQuestion,
): Judgement {
  const chances = new Chances(world, question);
  const where = findings.map(({ definition }) => chances.visitsOf(definition));
  const provable = provableIn(world, question);
  const truths = world.truth.situations.map((situation, index): JudgedTruth => {
    const visits = chances.counted(situation.visits.keys());
    const trueLift = chances.trueLift(visits);
    const foundAs = findings.findIndex(({ lift }, place) => isSame(visits, where[place] as Visits) && lift > 1 === trueLift > 1);
    const { kind, words, strength } = situation;
    return {
      situation: { kind, words, strength },
      ...{ occurrences: visits.size, trueLift, provable: provable[index] as Provable },
      foundAs: foundAs < 0 ? null : foundAs,
    };
  });
  const judgedFindings = findings.map(({ words, lift }, place): JudgedFinding => {
    const trueLift = chances.trueLift(where[place] as Visits);
    const isPlanted = truths.some(({ foundAs }) => foundAs === place);
    const isTrue =
      !restates(world, (findings[place] as (typeof findings)[number]).definition) && (lift > 1 ? trueLift : 1 / trueLift) >= NO_EFFECT;
    return { words, lift, trueLift, verdict: !isTrue ? 'false' : isPlanted ? 'planted' : 'part' };
  });
  return { findings: judgedFindings, truths };
}

/** Whether a step is one that goals have just before or after them: where those come is a matter of the goal itself. */
function restates({ domain }: PlantedWorld, { pattern }: FoundMoment): boolean {
  const names = [...domain.closing, domain.goal, domain.aftermath];
  return pattern.some(({ performed }) => typeof performed === 'string' && names.includes(performed));
}

type Visits = ReadonlySet<number>;

function isSame(one: Visits, other: Visits): boolean {
  const both = [...one].filter((visit) => other.has(visit)).length;
  return both >= SHARED * one.size && both >= SHARED * other.size && both > 0;
}

/** The chance of the goal within the horizon after each visit, as it was and as it would have been. */
class Chances {
  readonly #world: PlantedWorld;
  readonly #onlyGroup: boolean;
  readonly #within: readonly Pick<VisitChance, 'chance' | 'without'>[];

  constructor(world: PlantedWorld, { horizon, onlyGroup }: JudgedQuestion) {
    this.#world = world;
    this.#onlyGroup = onlyGroup;
    const { visits } = world.truth;
    this.#within = visits.map(({ customer, from }, place) => {
      let [none, noneWithout] = [1, 1];
      for (let next = place; visits[next]?.customer === customer && (visits[next] as VisitChance).from < from + horizon; next++) {
        none *= 1 - (visits[next] as VisitChance).chance;
        noneWithout *= 1 - (visits[next] as VisitChance).without;
      }
      return { chance: 1 - none, without: 1 - noneWithout };
    });
  }

  counted(visits: Iterable<number>): Visits {
    const found = new Set(visits);
    if (this.#onlyGroup) for (const visit of found) if (this.#world.truth.visits[visit]?.isInGroup !== true) found.delete(visit);
    return found;
  }

  visitsOf(definition: FoundMoment): Visits {
    return this.counted(this.#world.acts.flatMap((acts) => completionsOf(definition, acts).map(({ visit }) => visit)));
  }

  /** How many times as often as without anything planted the goal comes in these visits, beside all others. */
  trueLift(of: Visits): number {
    const sums = { in: { chance: 0, without: 0 }, out: { chance: 0, without: 0 } };
    this.#within.forEach(({ chance, without }, visit) => {
      if (this.#onlyGroup && this.#world.truth.visits[visit]?.isInGroup !== true) return;
      const side = of.has(visit) ? sums.in : sums.out;
      side.chance += chance;
      side.without += without;
    });
    if (sums.in.without === 0 || sums.out.chance === 0) return 1;
    return sums.in.chance / sums.in.without / (sums.out.chance / sums.out.without);
  }
}
