import type { Instant, Milliseconds } from '../vocabulary/instant.js';
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
import { Comparables, type Followed, type Index, type Outcome, surelyMore } from './followed.js';
import { BoughtOtherwise, type LostValue, type ValueAfter } from './lost-value.js';
import { type Interval, intervalOf, shareOf } from './rates.js';
import { normalTerm, slipsAmong } from './search-term.js';

/** What an event is to searches. */
export const SEARCH_ROLES = { search: 1, empty: 2, found: 4, bought: 8, ticket: 16, counted: 32 } as const;

const MINUTE: Milliseconds = 60_000;
const DAY: Milliseconds = 86_400_000;
/** Who opens nothing within this time has not found it there. */
const FIND_WITHIN: Milliseconds = 5 * MINUTE;
/** Who does nothing at all for so long has left. */
const LEFT_AFTER: Milliseconds = 30 * MINUTE;
const BOUGHT_WITHIN: Milliseconds = DAY;
const TICKET_WITHIN: Milliseconds = 7 * DAY;
/** So many events within half an hour before are a busy customer. */
const BUSY = 5;
const MOST_SPELLINGS = 5;
const MOST_INSTEAD = 3;
/** Only so many terms are looked at, those that most searched for in vain first. */
const MOST_TERMS = 5_000;
/** How many searches are passed between two looks at the time. */
const STRIDE = 256;

/** Timelines with searches. */
export interface SearchEvents extends Events {
  /** What was searched for, as it was typed. */
  readonly terms: TextColumn;
  /** What an order was worth, by event; orders without value are not there. */
  readonly values: ReadonlyMap<number, number>;
}

/** How a search ended: with no results; with something opened; with another search; with nothing more; or otherwise. */
type Ending = 'empty' | 'found' | 'reformulated' | 'left' | 'other';

/** A term searched for, pages and repetitions together. */
interface Attempt {
  readonly customer: number;
  /** Number of the normal term. */
  readonly term: number;
  readonly at: Instant;
  readonly ending: Ending;
  /** The normal term that was searched for next, where it ended so. */
  readonly next: number;
}

/** One term that customers searched for. */
export interface SearchTerm {
  readonly term: string;
  /** Ways in which it was written, with slips of the fingers. */
  readonly spellings: readonly { readonly text: string; readonly customers: number; readonly notFound: number }[];
  readonly searches: number;
  readonly customers: number;
  /** Customers who have not found it at least once. */
  readonly notFound: number;
  /** Of its customers. */
  readonly share: number;
  readonly interval: Interval;
  /** Customers by how their searches ended; one may be in several. */
  readonly endings: { readonly noResults: number; readonly reformulated: number; readonly left: number };
  /** What was searched for instead, the most frequent first. */
  readonly instead: readonly { readonly term: string; readonly customers: number }[];
  /** After a customer's first search in vain, beside first searches of any term that led to something. */
  readonly bought: Followed;
  readonly ticket: Followed;
  readonly lostValue: LostValue | null;
  readonly examples: readonly Place[];
}

/** What customers search for, and do not find. */
export interface SearchInsight {
  /** Searches that are over, and customers who searched. */
  readonly searches: number;
  readonly customers: number;
  readonly notFound: number;
  readonly different: number;
  readonly terms: readonly SearchTerm[];
  /** Terms that fewer searched for in vain, which were not looked at. */
  readonly leftOut: number;
}

/** What is asked of searches. */
export interface SearchQuestion extends Span {
  readonly rank: 'customers' | 'ticket' | 'value';
  readonly limit: number;
}

/** Everything of one folded term. */
interface Gathered {
  searches: number;
  readonly customers: Set<number>;
  readonly endings: Record<'empty' | 'reformulated' | 'left', Set<number>>;
  /** Each customer's first search in vain. */
  readonly inVain: Map<number, Index>;
  readonly spellings: Map<number, { readonly customers: Set<number>; readonly notFound: Set<number> }>;
  readonly instead: Map<number, Set<number>>;
}

