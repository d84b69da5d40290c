import { lazy, Suspense, useMemo } from 'react';
import { experimentTexts as texts } from '../texts/experiments-en.js';
import { Loading } from './loading.js';

const EffectChart = lazy(() => import('./effect-chart.js'));

interface Known {
  readonly at: string;
  readonly estimate: number | null;
  readonly interval: readonly [number, number] | null;
}

/** An effect as it was known over time; says so while there is nothing to draw. */
export function EffectOverTime({ series, label, format }: { series: readonly Known[]; label: string; format: (value: number) => string }) {
  const points = useMemo(() => series.map(({ at, ...known }) => ({ at: Date.parse(at) / 1_000, ...known })), [series]);
  if (points.filter(({ interval }) => interval !== null).length < 2) return <p className="dim">{texts.overNone}</p>;
  return (
    <Suspense fallback={<Loading lines={4} />}>
      <EffectChart points={points} label={label} format={format} />
    </Suspense>
  );
}
