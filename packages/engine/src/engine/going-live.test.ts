import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import type { PublicationAnswer } from '../answers.js';
import type { MemoryJournal } from '../journal/memory-journal.js';
import { Life } from '../simulation/oracle/life.js';
import { Random } from '../simulation/random.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import type { JsonObject } from '../vocabulary/json.js';
import { recover } from './recovery.js';

const START = Date.parse('2026-01-01T00:00:00Z');
const BY = { by: 'Ann' };

function anEvent(customer: number, at: number, event = 'Viewed'): CustomerEvent {
  const timestamp = START + at * 1_000;
  const names = { userId: `u${customer}`, anonymousId: null, previousId: null, groupId: null };
  const parts = { properties: {}, context: {}, traits: {}, source: 'web' };
  return { messageId: `${event}-${customer}-${at}`, type: 'track', event, timestamp, receivedAt: timestamp, ...names, ...parts };
}

const viewers = (times: number, within = '1h'): JsonObject => ({
  kind: 'segment',
  name: 'viewers',
  where: { performed: 'Viewed', times: { atLeast: times }, within },
});

async function lifeWith(customers: number): Promise<Life> {
  const life = new Life(START).start();
  for (let from = 0; from < customers; from += 1_000)
    await life.take(...Array.from({ length: Math.min(1_000, customers - from) }, (_, index) => anEvent(from + index, 0)));
  return life;
}

async function restarted(life: Life, at = life.clock.now()): Promise<Life> {
  await life.pipeline.settled();
  life.stop();
  const again = new Life(at, (life.journal as MemoryJournal).reopened());
  const { pipeline, publisher } = again;
  await recover({ pipeline, publisher, outbox: { restore: () => undefined }, onErasure: () => undefined }, undefined);
  return again.start();
}

/** Names of those who are in by what was told, change by change; throws when somebody enters twice or leaves without being in. */
async function toldMembers(life: Life, segment = 'viewers'): Promise<Set<string>> {
  const members = new Set<string>();
  for (const { segment: name, entered, identifier } of (await life.acts()).changes) {
    if (name !== segment) continue;
    if (members.has(identifier.value) === entered) throw new Error(`${identifier.value} ${entered ? 'entered' : 'left'} twice`);
    if (entered) members.add(identifier.value);
    else members.delete(identifier.value);
  }
  return members;
}

function membersOf(life: Life, segment = 'viewers'): Set<string> {
  const { segments, identities } = life.pipeline;
  return new Set([...(segments.get(segment)?.members ?? [])].map((customer) => identities.representativeOf(customer).value));
}

/** Stops a publication in the middle of its filling, as a crash would. */
async function diesWhileFilling(life: Life, spec: JsonObject): Promise<void> {
  const { segments } = life.pipeline;
  const fill = segments.fill.bind(segments);
  segments.fill = (...asked) => {
    fill(...asked);
    if (asked[1] === 100) void life.publisher.stop();
  };
  await expect(life.publisher.begin([spec], BY).live).rejects.toMatchObject({ code: 'interrupted' });
}

/** The same while it tells: somebody has been told of, and others have not. */
async function diesWhileTelling(life: Life, spec: JsonObject): Promise<void> {
  const { segments } = life.pipeline;
  const tell = segments.tellSwitched.bind(segments);
  segments.tellSwitched = (...asked) => {
    void life.publisher.stop();
    return tell(...asked);
  };
  await expect(life.publisher.begin([spec], BY).live).rejects.toMatchObject({ code: 'interrupted' });
}

