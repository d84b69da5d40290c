import { describe, expect, test } from 'vitest';
import type * as answers from '../answers.js';
import { cleanAgain } from '../clean/clean-again.js';
import { cleanItem } from '../clean/clean-item.js';
import type { MemoryJournal } from '../journal/memory-journal.js';
import { Life } from '../simulation/oracle/life.js';
import { takeSnapshot, loadSnapshot } from './snapshot.js';
import type { CleanedItem } from '../vocabulary/cleaned-item.js';
import { personIdentifier } from '../vocabulary/identifier.js';
import type { Json, JsonObject } from '../vocabulary/json.js';
import type { RepairRule } from '../vocabulary/repair.js';
import { Erasures } from './erasure.js';
import { Quarantine } from './quarantine.js';
import { recover } from './recovery.js';
import { unmapped } from './unmapped.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');

interface World {
  readonly life: Life;
  readonly quarantine: Quarantine;
}

function world(life = new Life(NOW)): World {
  const options = { now: NOW, retention: null };
  const quarantine = new Quarantine({
    pipeline: life.pipeline,
    again: (item, newMessageId): readonly CleanedItem[] => [cleanAgain(item, { ...options, newMessageId })],
  });
  return { life, quarantine };
}

async function takeIn({ life }: World, source: string, ...items: readonly Json[]): Promise<void> {
  const delivery = { source, receivedAt: NOW, now: NOW, type: null, context: undefined, sentAt: undefined, retention: null };
  await life.pipeline.take(
    source,
    items.map((item) => cleanItem(item, { ...delivery, newMessageId: () => 'made' })),
  );
}

/** The same journal under a new engine, as after a restart. */
async function restarted({ life }: World): Promise<World> {
  await life.pipeline.settled();
  const again = world(new Life(NOW, (life.journal as MemoryJournal).reopened()));
  const { pipeline, publisher } = again.life;
  await recover({ pipeline, publisher, outbox: { restore: () => undefined }, onErasure: () => undefined }, undefined);
  return again;
}

const NAMELESS: JsonObject = { type: 'track', userId: 'ann', messageId: 'm1', evnt: 'Order Completed', properties: { price: '1,5' } };
const NOBODYS: JsonObject = { type: 'track', event: 'Order Completed', properties: { card: 'C7' } };
const RENAME: RepairRule = { rename: 'evnt', to: 'event' };
const ask = (over: Partial<answers.RepairRequest> = {}): answers.RepairRequest => ({ filter: {}, rules: [RENAME], by: 'tester', ...over });
const statusesOf = ({ results }: Pick<answers.RepairAnswer, 'results'>): string[] => results.map(({ outcome }) => outcome.status);

describe('listing', () => {
  test('by source, reason, field and state, in pages, without cleaning anything again', async () => {
    const { life } = world();
    const quarantine = new Quarantine({
      pipeline: life.pipeline,
      again: () => {
        throw new Error('listing cleans nothing');
      },
    });
    const made = { life, quarantine };
    await takeIn(made, 'web', NAMELESS, { ...NAMELESS, messageId: 'm2' }, NOBODYS);
    await takeIn(made, 'app', { ...NAMELESS, type: 'nonsense' });
    expect(quarantine.list({}).items.map(({ reason }) => reason)).toEqual([
      'invalid_type',
      'missing_identifier',
      'missing_event_name',
      'missing_event_name',
    ]);
    const page = quarantine.list({ limit: 1, source: 'web', reason: 'missing_event_name' });
    expect(page.items.map(({ messageId }) => messageId)).toEqual(['m2']);
    const rest = quarantine.list({ limit: 1, source: 'web', reason: 'missing_event_name', cursor: page.nextCursor as string });
    expect([rest.items[0]?.messageId, rest.nextCursor]).toEqual(['m1', null]);
    expect(quarantine.list({ field: 'type' }).items).toHaveLength(1);
    expect(quarantine.list({ state: 'repaired' }).items).toEqual([]);
    expect(quarantine.groups()[0]).toEqual({ source: 'web', reason: 'missing_event_name', field: 'event', waiting: 2, total: 2 });
    expect(() => quarantine.item('1')).toThrow(expect.objectContaining({ code: 'not_found' }) as Error);
  });
});

