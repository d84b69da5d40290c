import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { ShareFamily } from './beta-grid.js';
import { binOf, octaveOf, quantileOf } from './bins.js';
import { levelOf } from './budget.js';
import { UsualShares } from './distribution.js';
import { logGamma } from './gamma.js';
import { distanceAt, RobustSeries, studentTail, tailProbability } from './robust-series.js';
import { ALERT_KINDS } from '../vocabulary/alert.js';

/** A generator with a seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('the functions below', () => {
  test.each([
    [0.5, 0.5723649429247001],
    [1, 0],
    [3.7, 1.4280723266653883],
    [10, 12.801827480081469],
    [1e5, 1051287.7089736538],
    [1e-6, 13.815509980749431],
  ])('logGamma(%d)', (x, expected) => {
    expect(logGamma(x)).toBeCloseTo(expected, 8);
  });

  test.each([
    [0, 0.5],
    [2.015048, 0.05],
    [4.032143, 0.005],
    [6.868827, 0.0005],
  ])('P(T > %d) of Student’s t with 5 degrees of freedom', (z, expected) => {
    expect(studentTail(z)).toBeCloseTo(expected, 7);
  });

  test('the tail meets its leading term', () => {
    expect(studentTail(199.9) / studentTail(200.1)).toBeCloseTo((200.1 / 199.9) ** 5, 2);
  });

  test('a quantile is right to 10 per cent, of positive and negative numbers alike', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e6, noNaN: true }), fc.boolean(), (value, negative) => {
        const signed = negative ? -value : value;
        const found = quantileOf(new Map([[binOf(signed), 1]]), 0.5) as number;
        expect(Math.abs(found / signed - 1)).toBeLessThan(0.1);
        expect(Math.sign(octaveOf(binOf(signed)))).toBe(Math.sign(signed));
      }),
    );
  });

  test('all levels of all kinds together are the budget', () => {
    const day = ALERT_KINDS.reduce((sum, kind) => sum + levelOf(1, kind, 1), 0);
    expect(day * 30.44).toBeCloseTo(1, 10);
  });
});

describe('a share', () => {
  const taught = (days: readonly (readonly [number, number])[]): ShareFamily => {
    const family = new ShareFamily();
    for (const [k, n] of days) family.learn('all', k, n, false);
    return family;
  };

  test('that was always zero and is now one is evidence; that was always about a quarter and is a quarter is none', () => {
    const never = taught(Array.from({ length: 100 }, () => [0, 50]));
    expect(never.logEvidence('all', 20, 20) / Math.LN10).toBeGreaterThan(6);
    const quarter = taught(Array.from({ length: 100 }, (_, day) => [10 + (day % 7), 50]));
    expect(quarter.logEvidence('all', 16, 50) / Math.LN10).toBeLessThan(1);
    expect(quarter.logEvidence('all', 50, 50) / Math.LN10).toBeGreaterThan(5);
  });

  test('a field that is blank for whole days now and then is no news', () => {
    const bunches = taught(Array.from({ length: 100 }, (_, day) => [day % 12 === 0 ? 30 : 0, 30]));
    expect(bunches.logEvidence('all', 30, 30) / Math.LN10).toBeLessThan(2);
  });

  test('a series learns from its family that whole days are blank by nature', () => {
    const family = new ShareFamily();
    for (let day = 0; day < 100; day++) {
      for (let country = 0; country < 10; country++) family.learn(String(country), (day + country * 7) % 15 === 0 ? 30 : 0, 30, false);
      family.learn('clean', 0, 30, false);
    }
    const alone = taught(Array.from({ length: 100 }, () => [0, 30]));
    expect(family.logEvidence('clean', 30, 30)).toBeLessThan(alone.logEvidence('all', 30, 30) - 5);
  });

  test('looked at after every single event, a day that is as ever crosses 1/α on less than a share α of days', () => {
    const next = random(7);
    const family = taught(Array.from({ length: 60 }, () => [5 + Math.floor(next() * 10), 200]));
    const alpha = 0.05;
    let crossed = 0;
    const days = 400;
    for (let day = 0; day < days; day++) {
      let k = 0;
      for (let n = 1; n <= 200; n++) {
        if (next() < 0.05) k++;
        if (family.logEvidence('all', k, n) >= -Math.log(alpha)) {
          crossed++;
          break;
        }
      }
    }
    expect(crossed / days).toBeLessThan(alpha);
  });

  test('saved and loaded, it says the same', () => {
    const family = taught(Array.from({ length: 30 }, (_, day) => [day % 5, 40]));
    const loaded = new ShareFamily();
    loaded.load(JSON.parse(JSON.stringify(family.toJson())) as ReturnType<ShareFamily['toJson']>);
    expect(loaded.logEvidence('all', 20, 40)).toBeCloseTo(family.logEvidence('all', 20, 40), 6);
  });
});

describe('a figure by weekday', () => {
  const series = (figure: (day: number) => number, days = 63): RobustSeries => {
    const found = new RobustSeries();
    for (let day = 0; day < days; day++) found.learn(day, figure(day), false);
    return found;
  };

  test('knows a quiet weekend from an outage', () => {
    const next = random(3);
    const found = series((day) => (day % 7 > 4 ? 3 : 7) + (next() - 0.5) * 0.3);
    const saturday = found.expectation(68);
    const monday = found.expectation(63);
    expect(saturday && tailProbability(saturday, 3)).toBeGreaterThan(0.1);
    expect(monday && tailProbability(monday, 3)).toBeLessThan(0.0001);
  });

  test('a source that has holidays is not called broken on the next one', () => {
    const next = random(5);
    const found = series((day) => (day % 20 === 11 ? 0 : 7) + (next() - 0.5) * 0.3);
    const expectation = found.expectation(63);
    expect(expectation && tailProbability(expectation, 0)).toBeGreaterThan(0.005);
  });

  test('says nothing before it knows five weeks', () => {
    expect(series(() => 5, 34).expectation(34)).toBeUndefined();
    expect(series(() => 5, 35).expectation(35)).toBeDefined();
  });

  test('the distance at a level is where p is that level', () => {
    const expectation = { expected: 5, scale: 0.2, exceptional: 1e-4 };
    const distance = distanceAt(expectation, 1e-3) as number;
    expect(tailProbability(expectation, 5 + distance)).toBeCloseTo(1e-3, 8);
    expect(distanceAt(expectation, 1e-5)).toBeUndefined();
  });
});

describe('the shares of a field’s values', () => {
  const counts = (red: number, blue: number): Map<number, number> =>
    new Map([
      [1, red],
      [2, blue],
    ]);

  test('differ more the more they have changed', () => {
    const usual = new UsualShares();
    for (let day = 0; day < 20; day++) usual.learn(counts(90, 10), 1);
    const same = usual.compare(counts(180, 20));
    const other = usual.compare(counts(100, 100));
    expect(same?.ratio).toBeLessThan(1);
    expect(same?.index).toBeLessThan(0.01);
    expect(other?.ratio).toBeGreaterThan(50);
    expect(other?.index).toBeGreaterThan(0.25);
    expect(other?.most).toMatchObject({ share: 0.5 });
  });

  test('of too few events say nothing', () => {
    const usual = new UsualShares();
    for (let day = 0; day < 20; day++) usual.learn(counts(90, 10), 1);
    expect(usual.compare(counts(10, 20))).toBeUndefined();
  });
});
