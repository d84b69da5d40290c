import { beforeEach, describe, expect, it, test } from 'vitest';
import { cleanScore } from '../../clean/score-item.js';
import { Life } from '../../simulation/oracle/life.js';
import { eventAt, second } from '../../simulation/twin/history.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { formatInstant, type Instant } from '../../vocabulary/instant.js';
import type { JsonObject } from '../../vocabulary/json.js';

const NOW = second(1_000);
let life: Life;

beforeEach(() => {
  life = new Life(NOW).start();
});

const segment = (name: string, where: object): JsonObject => ({ kind: 'segment', name, where }) as unknown as JsonObject;
const inIt = (name: string, who = 'userId:ann'): boolean => life.pipeline.segments.get(name)?.members.has(life.customerOf(who)) === true;
const since = (name: string, who = 'userId:ann'): Instant | undefined => {
  const live = life.pipeline.segments.get(name);
  return live && life.pipeline.segments.since(live.compiled, life.customerOf(who), life.clock.now());
};
const lastChange = async (): Promise<unknown> => {
  const change = (await life.acts()).changes.at(-1);
  return change && { at: change.at, entered: change.entered, cause: change.cause, because: change.because };
};

describe('score', () => {
  const scored = (seconds: number, value: string | number | boolean, customer = 'userId:ann'): CustomerEvent => {
    const delivery = { source: 'scores', receivedAt: NOW, now: NOW, type: null, context: undefined, sentAt: undefined, retention: null };
    const item = cleanScore(
      { score: 'churn', customer, value, at: formatInstant(second(seconds)) },
      { ...delivery, newMessageId: () => 'new', whoIs: () => undefined },
    );
    if (item.kind !== 'event') throw new Error(item.item.detail);
    return item.event;
  };

  it('is the newest by event time, also when it comes late or is stamped later than it comes', async () => {
    await life.publish([segment('risky', { score: 'churn', gte: 0.5 }), segment('unscored', { score: 'churn', exists: false })]);
    await life.take(eventAt(10, 'Seen'));
    expect([inIt('risky'), inIt('unscored')]).toEqual([false, true]);
    await life.take(scored(200, 0.7), scored(100, 0.1));
    expect([inIt('risky'), inIt('unscored')]).toEqual([true, false]);
    expect(since('risky')).toBe(second(200));
    await life.take(scored(1_100, 0.2));
    expect(inIt('risky')).toBe(true);
    life.clock.advanceTo(second(1_100) - 1);
    expect(inIt('risky')).toBe(true);
    life.clock.advanceTo(second(1_100));
    expect(inIt('risky')).toBe(false);
    expect(await lastChange()).toMatchObject({ at: second(1_100), entered: false });
  });

  it('compares texts and truths', async () => {
    await life.publish([segment('gold', { score: 'churn', is: 'gold' })]);
    await life.take(scored(10, 'gold'), scored(10, true, 'userId:bob'));
    expect([inIt('gold'), inIt('gold', 'userId:bob')]).toEqual([true, false]);
  });

  it('counts once, goes where its customer goes, and shows in the answer', async () => {
    await life.publish([segment('risky', { score: 'churn', gte: 0.5 })]);
    await life.take(scored(10, 0.9, 'anonymousId:tab'), scored(10, 0.9, 'anonymousId:tab'), scored(20, 0.6));
    await life.take(eventAt(30, 'Seen', { anonymousId: 'tab' }));
    expect(life.questions.customer({ subject: 'person', type: 'anonymousId', value: 'tab' })?.scores).toEqual([
      { name: 'churn', value: 0.6, at: second(20) },
    ]);
    expect(life.questions.customer({ subject: 'person', type: 'userId', value: 'ann' }, second(15))?.scores).toEqual([
      { name: 'churn', value: 0.9, at: second(10) },
    ]);
    expect(life.pipeline.eventCount).toBe(3);
    expect(life.pipeline.books.of('web')).toMatchObject({ accepted: 3, duplicate: 1 });
  });
});

