import { readFile } from 'node:fs/promises';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import * as contract from '../../api/contract.js';
import { featuresAsked, helpAsked, searchesAsked } from '../../api/insight-asked.js';
import { presentFeatures, presentHelp, presentSearches } from '../../api/present/insight.js';
import { featuresText, helpText, searchesText } from '../../cli/insight-text.js';
import { asEvent, fleet } from '../../simulation/cars/fleet.js';
import { Life } from '../../simulation/oracle/life.js';
import { Random } from '../../simulation/random.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { Insights } from './insights.js';

const DAY = 86_400_000;
const RELEASE = Date.UTC(2026, 2, 2);
const CHANGES = [
  { menu: 'Seats', model: 'Alto', trouble: 0.02 },
  { menu: 'Navigation', model: 'Alto', trouble: 0.75 },
];
const MOMENTS = new URL('../../../../../examples/connected-car/moments.yaml', import.meta.url);
let life: Life;
let insights: Insights;

async function takeAll(events: readonly CustomerEvent[]): Promise<void> {
  for (let from = 0; from < events.length; from += 2_000) await life.take(...events.slice(from, from + 2_000));
}

/** Cars with a release that makes one menu of one model better and another worse, and a small shop beside them. */
beforeAll(async () => {
  life = new Life(RELEASE + 40 * DAY);
  insights = new Insights(life.pipeline);
  const options = { models: ['Alto', 'Brio', 'Corso'], drivers: 34, drives: 5, release: RELEASE, changes: CHANGES };
  await takeAll([...fleet(Random.of('release'), options)].map(asEvent));
  const moments = parseAllDocuments(await readFile(MOMENTS, 'utf8')).map((one) => one.toJS() as JsonObject);
  await life.publish([
    ...moments,
    { kind: 'segment', name: 'in_altos', where: { performed: 'Drive Started', where: { 'properties.model': 'Alto' } } },
  ]);
  await takeAll([...shop()]);
}, 60_000);
afterAll(() => life.stop());

/** Forty customers: half search for a teapot that is not there, all buy a kettle, and the even ones look how to descale it. */
function* shop(): Generator<CustomerEvent> {
  for (let customer = 0; customer < 40; customer++) {
    const start = RELEASE - 20 * DAY + customer * 60_000;
    const at = (event: string, after: number, properties: JsonObject = {}): CustomerEvent => ({
      ...{ messageId: `${event}-${after}`, type: 'track', event, userId: `buyer-${customer}`, anonymousId: null, previousId: null },
      ...{ groupId: null, timestamp: start + after, receivedAt: start + after, source: 'web', properties, context: {}, traits: {} },
    });
    const inVain = customer % 2 === 0;
    yield at('Products Searched', 0, inVain ? { query: 'Téapot', results: 0 } : { query: 'kettle' });
    if (!inVain) yield at('Product Viewed', 60_000);
    if (!inVain) yield at('Order Completed', 120_000, { total: 50, products: [{ name: 'Brook kettle' }, { name: 'Descaler' }] });
    else yield at('Order Completed', 2 * DAY, { total: 40, products: [{ name: 'Brook kettle' }] });
    if (inVain) yield at('Page Viewed', 5 * DAY, { category: 'Help', name: 'How to descale' });
    if (customer % 4 === 0) yield at('Product Returned', 6 * DAY);
  }
}

const ask = async (query: Partial<contract.FeaturesQuery>) =>
  presentFeatures(await insights.features(featuresAsked({ by: 'properties.menu', ...query } as contract.FeaturesQuery)));

test('a release: what became better and worse for one model is found, and nothing else', async () => {
  const answer = await ask({ split: 'properties.model', release: formatInstant(RELEASE), limit: 500 });
  expect([...Compile(contract.FeaturesAnswer).Errors(answer)]).toEqual([]);
  const told = answer.features.filter(({ comparison }) => comparison !== null && comparison.word !== 'cannot be told yet');
  expect(told.map(({ feature, group, comparison }) => [feature, group, comparison?.word, comparison?.kind]).sort()).toEqual([
    ['Navigation', 'Alto', 'worse', 'same customers'],
    ['Seats', 'Alto', 'better', 'same customers'],
  ]);
  expect(answer.compared).toBe(12);
  // As long before as is known after.
  expect(answer.until).toBe(answer.to);
  expect(RELEASE - Date.parse(answer.since ?? '')).toBe(Date.parse(answer.to) - RELEASE);
  expect(featuresText(answer)).toContain('better');
});