describe('a document that no item could be made of', () => {
  const row = { messageId: 'document-1', field: 'card', detail: 'is empty', raw: '{"card":""}' };
  const put = ({ life }: World, source: string, ...rows: readonly (typeof row)[]): Promise<unknown> =>
    life.pipeline.take(
      source,
      rows.map((one) => unmapped(one, source, NOW)),
    );

  test('counts once, word for word: at once, later, after a restart and after it has left', async () => {
    const made = world();
    await Promise.all([put(made, 'till', row, row), put(made, 'till', row)]);
    await put(made, 'till', { ...row, raw: '{"card":null}' }, { ...row, messageId: 'document-2' });
    await put(made, 'other', row);
    expect(made.quarantine.list({}).items).toHaveLength(4);
    expect(made.life.pipeline.books.of('till')).toMatchObject({ quarantined: 3, duplicate: 2 });
    const mended = ask({
      rules: [
        { set: 'type', to: 'track' },
        { set: 'event', to: 'E' },
        { set: 'userId', to: 'ann' },
      ],
    });
    expect(statusesOf(await made.quarantine.repair(mended))).toHaveLength(4);
    await put(made, 'till', row);
    const again = await restarted(made);
    await put(again, 'till', row);
    expect(again.quarantine.list({}).items).toHaveLength(4);
  });

  test('items of the tracking API are kept as often as they come', async () => {
    const made = world();
    await takeIn(made, 'web', NAMELESS, NAMELESS);
    expect(made.quarantine.list({}).items).toHaveLength(2);
  });
});

describe('a repair', () => {
  test('by dry run says what each would become, and changes nothing', async () => {
    const made = world();
    await takeIn(made, 'web', NAMELESS, NOBODYS);
    const head = made.life.journal.head;
    const answer = await made.quarantine.repair(ask({ dryRun: true }));
    expect(statusesOf(answer)).toEqual(['quarantined', 'accepted']);
    expect(answer.results[1]?.repaired?.changes).toEqual([
      { path: 'evnt', from: 'Order Completed', to: null },
      { path: 'event', from: null, to: 'Order Completed' },
    ]);
    expect([answer.repairId, answer.matching, made.life.journal.head]).toEqual([null, 2, head]);
    expect(made.life.pipeline.eventCount).toBe(0);
  });

  test('makes events of what it mends, once, and leaves the rest; the original stays as it was', async () => {
    const made = world();
    await takeIn(made, 'web', NAMELESS, NOBODYS);
    const original = made.quarantine.list({ reason: 'missing_event_name' }).items[0];
    expect(statusesOf(await made.quarantine.repair(ask()))).toEqual(['quarantined', 'accepted']);
    expect(made.quarantine.item(original?.id as string)).toEqual({ ...original, state: 'repaired' });
    expect(statusesOf(await made.quarantine.repair(ask()))).toEqual(['quarantined']);
    expect(
      statusesOf(
        await made.quarantine.repair(ask({ filter: { ids: [original?.id as string] }, rules: [RENAME, { set: 'userId', to: 'bob' }] })),
      ),
    ).toEqual(['duplicate']);
    expect(await made.quarantine.replay([original?.id as string], 't')).toMatchObject([{ outcome: { status: 'duplicate' } }]);
    expect(made.life.pipeline.eventCount).toBe(1);
  });

  test('two at once on the same item release it once', async () => {
    const made = world();
    await takeIn(made, 'web', NAMELESS);
    const other = ask({ rules: [RENAME, { set: 'userId', to: 'bob' }, { set: 'messageId', to: 'other' }] });
    const [one, two] = await Promise.all([made.quarantine.repair(ask()), made.quarantine.repair(other)]);
    expect([statusesOf(one), statusesOf(two)]).toEqual([['accepted'], []]);
    expect(made.life.pipeline.eventCount).toBe(1);
  });

  test('of many goes part by part', async () => {
    const made = world();
    await takeIn(
      made,
      'web',
      ...Array.from({ length: 25 }, (_, index) => ({ ...NAMELESS, messageId: `m${index}`, ...(index % 5 === 0 && { userId: null }) })),
    );
    const parts: answers.RepairAnswer[] = [];
    let cursor: string | null = null;
    do {
      const part: answers.RepairAnswer = await made.quarantine.repair(ask({ limit: 10, ...(cursor !== null && { cursor }) }));
      parts.push(part);
      cursor = part.nextCursor;
    } while (cursor !== null);
    expect(parts.map(({ results, matching }) => [results.length, matching])).toEqual([
      [10, 25],
      [10, 17],
      [5, 9],
    ]);
    expect(made.quarantine.list({ state: 'waiting' }).items).toHaveLength(5);
    expect(made.life.pipeline.eventCount).toBe(20);
  });

  test('is on record, with its rules and what it was about, and is known after a restart and from a snapshot', async () => {
    const made = world();
    await takeIn(made, 'web', NAMELESS, { ...NAMELESS, messageId: 'm2', evnt: 1, event: 'Fine after all' }, NOBODYS);
    const noId = { ...NAMELESS, messageId: '' };
    await takeIn(made, 'web', noId);
    await made.quarantine.repair(ask({ filter: { reason: 'missing_event_name' } }));
    const expected = made.quarantine.list({});
    expect(expected.items.map(({ state }) => state).sort()).toEqual(['repaired', 'repaired', 'waiting']);
    const again = await restarted(made);
    expect(again.quarantine.list({})).toEqual(expected);
    expect(again.quarantine.groups()).toEqual(made.quarantine.groups());
    const loaded = new Life(NOW, (made.life.journal as MemoryJournal).reopened());
    loadSnapshot(loaded.pipeline, loaded.publisher, takeSnapshot(again.life.pipeline));
    expect(world(loaded).quarantine.list({})).toEqual(expected);
    expect(loaded.pipeline.quarantined.toJson()).toEqual(again.life.pipeline.quarantined.toJson());
    expect(statusesOf(await again.quarantine.repair(ask({ filter: { reason: 'missing_event_name' } })))).toEqual([]);
    expect(again.life.pipeline.eventCount).toBe(made.life.pipeline.eventCount);
  });

  test('that a crash cuts short is made good, and no other rules can come between', async () => {
    const made = world();
    await takeIn(made, 'web', NAMELESS);
    const { pipeline } = made.life;
    const take = pipeline.take.bind(pipeline);
    pipeline.take = () => Promise.reject(new Error('the power went'));
    await expect(made.quarantine.repair(ask())).rejects.toThrow('the power went');
    pipeline.take = take;
    const again = await restarted(made);
    expect(again.quarantine.list({}).items[0]?.state).toBe('waiting');
    expect(statusesOf(await again.quarantine.repair(ask({ rules: [RENAME, { set: 'userId', to: 'bob' }] })))).toEqual([]);
    expect(again.life.customerOf('userId:ann')).toBeGreaterThanOrEqual(0);
    expect(again.life.customerOf('userId:bob')).toBe(-1);
    expect(again.quarantine.list({}).items[0]?.state).toBe('repaired');
  });
});

