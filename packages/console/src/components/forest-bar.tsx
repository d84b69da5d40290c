import type { ForestScale } from '../format/forest-scale.js';
import { decimal } from '../format/number.js';
import { discoverTexts as texts } from '../texts/discover-en.js';

/** How many times as often, and between which. */
export interface Lift {
  readonly lift: number;
  readonly interval: readonly [number, number];
}

const HEIGHT = 22;
const MIDDLE = HEIGHT / 2;
const CAP = 5;

/** One row of a forest plot: the interval as a line, the estimate as a point, and where nothing would be different. */
export function ForestBar({ of, scale, hollow = false }: { of: Lift; scale: ForestScale; hollow?: boolean }) {
  const at = (ratio: number): string => `${scale.place(ratio) * 100}%`;
  const [low, high] = of.interval;
  const tone = hollow ? 'forest-hollow' : of.lift >= 1 ? 'forest-more' : 'forest-less';
  return (
    <svg className={`forest ${tone}`} height={HEIGHT} role="img" aria-label={texts.describe(decimal(of.lift), decimal(low), decimal(high))}>
      {scale.ticks.map((tick) => (
        <line key={tick} x1={at(tick)} x2={at(tick)} y1="0" y2={HEIGHT} className={tick === 1 ? 'forest-same' : 'forest-grid'} />
      ))}
      <line x1={at(low)} x2={at(high)} y1={MIDDLE} y2={MIDDLE} className="forest-interval" />
      {[low, high].map((end, index) => (
        <line key={index} x1={at(end)} x2={at(end)} y1={MIDDLE - CAP} y2={MIDDLE + CAP} className="forest-interval" />
      ))}
      <circle cx={at(of.lift)} cy={MIDDLE} r={CAP} className="forest-point" />
    </svg>
  );
}

/** What the places mean, above or below the rows. */
export function ForestAxis({ scale }: { scale: ForestScale }) {
  return (
    <svg className="forest forest-axis" height="18" aria-hidden="true">
      {scale.ticks.map((tick) => (
        <text key={tick} x={`${scale.place(tick) * 100}%`} y="13" textAnchor="middle">
          {decimal(tick)}×
        </text>
      ))}
    </svg>
  );
}
