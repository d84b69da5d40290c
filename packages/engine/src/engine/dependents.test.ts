import { beforeEach, describe, expect, it } from 'vitest';
import type { MemoryJournal } from '../journal/memory-journal.js';
import { Life } from '../simulation/oracle/life.js';
import { eventAt, second } from '../simulation/twin/history.js';
import type { JsonObject } from '../vocabulary/json.js';
import { recover } from './recovery.js';

const NOW = second(1_000);
let life: Life;

beforeEach(async () => {
  life = new Life(NOW).start();
  await life.take(
    eventAt(10, 'Viewed', { userId: 'ann', messageId: 'a1' }),
    eventAt(20, 'Bought', { userId: 'ann', messageId: 'a2', properties: { price: 10 } }),
    eventAt(10, 'Viewed', { userId: 'bob', messageId: 'b1' }),
    eventAt(30, 'Left', { userId: 'eve', messageId: 'e1' }),
  );
});

const segment = (name: string, where: object): JsonObject => ({ kind: 'segment', name, where }) as unknown as JsonObject;
const BASE = segment('base', { performed: 'Bought' });
const TOP = segment('top', { segment: 'base' });
const NOT_TOP = segment('not_top', { all: [{ not: { segment: 'top' } }, { performed: 'Viewed' }] });
const SPENT = { kind: 'metric', name: 'spent', value: { sum: 'Bought', of: 'properties.price' } };
const RICH = segment('rich', { metric: 'spent', gte: 10 });

const members = (name: string, of = life): string[] =>
  ['ann', 'bob', 'eve'].filter((who) => of.pipeline.segments.get(name)?.members.has(of.customerOf(`userId:${who}`)));

const told = async (): Promise<string[]> =>
  (await life.acts()).changes.map(
    ({ segment: name, entered, identifier, cause }) => `${cause}: ${identifier.value} ${entered ? 'enters' : 'leaves'} ${name}`,
  );

describe('what rests on others', () => {
  it('may be published with them, in any order, and follows events as they do', async () => {
    await life.publish([NOT_TOP, RICH, TOP, BASE, SPENT]);
    expect([members('base'), members('top'), members('not_top'), members('rich')]).toEqual([['ann'], ['ann'], ['bob'], ['ann']]);
    await life.take(eventAt(40, 'Bought', { userId: 'bob', messageId: 'b2', properties: { price: 9 } }));
    expect([members('base'), members('top'), members('not_top'), members('rich')]).toEqual([['ann', 'bob'], ['ann', 'bob'], [], ['ann']]);
  });

  it('is filled again when they are published anew, and tells who came and went', async () => {
    await life.publish([BASE, TOP, NOT_TOP]);
    const before = (await told()).length;
    await life.publish([segment('base', { performed: 'Left' })]);
    expect([members('base'), members('top'), members('not_top')]).toEqual([['eve'], ['eve'], ['ann', 'bob']]);
    expect((await told()).slice(before).sort()).toEqual([
      'published: ann enters not_top',
      'published: ann leaves base',
      'published: ann leaves top',
      'published: eve enters base',
      'published: eve enters top',
    ]);
    expect(life.pipeline.segments.get('top')?.version).toBe(1);
    await life.take(eventAt(50, 'Left', { userId: 'bob', messageId: 'b3' }), eventAt(50, 'Bought', { userId: 'eve', messageId: 'e2' }));
    expect([members('top'), members('not_top')]).toEqual([['bob', 'eve'], ['ann']]);
  });

  it('follows a metric and a moment that are published anew', async () => {
    const pattern = [{ performed: 'Viewed' }, { performed: 'Bought' }];
    const moment = { kind: 'moment', name: 'quick', intent: 'buy', pattern };
    await life.publish([SPENT, RICH, moment, segment('hurried', { moment: 'quick' })]);
    expect([members('rich'), members('hurried')]).toEqual([['ann'], ['ann']]);
    await life.publish([
      { ...SPENT, value: { count: 'Viewed' } },
      segment('rich', { metric: 'spent', gte: 1 }),
      { ...moment, pattern: [{ performed: 'Left' }] },
    ]);
    expect([members('rich'), members('hurried')]).toEqual([['ann', 'bob'], ['eve']]);
    await life.publish([{ ...SPENT, value: { count: 'Left' } }]);
    expect(members('rich')).toEqual(['eve']);
  });

  it('shows in a plan what becomes of it, also when it is published together with what it rests on', async () => {
    expect(await life.publisher.plan([TOP, BASE])).toMatchObject([
      { name: 'top', change: 'add', countThen: 1 },
      { name: 'base', change: 'add', countThen: 1 },
    ]);
    await life.publish([BASE, TOP]);
    expect(await life.publisher.plan([segment('base', { performed: 'Viewed' })])).toMatchObject([
      { name: 'base', change: 'change', countNow: 1, countThen: 2 },
      { name: 'top', change: 'same', countNow: 1, countThen: 2 },
    ]);
  });

  it('is the same after recovery from the journal, whatever was published when', async () => {
    await life.publish([NOT_TOP, TOP, BASE, SPENT, RICH]);
    await life.publish([
      segment('base', { performed: 'Left' }),
      { ...SPENT, value: { count: 'Left' } },
      segment('rich', { metric: 'spent', gte: 1 }),
    ]);
    const again = new Life(NOW, (life.journal as MemoryJournal).reopened());
    const { pipeline, publisher } = again;
    await recover({ pipeline, publisher, outbox: { restore: () => undefined }, onErasure: () => undefined }, undefined);
    for (const name of ['base', 'top', 'not_top', 'rich']) expect(members(name, again)).toEqual(members(name));
    expect((await again.acts()).changes).toEqual((await life.acts()).changes);
    await again.take(eventAt(60, 'Left', { userId: 'bob', messageId: 'b4' }));
    expect([members('top', again), members('rich', again)]).toEqual([
      ['bob', 'eve'],
      ['bob', 'eve'],
    ]);
  });
});

