import type * as contract from '@cusp/engine/contract';

const iso = (time: number) => new Date(time).toISOString();

const COMPARING = {
  kind: 'moment',
  name: 'comparing_prices',
  title: 'Comparing prices on a phone',
  intent: 'buy',
  feeling: 'neutral',
  pattern: [{ performed: 'Product Viewed', as: 'first' }, { performed: 'Product Viewed' }],
  within: '10m',
};

/** The one moment that the mock engine pretends to run. */
export function mockMoments(now: number): contract.DefinitionList {
  const published = { publishedAt: iso(now), by: 'Ann', reason: null };
  const { kind, name, title } = COMPARING;
  return { definitions: [{ kind, name, title, version: 1, versions: 1, inForce: true, ...published, draft: null, definition: COMPARING }] };
}

/** How often it happens, out of those of the mocked world. */
export function mockMomentSummary(count: number, now: number): contract.MomentSummary {
  const { name, title, intent, feeling } = COMPARING;
  const events = [
    { event: 'Order Completed', share: 0.31, otherwise: 0.04, medianMs: 5_400_000 },
    { event: 'Product Added', share: 0.52, otherwise: 0.2, medianMs: 240_000 },
  ];
  return {
    ...{ name, title, intent, feeling, version: 1, status: 'live', words: 'Product Viewed, then Product Viewed, within 10 minutes' },
    ...{ count, customers: 20, lastDay: count, lastWeek: count, lastMonth: count, givenUp: 0, asOf: iso(now) },
    follows: [
      { horizon: '1d', moments: 120, others: 120, few: false, events },
      { horizon: '7d', moments: 0, others: 0, few: true, events: [] },
    ],
  };
}

const finding = (words: string, lift: number, interval: [number, number]): contract.DiscoverFinding => ({
  definition: { ...COMPARING, name: words.toLowerCase().replaceAll(/\W+/g, '_') },
  words,
  ...{
    customers: 140,
    occurrences: 320,
    lift,
    interval,
    qValue: 0.0004,
    leadTime: { median: 7_200_000 },
    goalRate: 0.24,
    controlRate: 0.08,
  },
  ...{ confirmedOn: 500, minedLift: lift * 1.2, segment: 'buyers', byCompany: [] },
  whole: { occurrences: 900, lift: 0.7, interval: [0.5, 0.9] },
});

/** A discovery that is over at once. */
export function mockDiscovery(goal: string, now: number): contract.DiscoverProgress {
  return {
    ...{ discoveryId: 'dis_1', status: 'done', share: 1, sample: 1, failure: null },
    result: {
      ...{ goal, where: null, horizon: '7d', segment: 'buyers', members: 'at each instant', asOf: iso(now) },
      population: { customers: 1_000, mined: 500, confirmedOn: 500, events: 40_000, goals: 900, from: iso(now - 9e9), to: iso(now) },
      ...{ candidatesTried: 2_140, carriedOver: 18, sample: 1, memoryBytes: 2e8 },
      findings: [finding('Product Viewed twice on a phone', 2.9, [2.1, 4]), finding('Coupon Denied', 0.4, [0.25, 0.6])],
      setAside: [{ words: 'Checkout Started', why: 'it restates the goal' }],
    },
  };
}
