import type { Instant, Milliseconds } from '../vocabulary/instant.js';
import {
  type Breathe,
  customersIn,
  type Events,
  firstOf,
  MISSING,
  MOST_EXAMPLES,
  type Place,
  type Span,
  type TextColumn,
} from './events.js';
import { Comparables, evenlySpread, type Followed, type Index, type Outcome, surelyMore } from './followed.js';
import { type Interval, intervalOf, shareOf } from './rates.js';

/** What an event is to help after a purchase. */
export const HELP_ROLES = { bought: 1, content: 2, returned: 4, ticket: 8, lowRating: 16, counted: 32 } as const;

/** Only so many topics of products are looked at, those that most looked for first. */
const MOST_ROWS = 2_000;

/** Timelines with purchases and what was looked for after them. */
export interface HelpEvents extends Events {
  /** What was bought, by number in `cells`; at {@link MISSING} nothing is said. */
  readonly products: { readonly cells: Int32Array; readonly lists: readonly (readonly string[])[] };
  readonly topics: TextColumn;
}

/** What is asked about help after a purchase. */
export interface HelpQuestion extends Span {
  /** How long after a purchase content counts. */
  readonly within: Milliseconds;
  /** How long after somebody looked is watched what follows. */
  readonly horizon: Milliseconds;
  readonly rank: 'customers' | 'returned' | 'ticket' | 'lowRating';
  readonly limit: number;
}

/** One topic that buyers of a product looked for. */
export interface HelpTopic {
  readonly product: string;
  readonly topic: string;
  /** Who bought the product so long ago that all is known. */
  readonly buyers: number;
  /** Of them, who looked for the topic in time. */
  readonly customers: number;
  readonly share: number;
  readonly interval: Interval;
  /** From the purchase to the first look, the median. */
  readonly after: Milliseconds;
  /** Beside buyers of the product who had looked for nothing so long after their purchase. */
  readonly returned: Followed;
  readonly ticket: Followed;
  readonly lowRating: Followed;
  readonly examples: readonly Place[];
}

/** What buyers look for after their purchase. */
export interface HelpInsight {
  /** Customers whose purchases are so long ago that all is known, and of them who looked for anything. */
  readonly buyers: number;
  readonly customers: number;
  /** Customers with purchases that are too fresh to count. */
  readonly tooFresh: number;
  readonly topics: readonly HelpTopic[];
  /** Topics of a product that fewer looked for, which were not looked at. */
  readonly leftOut: number;
}

/** A customer's first purchase of a product. */
interface Purchase {
  readonly customer: number;
  readonly at: Instant;
  /** When they first looked for anything in time; undefined: never. */
  readonly looked: Instant | undefined;
  /** When they first looked for each topic. */
  readonly topics: ReadonlyMap<number, Instant>;
}

/** What buyers look for after their purchase, by product and topic. */
export async function helpInsight(events: HelpEvents, question: HelpQuestion, breathe?: Breathe): Promise<HelpInsight> {
  const byProduct = new Map<string, Purchase[]>();
  const everyone = { buyers: new Set<number>(), looked: new Set<number>(), fresh: new Set<number>() };
  for (let customer = 0; customer < customersIn(events); customer++) {
    for (const [product, at] of firstPurchases(events, customer, question)) {
      if (at + question.within > events.to) {
        everyone.fresh.add(customer);
        continue;
      }
      const purchase = withLooks(events, customer, at, question.within);
      everyone.buyers.add(customer);
      if (purchase.looked !== undefined) everyone.looked.add(customer);
      const known = byProduct.get(product);
      if (known === undefined) byProduct.set(product, [purchase]);
      else known.push(purchase);
    }
    await breathe?.();
  }
  const rows = [...byProduct].flatMap(([product, purchases]) =>
    [...looksByTopic(purchases)].map(([topic, looks]) => ({ product, purchases, topic, looks })),
  );
  rows.sort((left, right) => right.looks - left.looks);
  const topics: HelpTopic[] = [];
  for (const row of rows.slice(0, MOST_ROWS)) {
    topics.push(await topicAnswer(events, row, question, breathe));
    await breathe?.();
  }
  const { buyers, looked, fresh } = everyone;
  return {
    buyers: buyers.size,
    customers: looked.size,
    tooFresh: fresh.size,
    topics: topics.sort(inOrder(question.rank)).slice(0, question.limit),
    leftOut: Math.max(0, rows.length - MOST_ROWS),
  };
}

/** How many looked for each topic. */
function looksByTopic(purchases: readonly Purchase[]): ReadonlyMap<number, number> {
  const looks = new Map<number, number>();
  for (const { topics } of purchases) for (const topic of topics.keys()) looks.set(topic, (looks.get(topic) ?? 0) + 1);
  return looks;
}

