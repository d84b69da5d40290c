import type { SurgeItem } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { surgeSeriesQuery } from '../api/surge-queries.js';
import { surgeTexts as texts } from '../texts/surges-en.js';
import { Answer } from './answer.js';

const VolumeChart = lazy(() => import('./volume-chart.js'));
/** How much of what was before a surge is shown, in milliseconds. */
const BEFORE = 4 * 86_400_000;
/** As many buckets fit beside each other. */
const SHOWN = 240;

/** A value's customers by bucket around a surge, with how many were expected. */
export function SurgeChart({ surge }: { surge: SurgeItem }) {
  const since = new Date(Date.parse(surge.from) - BEFORE).toISOString();
  const series = useQuery(surgeSeriesQuery(surge.name, surge.value, since));
  return (
    <Answer of={series} lines={6}>
      {(data) => {
        const bars = data.series
          .slice(0, SHOWN)
          .map(({ at, observed, expected }) => ({ at: Date.parse(at) / 1_000, count: observed, expected }));
        return (
          <>
            <p className="chart-legend dim">
              <span className="legend-bar">{texts.bar}</span>
              <span className="legend-line">{texts.line}</span>
              {data.evidence !== null && <span>{texts.customers(data.evidence.customers)}</span>}
            </p>
            <Suspense fallback={<div className="volume-chart" />}>
              <VolumeChart bars={bars} label={texts.chart} />
            </Suspense>
          </>
        );
      }}
    </Answer>
  );
}
