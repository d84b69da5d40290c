import { useMemo } from 'react';
import type uPlot from 'uplot';
import { chartFrame, useChart } from './use-chart.js';

const HEIGHT = 200;

/** An effect as it was known at an instant (Unix seconds); null where there was too little to go by. */
export interface EffectPoint {
  readonly at: number;
  readonly estimate: number | null;
  readonly interval: readonly [number, number] | null;
}

/** An effect over time as a line in the band of its interval, with a line where there would be none. Loaded on its own, after the page. */
export default function EffectChart({
  points,
  label,
  format,
}: {
  points: readonly EffectPoint[];
  label: string;
  format: (value: number) => string;
}) {
  const data = useMemo(() => columns(points), [points]);
  const holder = useChart((element) => options(element, format), data);
  return <div ref={holder} className="volume-chart" role="img" aria-label={label} />;
}

function columns(points: readonly EffectPoint[]): uPlot.AlignedData {
  return [
    points.map(({ at }) => at),
    points.map(({ interval }) => interval?.[1] ?? null),
    points.map(({ interval }) => interval?.[0] ?? null),
    points.map(({ estimate, interval }) => (interval === null ? null : estimate)),
    points.map(() => 0),
  ];
}

function options(element: HTMLElement, format: (value: number) => string): uPlot.Options {
  const { frame, axis, colour } = chartFrame(element, HEIGHT);
  const edge = { stroke: colour('--chart-line'), width: 0.5, points: { show: false } };
  const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
  return {
    ...frame,
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 30,
        gap: 8,
        space: 80,
        values: (_chart, seconds) => seconds.map((at) => day.format(at * 1_000)),
      },
      { ...axis, grid: { stroke: colour('--chart-grid'), width: 1 }, size: 72, values: (_chart, values) => values.map(format) },
    ],
    bands: [{ series: [1, 2], fill: colour('--chart-fill') }],
    series: [
      {},
      edge,
      edge,
      { stroke: colour('--chart-line'), width: 2, points: { show: false } },
      { stroke: colour('--chart-ink'), width: 1, dash: [4, 4], points: { show: false } },
    ],
  };
}