/** What customers search for and do not find, by term, the most important first. */
export async function searchInsight(events: SearchEvents, question: SearchQuestion, breathe?: Breathe): Promise<SearchInsight> {
  const terms = new Terms(events.terms.texts);
  const attempts: Attempt[] = [];
  for (let customer = 0; customer < customersIn(events); customer++) {
    attempts.push(...attemptsOf(events, customer, terms, question));
    await breathe?.();
  }
  const folded = foldedTerms(attempts, terms.normal);
  const gathered = new Map<number, Gathered>();
  const found = new Map<number, Index>();
  for (const [place, attempt] of attempts.entries()) {
    if (place % STRIDE === 0) await breathe?.();
    const index = indexOf(events, attempt);
    gather(gathered, folded(attempt.term), attempt, index);
    if (attempt.ending === 'found' && !found.has(attempt.customer)) found.set(attempt.customer, index);
  }
  const after = outcomesAfter(events);
  const otherwise = {
    bought: new Comparables(found.values(), after.bought),
    ticket: new Comparables(found.values(), after.ticket),
    value: new BoughtOtherwise(found.values(), after.value),
  };
  const inVain = [...gathered].filter(([, own]) => own.inVain.size > 0).sort(([, left], [, right]) => right.inVain.size - left.inVain.size);
  const answers: SearchTerm[] = [];
  for (const [term, own] of inVain.slice(0, MOST_TERMS)) {
    answers.push(termAnswer(terms.normal[term] as string, own, terms.normal, { after, otherwise }));
    await breathe?.();
  }
  const isInVain = ({ ending }: Attempt): boolean => ending !== 'found' && ending !== 'other';
  return {
    searches: attempts.length,
    customers: new Set(attempts.map(({ customer }) => customer)).size,
    notFound: new Set(attempts.filter(isInVain).map(({ customer }) => customer)).size,
    different: gathered.size,
    terms: answers
      .filter(({ notFound }) => notFound > 0)
      .sort(inOrder(question.rank))
      .slice(0, question.limit),
    leftOut: Math.max(0, inVain.length - MOST_TERMS),
  };
}

function inOrder(rank: SearchQuestion['rank']): (left: SearchTerm, right: SearchTerm) => number {
  const weight = ({ ticket, lostValue }: SearchTerm): number =>
    rank === 'customers' ? 0 : rank === 'ticket' ? surelyMore(ticket) : (lostValue?.interval[0] ?? Number.NEGATIVE_INFINITY);
  return (left, right) =>
    weight(right) - weight(left) || right.notFound - left.notFound || right.customers - left.customers || (left.term < right.term ? -1 : 1);
}

/** Numbers normal terms: several ways of writing are one. */
class Terms {
  /** By number. */
  readonly normal: string[] = [];
  /** By number of the text; −1 for those of which nothing is left. */
  readonly ofText: Int32Array;

  constructor(texts: readonly string[]) {
    const numbers = new Map<string, number>();
    this.ofText = Int32Array.from(texts, (text, index) => {
      const normal = index === MISSING ? '' : normalTerm(text);
      if (normal === '') return -1;
      let number = numbers.get(normal);
      if (number === undefined) numbers.set(normal, (number = this.normal.push(normal) - 1));
      return number;
    });
  }
}

/** A customer's searches that are over, oldest first. A term searched for again within five minutes is one search: the next page, or a second look. */
function attemptsOf(events: SearchEvents, customer: number, terms: Terms, { since, until }: Span): readonly Attempt[] {
  const { starts, times, roles, to } = events;
  const runs: { term: number; first: number; last: number; isEmpty: boolean }[] = [];
  for (let event = starts[customer] as number; event < (starts[customer + 1] as number); event++) {
    if (((roles[event] as number) & SEARCH_ROLES.search) === 0) continue;
    const term = terms.ofText[events.terms.cells[event] as number] as number;
    if (term < 0) continue;
    const isEmpty = ((roles[event] as number) & SEARCH_ROLES.empty) !== 0;
    const run = runs.at(-1);
    if (run?.term === term && (times[event] as number) <= (times[run.last] as number) + FIND_WITHIN) {
      run.last = event;
      run.isEmpty ||= isEmpty;
    } else runs.push({ term, first: event, last: event, isEmpty });
  }
  return runs.flatMap((run, index): Attempt[] => {
    const at = times[run.first] as number;
    const isCounted = ((roles[run.first] as number) & SEARCH_ROLES.counted) !== 0;
    if (at <= since || at > until || !isCounted || (times[run.last] as number) + LEFT_AFTER > to) return [];
    const next = runs[index + 1];
    const ending = run.isEmpty ? 'empty' : endingOf(events, customer, run, next?.first);
    return [{ customer, term: run.term, at, ending, next: ending === 'reformulated' && next !== undefined ? next.term : -1 }];
  });
}

function endingOf(
  { starts, times, roles }: SearchEvents,
  customer: number,
  { first, last }: { readonly first: number; readonly last: number },
  next: number | undefined,
): Ending {
  const end = next ?? (starts[customer + 1] as number);
  const latest = (times[last] as number) + FIND_WITHIN;
  for (let event = first + 1; event < end && (times[event] as number) <= latest; event++)
    if (((roles[event] as number) & (SEARCH_ROLES.found | SEARCH_ROLES.bought)) !== 0) return 'found';
  if (next !== undefined && (times[next] as number) <= latest) return 'reformulated';
  const following = last + 1;
  const isLast = following === starts[customer + 1] || (times[following] as number) > (times[last] as number) + LEFT_AFTER;
  return isLast ? 'left' : 'other';
}

