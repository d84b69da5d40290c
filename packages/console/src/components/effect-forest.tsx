import type { ReactNode } from 'react';
import { effectScale, type EffectScale } from '../format/effect-scale.js';
import { experimentTexts as texts } from '../texts/experiments-en.js';

const HEIGHT = 24;
const MIDDLE = HEIGHT / 2;
const CAP = 5;

/** One effect of a forest plot. */
export interface ForestRow {
  readonly key: string;
  readonly label: string;
  readonly estimate: number | null;
  readonly interval: readonly [number, number] | null;
  /** What is said beside it. */
  readonly said: ReactNode;
}

/** Effects below one another on one line: each with its interval, and where no effect would be. */
export function EffectForest({ rows, format }: { rows: readonly ForestRow[]; format: (value: number) => string }) {
  const scale = effectScale(rows.flatMap(({ interval }) => (interval === null ? [] : [interval])));
  return (
    <ul className="effect-forest">
      {rows.map((row) => (
        <li key={row.key}>
          <span className="effect-forest-name">{row.label}</span>
          <Bar row={row} scale={scale} format={format} />
          <span className="effect-forest-said">{row.said}</span>
        </li>
      ))}
      <li aria-hidden="true" className="effect-forest-foot">
        <span />
        <svg className="effect-forest-bar" height="18">
          {scale.ticks.map((tick) => (
            <text key={tick} x={`${scale.place(tick) * 100}%`} y="13" textAnchor="middle">
              {tick === 0 ? texts.zero : format(tick)}
            </text>
          ))}
        </svg>
        <span />
      </li>
    </ul>
  );
}

function Bar({
  row: { label, estimate, interval },
  scale,
  format,
}: {
  row: ForestRow;
  scale: EffectScale;
  format: (value: number) => string;
}) {
  const at = (value: number): string => `${scale.place(value) * 100}%`;
  if (estimate === null || interval === null) return <span className="dim">{texts.noInterval}</span>;
  const [low, high] = interval;
  const isApart = low > 0 || high < 0;
  return (
    <svg
      className={`effect-forest-bar ${isApart ? 'effect-forest-apart' : ''}`}
      height={HEIGHT}
      role="img"
      aria-label={texts.forest(label, format(estimate), format(low), format(high))}
    >
      {scale.ticks.map((tick) => (
        <line
          key={tick}
          x1={at(tick)}
          x2={at(tick)}
          y1="0"
          y2={HEIGHT}
          className={tick === 0 ? 'effect-forest-zero' : 'effect-forest-grid'}
        />
      ))}
      <line x1={at(low)} x2={at(high)} y1={MIDDLE} y2={MIDDLE} className="effect-forest-line" />
      {[low, high].map((end, index) => (
        <line key={index} x1={at(end)} x2={at(end)} y1={MIDDLE - CAP} y2={MIDDLE + CAP} className="effect-forest-line" />
      ))}
      <circle cx={at(estimate)} cy={MIDDLE} r={CAP} className="effect-forest-point" />
    </svg>
  );
}