describe('an erasure', () => {
  const texts = async ({ life }: World): Promise<string> => {
    let all = '';
    for await (const entries of life.journal.scan(0)) for (const { payload } of entries) all += `${payload.toString('utf8')}\n`;
    return all;
  };

  test('takes the original along from which an event of theirs was mended, and the rules; others’ items have left all the same', async () => {
    const made = world();
    const { pipeline } = made.life;
    await takeIn(made, 'till', { ...NOBODYS, messageId: 'a' }, { ...NAMELESS, messageId: 'b', userId: 'bob' });
    const rules: RepairRule[] = [
      RENAME,
      { replace: 'properties.card', map: { C7: 'card of ann' } },
      { rename: 'properties.card', to: 'userId' },
    ];
    expect(statusesOf(await made.quarantine.repair(ask({ rules })))).toEqual(['accepted', 'accepted']);
    const erasures = new Erasures({
      pipeline,
      outbox: { erase: async () => () => undefined },
      find: ({ value }) => made.life.customerOf(`userId:${value}`),
      eraseFromWarehouse: async () => undefined,
      renewSnapshot: async () => undefined,
      onFault: (error) => {
        throw error;
      },
    });
    await erasures.erase(personIdentifier('userId', 'card of ann'));
    await erasures.settled();
    const left = await texts(made);
    for (const trace of ['C7', 'card of ann']) expect(left).not.toContain(trace);
    for (const one of [made, await restarted(made)]) {
      expect(one.quarantine.list({}).items.map(({ messageId, state }) => [messageId, state])).toEqual([['b', 'repaired']]);
      expect(statusesOf(await one.quarantine.repair(ask()))).toEqual([]);
    }
  });
});
