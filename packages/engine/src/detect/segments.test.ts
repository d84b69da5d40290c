import { describe, expect, test } from 'vitest';
import type { MemoryJournal } from '../journal/memory-journal.js';
import { recover } from '../engine/recovery.js';
import { Life } from '../simulation/oracle/life.js';
import { eventAt, second } from '../simulation/twin/history.js';
import type { JsonObject } from '../vocabulary/json.js';
import { formatIdentifier } from '../vocabulary/identifier.js';

async function life(where: JsonObject, now = 0): Promise<Life> {
  const started = new Life(second(now)).start();
  await started.publish([{ kind: 'segment', name: 'it', where }]);
  return started;
}

function isIn(world: Life, owner = 'userId:ann'): boolean {
  return world.pipeline.segments.get('it')?.members.has(world.customerOf(owner)) === true;
}

/** What was observed, in short: seconds, in or out, why. */
async function changes(world: Life): Promise<string[]> {
  return (await world.acts()).changes.map(({ at, entered, cause }) => `${(at - second(0)) / 1_000} ${entered ? 'in' : 'out'} ${cause}`);
}

describe('performed within a window', () => {
  test('counts what happened at exactly now, and no longer what happened at exactly now − within', async () => {
    const world = await life({ performed: 'A', within: '10s' }, 5);
    await world.take(eventAt(5, 'A'));
    expect(isIn(world)).toBe(true);
    world.clock.advanceTo(second(15) - 1);
    expect(isIn(world)).toBe(true);
    world.clock.advanceTo(second(15));
    expect(isIn(world)).toBe(false);
    expect(await changes(world)).toEqual(['5 in event', '15 out time']);
  });

  test.each([
    [{ atLeast: 2 }, ['3 in event', '11 out time']],
    [{ exactly: 1 }, ['1 in event', '3 out event', '11 in time', '13 out time']],
    [{ atMost: 1 }, ['1 in event', '3 out event', '11 in time']],
    [{ exactly: 0 }, ['13 in time']],
    [{ atLeast: 1, atMost: 1 }, ['1 in event', '3 out event', '11 in time', '13 out time']],
    [{ atLeast: 0 }, ['1 in event']],
  ])('%j of two events, two seconds apart', async (times, expected) => {
    const world = await life({ performed: 'A', times, within: '10s' }, 0);
    for (const at of [1, 3]) {
      world.clock.advanceTo(second(at));
      await world.take(eventAt(at, 'A'));
    }
    world.clock.advanceTo(second(100));
    expect(await changes(world)).toEqual(expected);
  });
});

