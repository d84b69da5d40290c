import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CustomerEvent } from '../vocabulary/event.js';
import type { Json } from '../vocabulary/json.js';
import { formatDay } from './calendar.js';
import { DAY, event, MONDAY, watching } from './history-for-tests.js';
import type { Quality } from './quality.js';
import { qualityReport } from './report.js';
import { K_ANONYMOUS, Words } from './words.js';

const COUNTRIES = ['Germany', 'France', 'Malta'] as const;
const shopDays = (days: number, rows: number, change: (event: CustomerEvent, day: number) => CustomerEvent = (it) => it): CustomerEvent[] =>
  Array.from({ length: days * rows }, (_, index) => {
    const [day, n] = [Math.floor(index / rows), index % rows];
    return change(event(day, n, { price: 10 + (n % 9), country: COUNTRIES[n % 3] as string, note: n % 4 === 0 ? '' : 'a' }), day);
  });
const without = (it: CustomerEvent, field: string): CustomerEvent => ({ ...it, properties: { ...it.properties, [field]: null } });

function report(quality: Quality): ReturnType<typeof qualityReport> {
  const source = quality.source('shop');
  if (source === undefined) throw new Error('nothing came');
  return qualityReport(source, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
}

describe('the figures', () => {
  const Value = fc.oneof(
    fc.constantFrom<Json[]>('a', 'b', '', ' ', null, true, 3, -0.5),
    fc.integer(),
    fc.constant<Json>([1]),
    fc.constant<Json>({ deep: 'x' }),
  );
  const History = fc.array(
    fc.record({
      day: fc.integer({ min: 0, max: 5 }),
      user: fc.option(fc.integer({ min: 1, max: 9 })),
      name: fc.constantFrom('Bought', 'Seen'),
      country: fc.constantFrom('Germany', 'France', null),
      price: fc.option(Value, { nil: undefined }),
      late: fc.integer({ min: 0, max: 3 * DAY }),
    }),
    { minLength: 1, maxLength: 150 },
  );
  const eventsOf = (history: typeof History extends fc.Arbitrary<infer T> ? T : never): CustomerEvent[] =>
    history.map(({ day, user, name, country, price, late }, n) => {
      const made = event(
        day,
        n,
        { country, ...(price !== undefined && { price }) },
        { event: name, userId: user === null ? null : `u${user}`, anonymousId: 'a1' },
      );
      return { ...made, receivedAt: made.timestamp + late };
    });

  /** The same again, naively. */
  function recount(events: readonly CustomerEvent[]): unknown {
    const isThere = (value: Json | undefined): boolean =>
      value !== undefined && value !== null && !(typeof value === 'string' && value.trim() === '');
    const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);
    const days = [...new Set(events.flatMap(({ timestamp, receivedAt }) => [dayOf(timestamp), dayOf(receivedAt)]))].sort();
    return days.map((day) => {
      const on = events.filter(({ timestamp }) => dayOf(timestamp) === day);
      const fields = ['Bought', 'Seen'].flatMap((name) => {
        const named = on.filter((it) => it.event === name);
        const present = (read: (it: CustomerEvent) => Json | undefined): number => named.filter((it) => isThere(read(it))).length;
        return named.length === 0
          ? []
          : [
              [
                name,
                named.length,
                present((it) => it.userId),
                present((it) => it.properties.country),
                present((it) => it.properties.price),
              ],
            ];
      });
      return { day, accepted: on.length, arrived: events.filter(({ receivedAt }) => dayOf(receivedAt) === day).length, fields };
    });
  }

  /** What the fold has counted, in the same form; read from its days, whatever is watched. */
  function counted(quality: Quality): unknown {
    const source = quality.source('shop');
    if (source === undefined) return [];
    return [...new Set([...source.happened.keys(), ...source.arrived.keys()])]
      .sort((left, right) => left - right)
      .map((day) => {
        const fields = ['Bought', 'Seen'].flatMap((name) => {
          const counts = source.happened.get(day)?.names.get(name);
          if (counts === undefined) return [];
          const nodes = source.names.get(name)?.shape.nodes() ?? new Map<string, number>();
          return [
            [
              name,
              counts.n,
              ...['userId', 'properties.country', 'properties.price'].map((path) => counts.present(nodes.get(path) ?? 1_000)),
            ],
          ];
        });
        return {
          day: formatDay(day),
          accepted: source.happened.get(day)?.accepted ?? 0,
          arrived: source.arrived.get(day)?.accepted ?? 0,
          fields,
        };
      });
  }

  test('are those of a naive recount, in any order', () => {
    fc.assert(
      fc.property(History, fc.infiniteStream(fc.nat()), (history, keys) => {
        const events = eventsOf(history);
        const order = [...keys.take(events.length)];
        const shuffled = events.map((it, index) => ({ it, key: order[index] as number })).sort((left, right) => left.key - right.key);
        const { quality } = watching();
        for (const { it } of shuffled) quality.fold(it);
        expect(counted(quality)).toEqual(recount(events));
      }),
      { numRuns: 60 },
    );
  });

  test('are the same when it is saved and loaded in the middle, and so is all that follows', () => {
    fc.assert(
      fc.property(History, fc.nat(150), (history, at) => {
        const events = eventsOf(history);
        const whole = watching();
        for (const it of events) whole.quality.fold(it);
        const first = watching();
        for (const it of events.slice(0, at)) first.quality.fold(it);
        const second = watching();
        second.quality.load(JSON.parse(JSON.stringify(first.quality.toJson())) as ReturnType<Quality['toJson']>);
        for (const it of events.slice(at)) second.quality.fold(it);
        expect(report(second.quality)).toEqual(report(whole.quality));
        expect([...first.alerts, ...second.alerts]).toEqual(whole.alerts);
      }),
      { numRuns: 60 },
    );
  });

  test('hold validity, duplicates and lateness by the day of arrival', () => {
    const { quality } = watching();
    for (const it of shopDays(1, 100)) quality.fold(it);
    quality.foldQuarantined({ source: 'shop', reason: 'invalid_type', receivedAt: MONDAY + DAY });
    quality.foldDuplicates('shop', 3, 1, MONDAY + DAY);
    const [first, second] = report(quality).days;
    expect(first).toMatchObject({ day: '2026-01-05', accepted: 100, arrived: { accepted: 100, quarantined: 0 } });
    expect(first?.arrived?.freshness?.p50).toBeGreaterThan(1_800);
    expect(first?.arrived?.freshness?.p50).toBeLessThan(2_200);
    expect(second).toMatchObject({ accepted: 0, arrived: { accepted: 0, quarantined: 1, duplicate: 3, conflicting: 1, freshness: null } });
    expect(second?.arrived?.reasons).toEqual([{ reason: 'invalid_type', count: 1 }]);
  });

  test('name no value and no path that fewer than three customers have', () => {
    const { quality } = watching();
    const mine = event(0, 0, { country: 'Atlantis', 'my e-mail a@b.example': 'x' }, { userId: 'u1' });
    for (let n = 0; n < 50; n++) quality.fold({ ...mine, messageId: String(n) });
    for (const it of shopDays(2, 60)) quality.fold(it);
    const text = JSON.stringify([report(quality), quality.toJson()]);
    expect(text).not.toContain('Atlantis');
    expect(text).not.toContain('a@b.example');
    expect(text).toContain('Germany');
    expect(report(quality).fields.find(({ field }) => field === 'properties.price')?.values).toContainEqual({
      value: null,
      rows: 50,
      present: 0,
    });
  });

  test('stay within their limits, and keep what was chosen, when keys and values never end', () => {
    const { quality } = watching({ fields: ['context.app', 'properties.price'], by: 'properties.country' });
    for (let n = 0; n < 5_000; n++) {
      const noise = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`k${n}-${index}`, n]));
      quality.fold(event(Math.floor(n / 2_500), n % 2_500, { price: 1, country: `c${n}`, deep: noise }, { context: { app: 'x' } }));
    }
    const source = quality.source('shop');
    const shape = source?.names.get('Product Purchased')?.shape;
    expect(shape?.paths().length).toBeLessThanOrEqual(64);
    expect(source?.groupWords.size).toBeLessThanOrEqual(256);
    expect(report(quality).fields.map(({ field, rows, present }) => [field, rows, present])).toEqual([
      ['context.app', 5_000, 5_000],
      ['properties.price', 5_000, 5_000],
    ]);
  });
});

