import type { Instant, Milliseconds } from '../vocabulary/instant.js';
import { compareFeature, type Comparison, toldApart } from './feature-comparison.js';
import { FEATURE_ROLES, type FeatureEvents, firstOfDay, type Use, usesOf } from './feature-uses.js';
import { type Breathe, customersIn, firstAfter, firstOf, MISSING, MOST_EXAMPLES, type Place, type Span } from './events.js';
import { Comparables, evenlySpread, type Followed, type Index, type Outcome, surelyMore } from './followed.js';
import { type Interval, intervalOf, meanOf, type Rate, shareOf } from './rates.js';

/** Only so many features and groups are looked at, those with most users first. */
const MOST_ROWS = 2_000;

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
  /** Features and groups with fewer users, which were not looked at. */
  readonly leftOut: number;
}

/** Which features frustrate, or delight. */
export async function featureInsight(events: FeatureEvents, question: FeatureQuestion, breathe?: Breathe): Promise<FeatureInsight> {
  const uses = await usesByRow(events, question, breathe);
  const { texts: groups } = events.groups;
  const rows = [...uses].sort(([left, these], [right, those]) => those.length - these.length || left - right);
  const features: Feature[] = [];
  for (const [key, own] of rows.slice(0, MOST_ROWS)) {
    const group = key % groups.length;
    const others = (): Use[] =>
      groups.flatMap((_, other) => (other === group || other === MISSING ? [] : (uses.get(key - group + other) ?? [])));
    const isCompared = question.release !== undefined || group !== MISSING;
    features.push({
      ...(await featureAnswer(events, { key, uses: own, question }, breathe)),
      feature: events.features.texts[Math.floor(key / groups.length)] as string,
      group: group === MISSING ? null : (groups[group] as string),
      comparison: isCompared ? compareFeature(own, question.release === undefined ? others() : undefined) : null,
    });
    await breathe?.();
  }
  const told = toldApart(features, question.feeling);
  return {
    ...everyone(customersIn(events), uses.values()),
    features: told.filter(isOfInterest).sort(inOrder(question.rank)).slice(0, question.limit),
    compared: told.filter(({ comparison }) => comparison !== null).length,
    leftOut: Math.max(0, rows.length - MOST_ROWS),
  };
}

/** What each customer did with each feature and group. */
async function usesByRow(events: FeatureEvents, question: FeatureQuestion, breathe: Breathe | undefined): Promise<Map<number, Use[]>> {
  const uses = new Map<number, Use[]>();
  for (let customer = 0; customer < customersIn(events); customer++) {
    for (const [key, use] of usesOf(events, customer, question)) {
      const known = uses.get(key);
      if (known === undefined) uses.set(key, [use]);
      else known.push(use);
    }
    await breathe?.();
  }
  return uses;
}

/** How many used anything, and of them felt so about anything. */
function everyone(customers: number, uses: Iterable<readonly Use[]>): Pick<FeatureInsight, 'users' | 'customers'> {
  const [used, felt] = [new Uint8Array(customers), new Uint8Array(customers)];
  for (const own of uses)
    for (const use of own) {
      used[use.customer] = 1;
      if (use.hasFelt) felt[use.customer] = 1;
    }
  const sum = (those: Uint8Array): number => those.reduce((total, one) => total + one, 0);
  return { users: sum(used), customers: sum(felt) };
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

/** A feature in a group, with all who used it. */
interface Row {
  readonly key: number;
  readonly uses: readonly Use[];
  readonly question: FeatureQuestion;
}

async function featureAnswer(
  events: FeatureEvents,
  row: Row,
  breathe: Breathe | undefined,
): Promise<Omit<Feature, 'feature' | 'group' | 'comparison'>> {
  const { uses } = row;
  const felt = uses.filter(({ hasFelt }) => hasFelt);
  const share = shareOf(felt.length, uses.length);
  const days = uses.map((use) => use.days);
  const ofDays: Rate = meanOf(
    uses.map((use) => (use.beforeFelt + use.afterFelt) / use.days),
    days,
  );
  await breathe?.();
  return {
    users: uses.length,
    customers: felt.length,
    share: share.estimate,
    interval: intervalOf(share),
    ofDays: { share: ofDays.estimate, interval: intervalOf(ofDays), days: days.reduce((sum, day) => sum + day, 0) },
    moments: momentsOf(felt),
    followed: await followedBy(events, row, felt, breathe),
    examples: felt
      .map(({ customer, feltEvent }) => ({ customer, at: events.times[feltEvent] as number }))
      .sort((left, right) => right.at - left.at)
      .slice(0, MOST_EXAMPLES),
  };
}

function momentsOf(felt: readonly Use[]): Feature['moments'] {
  const counts = new Map<string, number>();
  for (const { moments } of felt) for (const name of moments ?? []) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, customers]) => ({ name, customers }))
    .sort((left, right) => right.customers - left.customers || (left.name < right.name ? -1 : 1));
}

/** What followed a customer's first, beside users who had not felt so after as many days of use; who felt so later still counts until then. */
async function followedBy(
  events: FeatureEvents,
  { key, uses, question }: Row,
  felt: readonly Use[],
  breathe: Breathe | undefined,
): Promise<Followed> {
  const { goal, horizon } = question;
  const nth = felt.map(({ feltDay }) => feltDay).sort((left, right) => left - right);
  const indexAt = ({ customer, likeness }: Use, event: number): Index => ({
    customer,
    at: events.times[event] as number,
    stratum: likeness,
  });
  const comparable: Index[] = [];
  if (nth.length > 0) {
    for (const [place, use] of uses.entries()) {
      const day = nth[Math.floor(evenlySpread(place) * nth.length)] as number;
      const event = use.days < day ? undefined : firstOfDay(events, use.customer, key, day, question);
      if (event !== undefined && (!use.hasFelt || use.feltEvent > event)) comparable.push(indexAt(use, event));
      await breathe?.();
    }
  }
  const outcome: Outcome = ({ customer, at }) => {
    if (at + horizon > events.to) return undefined;
    if (goal === 'event') return firstOf(events, customer, FEATURE_ROLES.goal, at, at + horizon) >= 0 ? 1 : 0;
    const next = firstAfter(events, customer, at);
    return next < (events.starts[customer + 1] as number) && (events.times[next] as number) <= at + horizon ? 0 : 1;
  };
  const comparables = new Comparables(comparable, outcome);
  await breathe?.();
  return comparables.followed(
    felt.map((use) => indexAt(use, use.feltEvent)),
    outcome,
  );
}
