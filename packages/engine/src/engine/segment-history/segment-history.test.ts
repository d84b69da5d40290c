import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Life } from '../../simulation/oracle/life.js';
import { arbitraryCondition, arbitraryHistory, EPOCH } from '../../simulation/twin/arbitrary.js';
import { twinUnchangedSince } from '../../simulation/twin/course.js';
import { eventAt, second } from '../../simulation/twin/history.js';
import { withoutComparisons } from '../../simulation/oracle/drawn-definitions.js';
import { twinMember } from '../../simulation/twin/holds.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { Questions } from '../questions.js';
import { csvLines } from '../exports/csv-lines.js';
import { SegmentHistory } from './segment-history.js';

const SECOND = 1_000;
const POINTS = 12;

/** Some people's histories, each by its own name. */
const histories = fc.array(arbitraryHistory(), { minLength: 1, maxLength: 5 }).map((all) =>
  all.map((history, person) =>
    history.map((event) => ({
      ...event,
      userId: `p${person}`,
      anonymousId: null,
      previousId: null,
      groupId: null,
      messageId: `${person} ${event.messageId}`,
    })),
  ),
);

/** Comparisons with earlier steps are for moments. */
const condition = arbitraryCondition().map((spec) => withoutComparisons(spec) as JsonObject);

async function lifeWith(people: readonly (readonly CustomerEvent[])[], where: JsonObject, shuffle = (events: CustomerEvent[]) => events) {
  const life = new Life(EPOCH + 25 * SECOND).start();
  await life.publish([{ kind: 'segment', name: 'asked', where, includeBots: true }]);
  await life.take(...shuffle(people.flat()));
  await life.pipeline.settled();
  return { life, history: new SegmentHistory(life.pipeline) };
}

