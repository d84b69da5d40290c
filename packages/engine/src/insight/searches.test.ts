import { expect, test } from 'vitest';
import { Random } from '../simulation/random.js';
import { SEARCH_ROLES, type SearchEvents, searchInsight } from './searches.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
const TERMS = ['', 'Lamp', 'lamp!', 'kettle', 'teapot'];
const EVERYTHING = { since: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY, rank: 'customers', limit: 500 } as const;

/** One event of the twin's world. */
interface Said {
  readonly at: number;
  readonly roles: number;
  readonly term: number;
  readonly value: number;
}

function madeWorld(seed: string): readonly (readonly Said[])[] {
  const random = Random.of(seed);
  const { search, empty, found, bought, ticket, counted } = SEARCH_ROLES;
  return Array.from({ length: 60 }, () => {
    let at = 0;
    return Array.from({ length: random.integer(1, 14) }, (): Said => {
      at += random.pick([1, 2, 4, 5, 6, 29, 30, 31, 600, 3_000]) * MINUTE;
      const kind = random.next();
      const none = { at, term: 0, value: 0 };
      if (kind < 0.55)
        return { ...none, roles: search | counted | (random.chance(0.25) ? empty : 0), term: random.integer(0, TERMS.length - 1) };
      if (kind < 0.7) return { ...none, roles: found };
      if (kind < 0.85) return { ...none, roles: bought, value: random.integer(1, 50) };
      return { ...none, roles: kind < 0.92 ? ticket : 0 };
    });
  });
}

function columnsOf(world: readonly (readonly Said[])[], to: number): SearchEvents {
  const all = world.flat();
  const starts = [0];
  for (const own of world) starts.push((starts.at(-1) as number) + own.length);
  return {
    starts: Int32Array.from(starts),
    times: Float64Array.from(all, ({ at }) => at),
    roles: Uint8Array.from(all, ({ roles }) => roles),
    to,
    terms: { cells: Int32Array.from(all, ({ term }) => term), texts: TERMS },
    values: new Map(all.flatMap(({ value }, event) => (value > 0 ? [[event, value]] : []))),
  };
}

interface NaiveSearch {
  readonly customer: number;
  readonly term: string;
  readonly at: number;
  readonly ending: string;
}

const nameOf = (term: number): string => (TERMS[term] as string).toLowerCase().replace('!', '');
const is = ({ roles }: Said, role: number): boolean => (roles & role) !== 0;

/** Searches as the guide defines them, customer by customer, with nothing remembered. */
function naiveSearches(world: readonly (readonly Said[])[], to: number): NaiveSearch[] {
  return world.flatMap((events, customer) => {
    const searches = events.flatMap((event, place) => (is(event, SEARCH_ROLES.search) && event.term > 0 ? [{ event, place }] : []));
    const runs: (typeof searches)[] = [];
    for (const one of searches) {
      const run = runs.at(-1);
      const last = run?.at(-1);
      const goesOn = last !== undefined && nameOf(last.event.term) === nameOf(one.event.term) && one.event.at - last.event.at <= 5 * MINUTE;
      if (goesOn) run?.push(one);
      else runs.push([one]);
    }
    return runs.flatMap((run, index) => {
      const [first, last] = [run[0] as (typeof run)[0], run.at(-1) as (typeof run)[0]];
      const next = runs[index + 1]?.[0];
      if (last.event.at + 30 * MINUTE > to) return [];
      const between = events.slice(first.place + 1, next?.place ?? events.length);
      const opens = between.some((event) => is(event, SEARCH_ROLES.found | SEARCH_ROLES.bought) && event.at - last.event.at <= 5 * MINUTE);
      const isQuiet = !events.slice(last.place + 1).some(({ at }) => at - last.event.at <= 30 * MINUTE);
      let ending = isQuiet ? 'left' : 'other';
      if (next !== undefined && next.event.at - last.event.at <= 5 * MINUTE) ending = 'reformulated';
      if (opens) ending = 'found';
      if (run.some(({ event }) => is(event, SEARCH_ROLES.empty))) ending = 'empty';
      return [{ customer, term: nameOf(first.event.term), at: first.event.at, ending }];
    });
  });
}

