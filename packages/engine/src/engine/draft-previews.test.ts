import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Life } from '../simulation/oracle/life.js';
import { eventAt } from '../simulation/twin/history.js';
import type { DefinitionKind, DefinitionRef } from '../vocabulary/definition.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import type { JsonObject } from '../vocabulary/json.js';
import { Drafts } from './drafts.js';
import { metricOf } from './metric-questions.js';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 1);
const BY = { by: 'Ann', note: null };
const ref = (kind: DefinitionKind, name: string): DefinitionRef => ({ kind, name });

function desk(life: Life): Drafts {
  const { pipeline, publisher } = life;
  return new Drafts({ pipeline, publisher, begin: (...asked) => publisher.begin(...asked) });
}

function happened(userId: string, event: string, at: number, price?: number): CustomerEvent {
  const properties = price === undefined ? {} : { price };
  return { ...eventAt(0, event, { userId, messageId: `${userId} ${event} ${at}`, properties }), timestamp: at, receivedAt: at };
}

const counted = (event: string): JsonObject => ({ value: { count: event } });
const compared = (more: JsonObject = {}): JsonObject => ({
  intent: 'buy',
  pattern: [{ performed: 'Viewed' }, { performed: 'Viewed' }],
  within: '1h',
  ...more,
});

describe('a draft metric', () => {
  test('shows how its values would be spread, beside those in force, and changes neither', async () => {
    const life = new Life(NOW);
    const drafts = desk(life);
    await life.publish([{ kind: 'metric', name: 'paid', ...counted('Bought') }]);
    await life.take(happened('ann', 'Bought', NOW - 3, 10), happened('ann', 'Bought', NOW - 2, 20), happened('bob', 'Viewed', NOW - 1));
    await drafts.save(ref('metric', 'paid'), { value: { sum: 'Bought', of: 'properties.price' } }, BY);
    const { metric, moment, asOf } = await drafts.preview(ref('metric', 'paid'));
    expect([moment, asOf]).toEqual([null, NOW]);
    expect(metric).toMatchObject({
      unit: 'value',
      words: expect.stringContaining('properties.price'),
      distribution: { customers: 2, withValue: 2, numbers: { min: 0, max: 30, mean: 15 } },
      inForce: { customers: 2, numbers: { min: 0, max: 2, mean: 1 } },
    });
    expect((await metricOf(life.pipeline, 'paid'))?.distribution.numbers?.max).toBe(2);
    expect(life.pipeline.columns.kept().map(({ path }) => path.text)).not.toContain('properties.price');
    expect(life.pipeline.columns.missing()).toEqual([]);
  });

  test('of a new name stands alone', async () => {
    const life = new Life(NOW);
    const drafts = desk(life);
    await life.take(happened('ann', 'Bought', NOW - 3));
    await drafts.save(ref('metric', 'since'), { value: { recency: 'Bought' } }, BY);
    expect((await drafts.preview(ref('metric', 'since'))).metric).toMatchObject({
      unit: 'time',
      inForce: null,
      distribution: { withValue: 1 },
    });
  });
});

describe('a draft moment', () => {
  test('shows what it would have found in the last 30 days, the newest of it, and what the version in force finds', async () => {
    const life = new Life(NOW);
    const drafts = desk(life);
    await life.publish([{ kind: 'moment', name: 'comparing', ...compared({ cooldown: '1d' }) }]);
    const views = [-31 * DAY, -31 * DAY + 1, -5 * DAY, -5 * DAY + 1, -5 * DAY + 2].map((back) => happened('ann', 'Viewed', NOW + back));
    await life.take(...views, happened('bob', 'Viewed', NOW - 10), happened('eve', 'Viewed', NOW - 20), happened('eve', 'Viewed', NOW - 8));
    await drafts.save(ref('moment', 'comparing'), compared(), BY);
    const { moment, metric } = await drafts.preview(ref('moment', 'comparing'));
    expect(metric).toBeNull();
    expect(moment).toMatchObject({ since: NOW - 30 * DAY, count: 3, customers: 2, countInForce: 2 });
    expect(moment?.sample.map(({ identifiers, at, evidence }) => [identifiers[0]?.value, at, evidence.length])).toEqual([
      ['eve', NOW - 8, 2],
      ['ann', NOW - 5 * DAY + 2, 2],
      ['ann', NOW - 5 * DAY + 1, 2],
    ]);
    expect((await life.acts()).moments.every(({ version }) => version === 1)).toBe(true);
  });

  test('finds what publishing it would find', async () => {
    const history = fc.array(
      fc.tuple(fc.constantFrom('ann', 'bob'), fc.constantFrom('Viewed', 'Bought'), fc.integer({ min: -40, max: 0 })),
      {
        maxLength: 14,
      },
    );
    const definition = compared({ pattern: [{ performed: 'Viewed' }, { without: 'Bought' }], within: '2d', cooldown: '3d' });
    await fc.assert(
      fc.asyncProperty(history, async (events) => {
        const life = new Life(NOW);
        const drafts = desk(life);
        const made = new Map(events.map(([who, event, day]) => [`${who} ${event} ${day}`, happened(who, event, NOW + day * DAY)]));
        await life.take(...made.values());
        await drafts.save(ref('moment', 'silent'), definition, BY);
        const preview = (await drafts.preview(ref('moment', 'silent'))).moment;
        await life.publish([{ kind: 'moment', name: 'silent', ...definition }]);
        const told = (await life.acts()).moments.filter(({ at }) => at > NOW - 30 * DAY);
        expect(preview?.count).toBe(told.length);
        expect(preview?.sample.map(({ at }) => at).toSorted()).toEqual(
          told
            .map(({ at }) => at)
            .toSorted((left, right) => right - left)
            .slice(0, 10)
            .toSorted(),
        );
      }),
      { numRuns: 40 },
    );
  });
});

test('other kinds, drafts that are not there, and those who have gone get none', async () => {
  const drafts = desk(new Life(NOW));
  await drafts.save(ref('segment', 'viewers'), { where: { performed: 'Viewed' } }, BY);
  await expect(drafts.preview(ref('segment', 'viewers'))).rejects.toMatchObject({ code: 'invalid_request' });
  await expect(drafts.preview(ref('metric', 'none'))).rejects.toMatchObject({ code: 'unknown_draft' });
  await drafts.save(ref('metric', 'n'), counted('Viewed'), BY);
  await expect(drafts.preview(ref('metric', 'n'), AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
});