describe('words', () => {
  test('which are kept does not depend on the order in which they came', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(100_000), { minLength: 20, maxLength: 60 }), (hashes) => {
        const kept = (order: readonly number[]): number[] => {
          const words = new Words(10);
          for (const hash of order) words.note(hash, String(hash), 1);
          return [...words.hashes()].sort((left, right) => left - right);
        };
        expect(kept(hashes)).toEqual([...hashes].sort((left, right) => left - right).slice(0, 10));
        expect(kept([...hashes].reverse())).toEqual(kept(hashes));
      }),
    );
  });

  test(`a text is kept once ${K_ANONYMOUS} groups of customers have used it, not before`, () => {
    const words = new Words(10);
    for (const customer of [1, 1, 2, 33, 2]) words.note(7, 'x', customer);
    expect(words.textOf(7)).toBeNull();
    words.note(7, 'x', 3);
    expect(words.textOf(7)).toBe('x');
  });
});

describe('alerts', () => {
  test('a field blanked for one country on one day is told of within that day, by name, and once', () => {
    const { quality, alerts } = watching();
    const events = shopDays(41, 120, (it, day) => (day === 39 && it.properties.country === 'Malta' ? without(it, 'price') : it));
    for (const it of events.slice(0, 39 * 120)) quality.fold(it);
    expect(alerts).toEqual([]);
    for (const it of events.slice(39 * 120, 40 * 120)) quality.fold(it);
    const malta = alerts.filter(({ by }) => by?.value === 'Malta');
    expect(malta).toMatchObject([
      {
        source: 'shop',
        kind: 'completeness',
        event: 'Product Purchased',
        field: 'properties.price',
        by: { path: 'properties.country' },
        day: '2026-02-13',
      },
    ]);
    expect(malta[0]?.observedAt).toBeLessThan(MONDAY + 40 * DAY);
    for (const it of events.slice(40 * 120)) quality.fold(it);
    expect(new Set(alerts.map(({ alertId }) => alertId)).size).toBe(alerts.length);
    expect(alerts.every(({ kind, field, day }) => kind === 'completeness' && field === 'properties.price' && day === '2026-02-13')).toBe(
      true,
    );
  });

  test('a field that is blank in a quarter of the events as ever is no news', () => {
    const { quality, alerts } = watching();
    for (const it of shopDays(80, 120)) quality.fold(it);
    expect(alerts).toEqual([]);
  });

  test.each([
    [
      'a tenth of the volume',
      (it: CustomerEvent, n: number) => (n % 10 === 0 ? it : undefined),
      { kind: 'volume', value: 40, event: null },
    ],
    [
      'prices as texts',
      (it: CustomerEvent) => ({ ...it, properties: { ...it.properties, price: '9.99' } }),
      { kind: 'drift', field: 'properties.price' },
    ],
    [
      'a new field',
      (it: CustomerEvent) => ({ ...it, properties: { ...it.properties, colour: 'red' } }),
      { kind: 'drift', field: 'properties.colour' },
    ],
    [
      'prices a hundredfold',
      (it: CustomerEvent) => ({ ...it, properties: { ...it.properties, price: Number(it.properties.price) * 100 } }),
      { kind: 'distribution', field: 'properties.price' },
    ],
    ['events two hours late', (it: CustomerEvent) => ({ ...it, receivedAt: it.receivedAt + 7_200_000 }), { kind: 'freshness' }],
  ])('%s is told of when the day is over', (_, change, expected) => {
    const { quality, alerts } = watching();
    const ordinary = shopDays(72, 400, (it, day) =>
      it.messageId.endsWith('7') && day % 3 === 0 ? { ...it, receivedAt: it.receivedAt + 500 } : it,
    );
    ordinary.forEach((it, index) => {
      const day = Math.floor(index / 400);
      const seen = day === 70 ? change(it, index % 400) : it;
      if (seen !== undefined) quality.fold(seen);
    });
    expect(alerts).toContainEqual(expect.objectContaining({ ...expected, day: '2026-03-16' }));
    expect(alerts.every(({ day }) => day === '2026-03-16')).toBe(true);
  });

  test('quarantined items and duplicates that never were are told of while the day lasts', () => {
    const { quality, alerts } = watching();
    for (const it of shopDays(40, 100)) quality.fold(it);
    const now = MONDAY + 39 * DAY + 20 * 3_600_000;
    for (let n = 0; n < 300; n++) quality.foldQuarantined({ source: 'shop', reason: 'invalid_timestamp', receivedAt: now });
    quality.foldDuplicates('shop', 800, 0, now);
    expect(alerts.map(({ kind }) => kind)).toEqual(['validity', 'duplicates']);
    expect(alerts[0]?.words).toContain('invalid_timestamp');
  });

  test('a source that always sends has fallen silent; one of files has not', () => {
    for (const [from, expected] of [
      [{ http: {} }, ['silence']],
      [{ files: {} }, []],
    ] as const) {
      const { quality, alerts } = watching(undefined, { from });
      for (let hour = 0; hour < 24 * 50; hour++)
        quality.fold(
          event(0, 0, {}, { timestamp: MONDAY + hour * 3_600_000, receivedAt: MONDAY + hour * 3_600_000 + 1_000 * (hour % 40) }),
        );
      const last = MONDAY + (24 * 50 - 1) * 3_600_000;
      expect(quality.passTime(last + 3_600_000)).toBe(0);
      const deadline = quality.nextDeadline();
      if (expected.length > 0) expect(deadline).toBeLessThan(last + DAY);
      quality.passTime(last + DAY);
      quality.passTime(last + 2 * DAY);
      expect(alerts.map(({ kind }) => kind)).toEqual(expected);
    }
  });

  test('thresholds of one’s own take the place of history, and none may be had', () => {
    const blank = shopDays(2, 30, (it) => without(it, 'price'));
    const { quality, alerts } = watching({
      fields: ['properties.price'],
      alerts: { completeness: { least: 0.9 }, volume: { least: 100 } },
    });
    for (const it of [...blank, event(2, 0, { price: 1 })]) quality.fold(it);
    const first = alerts.filter(({ by }) => by === null).map(({ kind, day, score }) => [kind, day, score]);
    expect(first).toEqual([
      ['volume', '2026-01-05', null],
      ['volume', '2026-01-06', null],
    ]);
    for (const watch of [{ silent: true }, { alerts: { completeness: false, drift: false } as const }]) {
      const other = watching(watch);
      for (const it of shopDays(41, 120, (seen, day) => (day === 39 ? without(seen, 'price') : seen))) other.quality.fold(it);
      expect(other.alerts).toEqual([]);
    }
  });

  test('a history in no order of time raises nothing', () => {
    const { quality, alerts } = watching();
    const events = shopDays(60, 100);
    for (let index = 0; index < events.length; index++) quality.fold(events[(index * 2_339) % events.length] as CustomerEvent);
    expect(alerts).toEqual([]);
  });

  test('what is on record is not found anew when the journal is read; what a crash cut off is', () => {
    const events = shopDays(40, 120, (it, day) => (day === 39 && it.properties.country === 'Malta' ? without(it, 'price') : it));
    const live = watching();
    for (const it of events) live.quality.fold(it);
    const [alert] = live.alerts;
    expect(alert).toBeDefined();
    const again = watching();
    again.quality.beginReplay();
    for (const it of events) again.quality.fold(it);
    for (const recorded of live.alerts) again.quality.replay(recorded);
    again.quality.endReplay();
    expect(again.alerts).toEqual([]);
    const cutOff = watching();
    cutOff.quality.beginReplay();
    const until = events.findIndex(({ receivedAt }) => receivedAt >= (alert?.observedAt ?? 0)) + 1;
    for (const it of events.slice(0, until)) cutOff.quality.fold(it);
    cutOff.quality.endReplay();
    expect(cutOff.alerts.map(({ alertId }) => alertId)).toContain(alert?.alertId);
  });
});