describe('segments', () => {
  test('a customer begins to exist with their first event that counts, also when one stamped later came before', async () => {
    const world = await life({ not: { performed: 'B' } }, 0);
    await world.take(eventAt(20, 'A'));
    expect(isIn(world)).toBe(false);
    await world.take(eventAt(0, 'A', { messageId: 'now' }));
    expect(isIn(world)).toBe(true);
    expect(await changes(world)).toEqual(['0 in event']);
  });

  test('what is said by absence begins to hold with the first event, at its instant', async () => {
    const world = await life({ not: { performed: 'B' } }, 0);
    await world.take(eventAt(20, 'A'));
    world.clock.advanceTo(second(30));
    expect(await changes(world)).toEqual(['20 in time']);
  });

  test('an event stamped later counts from its time on, after a recovery too', async () => {
    const before = await life({ performed: 'A', times: { atLeast: 2 } }, 0);
    await before.take(eventAt(0, 'A'), eventAt(20, 'A'));
    await before.pipeline.settled();
    before.stop();
    const world = new Life(second(5), (before.journal as MemoryJournal).reopened());
    const { pipeline, publisher } = world;
    await recover({ pipeline, publisher, outbox: { restore: () => undefined }, onErasure: () => undefined }, undefined);
    world.start();
    expect(isIn(world)).toBe(false);
    world.clock.advanceTo(second(30));
    expect(await changes(world)).toEqual(['20 in time']);
  });

  test('what ended while the engine was off is observed with the instant at which it ended', async () => {
    const before = await life({ performed: 'A', within: '10s' }, 0);
    await before.take(eventAt(0, 'A'));
    await before.pipeline.settled();
    before.stop();
    const world = new Life(second(60), (before.journal as MemoryJournal).reopened());
    const { pipeline, publisher } = world;
    await recover({ pipeline, publisher, outbox: { restore: () => undefined }, onErasure: () => undefined }, undefined);
    expect(await changes(world)).toEqual(['0 in event', '10 out recovery']);
  });

  test('what a first event says counts as its doing, also when it names two identifiers', async () => {
    const world = await life({ performed: 'A' }, 0);
    await world.take(eventAt(0, 'A', { anonymousId: 'device' }));
    expect(await changes(world)).toEqual(['0 in event']);
  });

  test('what joining customers brings is put down to the joining', async () => {
    const world = await life({ all: [{ performed: 'A' }, { performed: 'B' }] }, 5);
    await world.take(eventAt(1, 'A'), eventAt(2, 'B', { userId: null, anonymousId: 'device' }));
    await world.take(eventAt(3, 'C', { anonymousId: 'device' }));
    expect(isIn(world)).toBe(true);
    expect(await changes(world)).toEqual(['2 in identity']);
    const [change] = (await world.acts()).changes;
    expect(change === undefined ? '' : formatIdentifier(change.identifier)).toBe('userId:ann');
  });

  test('windows that end while a segment is being filled are not taken back', async () => {
    const world = await life({ performed: 'A', within: '10s' }, 5);
    await world.take(eventAt(0, 'A'), eventAt(5, 'B'));
    world.stop();
    world.clock.advanceTo(second(20));
    await world.publish([{ kind: 'segment', name: 'new', where: { not: { performed: 'A', within: '10s' } } }]);
    const told = (await world.acts()).changes.map(({ segment, entered, at }) => [segment, entered, (at - second(0)) / 1_000]);
    expect(told).toEqual([
      ['it', true, 0],
      ['it', false, 10],
      ['new', true, 10],
    ]);
  });

  test('whoever did not exist yet was in nothing, and the explanation says so', async () => {
    const world = await life({ not: { performed: 'B' } }, 5);
    await world.take(eventAt(3, 'A'));
    const segment = world.pipeline.segments.get('it');
    if (segment === undefined) throw new Error('no segment');
    const explained = world.pipeline.segments.explain(segment.compiled, world.customerOf('userId:ann'), second(2));
    expect(explained).toMatchObject({ kind: 'exists', holds: false, until: second(3) });
  });
});

describe('trait', () => {
  test('a part of a trait is that of its newest value, and a newest null removes it', async () => {
    const world = await life({ trait: 'address.city', is: 'Ulm' }, 50);
    const identify = (at: number, address: JsonObject | null) => eventAt(at, '', { traits: { address } });
    await world.take(identify(1, { city: 'Ulm' }));
    expect(isIn(world)).toBe(true);
    await world.take(identify(2, { street: 'Hauptstraße' }));
    expect(isIn(world)).toBe(false);
    await world.take(identify(3, { city: 'Ulm' }));
    expect(isIn(world)).toBe(true);
    await world.take(identify(4, null));
    expect(isIn(world)).toBe(false);
  });

  test.each([
    [{ exists: false }, [true, false, true]],
    [{ isNot: 'pro' }, [true, false, true]],
    [{ notIn: ['pro'] }, [true, false, true]],
    [{ is: 'pro' }, [false, true, false]],
    [{ exists: true }, [false, true, false]],
  ] as [JsonObject, boolean[]][])('%j while it is missing, there, removed', async (operators, expected) => {
    const world = await life({ trait: 'plan', ...operators }, 50);
    const seen: boolean[] = [];
    await world.take(eventAt(1, 'A'));
    seen.push(isIn(world));
    await world.take(eventAt(2, '', { traits: { plan: 'pro' } }));
    seen.push(isIn(world));
    await world.take(eventAt(3, '', { traits: { plan: null } }));
    seen.push(isIn(world));
    expect(seen).toEqual(expected);
  });
});

test('time passes in turns that end when enough has been asked, and loses nobody', async () => {
  const world = new Life(second(0)).start();
  const names = Array.from({ length: 10 }, (_, index) => `s${index}`);
  await world.publish(names.map((name, index) => ({ kind: 'segment', name, where: { performed: 'A', within: `${10 + index}s` } })));
  await world.take(...Array.from({ length: 30 }, (_, index) => eventAt(0, 'A', { messageId: `m${index}`, userId: `u${index}` })));
  const turns: number[] = [];
  // Each asks ten and tells of ten; the first look of all is at the first end.
  while (turns.at(-1) !== 0) turns.push(world.pipeline.segments.passTime(second(10), 200, 300));
  expect(Math.max(...turns)).toBeLessThan(30);
  expect(turns.reduce((sum, turn) => sum + turn, 0)).toBe(30);
  expect(world.pipeline.segments.all().map(({ members }) => members.count)).toEqual([0, ...names.slice(1).map(() => 30)]);
});
