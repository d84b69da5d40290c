import { describe, expect, it } from 'vitest';
import { seededRandom } from '../runtime/seeded-random.js';
import { expectedShares, powerOf, sizing, unitsFor } from './power.js';
import { watchedTests } from './watched-test.js';

const ONCE = { method: 'fixed', alpha: 0.05 } as const;
const WATCHED = { method: 'sequential', alpha: 0.05 } as const;

describe('power equals that of a reference', () => {
  it("R's power.prop.test, by the examples of its manual, as far as it prints them", () => {
    // power.prop.test(n = 50, p1 = .50, p2 = .75): power = 0.740
    expect(powerOf(expectedShares(0.5, 0.75, [1, 1]), 100, ONCE)).toBeCloseTo(0.74, 3);
    // power.prop.test(p1 = .50, p2 = .75, power = .90): n = 76.7 in each arm
    expect((unitsFor(expectedShares(0.5, 0.75, [1, 1]), 0.9, ONCE) as number) / 2).toBeCloseTo(76.7, 1);
  });

  it('the closed form for two shares, (z₁₋α/₂ √(2 p̄ q̄) + z₁₋β √(p₁ q₁ + p₂ q₂))² ÷ (p₂ − p₁)² in each arm', () => {
    const [z, zBeta, both] = [1.959_963_984_540_054, 1.281_551_565_544_600_4, 0.1];
    const exact = (z * Math.sqrt(2 * both * 0.9) + zBeta * Math.sqrt(0.08 * 0.92 + 0.12 * 0.88)) ** 2 / 0.04 ** 2;
    expect((unitsFor(expectedShares(0.08, 0.12, [1, 1]), 0.9, ONCE) as number) / 2).toBeCloseTo(exact, 3);
  });

  it('the textbook formula for two means, 2 (z₁₋α/₂ + z₁₋β)² σ² ÷ δ² in each arm', () => {
    const [alpha, beta] = [1.959_963_984_540_054, 0.841_621_233_572_914_4];
    const asked = { difference: 0.4, variances: [9, 9], weights: [1, 1] } as const;
    expect((unitsFor(asked, 0.8, ONCE) as number) / 2).toBeCloseTo((2 * (alpha + beta) ** 2 * 9) / 0.16, 3);
  });
});

describe('sizing', () => {
  const asked = { difference: 0.2, variances: [1, 1], weights: [1, 1] } as const;

  it('finds the effect with what it says, and hardly with less', () => {
    for (const sureness of [ONCE, WATCHED]) {
      const units = unitsFor(asked, 0.8, sureness) as number;
      expect(powerOf(asked, units, sureness)).toBeCloseTo(0.8, 6);
      expect(powerOf(asked, units * 0.9, sureness)).toBeLessThan(0.8);
    }
  });

  it('takes more for watching, for unequal arms and for further ones', () => {
    const once = sizing(asked, 0, 0.8, ONCE);
    expect(once).toMatchObject({ timesFixed: 1, arm: once.control });
    const watched = sizing(asked, 0, 0.8, WATCHED);
    expect(watched.timesFixed).toBeGreaterThan(1.8);
    expect(watched.timesFixed).toBeLessThan(3.5);
    const uneven = sizing({ ...asked, weights: [1, 9] }, 0, 0.8, ONCE);
    expect(uneven.units).toBeGreaterThan(2.5 * (once.units as number));
    expect(uneven.control).toBeGreaterThan(8 * (uneven.arm as number));
    expect(sizing(asked, 2, 0.8, ONCE).units).toBe(Math.ceil(2 * (unitsFor(asked, 0.8, ONCE) as number)));
  });

  it('says that no number would do where there is nothing to find', () => {
    for (const difference of [0, Number.NaN])
      expect(sizing({ ...asked, difference }, 0, 0.8, ONCE)).toMatchObject({ units: null, control: null });
    expect(unitsFor({ ...asked, difference: 1e-7 }, 0.8, ONCE)).toBeNull();
  });

  it('is what simulated experiments come to', () => {
    const units = Math.round(unitsFor({ difference: 0.125, variances: [1, 1], weights: [1, 1] }, 0.8, ONCE) as number);
    const { everDecided } = watchedTests({ tests: 300, units, looks: 1, ...ONCE, kind: 'mean', effect: 0.125, random: seededRandom(5) });
    expect(everDecided).toBeGreaterThan(0.72);
    expect(everDecided).toBeLessThan(0.88);
  });
});
