import { describe, expect, test } from 'vitest';
import { Life } from '../simulation/oracle/life.js';
import { eventAt, second } from '../simulation/twin/history.js';
import { MomentSummaries } from './moment-summary.js';

const HOUR = 3_600;
const DAY = 24 * HOUR;
const MOMENT = { kind: 'moment', name: 'hot', intent: 'buy', pattern: [{ performed: 'Compared' }] };

async function life(): Promise<Life> {
  const world = new Life(second(40 * DAY));
  await world.publish([MOMENT]);
  return world;
}

const did = (who: string, seconds: number, event: string) =>
  eventAt(seconds, event, { userId: who, messageId: `${who}${event}${seconds}` });

describe('what a moment carries', () => {
  test('how many stand, of whom, and since when, by event time', async () => {
    const world = await life();
    await world.take(did('ann', 0, 'Compared'), did('ann', 39.5 * DAY, 'Compared'), did('bob', 35 * DAY, 'Compared'));
    const summary = await new MomentSummaries(world.pipeline).of('hot');
    expect(summary).toMatchObject({ count: 3, customers: 2, lastDay: 1, lastWeek: 2, lastMonth: 2, givenUp: 0, intent: 'buy' });
  });

  test('what follows within a day and a week, and when, beside what happens otherwise; few are called few', async () => {
    const world = await life();
    const people = Array.from({ length: 40 }, (_, index) => `u${index}`);
    // Everybody visits now and then; after comparing, three of four order within two hours.
    for (const [index, who] of people.entries()) {
      await world.take(
        did(who, HOUR, 'Visited'),
        did(who, HOUR + 60, 'Visited'),
        did(who, 20 * DAY, 'Compared'),
        did(who, 20 * DAY + 60, 'Visited'),
      );
      if (index % 4 !== 0) await world.take(did(who, 20 * DAY + 2 * HOUR, 'Ordered'));
      if (index % 4 === 0) await world.take(did(who, 23 * DAY, 'Returned'));
    }
    const { follows } = await new MomentSummaries(world.pipeline).of('hot');
    const [day, week] = follows;
    expect(day).toMatchObject({ horizon: '1d', moments: 40, few: false });
    expect(day?.events[0]).toEqual({ event: 'Ordered', share: 0.75, otherwise: 0, medianMs: 2 * HOUR * 1_000 });
    // What everybody does at all times comes last, though everybody does it.
    expect(day?.events.at(-1)).toMatchObject({ event: 'Visited', share: 1 });
    expect(week?.events.map(({ event }) => event)).toContain('Returned');
    expect(day?.events.map(({ event }) => event)).not.toContain('Returned');
  });

  test('periods that are not over say nothing yet', async () => {
    const world = await life();
    await world.take(did('ann', 40 * DAY - 60, 'Compared'), did('ann', 40 * DAY - 30, 'Ordered'));
    const [day] = (await new MomentSummaries(world.pipeline).of('hot')).follows;
    expect(day).toEqual({ horizon: '1d', moments: 0, others: 0, few: true, events: [] });
  });

  test('an answer stands until something comes in, and can be given up', async () => {
    const world = await life();
    await world.take(did('ann', DAY, 'Compared'));
    const summaries = new MomentSummaries(world.pipeline);
    const first = await summaries.of('hot');
    expect(await summaries.of('hot')).toBe(first);
    await world.take(did('ann', 2 * DAY, 'Compared'));
    expect((await summaries.of('hot')).count).toBe(2);
    await expect(summaries.of('cold')).rejects.toMatchObject({ code: 'unknown_moment' });
    await expect(new MomentSummaries(world.pipeline).of('hot', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  });
});
