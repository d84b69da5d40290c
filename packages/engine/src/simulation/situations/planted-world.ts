import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { Random } from '../random.js';
import type { Act, Domain } from './domain.js';
import { type DrawnSituation, drawSituation, SITUATION_KINDS } from './grammar.js';
import { drawLives, isSeason, type Life, type Visit } from './lives.js';

const MINUTE: Milliseconds = 60_000;
const DAY: Milliseconds = 24 * 60 * MINUTE;
/** The goal's share of the visits of a customer like most. */
const USUAL_CHANCE = 0.07;
const MOST_CHANCE = 0.9;
const SEASON = 1.5;
/** Visits in which a customer begins what leads to the goal and leaves it. */
const LEFT_HALFWAY = 0.08;
const FOLLOWED_BY_AFTERMATH = 0.5;
/** A situation comes true in this share of the visits. */
const FREQUENCY = { least: 0.025, most: 0.2 } as const;
/** Of two situations of a world at most this share of the visits of the rarer is the other's, too. */
const MOST_SHARED = 0.4;

/** How a situation changes the chance of the goal: many times, in the group and elsewhere. */
export interface PlantedEffect {
  readonly strength: Strength;
  readonly inGroup: number;
  readonly elsewhere: number;
}

export const STRENGTHS = ['strong', 'middle', 'weak', 'in the group only', 'reversed in the group'] as const;
export type Strength = (typeof STRENGTHS)[number];

/** A situation with its effect, and where it came true. */
export interface PlantedSituation extends PlantedEffect, DrawnSituation {
  /** By visit, when it came true first. */
  readonly visits: ReadonlyMap<number, Instant>;
}

/** What a visit led to, and what it would have. */
export interface VisitChance {
  readonly customer: number;
  readonly from: Instant;
  readonly isInGroup: boolean;
  /** The chance of the goal at its end, with all that is planted and without it. */
  readonly chance: number;
  readonly without: number;
}

/** A made world: what is told, and, apart, what is true. */
export interface PlantedWorld {
  readonly domain: Domain;
  readonly start: Instant;
  readonly end: Instant;
  /** By customer, in the order of time. */
  readonly acts: readonly (readonly Act[])[];
  readonly isInGroup: readonly boolean[];
  readonly truth: { readonly situations: readonly PlantedSituation[]; readonly visits: readonly VisitChance[] };
}

/** What is wanted of a world. */
export interface PlantedWorldOptions {
  readonly domain: Domain;
  readonly seed: number;
  readonly customers: number;
  readonly days: number;
  readonly start: Instant;
  /** Whether anything is planted; without, there is nothing to find. */
  readonly hasEffects?: boolean;
}

/** Makes a world: what people do, five situations that they come into by themselves, and what follows. The same seed makes the same world. */
export function plantedWorld({ domain, seed, customers, days, start, hasEffects = true }: PlantedWorldOptions): PlantedWorld {
  const random = Random.of(`planted ${domain.name} ${seed}`);
  const lives = drawLives(domain, random.fork('lives'), { customers, days, start });
  const situations = hasEffects ? plant(domain, lives, random.fork('situations')) : [];
  const drawn = random.fork('goals');
  const told = lives.map((life, customer) => endings(domain, life, situations, drawn.forkAt(customer)));
  return {
    domain,
    start,
    end: start + days * DAY,
    acts: told.map(({ acts }) => acts),
    isInGroup: lives.map(({ isInGroup }) => isInGroup),
    truth: { situations, visits: told.flatMap(({ chances }) => chances) },
  };
}

function effectOf(strength: Strength, random: Random): PlantedEffect {
  const [inGroup, elsewhere] = {
    strong: () => twice(random.between(3, 5)),
    middle: () => twice(random.between(2, 3)),
    weak: () => twice(random.between(1.3, 2)),
    'in the group only': () => [random.between(2.5, 4), 1],
    'reversed in the group': () => [random.between(2.5, 4), 1 / random.between(2, 3)],
  }[strength]() as [number, number];
  return { strength, inGroup, elsewhere };
}

function twice(lift: number): [number, number] {
  return [lift, lift];
}

/** Draws one situation for each strength, frequent enough and each in visits of its own mostly. */
function plant(domain: Domain, lives: readonly Life[], random: Random): readonly PlantedSituation[] {
  const visits = lives.reduce((sum, life) => sum + life.visits.length, 0);
  const kinds = random.sample(SITUATION_KINDS, SITUATION_KINDS.length);
  const planted: PlantedSituation[] = [];
  for (let tries = 0; planted.length < STRENGTHS.length && tries < 500; tries++) {
    const situation = drawSituation(kinds[tries % kinds.length] as DrawnSituation['kind'], domain, random.forkAt(tries));
    if (planted.some(({ kind }) => kind === situation.kind)) continue;
    const found = new Map(lives.flatMap((life) => firstsOf(life, situation)));
    const isFitting = found.size >= FREQUENCY.least * visits && found.size <= FREQUENCY.most * visits;
    if (!isFitting || planted.some((other) => shared(found, other.visits) > MOST_SHARED)) continue;
    planted.push({ ...situation, visits: found, ...effectOf(STRENGTHS[planted.length] as Strength, random) });
  }
  return planted;
}

/** By visit, when the situation came true first. */
function firstsOf({ acts, visits }: Life, { comesTrue }: DrawnSituation): [number, Instant][] {
  return visits.flatMap(({ number, from, to }): [number, Instant][] => {
    for (let place = from; place < to; place++) if (comesTrue(acts.slice(0, place + 1), from)) return [[number, (acts[place] as Act).at]];
    return [];
  });
}

function shared(one: ReadonlyMap<number, Instant>, other: ReadonlyMap<number, Instant>): number {
  const both = [...one.keys()].filter((visit) => other.has(visit)).length;
  return both / Math.max(1, Math.min(one.size, other.size));
}

/** Decides which visits end with the goal, and tells them to their ends. */
function endings(
  domain: Domain,
  { acts, visits, inclination, isInGroup }: Life,
  situations: readonly PlantedSituation[],
  random: Random,
): { readonly acts: readonly Act[]; readonly chances: readonly VisitChance[] } {
  const told: Act[] = [];
  const chances: VisitChance[] = [];
  for (const visit of visits) {
    const from = (acts[visit.from] as Act).at;
    const without = USUAL_CHANCE * inclination * (isSeason(from) ? SEASON : 1);
    const effect = situations.reduce(
      (product, one) => product * (one.visits.has(visit.number) ? (isInGroup ? one.inGroup : one.elsewhere) : 1),
      1,
    );
    const chance = Math.min(MOST_CHANCE, without * effect);
    chances.push({ customer: visit.customer, from, isInGroup, chance, without: Math.min(MOST_CHANCE, without) });
    told.push(...acts.slice(visit.from, visit.to), ...endOf(domain, acts, visit, chance, random));
  }
  return { acts: told, chances };
}

function endOf({ closing, goal, aftermath }: Domain, acts: readonly Act[], { to }: Visit, chance: number, random: Random): Act[] {
  const final = acts[to - 1] as Act;
  const [isReached, isLeft, isFollowed] = [random.chance(chance), random.chance(LEFT_HALFWAY), random.chance(FOLLOWED_BY_AFTERMATH)];
  const names = isReached ? [...closing, goal, ...(isFollowed ? [aftermath] : [])] : isLeft ? closing.slice(0, 1) : [];
  const properties: JsonObject = {};
  return names.map((name, index) => ({ ...final, at: final.at + (index + 1) * MINUTE, name, subject: null, properties }));
}
