import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import type { Random } from '../random.js';
import type { Act, ActKind, Domain } from './domain.js';

const MINUTE: Milliseconds = 60_000;
const HOUR: Milliseconds = 60 * MINUTE;
const DAY: Milliseconds = 24 * HOUR;
const BETWEEN_VISITS: Milliseconds = 6 * DAY;
const ACTS_A_VISIT = 6;
const USUAL_PAUSE: Milliseconds = 35_000;
/** Share of the pauses that are long. */
const LONG_PAUSES = 0.06;
/** Share of the customers that are in the group. */
const IN_GROUP = 0.4;

/** A visit, before anybody knows what it leads to. */
export interface Visit {
  readonly customer: number;
  readonly number: number;
  /** The places of its acts among those of the customer. */
  readonly from: number;
  readonly to: number;
}

/** A customer of a planted world. */
export interface Life {
  readonly acts: readonly Act[];
  readonly visits: readonly Visit[];
  /** How many times as often as most they reach the goal, whatever they do. */
  readonly inclination: number;
  readonly isInGroup: boolean;
}

/** The weeks in which the goal, and what goes with the season, is more frequent. */
export function isSeason(at: Instant): boolean {
  return Math.floor(at / (7 * DAY)) % 4 === 1;
}

/** What customers do over so many days from an instant on, goals apart. Who does much is inclined to the goal; everybody has their own ways. */
export function drawLives(
  domain: Domain,
  random: Random,
  { customers, days, start }: { readonly customers: number; readonly days: number; readonly start: Instant },
): readonly Life[] {
  let visits = 0;
  return Array.from({ length: customers }, (_, customer) => {
    const life = new LifeDrawer(domain, random.forkAt(customer), { customer, start, end: start + days * DAY }).draw(visits);
    visits += life.visits.length;
    return life;
  });
}

/** Whose life, and from when to when. */
interface Span {
  readonly customer: number;
  readonly start: Instant;
  readonly end: Instant;
}

class LifeDrawer {
  readonly #domain: Domain;
  readonly #random: Random;
  readonly #span: Span;
  readonly #activity: number;
  readonly #inclination: number;
  readonly #isInGroup: boolean;
  /** How much the customer likes each kind of act. */
  readonly #taste: readonly number[];
  readonly #usualPlace: number;
  readonly #acts: Act[] = [];
  readonly #seen: number[] = [];

  constructor(domain: Domain, random: Random, span: Span) {
    this.#domain = domain;
    this.#random = random;
    this.#span = span;
    this.#activity = random.logNormal(1, 0.6);
    this.#inclination = Math.min(5, this.#activity ** 0.5 * random.logNormal(1, 0.4));
    this.#isInGroup = random.chance(IN_GROUP);
    this.#taste = domain.acts.map(({ inclined }) => (inclined === undefined ? random.logNormal(1, 0.5) : this.#inclination ** inclined));
    this.#usualPlace = random.weighted(domain.places.weights);
  }

  draw(firstVisit: number): Life {
    const random = this.#random;
    const visits: Visit[] = [];
    const pause = (): number => random.exponential(BETWEEN_VISITS / this.#activity);
    for (let at = this.#span.start + pause(); at < this.#span.end - HOUR; at = (this.#acts.at(-1) as Act).at + HOUR + pause()) {
      const from = this.#acts.length;
      const number = firstVisit + visits.length;
      this.#visit(number, Math.floor(at));
      visits.push({ customer: this.#span.customer, number, from, to: this.#acts.length });
    }
    return { acts: this.#acts, visits, inclination: this.#inclination, isInGroup: this.#isInGroup };
  }

  #visit(visit: number, start: Instant): void {
    const random = this.#random;
    const { places, placeContext, acts, opening } = this.#domain;
    const place = random.chance(0.75) ? this.#usualPlace : random.weighted(places.weights);
    const context = placeContext(places.values[place] as string);
    let at = start;
    const push = (name: string, subject: number | null, properties: Act['properties']): void => {
      this.#acts.push({ customer: this.#span.customer, visit, at, name, subject, properties, context });
      at += Math.ceil(1_000 + (random.chance(LONG_PAUSES) ? random.between(2, 12) * MINUTE : random.exponential(USUAL_PAUSE)));
    };
    push(opening, null, {});
    const weights = acts.map(
      ({ weight, inSeason }, index) => weight * (this.#taste[index] as number) * (isSeason(start) ? (inSeason ?? 1) : 1),
    );
    for (let left = random.poisson(random.exponential(ACTS_A_VISIT)); left > 0; left--) {
      const kind = acts[random.weighted(weights)] as ActKind;
      const subject = kind.hasSubject ? this.#subject() : null;
      push(kind.name, subject, { ...(subject === null ? {} : this.#domain.describe(subject)), ...kind.properties?.(random) });
    }
  }

  /** One that was seen before, one of its kind, or any. */
  #subject(): number {
    const random = this.#random;
    const recent = this.#seen.slice(-6);
    const near = recent.at(-1);
    const way = near === undefined ? 2 : random.weighted([2, 3, 5]);
    const { subjects, kindOf } = this.#domain;
    const all = Array.from({ length: subjects }, (_, index) => index);
    const subject =
      way === 0 ? random.pick(recent) : random.pick(way === 1 ? all.filter((one) => kindOf(one) === kindOf(near as number)) : all);
    this.#seen.push(subject);
    return subject;
  }
}