describe('a segment over time', () => {
  test('is at each instant what the slow twin says, whatever the order in which events came', async () => {
    await fc.assert(
      fc.asyncProperty(histories, condition, fc.boolean(), async (people, where, isReversed) => {
        const { history } = await lifeWith(people, where, (events) => (isReversed ? events.reverse() : events));
        const { points, asOf } = await history.trend('asked', { points: POINTS, every: 2 * SECOND });
        const memberAt = (at: number) => people.map((events) => twinMember(where, events, at));
        const expected = Array.from({ length: POINTS }, (_, index) => {
          const at = asOf - (POINTS - 1 - index) * 2 * SECOND;
          const [before, now] = [memberAt(at - 2 * SECOND), memberAt(at)];
          return {
            at,
            count: now.filter(Boolean).length,
            entered: now.filter((is, person) => is && before[person] === false).length,
            left: now.filter((is, person) => !is && before[person] === true).length,
          };
        });
        expect(points).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test('names who entered and who left, and when, page by page', async () => {
    await fc.assert(
      fc.asyncProperty(histories, condition, fc.integer({ min: 1, max: 3 }), async (people, where, limit) => {
        const { history } = await lifeWith(people, where);
        const [since, until] = [EPOCH + 6 * SECOND, EPOCH + 18 * SECOND];
        for (const direction of ['entered', 'left'] as const) {
          const found: [string, number][] = [];
          for (let cursor: string | null | undefined; cursor !== null; ) {
            const page = history.moves('asked', { since, until, direction, limit, ...(cursor !== undefined && { cursor }) });
            for (const { identifiers, at } of page.items) found.push([identifiers.find(({ type }) => type === 'userId')?.value ?? '', at]);
            cursor = page.nextCursor;
          }
          const expected = people.flatMap((events, person) => {
            const [was, is] = [twinMember(where, events, since), twinMember(where, events, until)];
            return was !== is && is === (direction === 'entered') ? [[`p${person}`, twinUnchangedSince(where, events, until)]] : [];
          });
          expect(found.sort()).toEqual(expected.sort());
        }
      }),
      { numRuns: 200 },
    );
  });

  test('follows the customers that there are today: two who became one count once, also for the time before', async () => {
    const life = new Life(second(30)).start();
    await life.publish([{ kind: 'segment', name: 'asked', where: { performed: 'Bought' } }]);
    const take = (...events: CustomerEvent[]) => life.take(...events).then(() => life.pipeline.settled());
    const history = new SegmentHistory(life.pipeline);
    const counts = async (points: number) =>
      (await history.trend('asked', { points, every: 10 * SECOND })).points.map(({ count }) => count);
    await take(
      eventAt(1, 'Bought', { userId: 'a', messageId: 'a' }),
      eventAt(3, 'Bought', { userId: null, anonymousId: 'x', messageId: 'x' }),
    );
    expect(await counts(3)).toEqual([2, 2, 2]);
    expect(history.overlap('asked')).toMatchObject({ count: 2, customers: 2 });
    await take(eventAt(20, '', { userId: 'a', anonymousId: 'x', messageId: 'i' }));
    expect(await counts(4)).toEqual([0, 1, 1, 1]);
    expect(history.overlap('asked')).toMatchObject({ count: 1, customers: 1 });
  });

  test('is estimated from a part of the customers where only a part is asked, and says so', async () => {
    const people = Array.from({ length: 2_000 }, (_, person) => {
      const does = person % 4 === 0 ? 'Bought' : 'Looked';
      return [eventAt(1, does, { userId: `p${person}`, messageId: `m${person}` })];
    });
    const { history } = await lifeWith(people, { performed: 'Bought' });
    const { customers, asked, points } = await history.trend('asked', { points: 2, every: SECOND, sample: 500 });
    expect(customers).toBe(2_000);
    expect(asked).toBeGreaterThan(400);
    expect(asked).toBeLessThan(600);
    // 500 ± 4 standard errors of a share of a quarter, from 500.
    expect(Math.abs((points[1]?.count ?? 0) - 500)).toBeLessThan(4 * 2_000 * Math.sqrt((0.25 * 0.75) / asked));
    expect(await history.trend('asked', { points: 2, every: SECOND, sample: 2_000 })).toMatchObject({
      asked: 2_000,
      points: [{ count: 500 }, { count: 500 }],
    });
  });

  test('is not asked anew for what was told a moment ago, and two who ask at once share the work', async () => {
    const { history } = await lifeWith([[eventAt(1, 'Bought')]], { performed: 'Bought' });
    const [one, other] = [history.trend('asked', { points: 3, every: SECOND }), history.trend('asked', { points: 3, every: SECOND })];
    expect(one).toBe(other);
    expect(history.trend('asked', { points: 4, every: SECOND })).not.toBe(one);
    await one;
    expect(() => history.trend('nobody', { points: 3, every: SECOND })).toThrow(expect.objectContaining({ code: 'unknown_segment' }));
    expect(() => history.trend('asked', { points: 401, every: SECOND })).toThrow(expect.objectContaining({ code: 'invalid_request' }));
    expect(() => history.moves('asked', { since: 5, until: 5, direction: 'left' })).toThrow(
      expect.objectContaining({ code: 'invalid_request' }),
    );
  });
});

describe('segments beside each other', () => {
  test('share whom both have, as counting them says, and the members that are both are named', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 30 }), async (people) => {
        const life = new Life(second(100)).start();
        await life.publish(['A', 'B', 'C'].map((name) => ({ kind: 'segment', name, where: { performed: name } })));
        const events = people.flatMap((does, person) => [
          eventAt(1, 'Looked', { userId: `p${person}`, messageId: `l${person}` }),
          ...['A', 'B', 'C'].flatMap((event, index) =>
            does[index] === true ? [eventAt(2, event, { userId: `p${person}`, messageId: `${event}${person}` })] : [],
          ),
        ]);
        await life.take(...events);
        await life.pipeline.settled();
        const of = (...wanted: readonly (boolean | null)[]) =>
          people.filter((does) => wanted.every((want, index) => want === null || does[index] === want)).length;
        const overlap = new SegmentHistory(life.pipeline).overlap('A');
        const lift = (both: number, other: number) =>
          of(true) === 0 || other === 0 ? null : expect.closeTo((both * people.length) / (of(true) * other), 9);
        expect(overlap).toMatchObject({ count: of(true), customers: people.length });
        expect(overlap.others).toEqual([
          { name: 'B', title: null, count: of(null, true), both: of(true, true), lift: lift(of(true, true), of(null, true)) },
          {
            name: 'C',
            title: null,
            count: of(null, null, true),
            both: of(true, null, true),
            lift: lift(of(true, null, true), of(null, null, true)),
          },
        ]);
        const questions = new Questions({ pipeline: life.pipeline, deliveryOf: () => ({ status: 'none', attempts: 0, last: null }) });
        const members = (request: object) => questions.members('A', { limit: 1_000, ...request })?.items.length;
        expect(members({ also: ['B'] })).toBe(of(true, true));
        expect(members({ also: ['B'], not: ['C'] })).toBe(of(true, true, false));
        expect(members({ not: ['B', 'C'], at: second(50) })).toBe(of(true, false, false));
        expect(members({ also: ['B'], at: second(1) })).toBe(0);
        expect(() => members({ not: ['D'] })).toThrow(expect.objectContaining({ code: 'unknown_segment' }));
      }),
      { numRuns: 50 },
    );
  });

  test('are written as a table of those who consent, and no text of theirs is a formula to a spreadsheet', async () => {
    const life = new Life(second(100)).start();
    await life.publish([
      { kind: 'purpose', name: 'marketing', consent: 'optIn' },
      { kind: 'segment', name: 'A', where: { performed: 'A' } },
      { kind: 'metric', name: 'times', value: { count: 'A' } },
    ]);
    const says = (marketing: boolean) => ({ context: { consent: { categoryPreferences: { marketing } } } });
    const traits = { note: '=HYPERLINK("http://evil.example")', debt: '-5', plus: '+1 (555)' };
    await life.take(
      eventAt(1, 'A', { userId: 'yes', messageId: 'y', ...says(true) }),
      eventAt(2, '', { userId: 'yes', messageId: 'i', traits }),
      eventAt(1, 'A', { userId: 'no', messageId: 'n', ...says(false) }),
      eventAt(1, 'A', { userId: 'silent', messageId: 's' }),
    );
    await life.pipeline.settled();
    const history = new SegmentHistory(life.pipeline);
    const columns = { purpose: 'marketing', identifiers: ['userId'], traits: ['note', 'debt', 'plus'], metrics: ['times'] };
    let text = '';
    for await (const lines of csvLines(history.table('A', columns, new AbortController().signal), { isForSpreadsheets: true }))
      text += lines;
    const [header, row, end] = text.split('\r\n');
    expect(header).toBe('customerId,userId,traits.note,traits.debt,traits.plus,metrics.times');
    expect(row?.replace(/^c_[^,]+/, 'c')).toBe(`c,yes,"'=HYPERLINK(""http://evil.example"")",-5,'+1 (555),1`);
    expect(end).toBe('');
    const refused = (change: object) => () => history.table('A', { ...columns, ...change }, new AbortController().signal);
    expect(refused({ purpose: 'other' })).toThrow(expect.objectContaining({ code: 'invalid_request' }));
    expect(refused({ metrics: ['none'] })).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  });
});
