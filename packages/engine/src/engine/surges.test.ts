import { describe, expect, test } from 'vitest';
import { EPOCH } from '../simulation/twin/arbitrary.js';
import { eventAt } from '../simulation/twin/history.js';
import { Life } from '../simulation/oracle/life.js';
import { seededRandom } from '../runtime/seeded-random.js';
import { Board } from '../surge/board.js';
import { Buckets } from '../surge/calendar.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import { personIdentifier } from '../vocabulary/identifier.js';
import type { Surge, SurgeStretch } from '../vocabulary/surge.js';

const BUCKET = 6 * 3_600_000;
const DAYS = 30;
const NOW = EPOCH + DAYS * 86_400_000 - BUCKET / 2;
const BUYERS = { kind: 'segment', name: 'buyers', where: { performed: 'Ordered' } };
const WHOLE = { kind: 'surge', name: 'interest', of: { performed: 'Viewed' }, by: 'properties.product', every: '6h' };
const BESIDE = { ...WHOLE, name: 'interest_beside', relative: true };
const OF_BUYERS = { ...WHOLE, name: 'buyers_interest', segment: 'buyers' };

/** People look at two products; from the 24th day on at the first one five times as often, and at the end at the second one hardly ever. */
function history(seed: number, days = DAYS): CustomerEvent[] {
  const random = seededRandom(seed);
  const events: CustomerEvent[] = [];
  const person = (): number => Math.floor(random() * 120);
  for (let bucket = 0; bucket < days * 4; bucket++) {
    const day = bucket / 4;
    const times = [day >= 24 && day < 26 ? 40 : 8, day >= 27 ? 1 : 16];
    for (const [product, usual] of times.entries()) {
      for (let view = 0; view < usual; view++) {
        const seconds = bucket * 21_600 + Math.floor(random() * 21_600);
        events.push(said(person(), seconds, 'Viewed', { product: `p${product}` }, random()));
      }
    }
    if (random() < 0.4) events.push(said(person(), bucket * 21_600 + 5, 'Ordered', {}, random()));
  }
  return events.filter(({ timestamp }) => timestamp <= NOW);
}

/** Half of the people are first seen without a name; now and then they say it. */
function said(person: number, seconds: number, event: string, properties: CustomerEvent['properties'], draw: number): CustomerEvent {
  const isNamed = person % 2 === 0 || draw < 0.2;
  const anonymousId = person % 2 === 0 ? null : `a${person}`;
  const messageId = `${event} ${person} ${seconds} ${draw}`;
  return eventAt(seconds, event, { userId: isNamed ? `u${person}` : null, anonymousId, properties, messageId });
}

type Found = Omit<SurgeStretch, 'surgeId' | 'version' | 'status' | 'ratio' | 'interval'>;

/** The slow twin: counts every customer by hand, and judges everything at once. */
function twin(
  events: readonly CustomerEvent[],
  name: string,
  isMember: (person: string, at: number) => boolean,
  isRelative = false,
): Found[] {
  const buckets = new Buckets(BUCKET);
  const board = new Board(
    { buckets, directions: ['rise', 'fall'], isRelative, falseAlarmsPerMonth: 1 },
    1_000,
    (left, right) => left < right,
  );
  const counted = new Set<string>();
  for (const event of [...events].sort((left, right) => left.timestamp - right.timestamp)) {
    if (event.event !== 'Viewed' || !isMember(personIn(events, event), event.timestamp)) continue;
    const product = Number(String(event.properties.product).slice(1));
    const key = `${personIn(events, event)} ${product} ${buckets.at(event.timestamp)}`;
    if (counted.has(key)) continue;
    counted.add(key);
    board.add(product, buckets.at(event.timestamp), 1);
  }
  board.judge(NOW);
  return [...board.found()].flatMap(([product, surges]) =>
    surges.map(({ direction, from, until, becameUsual, observed, expected, peak }) => ({
      name,
      value: `p${product}`,
      direction,
      from: buckets.start(from),
      until: until === null ? null : buckets.start(until),
      becameUsual,
      observed,
      expected,
      peak: { at: buckets.start(peak.bucket), observed: peak.observed, expected: peak.expected },
    })),
  );
}

const names = new WeakMap<readonly CustomerEvent[], Set<string>>();

