import { share } from '../format/number.js';
import { insightTexts as texts } from '../texts/insight-en.js';

const WIDTH = 200;
const HEIGHT = 16;
/** What is there at all is seen. */
const LEAST = 1.5;

interface Props {
  /** From 0 to 1. */
  readonly share: number;
  readonly interval: readonly [number, number];
  /** The share that is as wide as the bar may be. */
  readonly most: number;
}

/** A share as a bar, with its interval as a line across its end, and in words beside it. */
export function IntervalBar({ share: value, interval: [low, high], most }: Props) {
  const at = (part: number): number => Math.min(1, part / most) * WIDTH;
  return (
    <span className="interval-bar">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect className="interval-track" x="0" y="3" width={WIDTH} height="10" rx="3" />
        <rect className="interval-value" x="0" y="3" width={value > 0 ? Math.max(LEAST, at(value)) : 0} height="10" rx="3" />
        <path className="interval-line" d={`M${at(low)} 8H${at(high)}M${at(low)} 4v8M${at(high)} 4v8`} />
      </svg>
      <span title={texts.interval(low, high)}>
        <strong>{share(value)}</strong>{' '}
        <span className="dim">
          {share(low)}–{share(high)}
        </span>
      </span>
    </span>
  );
}

/** The widest end of some intervals: what bars are drawn by. */
export function widestOf(rows: readonly { readonly interval: readonly [number, number] }[]): number {
  return Math.max(0.01, ...rows.map(({ interval }) => interval[1]));
}
