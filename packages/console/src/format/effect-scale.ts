/** Where effects stand on a line on which as much more and as much less are equally far from none. */
export interface EffectScale {
  /** From 0, left, to 1, right; what lies beyond is at the edge. */
  place(value: number): number;
  readonly ticks: readonly number[];
}

/** Room on both sides, so that ends and numbers are whole. */
const EDGE = 0.04;
const STEPS = [1, 2, 5, 10];
/** About so many ticks are told on either side of none. */
const TICKS = 2;

/** The scale that shows all of these intervals, and no effect. */
export function effectScale(intervals: readonly (readonly [number, number])[]): EffectScale {
  const low = Math.min(0, ...intervals.map(([from]) => from));
  const high = Math.max(0, ...intervals.map(([, to]) => to));
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return { place: () => 0.5, ticks: [0] };
  const place = (value: number): number => EDGE + (1 - 2 * EDGE) * ((Math.min(high, Math.max(low, value)) - low) / span);
  const step = stepOf(span / (2 * TICKS));
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  return { place, ticks: ticks.map((tick) => Number(tick.toPrecision(12))) };
}

/** The next round number. */
function stepOf(atLeast: number): number {
  const ten = 10 ** Math.floor(Math.log10(atLeast));
  return (STEPS.find((step) => step * ten >= atLeast) ?? 10) * ten;
}