describe('a segment that is edited', () => {
  test('answers by the old version until the new one is filled, under a flood of events, and then exactly', async () => {
    const life = await lifeWith(6_000);
    await life.publisher.publish([viewers(1)], BY);
    const before = life.pipeline.segments.get('viewers');
    const random = Random.of(7).fork('flood');
    const begun = life.publisher.begin([viewers(2)], BY);
    let floods = 0;
    let atSwitch = -1;
    for (let at = 1; life.publisher.busy || at < 40; at++) {
      life.clock.advanceTo(START + at * 1_000);
      if (life.pipeline.segments.get('viewers')?.version === 1) floods++;
      await life.take(...Array.from({ length: 50 }, () => anEvent(random.integer(0, 6_200), at)));
      await nextTurn();
      const now = life.pipeline.segments.get('viewers');
      if (now?.version === 1) {
        expect(now).toBe(before);
        expect(now.members.count).toBe(life.pipeline.customerCount);
      } else if (atSwitch < 0) atSwitch = now?.members.count ?? -1;
    }
    await begun.live;
    expect(floods).toBeGreaterThan(0);
    expect(atSwitch).toBeGreaterThan(0);
    const { count } = await life.publisher.preview(viewers(2));
    expect(membersOf(life).size).toBe(count);
    expect(await toldMembers(life)).toEqual(membersOf(life));
    life.stop();
  });

  test('what its windows end while it is told of, is told after the switch and once', async () => {
    const life = await lifeWith(300);
    await life.publisher.publish([viewers(1, '10s')], BY);
    const begun = life.publisher.begin([viewers(1, '20s')], BY);
    for (let at = 1; at <= 30; at++) {
      life.clock.advanceTo(START + at * 1_000);
      await nextTurn();
    }
    await begun.live;
    life.clock.advanceTo(START + 60_000);
    expect(membersOf(life).size).toBe(0);
    expect(await toldMembers(life)).toEqual(new Set());
    life.stop();
  });

  test('that is refused leaves everything as it was', async () => {
    const life = await lifeWith(10);
    await life.publisher.publish([viewers(1)], BY);
    expect(() => life.publisher.begin([viewers(-1)], BY)).toThrow('refused');
    expect(life.pipeline.segments.get('viewers')?.version).toBe(1);
    expect(membersOf(life).size).toBe(10);
  });
});

