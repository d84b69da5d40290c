import { FEATURE_ROLES, type FeatureEvents } from '../../insight/feature-uses.js';
import type { Random } from '../random.js';

const DAY = 86_400_000;
/** Days before the release, and after it. */
const PERIOD = 40;
/** How likely a day of use is one of frustration, by how much somebody uses the feature: practice helps. */
const RATES = [0.4, 0.3, 0.2, 0.1] as const;

/** One made world: a feature, used before and after a release. */
export interface FeatureWorld {
  readonly events: FeatureEvents;
  readonly release: number;
}

/** What a world is like. */
export interface FeatureWorldOptions {
  readonly customers: number;
  /** Whether customers use it on both sides of the release, or each on one of them. */
  readonly isPaired: boolean;
  /** How much likelier frustration is after the release. */
  readonly factor: number;
}

/**
 * A world in which customers differ in how much they use a feature, in how clumsy they are, and (where they are others after the release) in how many of each kind there are, so that a
 * plain comparison misleads. The true difference on days of use is {@link truthOf}.
 */
export function featureWorld(random: Random, { customers, isPaired, factor }: FeatureWorldOptions): FeatureWorld {
  const starts = [0];
  const times: number[] = [];
  const roles: number[] = [];
  const release = PERIOD * DAY;
  for (let customer = 0; customer < customers; customer++) {
    const isAfter = customer % 2 === 1;
    const clumsy = random.between(0.2, 1.8);
    // Who is there after the release uses it more, unless they are the same.
    const level = isPaired ? random.integer(0, 3) : Math.min(3, random.integer(0, 3) + (isAfter && random.chance(0.5) ? 1 : 0));
    for (const after of [false, true]) {
      if (!isPaired && after !== isAfter) continue;
      const days = random.integer(2 ** level, 2 ** (level + 1) - 1);
      const rate = (RATES[level] as number) * clumsy * (after ? factor : 1);
      for (let day = 0; day < days; day++) {
        times.push((after ? PERIOD : 0) * DAY + (day * 2 + 1) * DAY + 1);
        roles.push(FEATURE_ROLES.counted | (random.chance(rate) ? FEATURE_ROLES.felt : 0));
      }
    }
    starts.push(times.length);
  }
  const cells = Int32Array.from(times, () => 1);
  const none = { cells: new Int32Array(times.length), texts: [''] };
  const events: FeatureEvents = {
    ...{ starts: Int32Array.from(starts), times: Float64Array.from(times), roles: Uint8Array.from(roles), to: 3 * PERIOD * DAY },
    ...{ features: { cells, texts: ['', 'Seats'] }, groups: none, likeness: none, moments: new Map() },
  };
  return { events, release };
}

/** By how much more of their days of use customers like those after the release are frustrated than they would have been before it. */
export function truthOf({ isPaired, factor }: FeatureWorldOptions): number {
  const weights = isPaired ? [0.25, 0.25, 0.25, 0.25] : [0.125, 0.25, 0.25, 0.375];
  return weights.reduce((sum, weight, level) => sum + weight * (RATES[level] as number), 0) * (factor - 1);
}