describe('moment', () => {
  const VISIT = { kind: 'moment', name: 'visit', intent: 'go', pattern: [{ performed: 'Came' }, { performed: 'Looked' }], cooldown: '5s' };

  it('counts those that stand in the window, and leaves it at its millisecond', async () => {
    await life.publish([
      VISIT,
      segment('visited', { moment: 'visit', within: '60s' }),
      segment('twice', { moment: 'visit', times: { atLeast: 2 } }),
    ]);
    await life.take(eventAt(990, 'Came'), eventAt(991, 'Looked'), eventAt(992, 'Looked'));
    expect([inIt('visited'), inIt('twice')]).toEqual([true, false]);
    await life.take(eventAt(996, 'Looked'));
    expect(inIt('twice')).toBe(true);
    life.clock.advanceTo(second(1_056) - 1);
    expect(inIt('visited')).toBe(true);
    life.clock.advanceTo(second(1_056));
    expect(inIt('visited')).toBe(false);
    expect(await lastChange()).toMatchObject({ at: second(1_056), entered: false, cause: 'time' });
    await life.take(eventAt(989, 'Came', { messageId: 'late' }), eventAt(990.5, 'Looked', { messageId: 'late look' }));
    expect(inIt('twice')).toBe(true);
  });

  it('comes to stand when what may not come has not come', async () => {
    const pattern = [{ performed: 'Came' }, { without: 'Bought' }];
    await life.publish([{ ...VISIT, name: 'left', pattern, within: '1m' }, segment('gone', { moment: 'left', within: '10s' })]);
    await life.take(eventAt(990, 'Came'));
    life.clock.advanceTo(second(1_050) - 1);
    expect(inIt('gone')).toBe(false);
    life.clock.advanceTo(second(1_050));
    expect(inIt('gone')).toBe(true);
    expect(await lastChange()).toMatchObject({ at: second(1_050), entered: true, because: ['Came 990'] });
    life.clock.advanceTo(second(1_060));
    expect(inIt('gone')).toBe(false);
  });
});

describe('consent', () => {
  const chooses = (seconds: number, marketing: boolean, change: Partial<CustomerEvent> = {}): CustomerEvent =>
    eventAt(seconds, 'Anything', {
      messageId: `${marketing} ${seconds}`,
      context: { consent: { categoryPreferences: { marketing } } },
      receivedAt: NOW,
      ...change,
    });

  beforeEach(async () => {
    await life.publish([
      segment('willing', { consent: 'marketing', is: 'granted' }),
      segment('unwilling', { consent: 'marketing', is: 'denied' }),
      segment('silent', { consent: 'marketing', is: 'unknown' }),
    ]);
  });
  const all = (who?: string): string[] => ['willing', 'unwilling', 'silent'].filter((name) => inIt(name, who));

  it('rides on any event, the newest choice wins, and it counts from its arrival when that is earlier', async () => {
    await life.take(eventAt(10, 'Seen'));
    expect(all()).toEqual(['silent']);
    await life.take(chooses(100, true));
    expect(all()).toEqual(['willing']);
    expect(since('willing')).toBe(second(100));
    await life.take(chooses(50, false));
    expect(all()).toEqual(['willing']);
    await life.take(chooses(2_000, false));
    expect(all()).toEqual(['unwilling']);
    expect(since('unwilling')).toBe(NOW);
  });

  it('is denied from the joining of two who differ on, and that instant may prove to be earlier', async () => {
    const link = (seconds: number): CustomerEvent => eventAt(seconds, 'Joined', { anonymousId: 'tab', messageId: `link ${seconds}` });
    const tab = { userId: null, anonymousId: 'tab' };
    await life.take(chooses(100, true), chooses(110, false, tab), chooses(300, true, { messageId: 'later' }));
    await life.take(link(400));
    expect(all()).toEqual(['unwilling']);
    // Of the time before, those who are one customer today are taken together too.
    expect(since('unwilling')).toBe(second(110));
    await life.take(link(200));
    expect(all()).toEqual(['willing']);
    expect(since('willing')).toBe(second(300));
  });
});

test('what rests on others is told with what they found', async () => {
  await life.publish([
    { kind: 'metric', name: 'spent', value: { sum: 'Bought', of: 'properties.price' } },
    segment('buyers', { performed: 'Bought' }),
    segment('rich_buyers', { all: [{ segment: 'buyers' }, { metric: 'spent', gt: 5 }] }),
  ]);
  await life.take(eventAt(10, 'Bought', { properties: { price: 7 } }));
  const found = life.pipeline.segments.get('rich_buyers');
  if (found === undefined) throw new Error('not published');
  expect(found.compiled.words).toBe('is in segment buyers and metric spent is greater than 5');
  const [where] = life.pipeline.segments.explain(found.compiled, life.customerOf('userId:ann'), NOW).parts;
  expect(where?.parts).toMatchObject([
    { kind: 'segment', holds: true, parts: [{ kind: 'all', parts: [{ kind: 'performed', holds: true }, { kind: 'trait' }] }] },
    { kind: 'metric', holds: true, value: { metric: 'spent', value: 7 }, events: [{ messageId: 'Bought 10' }] },
  ]);
});
