import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../vocabulary/json.js';
import { arbitraryCondition, arbitraryHistory, arbitraryMetric, arbitraryMoment, arbitraryNow } from './arbitrary.js';
import { turningPoints, twinSince } from './course.js';
import { twinHolds, twinMember } from './holds.js';
import { twinMetric } from './metric.js';
import { twinMoments } from './moments.js';

const options = { arrayOperators: true };
const shuffle = fc.func(fc.nat());

describe('the twin, on arbitrary worlds', () => {
  it('gives the same answers in any order of arrival and repetition', () => {
    const world = fc.tuple(
      arbitraryHistory({ linked: true, most: 8 }),
      arbitraryCondition(options),
      arbitraryMoment(options),
      arbitraryMetric(),
      arbitraryNow(),
      shuffle,
    );
    fc.assert(
      fc.property(world, ([history, condition, moment, metric, now, key]) => {
        const other = [...history, ...history.slice(0, 2)].map((event, index) => [key(index), event] as const);
        const shuffled = other.sort((left, right) => left[0] - right[0]).map(([, event]) => event);
        expect(twinHolds(condition, shuffled, now)).toBe(twinHolds(condition, history, now));
        expect(twinSince(condition, shuffled, now)).toBe(twinSince(condition, history, now));
        expect(twinMoments(moment, shuffled, now)).toEqual(twinMoments(moment, history, now));
        expect(twinMetric(metric, shuffled, now)).toEqual(twinMetric(metric, history, now));
      }),
    );
  });

  it('does not see what has not happened yet', () => {
    fc.assert(
      fc.property(
        arbitraryHistory({ most: 8 }),
        arbitraryCondition(options),
        arbitraryMoment(options),
        arbitraryNow(),
        (history, condition, moment, now) => {
          const past = history.filter(({ timestamp }) => timestamp <= now);
          expect(twinHolds(condition, past, now)).toBe(twinHolds(condition, history, now));
          expect(twinMoments(moment, past, now)).toEqual(twinMoments(moment, history, now));
        },
      ),
    );
  });

  it('changes at no other instants than those that `since` tries', () => {
    fc.assert(
      fc.property(arbitraryHistory({ most: 6 }), arbitraryCondition(options), arbitraryNow(), (history, condition, now) => {
        const points = new Set(turningPoints(condition, history, now + 1));
        for (let instant = now - 8_000; instant <= now; instant += 500) {
          for (const near of [instant, instant + 1]) {
            if (!points.has(near)) expect(twinMember(condition, history, near)).toBe(twinMember(condition, history, near - 1));
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('only ever adds moments as time passes', () => {
    fc.assert(
      fc.property(
        arbitraryHistory({ most: 8 }),
        arbitraryMoment(),
        arbitraryNow(),
        fc.nat({ max: 9_000 }),
        (history, moment, now, later) => {
          const before = twinMoments(moment, history, now);
          expect(twinMoments(moment, history, now + later).slice(0, before.length)).toEqual(before);
        },
      ),
    );
  });

  it('is about worlds in which things happen: conditions of each kind hold and do not, moments occur', () => {
    const seen = { held: 0, not: 0, moments: 0, several: 0, sequences: 0 };
    const world = fc.tuple(arbitraryHistory(), arbitraryCondition({ depth: 0 }), arbitraryMoment(), arbitraryNow());
    for (const [history, condition, moment, now] of fc.sample(world, { numRuns: 400, seed: 7 })) {
      const holds = twinHolds(condition as JsonObject, history, now);
      if (holds) seen.held++;
      else seen.not++;
      if (holds && Object.hasOwn(condition, 'sequence')) seen.sequences++;
      const moments = twinMoments(moment, history, now);
      if (moments.length > 0) seen.moments++;
      if (moments.length > 1) seen.several++;
    }
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(10);
  });
});
