import { describe, expect, test } from 'vitest';
import type { MemoryJournal } from '../journal/memory-journal.js';
import { Life } from '../simulation/oracle/life.js';
import { formatInstant } from '../vocabulary/instant.js';
import type { JsonObject } from '../vocabulary/json.js';
import { anEvent } from '../warehouse/fixtures.js';
import { recover } from './recovery.js';

const workspace = (timeZone: string, name = 'shop') => ({ kind: 'workspace', name, timeZone });
const SEGMENTS = [
  { kind: 'metric', name: 'orders_today', value: { count: 'Bought', within: 'today' } },
  { kind: 'segment', name: 'today', where: { performed: 'Bought', within: 'today' } },
  { kind: 'segment', name: 'by_metric', where: { metric: 'orders_today', gt: 0 } },
  { kind: 'segment', name: 'by_segment', where: { segment: 'today' } },
  { kind: 'segment', name: 'fixed', where: { performed: 'Bought', within: 'today', timeZone: 'UTC' } },
];
/** One o'clock in the morning of the second in Berlin, still the first in UTC and in New York. */
const NIGHT = '2026-06-01T23:00:00Z';

function bought(at: string, userId: string, traits: JsonObject = {}) {
  const timestamp = Date.parse(at);
  const named = Object.keys(traits).length === 0 ? { type: 'track' as const, event: 'Bought' } : { type: 'identify' as const, event: '' };
  return anEvent(timestamp, { ...named, messageId: `${userId} ${at}`, userId, timestamp, receivedAt: timestamp, traits });
}

async function life(...definitions: readonly object[]): Promise<Life> {
  const world = new Life(Date.parse(NIGHT)).start();
  await world.publish([...definitions, ...SEGMENTS]);
  await world.take(bought('2026-06-01T21:00:00Z', 'ann'));
  await world.take(bought('2026-06-01T20:00:00Z', 'eve', { timezone: 'America/New_York' }), bought('2026-06-01T21:30:00Z', 'eve'));
  return world;
}

/** How many members each segment has, and what the metric is for ann. */
function counts(world: Life): Record<string, number | undefined> {
  const { segments } = world.pipeline;
  return Object.fromEntries(segments.all().map(({ definition, members }) => [definition.name, members.count]));
}

const IN_UTC = { today: 2, by_metric: 2, by_segment: 2, fixed: 2 };
const IN_BERLIN = { today: 1, by_metric: 1, by_segment: 1, fixed: 2 };

describe('the zone of the workspace', () => {
  test('is UTC without one, and what it is set to with one', async () => {
    expect(counts(await life())).toEqual(IN_UTC);
    expect(counts(await life(workspace('Europe/Berlin')))).toEqual(IN_BERLIN);
  });

  test('when it changes, everything that counts by it is filled anew, and nothing else; removed, it is UTC again', async () => {
    const world = await life();
    await world.publish([workspace('Europe/Berlin')]);
    expect(counts(world)).toEqual(IN_BERLIN);
    await world.publish([workspace('America/New_York')]);
    expect(counts(world)).toEqual(IN_UTC);
    await world.publish([workspace('Europe/Berlin')]);
    await world.publisher.publish([], { by: 'test', removed: [{ kind: 'workspace', name: 'shop' }] });
    expect(counts(world)).toEqual(IN_UTC);
    const { changes } = await world.acts();
    const told = changes.filter(({ cause }) => cause === 'published').map(({ segment, entered }) => `${segment} ${entered}`);
    expect(told.sort()).toEqual(
      ['by_metric', 'by_segment', 'today'].flatMap((name) => [`${name} false`, `${name} false`, `${name} true`, `${name} true`]),
    );
  });

  test('ends the day of its customers from then on', async () => {
    const world = await life(workspace('Europe/Berlin'));
    await world.take(bought('2026-06-01T22:30:00Z', 'ann'));
    expect(world.pipeline.segments.get('today')?.members.count).toBe(2);
    world.clock.advanceTo(Date.parse('2026-06-03T00:00:00Z'));
    const { changes } = await world.acts();
    const left = changes.filter(({ segment, entered }) => segment === 'today' && !entered).map(({ at }) => formatInstant(at));
    expect(left).toEqual(['2026-06-02T04:00:00.000Z', '2026-06-02T22:00:00.000Z']);
  });

  test('is there again after a recovery', async () => {
    const before = await life();
    await before.publish([workspace('Europe/Berlin')]);
    await before.pipeline.settled();
    before.stop();
    const world = new Life(Date.parse(NIGHT), (before.journal as MemoryJournal).reopened());
    await recover({ ...world, outbox: { restore: () => undefined }, onErasure: () => undefined }, undefined);
    expect(counts(world)).toEqual(IN_BERLIN);
    expect(world.pipeline.references.timeZone.name).toBe('Europe/Berlin');
  });

  test('is said once', async () => {
    const world = await life(workspace('Europe/Berlin'));
    await expect(world.publish([workspace('UTC', 'other')])).rejects.toMatchObject({
      problems: [{ kind: 'workspace', name: 'other', pointer: '/name' }],
    });
    await expect(world.publish([workspace('Mars/Olympus')])).rejects.toMatchObject({ problems: [{ pointer: '/timeZone' }] });
    const removed = [{ kind: 'workspace', name: 'shop' }];
    await world.publisher.publish([workspace('UTC', 'other')] as unknown as JsonObject[], { by: 'test', removed });
    expect(counts(world)).toEqual(IN_UTC);
  });

  test('counts for a preview of it, and for a plan', async () => {
    const world = await life(workspace('Europe/Berlin'));
    expect((await world.publisher.preview({ where: { performed: 'Bought', within: 'today' } })).count).toBe(1);
    const planned = await world.publisher.plan([workspace('UTC')] as unknown as JsonObject[]);
    expect(planned.filter(({ kind }) => kind === 'segment').map(({ name, countNow, countThen }) => [name, countNow, countThen])).toEqual([
      ['today', 1, 2],
      ['by_metric', 1, 2],
      ['by_segment', 1, 2],
      ['fixed', 2, 2],
    ]);
  });
});
