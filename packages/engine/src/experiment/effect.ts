import { alwaysValidP, sequentialDeviations } from './confidence-sequence.js';
import { twoSidedQuantile, twoSidedTail } from './distributions.js';
import type { Estimate } from './estimate.js';

/** How an interval is to be read: `fixed` for one look at a time that was set before, `sequential` however often it is looked at. */
export type Method = 'fixed' | 'sequential';

/** What is measured of each unit. */
export type MetricKind = 'mean' | 'proportion' | 'ratio';

/** From and to. */
export type Interval = readonly [low: number, high: number];

/** What an arm changes against the control. */
export interface Effect {
  /** The arm's figure less the control's. */
  readonly estimate: number;
  readonly interval: Interval;
  /** The arm's figure ÷ the control's − 1; null where the control's is too near to 0 to say. */
  readonly relative: number | null;
  /** Null where the control's figure is not told apart from 0. */
  readonly relativeInterval: Interval | null;
  readonly pValue: number;
  /** Of the estimate. */
  readonly variance: number;
  /** Units of both. */
  readonly n: number;
  /** Too little was seen for the interval to be trusted. */
  readonly isEnough: boolean;
}

/** Fewer units than this in an arm say nothing about it. */
export const FEWEST_UNITS = 30;
/** A share is only judged when so many units did it, and so many did not. */
export const FEWEST_OF_EACH = 5;

/** Compares an arm with the control. @returns NaN throughout where either has fewer than two units */
export function effectOf(
  arm: Estimate,
  control: Estimate,
  asked: { readonly kind: MetricKind; readonly method: Method; readonly alpha: number },
): Effect {
  const { kind, method, alpha } = asked;
  const n = arm.n + control.n;
  const estimate = arm.value - control.value;
  const sides = method === 'sequential' ? [cautious(arm), cautious(control)] : [arm, control];
  const [armSide, controlSide] = sides as [Estimate, Estimate];
  const variance = armSide.variance + controlSide.variance;
  const degrees = kind === 'mean' && method === 'fixed' ? welchDegrees(arm, control) : Number.POSITIVE_INFINITY;
  const reach = method === 'sequential' ? sequentialDeviations(n, alpha) : twoSidedQuantile(alpha, degrees);
  const margin = reach * Math.sqrt(variance);
  const relativeInterval = fieller(armSide, controlSide, reach);
  return {
    estimate,
    interval: kind === 'proportion' && method === 'fixed' ? newcombe(arm, control, reach) : [estimate - margin, estimate + margin],
    relative: control.value === 0 ? null : arm.value / control.value - 1,
    relativeInterval,
    pValue: pValueOf(arm, control, { ...asked, variance, degrees }),
    variance,
    n,
    isEnough: isEnough(arm, control, kind),
  };
}

function isEnough(arm: Estimate, control: Estimate, kind: MetricKind): boolean {
  if (arm.n < FEWEST_UNITS || control.n < FEWEST_UNITS) return false;
  if (kind !== 'proportion') return arm.variance + control.variance > 0;
  const did = (arm.successes ?? 0) + (control.successes ?? 0);
  return did >= FEWEST_OF_EACH && arm.n + control.n - did >= FEWEST_OF_EACH;
}

/** A share that nobody or everybody shows is not without doubt: its variance is taken at (k + 1) ÷ (n + 2), Laplace's rule. */
function cautious(side: Estimate): Estimate {
  if (side.successes === undefined) return side;
  const share = (side.successes + 1) / (side.n + 2);
  return { ...side, variance: (share * (1 - share)) / side.n };
}

/** Degrees of freedom for unequal variances: B. L. Welch, Biometrika 34 (1947) 28–35. */
function welchDegrees(arm: Estimate, control: Estimate): number {
  const sum = arm.variance + control.variance;
  const degrees = (sum * sum) / (arm.variance ** 2 / (arm.n - 1) + control.variance ** 2 / (control.n - 1));
  return Number.isFinite(degrees) ? degrees : Number.POSITIVE_INFINITY;
}

function pValueOf(
  arm: Estimate,
  control: Estimate,
  asked: {
    readonly kind: MetricKind;
    readonly method: Method;
    readonly alpha: number;
    readonly variance: number;
    readonly degrees: number;
  },
): number {
  const { kind, method, alpha, variance, degrees } = asked;
  const difference = arm.value - control.value;
  // With one value everywhere there is nothing that chance could have made.
  const standard = (spread: number): number =>
    spread > 0 ? difference / Math.sqrt(spread) : difference === 0 ? 0 : Number.POSITIVE_INFINITY;
  if (method === 'sequential') return alwaysValidP(standard(variance), arm.n + control.n, alpha);
  if (kind !== 'proportion') return twoSidedTail(standard(variance), degrees);
  const together = ((arm.successes ?? 0) + (control.successes ?? 0)) / (arm.n + control.n);
  return twoSidedTail(standard(together * (1 - together) * (1 / arm.n + 1 / control.n)), Number.POSITIVE_INFINITY);
}

/** The difference of two shares: R. G. Newcombe, Statistics in Medicine 17 (1998) 873–890, method 10. */
function newcombe(arm: Estimate, control: Estimate, reach: number): Interval {
  const [armLow, armHigh] = wilson(arm, reach);
  const [controlLow, controlHigh] = wilson(control, reach);
  const estimate = arm.value - control.value;
  return [
    estimate - Math.hypot(arm.value - armLow, controlHigh - control.value),
    estimate + Math.hypot(armHigh - arm.value, control.value - controlLow),
  ];
}

function wilson({ n, value }: Estimate, reach: number): Interval {
  const square = reach * reach;
  const centre = (value + square / (2 * n)) / (1 + square / n);
  const half = (reach / (1 + square / n)) * Math.sqrt((value * (1 - value)) / n + square / (4 * n * n));
  return [centre - half, centre + half];
}

/**
 * The interval of the arm's figure relative to the control's, less 1: E. C. Fieller, "Some Problems in Interval Estimation", J. R. Stat. Soc. B 16
 * (1954) 175–185, for independent figures. Unlike the delta method it says when the control is too near to 0 to divide by.
 */
function fieller(arm: Estimate, control: Estimate, reach: number): Interval | null {
  const square = reach * reach;
  const a = control.value ** 2 - square * control.variance;
  const b = arm.value * control.value;
  const c = arm.value ** 2 - square * arm.variance;
  const root = b * b - a * c;
  if (!(a > 0) || !(root >= 0)) return null;
  const half = Math.sqrt(root);
  const ends = [(b - half) / a - 1, (b + half) / a - 1] as const;
  return ends[0] <= ends[1] ? ends : [ends[1], ends[0]];
}
