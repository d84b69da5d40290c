import { describe, expect, it } from 'vitest';
import { chiSquareTail, twoSidedQuantile, twoSidedTail } from './distributions.js';
import { type Effect, effectOf, type MetricKind } from './effect.js';
import { adjustedMeansOf, meanOf, proportionOf, ratioOf, type Sums, Tally } from './estimate.js';
import { contrast, holm, interaction } from './multiplicity.js';
import { sampleRatio } from './sample-ratio.js';

/** Figures by scipy 1.17.1 and statsmodels 0.15.0 (Python 3), on numbers that both sides make by the same generator. */
function uniform(seed: number, count: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32);
}

const U = uniform(1, 400);
const V = uniform(2, 400);
const CONTROL = U.slice(0, 180).map((u) => -Math.log(1 - u) * 10);
const ARM = U.slice(180).map((u) => -Math.log(1 - u) * 11.5 + 0.5);

function sumsOf(ys: readonly number[], xs?: readonly number[]): Sums {
  const tally = new Tally();
  for (const [index, y] of ys.entries()) tally.add(y, xs?.[index]);
  return tally.sums;
}

function fixed(arm: Parameters<typeof effectOf>[0], control: Parameters<typeof effectOf>[0], kind: MetricKind, alpha = 0.05): Effect {
  return effectOf(arm, control, { kind, method: 'fixed', alpha });
}

describe('figures equal those of a reference', () => {
  it('scipy.stats: t, normal and chi-square', () => {
    expect(twoSidedTail(2.5, 3.7)).toBeCloseTo(0.07182202291182678, 11);
    expect(twoSidedQuantile(0.005, 12.3)).toBeCloseTo(3.410528865066518, 10);
    expect(twoSidedTail(6, Number.POSITIVE_INFINITY)).toBeCloseTo(1.973175290075389e-9, 20);
    expect(twoSidedQuantile(0.05, Number.POSITIVE_INFINITY)).toBeCloseTo(1.959963984540054, 12);
    expect(chiSquareTail(30.5, 3)).toBeCloseTo(1.0831686754579124e-6, 16);
    expect(chiSquareTail(0.2, 7)).toBeCloseTo(0.9999748437491691, 12);
    expect(twoSidedTail(0.1, 1_000)).toBeCloseTo(0.9203643690236041, 11);
  });

  it('scipy.stats.ttest_ind(equal_var=False) and its confidence interval', () => {
    const effect = fixed(meanOf(sumsOf(ARM)), meanOf(sumsOf(CONTROL)), 'mean');
    expect(effect.estimate).toBeCloseTo(2.5570331401223445, 10);
    expect(effect.pValue).toBeCloseTo(0.022046240633290276, 10);
    expect(effect.interval[0]).toBeCloseTo(0.37005479696875554, 9);
    expect(effect.interval[1]).toBeCloseTo(4.7440114832759335, 9);
    const [low, high] = fixed(meanOf(sumsOf(ARM)), meanOf(sumsOf(CONTROL)), 'mean', 0.01).interval;
    expect([low, high]).toEqual([expect.closeTo(-0.32224418629453, 9), expect.closeTo(5.436310466539219, 9)]);
  });

  it("the roots of Fieller's equation by numpy", () => {
    const { relativeInterval } = fixed(meanOf(sumsOf(ARM)), meanOf(sumsOf(CONTROL)), 'mean');
    expect(relativeInterval).toEqual([expect.closeTo(0.03305229562577083, 9), expect.closeTo(0.5317446387634444, 9)]);
  });

  it.each([
    [56, 70, 48, 80, 0.00804508136819656, 0.05243147240236498, 0.33387265403690614],
    [12, 400, 30, 1_600, 0.16045421249242287, -0.0037499207599215115, 0.03365576700158984],
    [5, 56, 0, 29, 0.09718656817057973, -0.038137147903536936, 0.19256001385511165],
  ])(
    "statsmodels' proportions_ztest and confint_proportions_2indep(method='newcomb'): %i of %i, %i of %i",
    (k1, n1, k0, n0, p, low, high) => {
      const effect = fixed(proportionOf(k1, n1), proportionOf(k0, n0), 'proportion');
      expect(effect.pValue).toBeCloseTo(p, 11);
      expect(effect.interval).toEqual([expect.closeTo(low, 11), expect.closeTo(high, 11)]);
    },
  );

  it('the delta method by numpy', () => {
    const visits = V.map((v) => 1 + Math.floor(v * 4));
    const effect = fixed(ratioOf(sumsOf(ARM, visits.slice(180))), ratioOf(sumsOf(CONTROL, visits.slice(0, 180))), 'ratio');
    expect(effect.estimate).toBeCloseTo(0.9245257211175226, 10);
    expect(effect.interval).toEqual([expect.closeTo(0.02881196775474182, 9), expect.closeTo(1.8202394744803034, 9)]);
    expect(effect.pValue).toBeCloseTo(0.043072204468094406, 10);
  });

  it("means adjusted by a covariate: statsmodels' OLS on arm and covariate gives the same estimate", () => {
    const x = V.map((v) => v * 5);
    const y = [...CONTROL, ...ARM].map((value, index) => value + 2 * (x[index] as number));
    const sums = [sumsOf(y.slice(0, 180), x.slice(0, 180)), sumsOf(y.slice(180), x.slice(180))];
    const [control, arm] = adjustedMeansOf(sums) as [ReturnType<typeof meanOf>, ReturnType<typeof meanOf>];
    const effect = fixed(arm, control, 'mean');
    expect(effect.estimate).toBeCloseTo(2.5582991555153196, 9);
    expect(effect.interval).toEqual([expect.closeTo(0.3712870309374079, 9), expect.closeTo(4.745311280093199, 9)]);
    expect(effect.pValue).toBeCloseTo(0.021983019907244213, 10);
    const plain = fixed(meanOf(sums[1] as Sums), meanOf(sums[0] as Sums), 'mean');
    expect(effect.variance).toBeLessThan(plain.variance * 0.95);
  });

  it("scipy.stats.chisquare, statsmodels' multipletests(method='holm') and combine_effects", () => {
    expect(sampleRatio([4_800, 5_200], [1, 1])).toMatchObject({ expected: [0.5, 0.5], mismatch: true });
    expect(sampleRatio([4_800, 5_200], [1, 1]).p).toBeCloseTo(6.334248366623988e-5, 12);
    expect(sampleRatio([410, 1_590, 20], [400, 1_600, 20]).p).toBeCloseTo(0.8553453273074225, 10);
    expect(holm([0.01, 0.04, 0.03, 0.005, 0.6])).toEqual([0.04, 0.09, 0.09, 0.025, 0.6].map((p) => expect.closeTo(p, 12)));
    const effects = [
      { estimate: 0.5, variance: 0.04 },
      { estimate: 0.1, variance: 0.09 },
      { estimate: -0.2, variance: 0.02 },
    ];
    expect(interaction(effects)).toBeCloseTo(0.01649267873332174, 11);
  });
});

