import { afterAll, beforeAll, expect, test } from 'vitest';
import { Compile } from 'typebox/compile';
import { JourneysProgress } from '../../api/contract.js';
import { presentJourneys } from '../../api/present/journeys.js';
import { journeysText } from '../../cli/journeys-text.js';
import { Life } from '../../simulation/oracle/life.js';
import { Random } from '../../simulation/random.js';
import { type TwinPoint, twinJourneys, twinPaths, twinSteps, twinTouches } from '../../simulation/twin/journeys.js';
import { twinSessions, sessionOf, withSessions } from '../../simulation/twin/sessions.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { JourneyQuestions } from './journeys.js';
import type { JourneysAnswer, JourneysRequest } from './run-journeys.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 5);
const END = START + 40 * DAY;
const NAMES = ['Product Viewed', 'Products Searched', 'Product Added', 'Order Completed', 'Page Viewed'];
const MEDIA = ['email', 'cpc', undefined];
const PEOPLE = 60;

const ASKED: JourneysRequest = {
  ...{ from: 'Product Viewed', to: 'Order Completed', within: 2 * DAY, once: false, segment: null, by: null },
  through: { events: true, moments: false, channels: false },
  ...{ period: { since: null, until: null }, comparedWith: null, paths: 1_000, depth: 100, names: 60 },
};

/** A world in which everybody is seen by an anonymous identifier first and known later; one of them is a bot. */
function drawnEvents(): CustomerEvent[] {
  const random = Random.of('journeys');
  const events: CustomerEvent[] = [];
  for (let person = 0; person < PEOPLE; person++) {
    let at = START + random.integer(0, 5 * DAY);
    for (let visit = 0; at < END - DAY; visit++) {
      const medium = MEDIA[random.integer(0, MEDIA.length - 1)];
      for (let index = random.integer(1, 6); index > 0; index--) {
        const known = visit > 0 || index === 1;
        events.push({
          messageId: `m${String(events.length).padStart(6, '0')}`,
          type: 'track',
          event: NAMES[random.weighted([5, 2, 2, 1, 3])] as string,
          userId: known ? `user-${person}` : null,
          anonymousId: `device-${person}`,
          ...{ previousId: null, groupId: null, timestamp: at, receivedAt: at, source: 'web' },
          properties: { category: random.chance(0.5) ? 'shoes' : 'hats' },
          context: {
            page: { url: 'https://shop.example/' },
            ...(medium !== undefined && { campaign: { medium, source: medium === 'cpc' ? 'google' : 'letter', name: `${medium}-1` } }),
            ...(person === 7 && { bot: { kind: 'crawler' } }),
          },
          traits: person === 7 ? { bot: true } : {},
        });
        // Also several at one instant.
        at += random.integer(0, 3) * 60_000;
      }
      at += HOUR + random.integer(0, 4 * DAY);
    }
  }
  return events;
}

const events = drawnEvents();
const lives: Life[] = [];

async function lifeOf(order: readonly CustomerEvent[]): Promise<Life> {
  const life = new Life(END);
  lives.push(life);
  for (let from = 0; from < order.length; from += 500) await life.take(...order.slice(from, from + 500));
  return life;
}

async function answered(life: Life, change: Partial<JourneysRequest> = {}): Promise<JourneysAnswer> {
  const questions = new JourneyQuestions(life.pipeline, (error) => {
    throw error;
  });
  const { answer, failure } = await questions.whenOver(questions.begin({ ...ASKED, ...change }).id);
  await questions.close();
  if (answer === null) throw failure ?? new Error('no answer');
  return answer;
}

let life: Life;
beforeAll(async () => {
  life = await lifeOf(events);
  await life.publish([
    { kind: 'segment', name: 'searchers', where: { performed: 'Products Searched' } },
    { kind: 'moment', name: 'two_views', intent: 'buy', pattern: [{ performed: 'Product Viewed', times: { atLeast: 2 } }], within: '1h' },
  ]);
}, 60_000);
afterAll(() => {
  for (const one of lives) one.stop();
});

