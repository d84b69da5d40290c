import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Life } from '../simulation/oracle/life.js';
import { eventAt, second } from '../simulation/twin/history.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import { metricOf, metricsOf } from './metric-questions.js';
import { scoresOf } from './score-questions.js';

const METRICS = [
  { kind: 'metric', name: 'orders', title: 'Orders', value: { count: 'Bought', within: '60s' } },
  { kind: 'metric', name: 'since', value: { recency: 'Bought' } },
  { kind: 'metric', name: 'last_city', value: { last: 'Bought', of: 'properties.city' } },
  { kind: 'metric', name: 'share', value: { ratio: [{ count: 'Bought' }, { count: 'Seen', within: '30s' }] } },
];

test('a metric tells how its values are spread, as of any instant', async () => {
  const life = new Life(second(100));
  await life.publish(METRICS);
  const bought = (userId: string, seconds: number, city: string): CustomerEvent =>
    eventAt(seconds, 'Bought', { userId, messageId: `${userId} ${seconds}`, properties: { city } });
  await life.take(bought('ann', 10, 'Rome'), bought('ann', 50, 'Rome'), bought('bob', 60, 'Oslo'), eventAt(70, 'Seen', { userId: 'eve' }));
  expect(metricsOf(life.pipeline).map(({ name, title, unit }) => [name, title, unit])).toEqual([
    ['orders', 'Orders', 'value'],
    ['since', null, 'time'],
    ['last_city', null, 'value'],
    ['share', null, 'value'],
  ]);
  const values = async (name: string, at?: number) => (await metricOf(life.pipeline, name, at))?.distribution;
  expect(await values('orders')).toMatchObject({ customers: 3, withValue: 3, numbers: { min: 0, mean: 2 / 3, median: 1, max: 1 } });
  expect(await values('orders', second(60))).toMatchObject({ customers: 2, numbers: { min: 1, mean: 1.5, median: 1.5, max: 2 } });
  expect(await values('since')).toMatchObject({ withValue: 2, numbers: { min: 40_000, max: 50_000 } });
  expect(await values('last_city')).toMatchObject({
    numbers: null,
    top: [
      { value: 'Rome', customers: 1 },
      { value: 'Oslo', customers: 1 },
    ],
  });
  expect(await values('last_city', second(5))).toEqual({ customers: 0, withValue: 0, numbers: null, bins: null, top: [] });
  expect(await metricOf(life.pipeline, 'none')).toBeUndefined();
});

test('what a metric was at an instant is what the events up to then say: nothing that came later is known', async () => {
  const history = fc.array(fc.tuple(fc.integer({ min: 0, max: 99 }), fc.constantFrom('Bought', 'Seen'), fc.constantFrom('Rome', 'Oslo')), {
    minLength: 1,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(history, fc.integer({ min: 0, max: 100 }), async (events, cut) => {
      const made = events.map(([seconds, name, city], index) => eventAt(seconds, name, { messageId: `e${index}`, properties: { city } }));
      const metricsAt = async (taken: readonly CustomerEvent[]) => {
        const life = new Life(second(100));
        await life.publish(METRICS);
        await life.take(...taken);
        return life.questions.customer({ subject: 'person', type: 'userId', value: 'ann' }, second(cut))?.metrics;
      };
      expect(await metricsAt(made)).toEqual(await metricsAt(made.filter(({ timestamp }) => timestamp <= second(cut))));
    }),
    { numRuns: 40 },
  );
});

test('scores are told by name, with how many customers have one; those that only a condition names are none', async () => {
  const life = new Life(second(100));
  await life.publish([{ kind: 'segment', name: 'leaving', where: { score: 'unsent', gte: 1 } }]);
  const scored = (userId: string, seconds: number, score: string): CustomerEvent => ({
    ...eventAt(seconds, '', { userId, messageId: `${userId} ${score} ${seconds}`, properties: { score, value: 0.5 } }),
    type: 'score',
  });
  await life.take(
    scored('ann', 10, 'churn'),
    scored('ann', 20, 'churn'),
    scored('bob', 15, 'churn'),
    scored('bob', 5, 'age'),
    scored('eve', 200, 'late'),
  );
  expect(await scoresOf(life.pipeline)).toEqual([
    { name: 'age', customers: 1, newestAt: second(5) },
    { name: 'churn', customers: 2, newestAt: second(20) },
  ]);
});