describe('is refused', () => {
  const refusal = async (definitions: readonly object[], removed: readonly { kind: string; name: string }[] = []): Promise<string> => {
    try {
      await life.publisher.publish(definitions as JsonObject[], { by: 'test', removed });
    } catch (error) {
      return (error as Error).message;
    }
    return 'published';
  };

  it('what names something that is not there, with what was meant', async () => {
    await life.publish([BASE]);
    expect(await refusal([segment('s', { segment: 'bsae' })])).toMatch(
      /at \/where\/segment: there is no segment "bsae"; did you mean "base"\?/,
    );
    expect(await refusal([segment('s', { metric: 'spent', gt: 1 })])).toMatch(/there is no metric "spent"/);
    expect(await refusal([segment('s', { moment: 'quick' })])).toMatch(/there is no moment "quick"/);
  });

  it('a circle, with its links', async () => {
    expect(await refusal([segment('s', { segment: 's' })])).toMatch(/it rests on itself: segment s, which rests on segment s/);
    await life.publish([BASE, TOP, NOT_TOP]);
    expect(await refusal([segment('base', { not: { any: [{ segment: 'not_top' }, { performed: 'X' }] } })])).toMatch(
      /it rests on itself: segment base, which rests on segment not_top, which rests on segment top, which rests on segment base/,
    );
    expect(members('base')).toEqual(['ann']);
  });

  it('to remove what others rest on, unless they go with it', async () => {
    await life.publish([BASE, TOP, SPENT, RICH]);
    expect(await refusal([], [{ kind: 'segment', name: 'base' }])).toMatch(/segment "top" rests on it/);
    expect(await refusal([], [{ kind: 'metric', name: 'spent' }])).toMatch(/segment "rich" rests on it/);
    const both = [
      { kind: 'segment', name: 'base' },
      { kind: 'segment', name: 'top' },
    ];
    expect(await refusal([], both)).toBe('published');
  });

  it('to make of a metric what those who rest on it cannot compare', async () => {
    await life.publish([SPENT, RICH]);
    expect(await refusal([{ ...SPENT, value: { recency: 'Bought' } }])).toMatch(/segment rich at \/where\/gte: 10 is no duration/);
  });
});
