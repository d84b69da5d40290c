import type { Instant, Milliseconds } from '../vocabulary/instant.js';
import { compareFeature, type Comparison, type DaysOf, toldApart } from './feature-comparison.js';
import {
  type Breathe,
  customersIn,
  type Events,
  firstAfter,
  firstOf,
  MISSING,
  MOST_EXAMPLES,
  type Place,
  type Span,
  type TextColumn,
} from './events.js';
import { Comparables, evenlySpread, type Followed, type Index, type Outcome, surelyMore } from './followed.js';
import { type Interval, intervalOf, meanOf, type Rate, shareOf } from './rates.js';

/** What an event is to features. */
export const FEATURE_ROLES = { goal: 1, felt: 2, counted: 4, used: 8 } as const;

const DAY: Milliseconds = 86_400_000;

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

/** What is asked about features. */
export interface FeatureQuestion extends Span {
  readonly feeling: 'frustration' | 'delight';
  /** What may follow: the goal's events, or no event at all. */
  readonly goal: 'event' | 'silence';
  readonly horizon: Milliseconds;
  /** Before and after this instant is compared; absent: groups with all others, where there are groups. */
  readonly release?: Instant;
  readonly rank: 'customers' | 'share' | 'followed';
  readonly limit: number;
}

/** A feature that frustrates or delights. */
export interface Feature {
  readonly feature: string;
  /** Of this group alone; null: nothing tells the events apart, or it is said of none. */
  readonly group: string | null;
  /** Who used it, and who of them felt so at least once. */
  readonly users: number;
  readonly customers: number;
  readonly share: number;
  readonly interval: Interval;
  /** A user's days of use on which they felt so: the mean over users. Much use does not make it more. */
  readonly ofDays: { readonly share: number; readonly interval: Interval; readonly days: number };
  /** Which moments, and of how many customers. */
  readonly moments: readonly { readonly name: string; readonly customers: number }[];
  /** After a customer's first, beside users who had not felt so after as many days of use. */
  readonly followed: Followed;
  readonly comparison: Comparison | null;
  readonly examples: readonly Place[];
}

/** What customers feel about features. */
export interface FeatureInsight {
  readonly users: number;
  readonly customers: number;
  readonly features: readonly Feature[];
  /** How many comparisons their words are right about together. */
  readonly compared: number;
}

/** What one customer did with one feature. */
interface Use extends DaysOf {
  readonly customer: number;
  /** Their first event on each day of use. */
  readonly firstOfDays: Instant[];
  /** When they first felt so, and on which of their days of use. */
  felt: { readonly at: Instant; readonly day: number } | undefined;
  readonly moments: Set<string>;
  likeness: number;
}

/** Which features frustrate, or delight. */
export async function featureInsight(events: FeatureEvents, question: FeatureQuestion, breathe?: Breathe): Promise<FeatureInsight> {
  const { texts: groups } = events.groups;
  const uses = new Map<number, Use[]>();
  for (let customer = 0; customer < customersIn(events); customer++) {
    for (const [key, use] of usesOf(events, customer, question)) {
      const known = uses.get(key);
      if (known === undefined) uses.set(key, [use]);
      else known.push(use);
    }
    if (customer % 64 === 0) await breathe?.();
  }
  const features: Feature[] = [];
  const everyone = { users: new Set<number>(), felt: new Set<number>() };
  for (const [key, own] of uses) {
    for (const { customer, felt } of own) (felt === undefined ? everyone.users : everyone.felt).add(customer);
    const group = key % groups.length;
    const others = groups.map((_, other) => (other === group || other === MISSING ? [] : (uses.get(key - group + other) ?? [])));
    const isCompared = question.release !== undefined || group !== MISSING;
    features.push({
      ...featureAnswer(events, own, question),
      feature: events.features.texts[Math.floor(key / groups.length)] as string,
      group: group === MISSING ? null : (groups[group] as string),
      comparison: isCompared ? compareFeature(own, question.release === undefined ? others.flat() : undefined) : null,
    });
    await breathe?.();
  }
  const told = toldApart(features, question.feeling);
  for (const customer of everyone.felt) everyone.users.add(customer);
  return {
    users: everyone.users.size,
    customers: everyone.felt.size,
    features: told.filter(isOfInterest).sort(inOrder(question.rank)).slice(0, question.limit),
    compared: told.filter(({ comparison }) => comparison !== null).length,
  };
}

function isOfInterest({ customers, comparison }: Feature): boolean {
  return customers > 0 || (comparison !== null && comparison.difference.estimate !== 0);
}

