import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Life } from '../simulation/oracle/life.js';
import { eventAt } from '../simulation/twin/history.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import type { SegmentDefinition } from '../vocabulary/definition.js';
import { Candidates } from './candidates.js';
import { Previews } from './preview.js';

const NOW = Date.UTC(2026, 0, 1);
const DAY = 24 * 3_600_000;

let made = 0;
function event(user: number, name: string, properties: CustomerEvent['properties'], daysAgo: number): CustomerEvent {
  return {
    ...eventAt(0, name, { properties }),
    timestamp: NOW - daysAgo * DAY,
    messageId: `m${made++}`,
    userId: `u${user}`,
    receivedAt: NOW,
  };
}

async function lifeWith(events: readonly CustomerEvent[]): Promise<Life> {
  const life = new Life(NOW);
  // No more are on their way at a time.
  for (let from = 0; from < events.length; from += 5_000) await life.take(...events.slice(from, from + 5_000));
  return life;
}

const buyers = (count: number): readonly CustomerEvent[] =>
  Array.from({ length: count }, (_, user) =>
    event(user, user % 2 === 0 ? 'Bought' : 'Seen', { price: user % 10, shop: `s${user}` }, user % 40),
  );

const DEAR = { where: { performed: 'Bought', where: { 'properties.price': { gte: 6 } }, within: '30d' } };

