import { expect, test } from 'vitest';
import { Random } from '../simulation/random.js';
import { FEATURE_ROLES, type FeatureEvents } from './feature-uses.js';
import { featureInsight, type FeatureQuestion } from './features.js';

const DAY = 86_400_000;
const FEATURES = ['', 'Seats', 'Radio', 'Climate'];
const QUESTION: FeatureQuestion = {
  ...{ since: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY, feeling: 'frustration', goal: 'event' },
  ...{ horizon: 3 * DAY, rank: 'customers', limit: 500 },
};

interface Said {
  readonly at: number;
  readonly roles: number;
  readonly feature: number;
}

function madeWorld(seed: string): readonly (readonly Said[])[] {
  const random = Random.of(seed);
  const { goal, felt, counted } = FEATURE_ROLES;
  return Array.from({ length: 60 }, () => {
    let at = 0;
    return Array.from({ length: random.integer(1, 20) }, (): Said => {
      at += random.integer(1, 30) * 3_600_000;
      if (random.chance(0.15)) return { at, roles: goal, feature: 0 };
      return { at, roles: counted | (random.chance(0.15) ? felt : 0), feature: random.integer(1, 3) };
    });
  });
}

function columnsOf(world: readonly (readonly Said[])[], to: number): FeatureEvents {
  const all = world.flat();
  const starts = [0];
  for (const own of world) starts.push((starts.at(-1) as number) + own.length);
  const none = { cells: new Int32Array(all.length), texts: [''] };
  return {
    starts: Int32Array.from(starts),
    times: Float64Array.from(all, ({ at }) => at),
    roles: Uint8Array.from(all, ({ roles }) => roles),
    to,
    features: { cells: Int32Array.from(all, ({ feature }) => feature), texts: FEATURES },
    ...{ groups: none, likeness: none, moments: new Map() },
  };
}

const is = ({ roles }: Said, role: number): boolean => (roles & role) !== 0;
const daysOf = (events: readonly Said[]): number => new Set(events.map(({ at }) => Math.floor(at / DAY))).size;

test.each(['a', 'b', 'c', 'd', 'e', 'f'])('the twin says the same: world %s', async (seed) => {
  const world = madeWorld(seed);
  const to = 12 * DAY;
  const known = world.map((events) => events.filter(({ at }) => at <= to));
  const answer = await featureInsight(columnsOf(known, to), QUESTION);
  expect(answer.features).toHaveLength(3);
  for (const told of answer.features) {
    const uses = known.map((events) => events.filter(({ feature }) => FEATURES[feature] === told.feature));
    const users = uses.filter(({ length }) => length > 0);
    const feltIn = (events: readonly Said[]): Said[] => events.filter((event) => is(event, FEATURE_ROLES.felt));
    expect([told.users, told.customers]).toEqual([users.length, users.filter((events) => feltIn(events).length > 0).length]);
    const shares = users.map((events) => daysOf(feltIn(events)) / daysOf(events));
    expect(told.ofDays.share).toBeCloseTo(shares.reduce((sum, share) => sum + share, 0) / users.length, 12);
    expect(told.ofDays.days).toBe(users.reduce((sum, events) => sum + daysOf(events), 0));
    const watched = known.flatMap((events, customer) => {
      const first = feltIn(uses[customer] ?? [])[0];
      if (first === undefined || first.at + QUESTION.horizon > to) return [];
      return [events.some((event) => is(event, FEATURE_ROLES.goal) && event.at > first.at && event.at <= first.at + QUESTION.horizon)];
    });
    expect(told.followed.customers).toBe(watched.length);
    expect(told.followed.share).toBeCloseTo(watched.length === 0 ? 0 : watched.filter(Boolean).length / watched.length, 12);
  }
});

test('much use does not make a feature look bad', async () => {
  const { felt, counted } = FEATURE_ROLES;
  // Everybody is frustrated on one day in ten of either; Seats are used on thirty days, the Radio on ten.
  const world = Array.from({ length: 40 }, (_, customer): Said[] =>
    Array.from({ length: 40 }, (__, day): Said => {
      const isFelt = (day + customer) % 10 === 0;
      return { at: day * DAY + 1, roles: counted | (isFelt ? felt : 0), feature: day % 4 === 0 ? 2 : 1 };
    }),
  );
  const { features } = await featureInsight(columnsOf(world, 50 * DAY), QUESTION);
  const byName = new Map(features.map((feature) => [feature.feature, feature]));
  expect(byName.get('Seats')?.customers).toBeGreaterThan(byName.get('Radio')?.customers ?? 40);
  expect(byName.get('Seats')?.ofDays.share).toBeCloseTo(0.1, 1);
  expect(byName.get('Radio')?.ofDays.share).toBeCloseTo(0.1, 1);
});

test('silence is a goal: nothing at all for so long', async () => {
  const { felt, counted } = FEATURE_ROLES;
  const uses = (day: number, isFelt = false): Said => ({ at: day * DAY, roles: counted | (isFelt ? felt : 0), feature: 1 });
  const world = [
    ...Array.from({ length: 30 }, (): Said[] => [uses(1, true)]),
    ...Array.from({ length: 30 }, (): Said[] => [uses(1), uses(2), uses(3)]),
  ];
  const [feature] = (await featureInsight(columnsOf(world, 20 * DAY), { ...QUESTION, goal: 'silence' })).features;
  expect(feature?.followed).toMatchObject({ customers: 30, share: 1, comparable: 30, otherwise: 0, few: false });
});

test('too few are not compared', async () => {
  const world = Array.from({ length: 9 }, (): Said[] => [
    { at: 0, roles: FEATURE_ROLES.counted | FEATURE_ROLES.felt, feature: 1 },
    { at: 2 * DAY, roles: FEATURE_ROLES.counted, feature: 1 },
  ]);
  const answer = await featureInsight(columnsOf(world, 10 * DAY), { ...QUESTION, release: DAY });
  expect(answer).toMatchObject({ compared: 0, features: [{ comparison: null }] });
});
