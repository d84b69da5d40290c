import { describe, expect, test } from 'vitest';
import type { MemoryJournal } from '../journal/memory-journal.js';
import { Life } from '../simulation/oracle/life.js';
import type { DefinitionRef } from '../vocabulary/definition.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import type { JsonObject } from '../vocabulary/json.js';
import { Drafts } from './drafts.js';
import { recover } from './recovery.js';
import { loadSnapshot, takeSnapshot } from './snapshot.js';

const START = Date.parse('2026-01-01T00:00:00Z');
const BY = { by: 'Ann', note: 'a wider net' };
const REF: DefinitionRef = { kind: 'segment', name: 'viewers' };
const viewers = (times: number): JsonObject => ({ where: { performed: 'Viewed', times: { atLeast: times }, within: '1h' } });

interface Desk {
  readonly life: Life;
  readonly drafts: Drafts;
}

function desk(life: Life): Desk {
  const { pipeline, publisher } = life;
  return { life, drafts: new Drafts({ pipeline, publisher, begin: (...asked) => publisher.begin(...asked) }) };
}

function viewed(customer: number, at: number): CustomerEvent {
  const timestamp = START + at * 1_000;
  const names = { userId: `u${customer}`, anonymousId: null, previousId: null, groupId: null };
  const parts = { properties: {}, context: {}, traits: {}, source: 'web' };
  return { messageId: `${customer}-${at}`, type: 'track', event: 'Viewed', timestamp, receivedAt: timestamp, ...names, ...parts };
}

/** u0 viewed once, u1 twice, … up to nine times; `viewers` is live from one time on. */
async function begun(): Promise<Desk> {
  const life = new Life(START + 100_000).start();
  const events = Array.from({ length: 9 }, (_, customer) => Array.from({ length: customer + 1 }, (__, at) => viewed(customer, at)));
  await life.take(...events.flat());
  await life.publisher.publish([{ ...REF, ...viewers(3) }], { by: 'Bob' });
  return desk(life);
}

async function restarted({ life }: Desk, fromSnapshot: boolean): Promise<Desk> {
  await life.pipeline.settled();
  life.stop();
  const again = new Life(life.clock.now(), (life.journal as MemoryJournal).reopened());
  const { pipeline, publisher } = again;
  if (fromSnapshot) loadSnapshot(pipeline, publisher, takeSnapshot(life.pipeline));
  else await recover({ pipeline, publisher, outbox: { restore: () => undefined }, onErasure: () => undefined }, undefined);
  again.start();
  const made = desk(again);
  made.drafts.resume();
  await publisher.settled();
  return made;
}

const names = (customers: readonly { readonly identifiers: readonly { readonly value: string }[] }[]): string[] =>
  customers.map(({ identifiers }) => identifiers[0]?.value ?? '');