function inOrder(rank: FeatureQuestion['rank']): (left: Feature, right: Feature) => number {
  const weight = ({ followed, interval }: Feature): number =>
    rank === 'customers' ? 0 : rank === 'share' ? interval[0] : surelyMore(followed);
  const name = ({ feature, group }: Feature): string => `${feature}\0${group ?? ''}`;
  return (left, right) =>
    weight(right) - weight(left) || right.customers - left.customers || right.share - left.share || (name(left) < name(right) ? -1 : 1);
}

/** What a customer did with each feature, by feature and group. */
function usesOf(events: FeatureEvents, customer: number, { since, until, release }: FeatureQuestion): Map<number, Use> {
  const { starts, times, roles, features, groups, likeness, moments } = events;
  const uses = new Map<number, Use>();
  for (let event = firstAfter(events, customer, since); event < (starts[customer + 1] as number); event++) {
    const at = times[event] as number;
    if (at > until) break;
    const feature = features.cells[event] as number;
    const role = roles[event] as number;
    if (feature === MISSING || (role & FEATURE_ROLES.counted) === 0) continue;
    const key = feature * groups.texts.length + (groups.cells[event] as number);
    let use = uses.get(key);
    if (use === undefined) {
      const none = { days: 0, felt: 0, lastDay: -1, lastFelt: -1 };
      use = { customer, before: { ...none }, after: { ...none }, firstOfDays: [], felt: undefined, moments: new Set(), likeness: MISSING };
      uses.set(key, use);
    }
    use.likeness = (likeness.cells[event] as number) || use.likeness;
    const day = Math.floor(at / DAY);
    const period = release !== undefined && at <= release ? use.before : use.after;
    if (day !== period.lastDay) {
      period.days++;
      period.lastDay = day;
      use.firstOfDays.push(at);
    }
    if ((role & FEATURE_ROLES.felt) === 0) continue;
    use.felt ??= { at, day: use.firstOfDays.length };
    if (day !== period.lastFelt) period.felt++;
    period.lastFelt = day;
    for (const name of moments.get(event) ?? []) use.moments.add(name);
  }
  return uses;
}

function featureAnswer(
  events: FeatureEvents,
  uses: readonly Use[],
  question: FeatureQuestion,
): Omit<Feature, 'feature' | 'group' | 'comparison'> {
  const felt = uses.filter((use) => use.felt !== undefined);
  const share = shareOf(felt.length, uses.length);
  const days = uses.map(({ before, after }) => before.days + after.days);
  const ofDays: Rate = meanOf(
    uses.map(({ before, after }, place) => (before.felt + after.felt) / (days[place] as number)),
    days,
  );
  return {
    users: uses.length,
    customers: felt.length,
    share: share.estimate,
    interval: intervalOf(share),
    ofDays: { share: ofDays.estimate, interval: intervalOf(ofDays), days: days.reduce((sum, day) => sum + day, 0) },
    moments: momentsOf(felt),
    followed: followedBy(events, uses, felt, question),
    examples: felt
      .map(({ customer, felt: first }) => ({ customer, at: (first as NonNullable<Use['felt']>).at }))
      .sort((left, right) => right.at - left.at)
      .slice(0, MOST_EXAMPLES),
  };
}

function momentsOf(felt: readonly Use[]): Feature['moments'] {
  const counts = new Map<string, number>();
  for (const { moments } of felt) for (const name of moments) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, customers]) => ({ name, customers }))
    .sort((left, right) => right.customers - left.customers || (left.name < right.name ? -1 : 1));
}

/** What followed a customer's first, beside users who had not felt so after as many days of use; who felt so later still counts until then. */
function followedBy(events: FeatureEvents, uses: readonly Use[], felt: readonly Use[], { goal, horizon }: FeatureQuestion): Followed {
  const nth = felt.map(({ felt: first }) => (first as NonNullable<Use['felt']>).day).sort((left, right) => left - right);
  const comparable = uses.flatMap((use, place): Index[] => {
    const day = nth[Math.floor(evenlySpread(place) * nth.length)];
    const at = day === undefined ? undefined : use.firstOfDays[day - 1];
    if (at === undefined || (use.felt !== undefined && use.felt.at <= at)) return [];
    return [{ customer: use.customer, at, stratum: use.likeness }];
  });
  const outcome: Outcome = ({ customer, at }) => {
    if (at + horizon > events.to) return undefined;
    if (goal === 'event') return firstOf(events, customer, FEATURE_ROLES.goal, at, at + horizon) >= 0 ? 1 : 0;
    const next = firstAfter(events, customer, at);
    return next < (events.starts[customer + 1] as number) && (events.times[next] as number) <= at + horizon ? 0 : 1;
  };
  const indices = felt.map(
    ({ customer, likeness, felt: first }): Index => ({ customer, at: (first as NonNullable<Use['felt']>).at, stratum: likeness }),
  );
  return new Comparables(comparable, outcome).followed(indices, outcome);
}
