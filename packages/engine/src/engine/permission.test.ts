import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { searchesAsked } from '../api/insight-asked.js';
import { Life } from '../simulation/oracle/life.js';
import { EPOCH } from '../simulation/twin/arbitrary.js';
import { eventAt, second } from '../simulation/twin/history.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import type { JsonObject } from '../vocabulary/json.js';
import type { PurposeDefinition } from '../vocabulary/purpose.js';
import { Features } from './features/features.js';
import { forEachCustomer } from './history.js';
import { Insights } from './insight/insights.js';
import { runJourneys } from './journey/run-journeys.js';
import { metricOf } from './metric-questions.js';

const HOUR = 3_600;
const END = second(60 * HOUR);
const OF_ADS = { purpose: 'ads' };
const DEFINITIONS = [
  { kind: 'metric', name: 'orders', value: { count: 'Ordered' } },
  { kind: 'segment', name: 'buyers', where: { performed: 'Ordered' } },
  { kind: 'segment', name: 'buyers_for_ads', where: { performed: 'Ordered' }, includeBots: true, ...OF_ADS },
  { kind: 'segment', name: 'no_buyers', where: { not: { segment: 'buyers' } } },
  { kind: 'moment', name: 'looked_twice', intent: 'buy', pattern: [{ performed: 'Viewed', times: { atLeast: 2 } }], within: '1d' },
  {
    kind: 'moment',
    name: 'left_for_ads',
    intent: 'buy',
    pattern: [{ performed: 'Viewed', if: { metric: 'orders', is: 0 } }, { without: 'Ordered' }],
    within: '2h',
    ...OF_ADS,
  },
  { kind: 'surge', name: 'interest', of: { performed: 'Viewed' }, by: 'properties.product', every: '1h' },
];
/** What silence means for the two purposes: everybody who has not objected, and only who has agreed, by country. */
const ANALYTICS: PurposeDefinition = { kind: 'purpose', name: 'analytics', consent: 'optOut' };
const ADS: PurposeDefinition = { kind: 'purpose', name: 'ads', consent: { default: 'optIn', regions: { US: 'optOut' } } };
const PURPOSES = [ANALYTICS, ADS];

interface Person {
  readonly name: string;
  readonly choices: JsonObject;
  readonly country: string | null;
  readonly acts: readonly { readonly event: string; readonly hour: number }[];
}

const people = fc.array(
  fc.record({
    choices: fc.record({ analytics: fc.boolean(), ads: fc.boolean() }, { requiredKeys: [] }),
    country: fc.constantFrom('US', 'DE', null),
    acts: fc.array(fc.record({ event: fc.constantFrom('Viewed', 'Ordered', 'Products Searched'), hour: fc.integer({ min: 1, max: 50 }) }), {
      minLength: 1,
      maxLength: 8,
    }),
  }),
  { minLength: 1, maxLength: 8 },
);

/** Somebody who allows everything: analyses ask for events that were performed. */
const WILLING: Person = {
  name: 'willing',
  choices: { analytics: true, ads: true },
  country: null,
  acts: ['Viewed', 'Ordered', 'Products Searched'].map((event, index) => ({ event, hour: index + 1 })),
};

/** Everybody says first what they allow, and where they live. */
function eventsOf({ name, choices, country, acts }: Person): CustomerEvent[] {
  const userId = name;
  const context = { consent: { categoryPreferences: { ...choices } } };
  const traits: JsonObject = country === null ? {} : { country };
  return [
    eventAt(0, '', { userId, messageId: `who ${name}`, context, traits }),
    ...acts.map(({ event, hour }, index) =>
      eventAt(hour * HOUR + index, event, {
        userId,
        messageId: `${index} ${name}`,
        properties: { product: 'p', query: 'kettle', results: 0 },
      }),
    ),
  ];
}

function permits({ choices, country }: Person, purpose: 'analytics' | 'ads'): boolean {
  const choice = choices[purpose];
  return typeof choice === 'boolean' ? choice : purpose === 'analytics' || country === 'US';
}

async function lifeOf(persons: readonly Person[], purposes: readonly object[]): Promise<Life> {
  const life = new Life(EPOCH).start();
  await life.publish([...DEFINITIONS, ...purposes]);
  life.clock.advanceTo(END);
  const events = persons.flatMap(eventsOf).sort((left, right) => left.timestamp - right.timestamp);
  if (events.length > 0) await life.take(...events);
  await life.pipeline.settled();
  return life;
}

/** Everything that is derived from people's data for a purpose, in words that do not depend on how many others there are. */
async function derived(life: Life, definitions: readonly string[]): Promise<unknown> {
  const { pipeline, publisher } = life;
  const named = (customer: number): string => pipeline.identities.representativeOf(customer).value;
  const customers: number[] = [];
  await forEachCustomer(pipeline, (customer) => customers.push(customer));
  const segments = pipeline.segments.all().filter(({ definition }) => definitions.includes(definition.name));
  const moments = definitions.filter((name) => pipeline.definitions.get('moment', name) !== undefined);
  const surges = pipeline.surges.all().filter(({ definition }) => definitions.includes(definition.name));
  return {
    members: segments.map(({ definition, members }) => [
      definition.name,
      customers
        .filter((one) => members.has(one))
        .map(named)
        .sort(),
    ]),
    previews: await Promise.all(
      segments.map(async ({ definition }) => (await publisher.preview({ ...definition, name: 'preview' })).count),
    ),
    moments: moments.map((name) =>
      customers.flatMap((one) => pipeline.moments.standing(name, one).map(({ at }) => `${named(one)} ${at}`)).sort(),
    ),
    surges: surges.map((surge) =>
      surge
        .customersOf(surge.values.find('p') ?? -1, 0, 2 ** 22 - 1)
        .map(named)
        .sort(),
    ),
  };
}