describe('a publication', () => {
  test('says how far it is, to those who ask and to those who follow', async () => {
    const life = await lifeWith(2_000);
    const heard: PublicationAnswer[] = [];
    life.publisher.publications.onProgress((answer) => heard.push(answer));
    const { publicationId, live } = life.publisher.begin([viewers(1)], { ...BY, reason: 'to try' });
    expect(life.publisher.publications.get(publicationId)).toMatchObject({ status: 'waiting', by: 'Ann', reason: 'to try', share: 0 });
    await live;
    expect(life.publisher.publications.get(publicationId)).toMatchObject({
      status: 'live',
      share: 1,
      asked: 2_000,
      total: 2_000,
      remaining: 0,
    });
    expect(heard[0]?.status).toBe('filling');
    expect(heard.at(-1)?.status).toBe('live');
    expect(heard.map(({ share }) => share)).toEqual(heard.map(({ share }) => share).toSorted((left, right) => left - right));
    life.stop();
  });

  test('that fails says why, and leaves the old version and its moments in force, after a restart too', async () => {
    const life = await lifeWith(20);
    await life.publisher.publish([viewers(1)], BY);
    const { segments } = life.pipeline;
    const fill = segments.fill.bind(segments);
    segments.fill = () => {
      throw new Error('the disk is gone');
    };
    const moment = { kind: 'moment', name: 'twice', intent: 'buy', pattern: [{ performed: 'Viewed' }] };
    const { publicationId, live } = life.publisher.begin([viewers(2), moment], BY);
    await expect(live).rejects.toThrow('the disk is gone');
    segments.fill = fill;
    expect(life.publisher.publications.get(publicationId)).toMatchObject({ status: 'failed', failure: { code: 'internal' } });
    expect(life.pipeline.definitions.get('segment', 'viewers')?.version).toBe(1);
    expect(life.pipeline.moments.all()).toEqual([]);
    expect(membersOf(life).size).toBe(20);
    const again = await restarted(life);
    expect(again.publisher.unfinished).toBe(false);
    expect(again.pipeline.moments.all()).toEqual([]);
    expect(again.pipeline.segments.get('viewers')?.version).toBe(1);
    await again.publisher.publish([viewers(3)], BY);
    expect(again.pipeline.definitions.get('segment', 'viewers')?.version).toBe(2);
    again.stop();
  });

  test('that a crash cuts short while it fills goes on after the restart; the old version answers until then', async () => {
    const life = await lifeWith(5_000);
    await life.publisher.publish([viewers(1)], BY);
    life.clock.advanceTo(START + 1_000);
    await life.take(anEvent(1, 1), anEvent(2, 1));
    await diesWhileFilling(life, viewers(2));
    expect(membersOf(life).size).toBe(5_000);
    const again = await restarted(life);
    expect(again.pipeline.segments.get('viewers')?.version).toBe(1);
    expect(membersOf(again).size).toBe(5_000);
    expect(again.publisher.unfinished).toBe(true);
    again.publisher.resume();
    await again.publisher.settled();
    expect(again.publisher.unfinished).toBe(false);
    expect(again.pipeline.segments.get('viewers')?.version).toBe(2);
    expect(membersOf(again)).toEqual(new Set(['u1', 'u2']));
    expect(await toldMembers(again)).toEqual(membersOf(again));
    expect((await again.acts()).changes.at(-1)?.cause).toBe('published');
    again.stop();
  });

  test('that a crash cuts short while it tells is told to its end, once, as published', async () => {
    const life = await lifeWith(300);
    await life.publisher.publish([viewers(2)], BY);
    await diesWhileTelling(life, viewers(1));
    expect(membersOf(life).size).toBe(300);
    expect((await toldMembers(life)).size).toBeLessThan(300);
    const again = await restarted(life);
    expect(again.publisher.unfinished).toBe(false);
    expect(membersOf(again).size).toBe(300);
    expect(await toldMembers(again)).toEqual(membersOf(again));
    expect(new Set((await again.acts()).changes.map(({ cause }) => cause))).toEqual(new Set(['published']));
    const third = await restarted(again);
    expect(await toldMembers(third)).toEqual(membersOf(third));
    third.stop();
  });

  test('whose customer is erased while it tells says nothing of them', async () => {
    const life = await lifeWith(3_000);
    const begun = life.publisher.begin([viewers(1)], BY);
    while (life.pipeline.segments.get('viewers') === undefined) await nextTurn();
    life.pipeline.forget(life.customerOf('userId:u2999'), life.clock.now());
    await begun.live;
    expect((await toldMembers(life)).has('u2999')).toBe(false);
    expect(membersOf(life).size).toBe(2_999);
    life.stop();
  });

  test('a metric keeps its old meaning until the columns of the new one are filled', async () => {
    const life = new Life(START).start();
    await life.take({ ...anEvent(1, 0), properties: { price: 5, cost: 3 } });
    const metric = (of: string) => ({ kind: 'metric', name: 'spent', value: { sum: 'Viewed', of } });
    await life.publisher.publish([metric('properties.price')], BY);
    const valueNow = (): unknown => life.questions.customer({ subject: 'person', type: 'userId', value: 'u1' })?.metrics.spent;
    const begun = life.publisher.begin([metric('properties.cost')], BY);
    const seen = new Set<unknown>();
    while (life.publisher.busy) {
      seen.add(valueNow());
      await nextTurn();
    }
    await begun.live;
    expect([...seen, valueNow()].filter((value, index, all) => value !== all[index - 1])).toEqual([5, 3]);
    life.stop();
  });
});

test('however many windows have ended when a new version is ready, no turn looks at more than a few of them, and the switch at none', async () => {
  const life = await lifeWith(1_000);
  await life.publish([viewers(1)]);
  // Nobody wakes it: all of them are left to the publication.
  life.stop();
  life.clock.advanceTo(START + 2 * 3_600_000);
  const passTime = vi.spyOn(life.pipeline.segments, 'passTime');
  await life.publish([{ kind: 'metric', name: 'views', value: { count: 'Viewed' } }]);
  const looked = passTime.mock.results.map(({ value }) => value as number);
  expect(Math.max(...looked)).toBeLessThanOrEqual(200);
  expect(looked.reduce((sum, count) => sum + count, 0)).toBe(1_000);
  expect(membersOf(life).size).toBe(0);
});