/** What the twin sees of the people, who are one customer each from the start. */
function twinTimelines(): ReadonlyMap<string, readonly TwinPoint[]> {
  const people = new Map<string, CustomerEvent[]>();
  for (const event of events.filter(({ anonymousId }) => anonymousId !== 'device-7')) {
    const own = people.get(event.anonymousId as string);
    if (own === undefined) people.set(event.anonymousId as string, [event]);
    else own.push(event);
  }
  return new Map(
    [...people].map(([person, own]) => {
      const timeline = own.toSorted((one, other) => one.timestamp - other.timestamp || (one.messageId < other.messageId ? -1 : 1));
      const firsts = new Set(twinSessions(timeline).map(({ first }) => first.messageId));
      const happened = withSessions(timeline).filter(({ event }) => event !== 'Session Started');
      const points = happened.map((event) => ({
        at: event.timestamp,
        step: event.event,
        channel: sessionOf(event).channel as string | undefined,
        beginsVisit: firsts.has(event.messageId),
      }));
      return [person, points];
    }),
  );
}

test.each([{ channels: false }, { channels: true }])(
  'journeys of merged customers are what the slow twin tells; bots are left out: %j',
  async ({ channels }) => {
    const { whole, texts, open } = await answered(life, { through: { events: true, moments: false, channels } });
    const question = { from: ASKED.from, to: ASKED.to, within: 2 * DAY, asOf: END, channelsAreSteps: channels, once: false };
    const twin = twinJourneys(twinTimelines(), question);
    expect(twin.length).toBeGreaterThan(200);
    expect([whole.journeys, whole.customers]).toEqual([twin.length, new Set(twin.map(({ customer }) => customer)).size]);
    expect(open.journeys).toBeGreaterThanOrEqual(0);
    const steps = whole.steps.map(({ step, customers, journeys, reached, left, beforeGoal, medianTime }) => ({
      ...{ name: texts[step] as string, customers, journeys, reached, left, beforeGoal, medianTime },
    }));
    expect(steps.sort((one, other) => (one.name < other.name ? -1 : 1))).toEqual(twinSteps(twin));
    const paths = whole.paths.map(
      ({ steps: way, goesOn: _, ...figures }) => [way.map((step) => texts[step]).join(' > '), figures] as const,
    );
    expect(new Map<string, object>(paths)).toEqual(twinPaths(twin));
    expect(new Map(whole.channels.touches.map(({ name, ...counts }) => [name, counts]))).toEqual(twinTouches(twin));
    expect(whole.campaigns.touches.map(({ name }) => name).sort()).toEqual(['cpc-1', 'email-1']);
  },
);

test('the order of arrival does not matter', async () => {
  const random = Random.of('arrival');
  const shuffled = events.map((event) => ({ event, place: random.next() })).sort((one, other) => one.place - other.place);
  const other = await lifeOf(shuffled.map(({ event }) => event));
  const told = async (one: Life): Promise<unknown> => {
    const { whole, groups, texts, customerIds } = await answered(one, { by: 'context.campaign.medium', names: 3, depth: 3 });
    const plain = [whole, ...groups].map((summary) => ({
      ...summary,
      steps: summary.steps.map((step) => ({ ...step, examples: step.examples.map((customer) => customerIds.get(customer)) })),
    }));
    return JSON.parse(JSON.stringify({ plain, texts, names: groups.map(({ name }) => name) }));
  };
  expect(await told(other)).toEqual(await told(life));
});