/** Whose an event is: a name without a name's owner stays somebody of their own. */
function personIn(events: readonly CustomerEvent[], { userId, anonymousId }: CustomerEvent): string {
  let linked = names.get(events);
  if (linked === undefined) {
    linked = new Set(events.flatMap((event) => (event.userId !== null && event.anonymousId !== null ? [event.anonymousId] : [])));
    names.set(events, linked);
  }
  if (userId !== null) return userId;
  return linked.has(anonymousId ?? '') ? `u${(anonymousId ?? '').slice(1)}` : (anonymousId ?? '');
}

function orderedBy(events: readonly CustomerEvent[]): (person: string, at: number) => boolean {
  const first = new Map<string, number>();
  for (const event of events) {
    if (event.event !== 'Ordered') continue;
    const person = personIn(events, event);
    first.set(person, Math.min(first.get(person) ?? Number.POSITIVE_INFINITY, event.timestamp));
  }
  return (person, at) => (first.get(person) ?? Number.POSITIVE_INFINITY) <= at;
}

function standing({ pipeline }: Life): Found[] {
  pipeline.surges.settle(pipeline.clock.now());
  return pipeline.surges
    .all()
    .flatMap((surge) =>
      pipeline.surges
        .stretchesOf(surge)
        .flatMap(({ surgeId: _, version: __, status, ratio: ___, interval: ____, ...found }) => (status === 'withdrawn' ? [] : [found])),
    );
}

function sorted(found: readonly Found[]): string[] {
  return found
    .map((one) =>
      JSON.stringify(
        { ...one, expected: one.expected.toFixed(6), peak: { ...one.peak, expected: one.peak.expected.toFixed(6) } },
        Object.keys(one).sort(),
      ),
    )
    .sort();
}

function expectedOf(events: readonly CustomerEvent[]): string[] {
  return sorted([
    ...twin(events, 'interest', () => true),
    ...twin(events, 'buyers_interest', orderedBy(events)),
    ...twin(events, 'interest_beside', () => true, true),
  ]);
}

async function told({ journal }: Life): Promise<Surge[]> {
  const found: Surge[] = [];
  for await (const entries of journal.scan(0))
    for (const { kind, payload } of entries) if (kind === 'surge') found.push(JSON.parse(payload.toString('utf8')) as Surge);
  return found;
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((left, right) => left.key - right.key)
    .map(({ item }) => item);
}

async function takeAll(life: Life, events: readonly CustomerEvent[]): Promise<void> {
  for (let from = 0; from < events.length; from += 400) await life.take(...events.slice(from, from + 400));
}

