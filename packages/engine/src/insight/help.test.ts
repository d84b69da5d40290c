import { expect, test } from 'vitest';
import { Random } from '../simulation/random.js';
import { HELP_ROLES, type HelpEvents, helpInsight } from './help.js';

const DAY = 86_400_000;
const LISTS = [[], ['kettle'], ['lamp'], ['kettle', 'lamp']];
const TOPICS = ['', 'descaling', 'bulbs'];
const QUESTION = {
  since: Number.NEGATIVE_INFINITY,
  until: Number.POSITIVE_INFINITY,
  within: 10 * DAY,
  horizon: 5 * DAY,
  rank: 'customers',
  limit: 500,
} as const;

interface Said {
  readonly at: number;
  readonly roles: number;
  readonly list: number;
  readonly topic: number;
}

function madeWorld(seed: string): readonly (readonly Said[])[] {
  const random = Random.of(seed);
  const { bought, content, returned, ticket, counted } = HELP_ROLES;
  return Array.from({ length: 80 }, () => {
    let at = 0;
    return Array.from({ length: random.integer(1, 10) }, (): Said => {
      at += random.pick([1, 2, 5, 9, 10]) * DAY;
      const kind = random.next();
      const none = { at, list: 0, topic: 0 };
      if (kind < 0.35) return { ...none, roles: bought | counted, list: random.integer(0, 3) };
      if (kind < 0.7) return { ...none, roles: content, topic: random.integer(0, 2) };
      return { ...none, roles: kind < 0.85 ? returned : ticket };
    });
  });
}

function columnsOf(world: readonly (readonly Said[])[], to: number): HelpEvents {
  const all = world.flat();
  const starts = [0];
  for (const own of world) starts.push((starts.at(-1) as number) + own.length);
  return {
    starts: Int32Array.from(starts),
    times: Float64Array.from(all, ({ at }) => at),
    roles: Uint8Array.from(all, ({ roles }) => roles),
    to,
    products: { cells: Int32Array.from(all, ({ list }) => list), lists: LISTS },
    topics: { cells: Int32Array.from(all, ({ topic }) => topic), texts: TOPICS },
  };
}

const is = ({ roles }: Said, role: number): boolean => (roles & role) !== 0;

test.each(['a', 'b', 'c', 'd', 'e', 'f'])('the twin says the same: world %s', async (seed) => {
  const to = 45 * DAY;
  const world = madeWorld(seed).map((events) => events.filter(({ at }) => at <= to));
  const answer = await helpInsight(columnsOf(world, to), QUESTION);
  const purchases = (['kettle', 'lamp'] as const).flatMap((product) =>
    world.flatMap((events, customer) => {
      const first = events.find((event) => is(event, HELP_ROLES.bought) && (LISTS[event.list] as string[]).includes(product));
      return first === undefined ? [] : [{ product, customer, at: first.at, events }];
    }),
  );
  const judged = purchases.filter(({ at }) => at + QUESTION.within <= to);
  const buyers = new Set(judged.map(({ customer }) => customer));
  expect(answer.buyers).toBe(buyers.size);
  expect(answer.tooFresh).toBe(new Set(purchases.filter((one) => !judged.includes(one)).map(({ customer }) => customer)).size);
  const lookOf = ({ events, at }: (typeof judged)[number], topic: string): number | undefined =>
    events.find(
      (event) => is(event, HELP_ROLES.content) && TOPICS[event.topic] === topic && event.at > at && event.at <= at + QUESTION.within,
    )?.at;
  for (const told of answer.topics) {
    const ofProduct = judged.filter(({ product }) => product === told.product);
    const looked = ofProduct.filter((one) => lookOf(one, told.topic) !== undefined);
    expect([told.buyers, told.customers]).toEqual([ofProduct.length, looked.length]);
    const returning = (own: (typeof judged)[number], after: number, until: number): boolean =>
      own.events.some((event) => is(event, HELP_ROLES.returned) && event.at > after && event.at <= until);
    const watched = looked.flatMap((own) => {
      const look = lookOf(own, told.topic) as number;
      return look + QUESTION.horizon > to || returning(own, own.at, look) ? [] : [returning(own, look, look + QUESTION.horizon)];
    });
    expect(told.returned.customers).toBe(watched.length);
    expect(told.returned.share).toBeCloseTo(watched.length === 0 ? 0 : watched.filter(Boolean).length / watched.length, 12);
  }
  expect(answer.topics.length).toBeGreaterThan(2);
});

test('buyers are compared who had looked for nothing so long after their purchase', async () => {
  const { bought, content, returned, counted } = HELP_ROLES;
  const buys: Said = { at: 0, roles: bought | counted, list: 1, topic: 0 };
  const looks: Said = { at: 3 * DAY, roles: content, list: 0, topic: 1 };
  const returns = (day: number): Said => ({ at: day * DAY, roles: returned, list: 0, topic: 0 });
  const world = [
    ...Array.from({ length: 40 }, (_, place): Said[] => [buys, looks, ...(place < 20 ? [returns(4)] : [])]),
    // Ten return within the same days, and ten had done so before.
    ...Array.from({ length: 50 }, (_, place): Said[] => [buys, ...(place < 10 ? [returns(4)] : place < 20 ? [returns(2)] : [])]),
  ];
  const [topic] = (await helpInsight(columnsOf(world, 30 * DAY), QUESTION)).topics;
  expect(topic?.returned).toMatchObject({ customers: 40, share: 0.5, comparable: 40, otherwise: 0.25, few: false });
  expect(topic?.returned.difference?.interval[0]).toBeGreaterThan(0);
});