test('by version, customers are compared who are alike and use it as much', async () => {
  const answer = await ask({ split: 'properties.software', alike: 'properties.model', segment: 'in_altos' });
  const words = answer.features.map(({ feature, group, comparison }) => `${feature} ${group}: ${comparison?.word}`);
  const planted = ['Navigation 1.9: better', 'Navigation 2.0: worse', 'Seats 1.9: worse', 'Seats 2.0: better'];
  expect(words).toEqual(expect.arrayContaining(planted));
  expect(words.filter((text) => text.includes('yet')).length).toBeGreaterThanOrEqual(3);
  expect(answer.features.every(({ comparison }) => comparison?.kind === 'other groups')).toBe(true);
});

test('what follows is told, and whose timelines to look at', async () => {
  const [first] = (await ask({})).features;
  expect(first?.followed.customers).toBeGreaterThan(0);
  const [example] = first?.examples ?? [];
  const customer = life.pipeline.identities.customerById(example?.customerId ?? '') ?? -1;
  const at = Date.parse(example?.at ?? '');
  expect(life.pipeline.moments.standing('giving_up_in_a_menu', customer).some((moment) => Math.abs(moment.at - at) < 60_000)).toBe(true);
});

test('searches in vain, and what was bought otherwise', async () => {
  const answer = presentSearches(await insights.searches(searchesAsked({})));
  expect([...Compile(contract.SearchesAnswer).Errors(answer)]).toEqual([]);
  expect(answer).toMatchObject({
    searches: 40,
    customers: 40,
    notFound: 20,
    different: 2,
    unknownEvents: ['Product Added', 'Product Clicked', 'Ticket Opened'],
  });
  expect(answer.terms).toHaveLength(1);
  const [term] = answer.terms;
  expect(term).toMatchObject({ term: 'teapot', customers: 20, notFound: 20, endings: { noResults: 20, reformulated: 0, left: 0 } });
  expect(term?.bought).toMatchObject({ customers: 20, share: 0, otherwise: 1, comparable: 20, few: true });
  expect(term?.lostValue?.estimate).toBeCloseTo(20 * 50);
  expect(searchesText(answer)).toContain('20 no results');
});

test('help after a purchase, beside buyers who had not looked', async () => {
  const answer = presentHelp(await insights.help(helpAsked({ within: '10d' })));
  expect([...Compile(contract.HelpAnswer).Errors(answer)]).toEqual([]);
  expect(answer).toMatchObject({ buyers: 40, customers: 20, tooFresh: 0 });
  expect(answer.topics).toHaveLength(1);
  expect(answer.topics[0]).toMatchObject({ product: 'Brook kettle', topic: 'How to descale', buyers: 40, customers: 20, afterMs: 3 * DAY });
  expect(answer.topics[0]?.returned).toMatchObject({ customers: 20, share: 0.5, otherwise: 0 });
  expect(helpText(answer)).toContain('How to descale');
});

test.each([
  [{ segment: 'nobody' }, 'unknown_segment'],
  [{ moments: 'nothing_of_the_kind' }, 'unknown_moment'],
  [{ by: 'menu' }, 'invalid_request'],
  [{ release: formatInstant(RELEASE + 39 * DAY) }, 'invalid_request'],
  [{ goal: '[{"performed":"Drive Ended","where":{"nonsense":1}}]' }, 'invalid_definition'],
])('what cannot be asked says why: %j', async (query, code) => {
  await expect(ask(query)).rejects.toMatchObject({ code });
});

test('its columns are let go when it is answered; who goes away is not answered', async () => {
  const left = new AbortController();
  left.abort(new Error('gone'));
  await expect(insights.searches(searchesAsked({}), left.signal)).rejects.toThrow('gone');
  await ask({});
  expect(life.pipeline.columns.emptySome(1)).toBe(false);
  expect(life.pipeline.columns.missing()).toEqual([]);
});

test('who comes when too many wait is told so', async () => {
  const waiting = Array.from({ length: 8 }, () => insights.searches(searchesAsked({})));
  await expect(insights.searches(searchesAsked({}))).rejects.toMatchObject({ code: 'overloaded' });
  await Promise.all(waiting);
});