describe('what was derived by hand', () => {
  it('the difference of two effects is Cochran for two groups, and wider when watched', () => {
    const [inside, outside] = [
      { estimate: 0.31, variance: 0.004, n: 400 },
      { estimate: 0.12, variance: 0.0025, n: 900 },
    ];
    const fixedDifference = contrast(inside, outside, { method: 'fixed', alpha: 0.05 });
    expect(fixedDifference.estimate).toBeCloseTo(0.19, 12);
    expect(fixedDifference.pValue).toBeCloseTo(interaction([inside, outside]) ?? 0, 10);
    const half = 1.959_963_984_540_054 * Math.sqrt(0.0065);
    expect(fixedDifference.interval).toEqual([expect.closeTo(0.19 - half, 10), expect.closeTo(0.19 + half, 10)]);
    const watched = contrast(inside, outside, { method: 'sequential', alpha: 0.05 });
    expect(watched.pValue).toBeGreaterThan(fixedDifference.pValue);
    expect(watched.interval[1] - watched.interval[0]).toBeGreaterThan(1.5 * 2 * half);
  });

  it("the delta method's variance of a ratio is the jackknife's, to the order that both claim", () => {
    const [ys, xs] = [U.map((u) => 1 + 3 * u), V.map((v) => 2 + v)];
    const whole = ratioOf(sumsOf(ys, xs));
    const without = ys.map(
      (_, left) =>
        ratioOf(
          sumsOf(
            ys.filter((_y, index) => index !== left),
            xs.filter((_x, index) => index !== left),
          ),
        ).value,
    );
    const mean = without.reduce((sum, value) => sum + value, 0) / without.length;
    const jackknife = ((ys.length - 1) / ys.length) * without.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    expect(whole.variance / jackknife).toBeCloseTo(1, 2);
  });
});