test.each(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])('the twin says the same: world %s', async (seed) => {
  const world = madeWorld(seed);
  const to = Math.max(...world.flat().map(({ at }) => at)) - DAY;
  const known = world.map((events) => events.filter(({ at }) => at <= to));
  const searches = naiveSearches(known, to);
  const answer = await searchInsight(columnsOf(known, to), EVERYTHING);
  const inVain = searches.filter(({ ending }) => !['found', 'other'].includes(ending));
  const customersOf = (those: readonly NaiveSearch[]): number => new Set(those.map(({ customer }) => customer)).size;
  expect(answer.searches).toBe(searches.length);
  expect([answer.customers, answer.notFound]).toEqual([customersOf(searches), customersOf(inVain)]);
  for (const told of answer.terms) {
    const own = searches.filter(({ term }) => term === told.term);
    const vain = inVain.filter(({ term }) => term === told.term);
    const ended = (how: string): number => customersOf(own.filter(({ ending }) => ending === how));
    expect([told.searches, told.customers, told.notFound]).toEqual([own.length, customersOf(own), customersOf(vain)]);
    expect(told.endings).toEqual({ noResults: ended('empty'), reformulated: ended('reformulated'), left: ended('left') });
    const firsts = [...new Set(vain.map(({ customer }) => customer))].map(
      (customer) => vain.find((one) => one.customer === customer) as NaiveSearch,
    );
    const judged = firsts.filter(({ at }) => at + DAY <= to);
    const buyers = judged.filter(({ customer, at }) =>
      (known[customer] ?? []).some((event) => is(event, SEARCH_ROLES.bought) && event.at > at && event.at <= at + DAY),
    );
    expect(told.bought.customers).toBe(judged.length);
    expect(told.bought.share).toBeCloseTo(judged.length === 0 ? 0 : buyers.length / judged.length, 12);
  }
  expect(answer.terms.map(({ term }) => term).sort()).toEqual([...new Set(inVain.map(({ term }) => term))].sort());
});

test('slips of the fingers are one term, and what they cost is seen by spelling', async () => {
  const { search, found, counted } = SEARCH_ROLES;
  const events = (customer: number): Said[] =>
    customer < 50
      ? [
          { at: 0, roles: search | counted, term: 1, value: 0 },
          { at: MINUTE, roles: found, term: 0, value: 0 },
        ]
      : [{ at: 0, roles: search | counted, term: 2, value: 0 }];
  const world = Array.from({ length: 55 }, (_, customer) => events(customer));
  const columns = columnsOf(world, DAY);
  const answer = await searchInsight({ ...columns, terms: { ...columns.terms, texts: ['', 'kettle', 'Kettel'] } }, EVERYTHING);
  expect(answer.terms).toMatchObject([
    {
      term: 'kettle',
      customers: 55,
      notFound: 5,
      spellings: [
        { text: 'kettle', customers: 50, notFound: 0 },
        { text: 'kettel', customers: 5, notFound: 5 },
      ],
    },
  ]);
});

test('value is lost by as much as comparable customers bought more', async () => {
  const { search, empty, found, bought, counted } = SEARCH_ROLES;
  const searched = (roles: number): Said => ({ at: 0, roles: search | counted | roles, term: 3, value: 0 });
  const buys = (value: number): Said[] => [
    { at: MINUTE, roles: found, term: 0, value: 0 },
    { at: 2 * MINUTE, roles: bought, term: 0, value },
  ];
  const world = [
    ...Array.from({ length: 40 }, (_, customer): Said[] => [searched(0), ...buys(customer % 2 === 0 ? 20 : 0)]),
    ...Array.from({ length: 30 }, (): Said[] => [searched(empty)]),
  ];
  const [term] = (await searchInsight(columnsOf(world, 2 * DAY), EVERYTHING)).terms;
  expect(term?.lostValue?.estimate).toBeCloseTo(300, 9);
  const [low, high] = term?.lostValue?.interval ?? [0, 0];
  // 30 times the standard error of the mean of 40 that are 0 or 20.
  expect((high - low) / 2).toBeCloseTo(1.959963984540054 * 30 * Math.sqrt((100 * 40) / 39 / 40), 6);
  expect(term?.bought).toMatchObject({ share: 0, otherwise: 1 });
});