/** Which term each stands for, slips of the fingers folded. */
function foldedTerms(attempts: readonly Attempt[], normal: readonly string[]): (term: number) => number {
  const customers = new Map<string, Set<number>>();
  for (const { term, customer } of attempts) setOf(customers, normal[term] as string).add(customer);
  const slips = slipsAmong(new Map([...customers].map(([term, those]) => [term, those.size])));
  const numbers = new Map(normal.map((term, number) => [term, number]));
  return (term) => numbers.get(slips.get(normal[term] as string) ?? '') ?? term;
}

function setOf<K>(sets: Map<K, Set<number>>, key: K): Set<number> {
  const known = sets.get(key) ?? new Set<number>();
  sets.set(key, known);
  return known;
}

function gather(gathered: Map<number, Gathered>, folded: number, attempt: Attempt, index: Index): void {
  let own = gathered.get(folded);
  if (own === undefined) {
    const endings = { empty: new Set<number>(), reformulated: new Set<number>(), left: new Set<number>() };
    own = { searches: 0, customers: new Set(), endings, inVain: new Map(), spellings: new Map(), instead: new Map() };
    gathered.set(folded, own);
  }
  const { customer, term, ending, next } = attempt;
  const spelling = own.spellings.get(term) ?? { customers: new Set<number>(), notFound: new Set<number>() };
  own.spellings.set(term, spelling);
  own.searches++;
  own.customers.add(customer);
  spelling.customers.add(customer);
  if (ending === 'found' || ending === 'other') return;
  spelling.notFound.add(customer);
  own.endings[ending].add(customer);
  if (!own.inVain.has(customer)) own.inVain.set(customer, index);
  if (next >= 0) setOf(own.instead, next).add(customer);
}

/** A search is compared with those of customers who had bought before or had not, and were as busy. */
function indexOf(events: SearchEvents, { customer, at }: Attempt): Index {
  const start = events.starts[customer] as number;
  const boughtBefore = firstOf(events, customer, SEARCH_ROLES.bought, Number.NEGATIVE_INFINITY, at - 1) >= start;
  const before = firstAfter(events, customer, at - 1) - firstAfter(events, customer, at - LEFT_AFTER - 1);
  return { customer, at, stratum: (boughtBefore ? 1 : 0) + (before >= BUSY ? 2 : 0) };
}

interface After {
  readonly bought: Outcome;
  readonly ticket: Outcome;
  readonly value: ValueAfter;
}

function outcomesAfter(events: SearchEvents): After {
  const came = (roles: number, within: Milliseconds): Outcome => {
    return ({ customer, at }) => (at + within > events.to ? undefined : firstOf(events, customer, roles, at, at + within) >= 0 ? 1 : 0);
  };
  const value: ValueAfter = ({ customer, at }) => {
    if (at + BOUGHT_WITHIN > events.to) return undefined;
    let sum = 0;
    const end = events.starts[customer + 1] as number;
    for (let event = firstAfter(events, customer, at); event < end && (events.times[event] as number) <= at + BOUGHT_WITHIN; event++)
      sum += events.values.get(event) ?? 0;
    return sum;
  };
  return { bought: came(SEARCH_ROLES.bought, BOUGHT_WITHIN), ticket: came(SEARCH_ROLES.ticket, TICKET_WITHIN), value };
}

interface Measures {
  readonly after: After;
  readonly otherwise: { readonly bought: Comparables; readonly ticket: Comparables; readonly value: BoughtOtherwise };
}

function termAnswer(term: string, own: Gathered, normal: readonly string[], { after, otherwise }: Measures): SearchTerm {
  const { customers, inVain, endings, spellings, instead } = own;
  const share = shareOf(inVain.size, customers.size);
  const most = <T extends { readonly customers: number }>(items: T[], limit: number): T[] =>
    items.sort((left, right) => right.customers - left.customers).slice(0, limit);
  return {
    term,
    spellings: most(
      [...spellings].map(([text, { customers: those, notFound }]) => ({
        text: normal[text] as string,
        customers: those.size,
        notFound: notFound.size,
      })),
      MOST_SPELLINGS,
    ),
    searches: own.searches,
    customers: customers.size,
    notFound: inVain.size,
    share: share.estimate,
    interval: intervalOf(share),
    endings: { noResults: endings.empty.size, reformulated: endings.reformulated.size, left: endings.left.size },
    instead: most(
      [...instead].map(([next, those]) => ({ term: normal[next] as string, customers: those.size })),
      MOST_INSTEAD,
    ),
    bought: otherwise.bought.followed(inVain.values(), after.bought),
    ticket: otherwise.ticket.followed(inVain.values(), after.ticket),
    lostValue: otherwise.value.lost(inVain.values(), after.value),
    examples: examplesOf(inVain.values()),
  };
}

/** The latest first: what is fresh can still be asked about. */
function examplesOf(indices: Iterable<Index>): readonly Place[] {
  return [...indices]
    .sort((left, right) => right.at - left.at)
    .slice(0, MOST_EXAMPLES)
    .map(({ customer, at }) => ({ customer, at }));
}