describe('a preview', () => {
  it('counts those that publishing would bring in, and keeps no column that only it needed', async () => {
    const life = await lifeWith(buyers(2_500));
    const preview = await life.publisher.preview(DEAR);
    expect(preview.sample).toHaveLength(20);
    expect(preview.total).toBe(2_500);
    expect(life.pipeline.columns.kept()).toEqual([]);
    life.clock.advanceTo(NOW + 11 * 60_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(life.pipeline.columns.values.toJson().filter((value) => value !== null)).toEqual([]);
    expect(life.pipeline.columns.missing()).toEqual([]);
    const again = await life.publisher.preview(DEAR);
    await life.publish([{ kind: 'segment', name: 'dear', ...DEAR }]);
    expect(life.pipeline.segments.get('dear')?.members.count).toBe(again.count);
    expect(life.pipeline.columns.kept().map(({ path }) => path.text)).toContain('properties.price');
  });

  it('and another at once both count right, over the same columns and others', async () => {
    const life = await lifeWith(buyers(3_000));
    const other = { where: { performed: 'Bought', where: { 'properties.shop': { is: 's8' } } } };
    const [dear, one, same] = await Promise.all([DEAR, other, DEAR].map((definition) => life.publisher.preview(definition)));
    expect(one?.count).toBe(1);
    expect(same?.count).toBe(dear?.count);
    expect(dear?.count).toBe((await life.publisher.preview(DEAR)).count);
  });

  it('that is given up stops, and leaves the next one right', async () => {
    const life = await lifeWith(buyers(3_000));
    const gone = new AbortController();
    const given = life.publisher.preview(DEAR, undefined, gone.signal);
    gone.abort(new Error('gone'));
    await expect(given).rejects.toThrow('gone');
    expect(life.pipeline.columns.missing()).toEqual([]);
    const expected = buyers(3_000).filter(({ event: name, properties, timestamp }) => {
      return name === 'Bought' && Number(properties.price) >= 6 && timestamp > NOW - 30 * DAY;
    });
    expect((await life.publisher.preview(DEAR)).count).toBe(expected.length);
  });

  it('stays right over columns that were let go and are asked for again while events arrive', async () => {
    const life = await lifeWith(buyers(200));
    const before = (await life.publisher.preview(DEAR)).count;
    for (let minutes = 11; minutes < 60; minutes += 11) {
      life.clock.advanceTo(NOW + minutes * 60_000);
      await life.take(event(10_000 + minutes, 'Bought', { price: 9, shop: 'new' }, 1));
      expect((await life.publisher.preview(DEAR, NOW)).count).toBe(before + minutes / 11);
    }
  });

  it('leaves no column behind when its definition is refused', async () => {
    const life = await lifeWith(buyers(20));
    const refused = { where: { all: [DEAR.where, { performed: 'Bought', where: { price: 1 } }] } };
    await expect(life.publisher.preview(refused)).rejects.toThrow();
    await expect(life.publish([{ kind: 'segment', name: 'refused', ...refused }])).rejects.toThrow();
    expect(life.pipeline.columns.missing()).toEqual([]);
    expect(life.pipeline.columns.kept()).toEqual([]);
  });

  it('remembers nothing of who has been erased, also in columns that are being let go', async () => {
    const life = await lifeWith([
      event(1, 'Bought', { price: 1, shop: 'a secret shop' }, 1),
      event(2, 'Bought', { price: 1, shop: 'other' }, 1),
    ]);
    await life.publisher.preview({ where: { performed: 'Bought', where: { 'properties.shop': 'other' } } });
    expect(JSON.stringify(life.pipeline.columns.values.toJson())).toContain('a secret shop');
    life.pipeline.forget(life.customerOf('userId:u1'), NOW);
    expect(JSON.stringify(life.pipeline.columns.values.toJson())).not.toContain('a secret shop');
  });
});

describe('a preview that comes soon', () => {
  const soon = async (life: Life) => {
    const previews = new Previews(life.pipeline, () => {
      const { timelines, columns, references } = life.pipeline;
      return { names: timelines.names, columns, references };
    });
    const before = await life.publisher.preview(DEAR);
    return { before, work: previews.soon({ kind: 'segment', name: 'soon', ...DEAR } as SegmentDefinition) };
  };
  const open = new AbortController().signal;

  it('has an estimate and then the exact count, over columns that go when nobody needs them', async () => {
    const life = await lifeWith(buyers(12_000));
    const { before, work } = await soon(life);
    const about = await work.estimate(open);
    expect(about.estimate?.asked).toBe(10_000);
    expect(about.estimate?.interval[0]).toBeLessThanOrEqual(before.count);
    expect(about.estimate?.interval[1]).toBeGreaterThanOrEqual(before.count);
    const shares: number[] = [];
    expect(await work.count(open, (share) => shares.push(share))).toMatchObject({ count: before.count, total: 12_000 });
    life.clock.advanceTo(NOW + 11 * 60_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(life.pipeline.columns.values.toJson().filter((value) => value !== null)).toEqual([]);
  });

  it('leaves nothing behind when it is given up, before or after its estimate, or everybody was asked', async () => {
    for (const [customers, given] of [
      [12_000, 'while estimating'],
      [12_000, 'while counting'],
      [100, 'never'],
    ] as const) {
      const life = await lifeWith(buyers(customers));
      const { work } = await soon(life);
      life.clock.advanceTo(NOW + 11 * 60_000);
      const gone = new AbortController();
      const estimating = work.estimate(gone.signal);
      if (given === 'while estimating') {
        gone.abort(new Error('gone'));
        await expect(estimating).rejects.toThrow('gone');
      } else await estimating;
      if (given === 'while counting') {
        const counting = work.count(gone.signal, () => undefined);
        gone.abort(new Error('gone'));
        await expect(counting).rejects.toThrow('gone');
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(life.pipeline.columns.missing()).toEqual([]);
      expect(life.pipeline.columns.values.toJson().filter((value) => value !== null)).toEqual([]);
    }
  });
});

describe('candidates', () => {
  const where = fc.constantFrom(undefined, { 'properties.price': { gt: 4 } }, { 'properties.shop': 'a' });
  const performed = fc.record(
    { performed: fc.constantFrom('Bought', 'Seen'), where, within: fc.constantFrom(undefined, '10d') },
    { requiredKeys: ['performed'] },
  );
  const leaf = performed.map((spec) => JSON.parse(JSON.stringify(spec)) as object);
  const condition = fc.oneof(
    leaf,
    leaf.map((spec) => ({ not: spec })),
    fc.array(leaf, { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(leaf, { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    fc
      .tuple(performed, performed)
      .map(([first, second]) => ({ sequence: [{ performed: first.performed }, { performed: second.performed }] })),
  );
  const events = fc.array(
    fc.record({
      user: fc.nat(8),
      name: fc.constantFrom('Bought', 'Seen'),
      price: fc.nat(9),
      shop: fc.constantFrom('a', 'b'),
      daysAgo: fc.integer({ min: -2, max: 30 }),
    }),
    { minLength: 1, maxLength: 30 },
  );

  it('are never fewer than those for whom a condition holds, now or later, also after a merge', async () => {
    await fc.assert(
      fc.asyncProperty(events, condition, async (all, spec) => {
        const life = await lifeWith(all.map(({ user, name, daysAgo, ...properties }) => event(user, name, properties, daysAgo)));
        const { pipeline } = life;
        await life.publish([{ kind: 'segment', name: 'asked', where: spec }]);
        const compiled = pipeline.segments.get('asked')?.compiled;
        if (compiled === undefined) throw new Error('not published');
        const candidates = await new Candidates(pipeline).narrow([compiled.condition]);
        const merging = { ...event(0, 'Other', {}, 0), anonymousId: 'x' };
        await life.take(merging, { ...event(1, 'Other', {}, 0), anonymousId: 'x' });
        for (const at of [NOW, NOW + DAY, NOW + 3 * DAY]) {
          for (let customer = 0; customer < pipeline.timelines.identifiers.size; customer++) {
            if (pipeline.identities.customerOf(customer) !== customer || !pipeline.segments.holdsAt(compiled, customer, at)) continue;
            expect(candidates.may(compiled.condition, customer)).toBe(true);
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});