describe('a draft', () => {
  test('shows who would enter and leave, is kept up by events and time, and tells nobody', async () => {
    const { life, drafts } = await begun();
    expect((await drafts.save(REF, viewers(5), BY)).status).toBe('waiting');
    await life.publisher.settled();
    expect(drafts.get(REF)).toMatchObject({
      status: 'ready',
      by: 'Ann',
      note: 'a wider net',
      basedOn: 1,
      version: 1,
      words: expect.stringContaining('5'),
      difference: [{ words: 'performed Viewed › times: atLeast 3 → 5' }],
      effect: { count: 5, countNow: 7, entering: 0, leaving: 2 },
    });
    expect(names(drafts.customers(REF, 'leaving', {}).items)).toEqual(['u2', 'u3']);
    const first = drafts.customers(REF, 'members', { limit: 2 });
    const rest = drafts.customers(REF, 'members', { limit: 50, cursor: first.nextCursor ?? '' });
    expect(names([...first.items, ...rest.items])).toEqual(['u4', 'u5', 'u6', 'u7', 'u8']);
    const told = (await life.acts()).changes.length;
    await life.take(viewed(3, 50));
    expect(drafts.get(REF).effect).toMatchObject({ count: 6, leaving: 1 });
    expect((await life.acts()).changes).toHaveLength(told);
    life.clock.advanceTo(START + 3_700_000);
    expect(drafts.get(REF).effect).toMatchObject({ count: 0, countNow: 0, entering: 0, leaving: 0 });
    expect(life.pipeline.segmentsOf(life.customerOf('userId:u8'))).toEqual([]);
    life.stop();
  });

  test('says which of its events nobody has sent yet', async () => {
    const { life, drafts } = await begun();
    const misspelt = await drafts.save(REF, { where: { performed: 'Viewd' } }, BY);
    expect(misspelt.warnings).toMatchObject([
      { code: 'unknown_event', pointer: '/where/performed', message: expect.stringContaining("'Viewed'") },
    ]);
    expect((await drafts.save(REF, viewers(2), BY)).warnings).toEqual([]);
    await life.publisher.settled();
    life.stop();
  });

  test('of a name that is not in force would let everybody in it enter', async () => {
    const { life, drafts } = await begun();
    const ref: DefinitionRef = { kind: 'segment', name: 'keen' };
    await drafts.save(ref, viewers(8), BY);
    await life.publisher.settled();
    expect(drafts.get(ref)).toMatchObject({ basedOn: null, version: null, effect: { count: 2, countNow: 0, entering: 2, leaving: 0 } });
    life.stop();
  });

  test('goes live from exactly its members, with nobody asked again, and is then no draft', async () => {
    const { life, drafts } = await begun();
    await drafts.save(REF, viewers(2), BY);
    await life.publisher.settled();
    const { members } = life.pipeline.segments.draft('viewers') ?? {};
    await drafts.publish([REF], { by: 'Ann', reason: 'wider' }).live;
    const live = life.pipeline.segments.get('viewers');
    expect(live?.members).toBe(members);
    expect(live).toMatchObject({ version: 2, status: 'live' });
    expect(() => drafts.get(REF)).toThrow('No such draft');
    const told = (await life.acts()).changes.filter(({ version }) => version === 2);
    expect(told.map(({ identifier, entered, cause }) => [identifier.value, entered, cause])).toEqual([['u1', true, 'published']]);
    await life.take(viewed(0, 60));
    expect(live?.members.count).toBe(9);
    life.stop();
  });

  test.each([false, true])('is there after a restart, from a snapshot: %s, and filled again', async (fromSnapshot) => {
    const before = await begun();
    await before.drafts.save(REF, viewers(5), BY);
    await before.drafts.save({ kind: 'metric', name: 'views' }, { value: { count: 'Viewed' } }, BY);
    await before.life.publisher.settled();
    const expected = before.drafts.list();
    const after = await restarted(before, fromSnapshot);
    expect(after.drafts.list()).toEqual(expected.map((draft) => ({ ...draft, asked: expect.any(Number) })));
    expect(after.drafts.list().map(({ status }) => status)).toEqual(['ready', 'stored']);
    await after.drafts.publish([REF, { kind: 'metric', name: 'views' }], { by: 'Ann' }).live;
    expect(after.life.pipeline.metrics.has('views')).toBe(true);
    const last = await restarted(after, fromSnapshot);
    expect(last.drafts.list()).toEqual([]);
    last.life.stop();
  });

  test('that is saved again is filled anew, and one thrown away no longer follows', async () => {
    const { life, drafts } = await begun();
    await drafts.save(REF, viewers(5), BY);
    await drafts.save(REF, viewers(9), { by: 'Cem', note: null });
    await life.publisher.settled();
    expect(drafts.get(REF)).toMatchObject({ by: 'Cem', note: null, effect: { count: 1 } });
    await drafts.discard(REF, 'Cem');
    expect(life.pipeline.segments.draft('viewers')).toBeUndefined();
    expect(drafts.list()).toEqual([]);
    await expect(drafts.discard(REF, 'Cem')).rejects.toMatchObject({ code: 'unknown_draft' });
    const after = await restarted({ life, drafts }, false);
    expect(after.drafts.list()).toEqual([]);
    after.life.stop();
  });

  test('is checked, bound in number, and kept under the name that it has', async () => {
    const { life, drafts } = await begun();
    await expect(drafts.save(REF, { where: { performed: 7 } }, BY)).rejects.toMatchObject({ code: 'invalid_definition' });
    await expect(drafts.save(REF, { name: 'other', ...viewers(1) }, BY)).rejects.toMatchObject({ code: 'invalid_request' });
    for (let index = 0; index < 20; index++) await drafts.save({ kind: 'metric', name: `m${index}` }, { value: { count: 'Viewed' } }, BY);
    await expect(drafts.save(REF, viewers(5), BY)).rejects.toMatchObject({ code: 'too_many_drafts' });
    await drafts.save({ kind: 'metric', name: 'm3' }, { value: { count: 'Bought' } }, BY);
    life.stop();
  });

  test('somebody who is erased is in no draft', async () => {
    const { life, drafts } = await begun();
    await drafts.save(REF, viewers(1), BY);
    await life.publisher.settled();
    life.pipeline.forget(life.customerOf('userId:u4'), life.clock.now());
    expect(names(drafts.customers(REF, 'members', {}).items)).not.toContain('u4');
    expect(drafts.get(REF).effect?.count).toBe(8);
    life.stop();
  });
});
