import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../runtime/seeded-random.js';
import { alwaysValidP, sequentialDeviations } from './confidence-sequence.js';
import { type Analysis, type AnalysisRequest, Experiment, type Unit } from './analyse.js';

const ASKED: AnalysisRequest = {
  control: 'a',
  metrics: [{ name: 'm', kind: undefined }],
  method: 'fixed',
  alpha: 0.05,
  adjusts: false,
};

function analysed(units: readonly Unit[], change: Partial<AnalysisRequest> = {}): Analysis {
  const experiment = new Experiment({ ...ASKED, ...change });
  for (const unit of units) experiment.add(unit);
  return experiment.analysis();
}

/** Units of two arms whose shares are given, by segment. */
function units(n: number, shares: Readonly<Record<string, readonly [number, number]>>, seed = 1): Unit[] {
  const random = seededRandom(seed);
  return Object.entries(shares).flatMap(([by, share]) =>
    Array.from({ length: n }, (_, index): Unit => {
      const arm = index % 2;
      return { arm: arm === 0 ? 'a' : 'b', by, measured: [{ y: random() < (share[arm] as number) ? 1 : 0, x: 0 }] };
    }),
  );
}

describe('an experiment', () => {
  it('tells a share from a mean by its values, the control first, and says what is decided', () => {
    const { arms, effects, srm, interactions } = analysed(units(4_000, { x: [0.2, 0.3], y: [0.3, 0.2], z: [0.25, 0.25] }));
    expect(arms.map(({ name, n }) => [name, n])).toEqual([
      ['a', 6_000],
      ['b', 6_000],
    ]);
    expect(srm).toEqual({ expected: [0.5, 0.5], p: 1, mismatch: false });
    expect(effects.map(({ by, kind, decided }) => [by, kind, decided])).toEqual([
      [undefined, 'proportion', 'undecided'],
      ['x', 'proportion', 'higher'],
      ['y', 'proportion', 'lower'],
      ['z', 'proportion', 'undecided'],
    ]);
    expect(interactions[0]?.pValue).toBeLessThan(1e-6);
    expect(
      analysed([
        { arm: 'a', measured: [{ y: 1, x: 0 }] },
        { arm: 'b', measured: [{ y: 2, x: 0 }] },
      ]).effects[0]?.kind,
    ).toBe('mean');
  });

  it('says when there is too little to go by, and never that this is no effect', () => {
    const [effect] = analysed(units(40, { x: [0, 1] })).effects;
    expect(effect).toMatchObject({ decided: 'not enough data', interval: null, pValue: null, adjustedP: null });
    const none = analysed(units(4_000, { x: [0, 0] })).effects[0];
    expect(none?.decided).toBe('not enough data');
    expect(analysed([{ arm: 'b', measured: [{ y: 1, x: 0 }] }]).effects[0]).toMatchObject({ estimate: null, decided: 'not enough data' });
    expect(analysed([]).effects).toEqual([]);
  });

  it('decides nothing when the arms are not as large as they were meant to be', () => {
    const lost = units(4_000, { x: [0.2, 0.4] }).filter(
      ({ arm, measured }, index) => arm === 'a' || measured[0]?.y === 1 || index % 3 !== 1,
    );
    const { srm, effects } = analysed(lost);
    expect(srm.mismatch).toBe(true);
    expect(effects.every(({ decided }) => decided === 'mismatch')).toBe(true);
    const inOne = units(20_000, { x: [0.2, 0.3], y: [0.2, 0.3] }).filter(
      ({ arm, by }, index) => by !== 'y' || arm === 'b' || index % 20 !== 0,
    );
    const hidden = analysed(inOne);
    expect(hidden.srmBy.map(({ by, mismatch }) => [by, mismatch])).toEqual([
      ['x', false],
      ['y', true],
    ]);
    expect(hidden.effects.find(({ by }) => by === 'y')?.decided).toBe('mismatch');
    expect(hidden.effects.find(({ by }) => by === 'x')?.decided).toBe(hidden.srm.mismatch ? 'mismatch' : 'higher');
    const shares = new Map([
      ['a', 1],
      ['b', 9],
    ]);
    expect(analysed(units(4_000, { x: [0.2, 0.2] }), { shares }).srm.mismatch).toBe(true);
  });

  it('raises p-values over segments, never lowers them, and leaves units without a value out', () => {
    const { effects } = analysed(units(2_000, Object.fromEntries(Array.from({ length: 10 }, (_, place) => [`s${place}`, [0.2, 0.22]]))));
    for (const { pValue, adjustedP } of effects) expect(adjustedP).toBeGreaterThanOrEqual(pValue as number);
    const missing = units(400, { x: [0.5, 0.5] }).map((unit, index) => (index < 100 ? { ...unit, measured: [undefined] } : unit));
    const { arms } = analysed(missing);
    expect(arms.map(({ n, values }) => [n, values[0]?.n])).toEqual([
      [200, 150],
      [200, 150],
    ]);
  });

  it('needs fewer units where a covariate from before explains much', () => {
    const random = seededRandom(3);
    const people = Array.from({ length: 2_000 }, (_, index): Unit => {
      const before = random() * 100;
      return { arm: index % 2 === 0 ? 'a' : 'b', measured: [{ y: before + random() * 10 + (index % 2) * 1.5, x: before }] };
    });
    const width = (analysis: Analysis): number =>
      (analysis.effects[0]?.interval?.[1] as number) - (analysis.effects[0]?.interval?.[0] as number);
    const adjusted = analysed(people, { adjusts: true });
    expect(width(adjusted) / width(analysed(people))).toBeLessThan(0.2);
    expect(adjusted.effects[0]?.decided).toBe('higher');
  });

  it('does not depend on the order of the units', () => {
    const some = units(300, { x: [0.2, 0.4], y: [0.5, 0.1] });
    fc.assert(
      fc.property(fc.shuffledSubarray(some, { minLength: some.length }), (shuffled) => {
        const [left, right] = [analysed(some), analysed(shuffled)];
        for (const [index, { estimate, interval }] of left.effects.entries()) {
          expect(right.effects[index]?.estimate).toBeCloseTo(estimate as number, 12);
          expect(right.effects[index]?.interval?.[0]).toBeCloseTo(interval?.[0] as number, 12);
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('the confidence sequence', () => {
  it('has a p-value that goes with its interval', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 10_000_000 }), fc.double({ min: 0.001, max: 0.5, noNaN: true }), (n, alpha) => {
        const reach = sequentialDeviations(n, alpha);
        expect(alwaysValidP(reach, n, alpha)).toBeCloseTo(alpha, 10);
        expect(alwaysValidP(reach * 1.01, n, alpha)).toBeLessThan(alpha);
      }),
    );
  });
});
