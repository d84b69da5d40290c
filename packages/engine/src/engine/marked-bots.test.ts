import { beforeEach, describe, expect, it } from 'vitest';
import type { MemoryJournal } from '../journal/memory-journal.js';
import { Life } from '../simulation/oracle/life.js';
import { eventAt, second } from '../simulation/twin/history.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import type { JsonObject } from '../vocabulary/json.js';
import { recover } from './recovery.js';

const HUMANS = { kind: 'segment', name: 'viewers', where: { performed: 'Product Viewed' } };
const EVERYBODY = { ...HUMANS, name: 'all_viewers', includeBots: true };
const BOTS = { kind: 'segment', name: 'bots', where: { trait: 'bot', is: true }, includeBots: true };
const MARK = { traits: { bot: true }, context: { bot: { kind: 'crawler', name: 'Googlebot' } } };

let life: Life;

beforeEach(async () => {
  life = new Life(second(1_000)).start();
  await life.publish([HUMANS, EVERYBODY, BOTS]);
});

const segmentsOf = (who = 'userId:ann', of = life): readonly string[] => [...of.pipeline.segmentsOf(of.customerOf(who))].sort();
const view = (seconds: number, change: Partial<CustomerEvent> = {}): CustomerEvent => eventAt(seconds, 'Product Viewed', change);
const says = (seconds: number, traits: JsonObject): CustomerEvent => eventAt(seconds, '', { messageId: `says ${seconds}`, traits });

describe('an event that is marked as a bot’s', () => {
  it('makes the customer a bot from then on, whatever its type, and leaves them out of segments', async () => {
    await life.take(view(10));
    expect(segmentsOf()).toEqual(['all_viewers', 'viewers']);
    await life.take(view(20, MARK));
    expect(segmentsOf()).toEqual(['all_viewers', 'bots']);
    expect(life.questions.traits(life.customerOf('userId:ann'), second(1_000))).toEqual({ bot: true });
    const told = (await life.acts()).changes.map(({ segment, entered, at, because }) => ({ segment, entered, at, because }));
    expect(told).toContainEqual({ segment: 'viewers', entered: true, at: second(10), because: ['Product Viewed 10'] });
    expect(told).toContainEqual({ segment: 'viewers', entered: false, at: second(20), because: ['Product Viewed 20'] });
    expect(told).toContainEqual({ segment: 'bots', entered: true, at: second(20), because: ['Product Viewed 20'] });
    expect(told).toHaveLength(4);
  });

  it('is named by the explanation, and not by that of the time before it', async () => {
    await life.take(view(10), view(20, MARK), view(30, { ...MARK, messageId: 'later' }));
    const segment = life.pipeline.segments.get('viewers');
    if (segment === undefined) throw new Error('not published');
    const customer = life.customerOf('userId:ann');
    const because = life.pipeline.segments.explain(segment.compiled, customer, second(1_000));
    const noBot = because.parts.find(({ kind }) => kind === 'trait');
    expect(noBot).toMatchObject({ holds: false, value: { value: true }, events: [{ messageId: 'Product Viewed 20' }] });
    expect(life.pipeline.segments.holdsAt(segment.compiled, customer, second(15))).toBe(true);
    expect(life.pipeline.segments.holdsAt(segment.compiled, customer, second(20))).toBe(false);
    expect(life.questions.traits(customer, second(15))).toEqual({});
    expect((await life.publisher.preview({ where: HUMANS.where })).count).toBe(0);
    expect((await life.publisher.preview({ where: HUMANS.where, includeBots: true })).count).toBe(1);
  });

  it('is overruled by a newer identify call, once and for all; an older one does not count', async () => {
    await life.take(view(20, MARK), says(10, { bot: false }));
    expect(segmentsOf()).toEqual(['all_viewers', 'bots']);
    await life.take(says(30, { bot: false }));
    expect(segmentsOf()).toEqual(['all_viewers', 'viewers']);
    await life.take(view(40, { ...MARK, messageId: 'again' }));
    expect(segmentsOf()).toEqual(['all_viewers', 'viewers']);
    expect(life.questions.traits(life.customerOf('userId:ann'), second(1_000))).toEqual({ bot: false });
    await life.take(says(50, { bot: true }));
    expect(segmentsOf()).toEqual(['all_viewers', 'bots']);
  });

  it('counts from its own time on when it comes late, or is stamped later than it comes', async () => {
    await life.take(view(10), view(5, { ...MARK, messageId: 'late' }));
    expect(segmentsOf()).toEqual(['all_viewers', 'bots']);
    await life.take(view(10, { userId: 'bob' }), view(1_500, { ...MARK, userId: 'bob' }));
    expect(segmentsOf('userId:bob')).toEqual(['all_viewers', 'viewers']);
    life.clock.advanceTo(second(1_500));
    life.pipeline.passTime();
    expect(segmentsOf('userId:bob')).toEqual(['all_viewers', 'bots']);
  });

  it('goes where its identifier goes: into a joined customer, and out again when the device proves to be shared', async () => {
    const link = (user: string, seconds: number): CustomerEvent =>
      eventAt(seconds, 'Seen', { userId: user, anonymousId: 'tablet', messageId: `link ${user}` });
    await life.take(view(10), view(20, { ...MARK, userId: null, anonymousId: 'tablet' }));
    expect(segmentsOf()).toEqual(['all_viewers', 'viewers']);
    await life.take(link('ann', 30));
    expect(segmentsOf()).toEqual(['all_viewers', 'bots']);
    await life.take(link('bob', 40));
    expect(segmentsOf()).toEqual(['all_viewers', 'viewers']);
    expect(segmentsOf('anonymousId:tablet')).toEqual(['all_viewers', 'bots']);
    expect(segmentsOf('userId:bob')).toEqual([]);
  });

  it('is forgotten with its customer', async () => {
    await life.take(view(10, MARK));
    life.pipeline.forget(life.customerOf('userId:ann'), second(1_000));
    await life.take(view(20, { messageId: 'somebody else' }));
    expect(segmentsOf()).toEqual(['all_viewers', 'viewers']);
    expect(life.pipeline.timelines.earliestMarked(life.customerOf('userId:ann'))).toBe(-1);
  });

  it('is counted by source and kind, also after recovery from the journal', async () => {
    const flood = { traits: { bot: true }, context: { bot: { kind: 'flood' } } };
    await life.take(view(10, MARK), view(20, { ...flood, source: 'app' }), view(30), view(40, { traits: { bot: true } }));
    const again = new Life(second(1_000), (life.journal as MemoryJournal).reopened());
    const { pipeline, publisher } = again;
    await recover({ pipeline, publisher, outbox: { restore: () => undefined }, onErasure: () => undefined }, undefined);
    for (const { marked } of [life.pipeline, pipeline]) {
      expect(marked.of('web')).toEqual({ crawler: 1, flood: 0 });
      expect(marked.of('app')).toEqual({ crawler: 0, flood: 1 });
      expect(marked.of('none')).toEqual({ crawler: 0, flood: 0 });
    }
    expect(segmentsOf('userId:ann', again)).toEqual(segmentsOf());
  });
});
