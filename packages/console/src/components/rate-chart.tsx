import { useMemo } from 'react';
import type uPlot from 'uplot';
import { useRecent } from '../live/live.js';
import { SECONDS_KEPT, type SecondCount } from '../live/recent.js';
import { shortTime } from '../format/time.js';
import { chartFrame, useChart } from './use-chart.js';

const HEIGHT = 120;

/** The line over the seconds of this visit. Loaded on its own, after the page. */
export default function RateChart({ label }: { label: string }) {
  const { perSecond } = useRecent();
  const data = useMemo(() => columns(perSecond), [perSecond]);
  const holder = useChart(options, data);
  return <div ref={holder} className="rate-chart" role="img" aria-label={label} />;
}

/** The second that is still running is left out: it would always look like a fall. */
function columns(perSecond: readonly SecondCount[]): uPlot.AlignedData {
  const whole = perSecond.slice(0, -1);
  return [whole.map((item) => item.second), whole.map((item) => item.events)];
}

function options(element: HTMLElement): uPlot.Options {
  const { frame, axis, colour } = chartFrame(element, HEIGHT);
  return {
    ...frame,
    scales: {
      // The newest second stands at the right edge from the beginning, and the line grows to the left.
      x: { range: (chart) => lastSeconds(chart.data[0].at(-1) ?? Date.now() / 1_000) },
      // An even top, so that its half is a whole number too.
      y: { range: (_chart, _low, high) => [0, Math.max(4, 2 * Math.ceil((high ?? 0) * 0.575))] },
    },
    axes: [
      { ...axis, grid: { show: false }, size: 30, gap: 8, space: 90, values: (_chart, seconds) => seconds.map((second) => clock(second)) },
      {
        ...axis,
        grid: { stroke: colour('--chart-grid'), width: 1 },
        size: 36,
        splits: (_chart, _axis, low, high) => [low, (low + high) / 2, high],
      },
    ],
    series: [{}, { stroke: colour('--chart-line'), fill: colour('--chart-fill'), width: 1.8, points: { show: false } }],
  };
}

function lastSeconds(newest: number): [number, number] {
  return [newest - SECONDS_KEPT, newest];
}

function clock(second: number): string {
  return shortTime(new Date(second * 1_000).toISOString(), Date.now());
}