test('by segment as of the start, by channel, by a property; a period and one to compare with', async () => {
  const bySegment = await answered(life, { by: 'segment:searchers' });
  expect(bySegment.members).toBe('at the start');
  const [all, members, others] = [
    bySegment.whole,
    ...['searchers', null].map((name) => bySegment.groups.find((group) => group.name === name)),
  ];
  expect((members?.journeys ?? 0) + (others?.journeys ?? 0)).toBe(all?.journeys);
  const { journeys, customers, reached, interval, timeToGoal } = (await answered(life, { segment: 'searchers' })).whole;
  expect(members).toMatchObject({ journeys, customers, reached, interval, timeToGoal });
  for (const by of ['channel', 'properties.category']) {
    const { groups, whole } = await answered(life, { by });
    expect(groups.reduce((sum, { journeys }) => sum + journeys, 0)).toBe(whole.journeys);
    expect(groups.length).toBeGreaterThan(1);
  }
  const middle = START + 20 * DAY;
  const halves = await answered(life, { period: { since: null, until: middle }, comparedWith: { since: middle, until: null } });
  expect(halves.whole.journeys + (halves.compared?.journeys ?? 0)).toBe(all?.journeys);
});

test('moments are steps, and begin journeys', async () => {
  const through = { events: false, moments: true, channels: false };
  const { texts, whole } = await answered(life, { through });
  expect(texts).toContain('moment:two_views');
  const fromMoment = await answered(life, { from: 'moment:two_views', through });
  const { pipeline } = life;
  const standing = Array.from({ length: pipeline.timelines.identifiers.size }, (_, customer) =>
    pipeline.identities.customerOf(customer) === customer ? pipeline.moments.standing('two_views', customer).length : 0,
  ).reduce((left, right) => left + right, 0);
  expect(fromMoment.whole.journeys).toBeGreaterThan(0);
  expect(fromMoment.whole.journeys).toBeLessThanOrEqual(standing);
  expect(whole.steps.find(({ step }) => texts[step] === 'moment:two_views')?.journeys).toBeGreaterThan(0);
});

test('an answer keeps to the contract and can be read', async () => {
  const answer = await answered(life, { by: 'channel', comparedWith: { since: START, until: END }, paths: 5 });
  const presented = presentJourneys({ id: 'jou_1', status: 'done', share: 1, answer, failure: null });
  expect([...Compile(JourneysProgress).Errors(presented)]).toEqual([]);
  const { result } = presented;
  expect(result).toMatchObject({ within: '2d', through: ['events'] });
  expect(result?.steps[0]?.name).toBe('Product Viewed');
  expect(result?.steps.flatMap(({ examples }) => examples).length).toBeGreaterThan(0);
  const text = journeysText(result as NonNullable<typeof result>);
  for (const part of ['From “Product Viewed” to “Order Completed” within 2 days', 'Time to the goal', 'Visits came by', 'Compared'])
    expect(text).toContain(part);
});

test.each([
  [{ from: 'Nothing' }, 'invalid_request'],
  [{ to: 'moment:nothing' }, 'invalid_request'],
  [{ by: 'nonsense' }, 'invalid_request'],
  [{ by: 'segment:nobody' }, 'unknown_segment'],
  [{ segment: 'nobody' }, 'unknown_segment'],
])('what cannot be answered says why: %j', async (change, code) => {
  await expect(answered(life, change)).rejects.toMatchObject({ code });
});

test('questions wait for each other, not too many of them; one can be stopped', async () => {
  const questions = new JourneyQuestions(life.pipeline, () => undefined);
  const ids = [1, 2, 3, 4].map(() => questions.begin(ASKED).id);
  expect(() => questions.begin(ASKED)).toThrow('Too many questions');
  expect(await questions.stop(ids[1] as string)).toMatchObject({ status: 'stopped', answer: null });
  expect(await questions.whenOver(ids[3] as string)).toMatchObject({ status: 'done', share: 1 });
  expect(() => questions.get('jou_none')).toThrow('no such question');
  await questions.close();
  expect(() => questions.begin(ASKED)).toThrow('stopping');
  expect(questions.steps()).toEqual([
    'Order Completed',
    'Page Viewed',
    'Product Added',
    'Product Viewed',
    'Products Searched',
    'moment:two_views',
  ]);
  expect(life.pipeline.columns.missing()).toEqual([]);
});