const WITHIN_A_DAY = {
  ...{ from: 'Viewed', to: 'Ordered', within: 24 * HOUR * 1_000, once: false, segment: null, by: null },
  through: { events: true, moments: true, channels: false },
  ...{ period: { since: null, until: null }, comparedWith: null, paths: 100, depth: 20, names: 20 },
};

/** What serves no definition of its own, and so `analytics`. */
async function analysed({ pipeline }: Life): Promise<unknown> {
  const table = await new Features(pipeline).table({
    at: [second(30 * HOUR), END],
    metrics: ['orders'],
    segments: ['buyers'],
    asKnown: true,
  });
  const features: string[] = [];
  for await (const rows of table.rows()) features.push(...rows.map((row) => JSON.stringify(row.slice(1))));
  const {
    customerIds: _,
    asOf: __,
    ...journeys
  } = await runJourneys(pipeline, WITHIN_A_DAY, { signal: new AbortController().signal, onShare: () => undefined });
  return {
    features: features.sort(),
    journeys: journeys.whole,
    searches: (await new Insights(pipeline).searches(searchesAsked({}))).searches,
    metric: (await metricOf(pipeline, 'orders'))?.distribution,
  };
}

describe('law: data without permission for a purpose feeds nothing used for it', () => {
  test('what is derived for a purpose is as if nobody had ever been there who does not permit it', async () => {
    await fc.assert(
      fc.asyncProperty(people, async (drawn) => {
        const persons = [WILLING, ...drawn.map((person, index) => ({ ...person, name: `person ${index}` }))];
        const all = await lifeOf(persons, PURPOSES);
        const analysts = await lifeOf(
          persons.filter((person) => permits(person, 'analytics')),
          [ADS],
        );
        const advertisers = await lifeOf(
          persons.filter((person) => permits(person, 'ads')),
          [ANALYTICS],
        );
        try {
          const own = ['buyers', 'no_buyers', 'looked_twice', 'interest'];
          expect(await derived(all, own)).toEqual(await derived(analysts, own));
          expect(await analysed(all)).toEqual(await analysed(analysts));
          const ofAds = ['buyers_for_ads', 'left_for_ads'];
          expect(await derived(all, ofAds)).toEqual(await derived(advertisers, ofAds));
        } finally {
          for (const life of [all, analysts, advertisers]) life.stop();
        }
      }),
      { numRuns: 12 },
    );
  }, 60_000);

  test('it ends at the instant of a withdrawal, without another event; what a moment was before stands', async () => {
    const life = await lifeOf([], PURPOSES);
    life.clock.advanceTo(END + 1);
    const at = (seconds: number, event: string, granted?: boolean): CustomerEvent =>
      eventAt(60 * HOUR + seconds, event, {
        messageId: `m${seconds}`,
        context: granted === undefined ? {} : { consent: { categoryPreferences: { ads: granted } } },
      });
    life.clock.advanceTo(second(60 * HOUR + 10));
    await life.take(at(1, 'Ordered', true), at(2, 'Viewed'));
    const count = (name: string): number | undefined => life.pipeline.segments.get(name)?.members.count;
    expect([count('buyers'), count('buyers_for_ads')]).toEqual([1, 1]);
    await life.take(at(5, 'Preferences Seen', false));
    expect([count('buyers'), count('buyers_for_ads')]).toEqual([1, 0]);
    const ann = life.customerOf('userId:ann');
    const explained = life.pipeline.segments.explain(
      life.pipeline.segments.get('buyers_for_ads')?.compiled as never,
      ann,
      life.clock.now(),
    );
    expect(JSON.stringify(explained)).toContain('permits use for ads');
    life.stop();
  });

  test('a purpose that is published later, or made stricter, ends what it does not allow any more', async () => {
    const persons: Person[] = [{ name: 'silent', choices: {}, country: null, acts: [{ event: 'Ordered', hour: 2 }] }];
    const life = await lifeOf(persons, []);
    const count = (): number | undefined => life.pipeline.segments.get('buyers_for_ads')?.members.count;
    expect(count()).toBe(1);
    await life.publish([{ kind: 'purpose', name: 'ads', consent: 'optOut' }]);
    expect(count()).toBe(1);
    await life.publish([{ kind: 'purpose', name: 'ads', consent: 'optIn' }]);
    expect(count()).toBe(0);
    await life.publish([{ kind: 'purpose', name: 'ads', consent: 'optOut' }]);
    expect(count()).toBe(1);
    life.stop();
  });
});