function inOrder(rank: HelpQuestion['rank']): (left: HelpTopic, right: HelpTopic) => number {
  const weight = (topic: HelpTopic): number => (rank === 'customers' ? 0 : surelyMore(topic[rank]));
  return (left, right) =>
    weight(right) - weight(left) ||
    right.customers - left.customers ||
    right.share - left.share ||
    (`${left.product}\0${left.topic}` < `${right.product}\0${right.topic}` ? -1 : 1);
}

function firstPurchases({ starts, times, roles, products }: HelpEvents, customer: number, { since, until }: Span): Map<string, Instant> {
  const first = new Map<string, Instant>();
  for (let event = starts[customer] as number; event < (starts[customer + 1] as number); event++) {
    const role = roles[event] as number;
    const at = times[event] as number;
    if ((role & HELP_ROLES.bought) === 0 || (role & HELP_ROLES.counted) === 0 || at <= since || at > until) continue;
    for (const product of products.lists[products.cells[event] as number] ?? []) if (!first.has(product)) first.set(product, at);
  }
  return first;
}

function withLooks(events: HelpEvents, customer: number, at: Instant, within: Milliseconds): Purchase {
  const topics = new Map<number, Instant>();
  let looked: Instant | undefined;
  const { times, topics: column } = events;
  let event = firstOf(events, customer, HELP_ROLES.content, at, at + within);
  const end = events.starts[customer + 1] as number;
  for (; event >= 0 && event < end && (times[event] as number) <= at + within; event++) {
    if (((events.roles[event] as number) & HELP_ROLES.content) === 0) continue;
    looked ??= times[event] as number;
    const topic = column.cells[event] as number;
    if (topic !== MISSING && !topics.has(topic)) topics.set(topic, times[event] as number);
  }
  return { customer, at, looked, topics };
}

/** An index, with the purchase that it comes after in the place of a stratum: only buyers of one product are compared. */
interface Look {
  readonly index: Index;
  readonly purchase: Purchase;
}

async function topicAnswer(
  events: HelpEvents,
  { product, topic, purchases }: { readonly product: string; readonly topic: number; readonly purchases: readonly Purchase[] },
  { horizon }: HelpQuestion,
  breathe: Breathe | undefined,
): Promise<HelpTopic> {
  const looks = purchases.flatMap((purchase): Look[] => {
    const at = purchase.topics.get(topic);
    return at === undefined ? [] : [{ index: { customer: purchase.customer, at, stratum: 0 }, purchase }];
  });
  const lags = looks.map(({ index, purchase }) => index.at - purchase.at).sort((left, right) => left - right);
  const others = withoutLooking(purchases, lags);
  const share = shareOf(looks.length, purchases.length);
  const followed = async (roles: number): Promise<Followed> => {
    await breathe?.();
    return followedBy(events, { looks, others, roles, horizon });
  };
  return {
    product,
    topic: events.topics.texts[topic] as string,
    buyers: purchases.length,
    customers: looks.length,
    share: share.estimate,
    interval: intervalOf(share),
    after: lags[lags.length >> 1] as number,
    returned: await followed(HELP_ROLES.returned),
    ticket: await followed(HELP_ROLES.ticket),
    lowRating: await followed(HELP_ROLES.lowRating),
    examples: looks
      .map(({ index: { customer, at } }) => ({ customer, at }))
      .sort((left, right) => right.at - left.at)
      .slice(0, MOST_EXAMPLES),
  };
}

/**
 * The comparable: every buyer is given one of the lags after which others looked, as often as it comes, and counts if they had looked for nothing by then. So both sides are
 * as long after their purchase; who looks later still counts until then.
 */
function withoutLooking(purchases: readonly Purchase[], lags: readonly Milliseconds[]): readonly Look[] {
  return purchases.flatMap((purchase, place): Look[] => {
    const lag = lags[Math.floor(evenlySpread(place) * lags.length)] as number;
    const at = purchase.at + lag;
    const hasLooked = purchase.looked !== undefined && purchase.looked <= at;
    return hasLooked ? [] : [{ index: { customer: purchase.customer, at, stratum: 0 }, purchase }];
  });
}

function followedBy(
  events: HelpEvents,
  asked: { readonly looks: readonly Look[]; readonly others: readonly Look[]; readonly roles: number; readonly horizon: Milliseconds },
): Followed {
  const { looks, others, roles, horizon } = asked;
  const outcome: Outcome = ({ customer, at }) =>
    at + horizon > events.to ? undefined : firstOf(events, customer, roles, at, at + horizon) >= 0 ? 1 : 0;
  // What had come before somebody looked is no consequence of what they found, on either side.
  const untouched = (those: readonly Look[]): Index[] =>
    those.filter(({ index, purchase }) => firstOf(events, purchase.customer, roles, purchase.at, index.at) < 0).map(({ index }) => index);
  return new Comparables(untouched(others), outcome).followed(untouched(looks), outcome);
}