describe('surges of the many', () => {
  test.each([1, 2])(
    'law: Order-free. Counts and what is open are those of the slow twin in any order, across restarts and erasures (%i)',
    async (seed) => {
      const random = seededRandom(seed + 100);
      const events = history(seed);
      const arriving = shuffled(events, random);
      const third = Math.floor(arriving.length / 3);
      let life = new Life(NOW);
      await takeAll(life, arriving.slice(0, third));
      await life.publish([BUYERS, WHOLE, OF_BUYERS, BESIDE]);
      await takeAll(life, arriving.slice(third, 2 * third));
      standing(life);
      life = await life.restarted(NOW);
      await takeAll(life, arriving.slice(2 * third));
      expect(sorted(standing(life))).toEqual(expectedOf(events));
      expect(standing(life).length).toBeGreaterThan(1);
      expect(standing(life).some(({ name }) => name === BESIDE.name)).toBe(true);

      const gone = new Set(['u4', 'u7', 'u8']);
      for (const name of gone) await life.erasures.erase(personIdentifier('userId', name));
      await life.erasures.settled();
      const left = events.filter((event) => !gone.has(personIn(events, event)));
      expect(sorted(standing(life))).toEqual(expectedOf(left));
      life = await life.restarted(NOW);
      expect(sorted(standing(life))).toEqual(expectedOf(left));
    },
  );

  test('what was told is told once, also across a restart; and what late events take away is withdrawn', async () => {
    let life = new Life(EPOCH);
    await life.publish([BUYERS, WHOLE, OF_BUYERS]);
    const events = history(5).filter((event) => event.event === 'Viewed' && event.properties.product === 'p0');
    for (let day = 1; day <= DAYS; day++) {
      const until = EPOCH + day * 86_400_000;
      life.clock.advanceTo(Math.min(until, NOW));
      await takeAll(
        life,
        events.filter(({ timestamp }) => timestamp < until && timestamp >= until - 86_400_000),
      );
      life.pipeline.surges.settle(life.clock.now());
    }
    await life.pipeline.actLog.write();
    const before = await told(life);
    expect(before.map(({ direction, status, value }) => [direction, status, value])).toEqual([
      ['rise', 'open', 'p0'],
      ['rise', 'ended', 'p0'],
    ]);
    expect(before[0]?.surgeId).toBe(before[1]?.surgeId);

    life = await life.restarted(NOW);
    life.pipeline.surges.settle(NOW);
    await life.pipeline.actLog.write();
    expect(await told(life)).toEqual(before);

    // It comes late that the product was looked at as much in all the weeks before: then it was nothing out of the ordinary.
    const late = history(6).flatMap((event, index) =>
      event.properties.product === 'p0' && event.timestamp < EPOCH + 24 * 86_400_000
        ? [0, 1, 2, 3].map((copy) => ({ ...event, messageId: `late ${index} ${copy}`, userId: `late${index}-${copy}`, anonymousId: null }))
        : [],
    );
    await takeAll(life, late);
    life.pipeline.surges.settle(NOW);
    await life.pipeline.actLog.write();
    const after = await told(life);
    expect(after.filter(({ surgeId }) => surgeId === before[0]?.surgeId).at(-1)?.status).toBe('withdrawn');
    // And what came after those weeks was a fall, which is open still.
    expect(after.filter(({ direction }) => direction === 'fall').at(-1)?.status).toBe('open');
  });

  test('law: Erased is gone. What one person alone says is no surge when they stop, and stands in no act; what five say is one', async () => {
    const life = new Life(EPOCH);
    await life.publish([WHOLE]);
    const random = seededRandom(9);
    const says = (person: number, product: string, bucket: number): CustomerEvent =>
      said(2 * person, bucket * 21_600 + person, 'Viewed', { product }, person);
    for (let bucket = 0; bucket < DAYS * 4; bucket++) {
      life.clock.advanceTo(EPOCH + (bucket + 1) * BUCKET);
      await life.take(...[0, 1].map((other) => says(200 + other, `rare${Math.floor(random() * 60)}`, bucket)));
      // One person in every bucket, and five people, one after the other; and then no more.
      if (bucket < 60) await life.take(says(0, 'ann@example.org', bucket), says(1 + (bucket % 5), 'teapot', bucket));
      life.pipeline.surges.settle(life.clock.now());
    }
    await life.pipeline.actLog.write();
    const values = (await told(life)).map(({ value }) => value);
    expect(values).toContain('teapot');
    expect(values).not.toContain('ann@example.org');
    expect(standing(life).map(({ value }) => value)).not.toContain('ann@example.org');
  });

  test('a definition that is changed or retired is counted anew or not at all; a segment cannot be removed from under it', async () => {
    const life = new Life(NOW);
    await takeAll(life, history(2));
    await life.publish([BUYERS, WHOLE, OF_BUYERS]);
    expect(standing(life).some(({ value }) => value === 'p0')).toBe(true);
    await life.publish([{ ...WHOLE, of: { performed: 'Viewed', where: { 'properties.product': 'p1' } } }]);
    expect(
      standing(life)
        .filter(({ name }) => name === 'interest')
        .map(({ value }) => value),
    ).not.toContain('p0');
    const removal = async (name: string, kind: string) => life.publisher.publish([], { by: 'me', removed: [{ kind, name }] });
    await expect(removal('buyers', 'segment')).rejects.toThrow(/rests on it/);
    await removal('interest', 'surge');
    expect(standing(life).map(({ name }) => name)).not.toContain('interest');
  });

  test('what is wrong with a definition is said at its place', async () => {
    const life = new Life(NOW);
    const problems = async (change: object): Promise<unknown> =>
      life.publish([{ ...WHOLE, ...change }]).then(
        () => 'published',
        (error: { details?: unknown; message: string }) => error.message,
      );
    expect(await problems({ by: 'product' })).toMatch(/\/by: "product" is no path/);
    expect(await problems({ segment: 'nobody' })).toMatch(/\/segment: there is no segment "nobody"/);
    expect(await problems({ every: '7m' })).toMatch(/\/every/);
    expect(await problems({ of: { performed: 'Session Started' } })).toMatch(/\/of\/performed/);
    expect(await problems({ of: { performed: 'Viewed', where: { nowhere: 1 } } })).toMatch(/\/of\/where\/nowhere/);
  });
});
