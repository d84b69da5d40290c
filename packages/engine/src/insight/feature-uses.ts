import type { Instant, Milliseconds } from '../vocabulary/instant.js';
import type { DaysOf } from './feature-comparison.js';
import { type Events, firstAfter, MISSING, type Span, type TextColumn } from './events.js';

/** What an event is to features. */
export const FEATURE_ROLES = { goal: 1, felt: 2, counted: 4, used: 8 } as const;

const DAY: Milliseconds = 86_400_000;
/** No event. */
const NEVER = -1;
/** No day: long before all of them. */
const NO_DAY = -1_000_000_000;

/** Timelines with features that were used, and what was felt about them. */
export interface FeatureEvents extends Events {
  /** The feature (screen, menu, page) that an event is about. */
  readonly features: TextColumn;
  /** What the rates are told apart by: the software's version, the model. */
  readonly groups: TextColumn;
  /** What makes customers comparable beside how much they use it. */
  readonly likeness: TextColumn;
  /** By event, the moments that were felt at it. */
  readonly moments: ReadonlyMap<number, readonly string[]>;
}

/** What one customer did with one feature. There may be millions: whole numbers only, and nothing that most do not need. */
export class Use implements DaysOf {
  readonly customer: number;
  /** Days of use before a release, and on how many of them they felt so. */
  beforeDays = 0;
  beforeFelt = 0;
  /** The same after it, or where there is none. */
  afterDays = 0;
  afterFelt = 0;
  likeness = MISSING;
  /** When they first felt so, as the number of an event, and on which of their days of use. */
  feltEvent = NEVER;
  feltDay = 0;
  moments: Set<string> | undefined;
  #lastDay = NO_DAY;
  #lastFelt = NO_DAY;
  #isAfter = false;

  constructor(customer: number) {
    this.customer = customer;
  }

  /** Whether they felt so at all. */
  get hasFelt(): boolean {
    return this.feltEvent !== NEVER;
  }

  get days(): number {
    return this.beforeDays + this.afterDays;
  }

  /** Events come in order. @param day number of the day */
  use(day: number, isAfter: boolean): void {
    if (day === this.#lastDay && isAfter === this.#isAfter) return;
    if (isAfter) this.afterDays++;
    else this.beforeDays++;
    if (isAfter !== this.#isAfter) this.#lastFelt = NO_DAY;
    this.#isAfter = isAfter;
    this.#lastDay = day;
  }

  /** What was used was felt about, too. */
  feel(event: number, day: number, names: readonly string[]): void {
    if (!this.hasFelt) {
      this.feltEvent = event;
      this.feltDay = this.days;
      this.moments = new Set();
    }
    if (day !== this.#lastFelt) {
      if (this.#isAfter) this.afterFelt++;
      else this.beforeFelt++;
    }
    this.#lastFelt = day;
    for (const name of names) this.moments?.add(name);
  }
}

/** What is asked of uses. */
interface Asked extends Span {
  readonly release?: Instant;
}

/** What a customer did with each feature, by {@link rowKey}. */
export function usesOf(events: FeatureEvents, customer: number, asked: Asked): Map<number, Use> {
  const { times, roles, likeness, moments } = events;
  const uses = new Map<number, Use>();
  for (const event of usesIn(events, customer, asked)) {
    const key = rowKey(events, event);
    const use = uses.get(key) ?? new Use(customer);
    uses.set(key, use);
    use.likeness = (likeness.cells[event] as number) || use.likeness;
    const at = times[event] as number;
    use.use(dayOf(at), isAfterRelease(asked.release, at));
    if (((roles[event] as number) & FEATURE_ROLES.felt) !== 0) use.feel(event, dayOf(at), moments.get(event) ?? []);
  }
  return uses;
}

/**
 * A customer's first event on one of their days of use: looked up, since few of very many are asked for.
 * @param key of the feature and group @param nth from 1 on
 * @returns undefined when they used it on fewer days
 */
export function firstOfDay(events: FeatureEvents, customer: number, key: number, nth: number, asked: Asked): number | undefined {
  const use = new Use(customer);
  for (const event of usesIn(events, customer, asked)) {
    if (rowKey(events, event) !== key) continue;
    const at = events.times[event] as number;
    use.use(dayOf(at), isAfterRelease(asked.release, at));
    if (use.days === nth) return event;
  }
  return undefined;
}

/** A customer's events that are use of any feature. */
function* usesIn(events: FeatureEvents, customer: number, { since, until }: Asked): Generator<number> {
  const { starts, times, roles, features } = events;
  const end = starts[customer + 1] as number;
  for (let event = firstAfter(events, customer, since); event < end && (times[event] as number) <= until; event++)
    if (features.cells[event] !== MISSING && ((roles[event] as number) & FEATURE_ROLES.counted) !== 0) yield event;
}

function isAfterRelease(release: Instant | undefined, at: Instant): boolean {
  return release === undefined || at > release;
}

function dayOf(at: Instant): number {
  return Math.floor(at / DAY);
}

/** The feature and group of an event as one number. */
function rowKey({ features, groups }: FeatureEvents, event: number): number {
  return (features.cells[event] as number) * groups.texts.length + (groups.cells[event] as number);
}
