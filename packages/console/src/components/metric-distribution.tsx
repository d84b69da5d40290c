import type { MetricDistribution } from '@cusp/engine/contract';
import { type MetricUnit, metricText } from '../format/metric.js';
import { count } from '../format/number.js';
import { metricTexts as texts } from '../texts/metrics-en.js';

const WIDTH = 240;
const HEIGHT = 48;
const GAP = 2;
/** The most frequent values of a small chart. */
const FEW = 3;

/** How a metric's values are spread, small: bars of its numbers, or its most frequent values. */
export function MetricDistributionChart({ of, unit, most = FEW }: { of: MetricDistribution; unit: MetricUnit; most?: number }) {
  if (of.bins !== null && of.numbers !== null) return <Histogram bins={of.bins} unit={unit} />;
  if (of.top === null) return <p className="dim">{texts.noTop}</p>;
  return <TopValues of={of} unit={unit} most={most} />;
}

function Histogram({ bins, unit }: { bins: NonNullable<MetricDistribution['bins']>; unit: MetricUnit }) {
  const highest = Math.max(1, ...bins.map(({ customers }) => customers));
  const step = WIDTH / bins.length;
  const first = bins[0]?.from ?? 0;
  const last = bins.at(-1)?.to ?? 0;
  return (
    <figure className="histogram">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={texts.chart}>
        {bins.map(({ from, to, customers }, index) => {
          // What is there at all is seen.
          const height = customers === 0 ? 0 : Math.max(1.5, (customers / highest) * HEIGHT);
          return (
            <rect key={from} x={index * step + GAP / 2} y={HEIGHT - height} width={Math.max(1, step - GAP)} height={height}>
              <title>{texts.bin(metricText(from, unit), metricText(to, unit), customers)}</title>
            </rect>
          );
        })}
      </svg>
      <figcaption className="dim">
        <span>{metricText(first, unit)}</span>
        {last !== first && <span>{metricText(last, unit)}</span>}
      </figcaption>
    </figure>
  );
}

/** The most frequent values with how many customers have them. */
export function TopValues({ of: { top, withValue }, unit, most }: { of: MetricDistribution; unit: MetricUnit; most: number }) {
  return (
    <ul className="segment-counts top-values">
      {top?.slice(0, most).map(({ value, customers }) => (
        <li key={JSON.stringify(value)}>
          <span className="break">{metricText(value, unit)}</span>
          <span>{count(customers)}</span>
          <meter min={0} max={Math.max(1, withValue)} value={customers} aria-hidden="true" />
        </li>
      ))}
    </ul>
  );
}

/** Least, median, mean and greatest. */
export function MetricNumbers({ of, unit }: { of: NonNullable<MetricDistribution['numbers']>; unit: MetricUnit }) {
  return (
    <dl className="facts">
      {(['min', 'median', 'mean', 'max'] as const).map((key) => (
        <div key={key}>
          <dt>{texts.summary[key]}</dt>
          <dd>{metricText(of[key], unit)}</dd>
        </div>
      ))}
    </dl>
  );
}
