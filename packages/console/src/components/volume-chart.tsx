import { useMemo } from 'react';
import uPlot from 'uplot';
import { chartFrame, useChart } from './use-chart.js';

const HEIGHT = 180;

/** One bar of the chart: an instant (Unix seconds), how many, and how many were to be expected (null where nobody can say). */
export interface VolumeBar {
  readonly at: number;
  readonly count: number;
  readonly expected: number | null;
}

/** Counts over time as bars, with a line of what was to be expected. Loaded on its own, after the page. */
export default function VolumeChart(props: { bars: readonly VolumeBar[]; label: string; hourly?: boolean }) {
  return <Bars key={String(props.hourly)} {...props} />;
}

function Bars({ bars, label, hourly = false }: { bars: readonly VolumeBar[]; label: string; hourly?: boolean }) {
  const data = useMemo(() => columns(bars), [bars]);
  const holder = useChart((element) => options(element, hourly), data);
  return <div ref={holder} className="volume-chart" role="img" aria-label={label} />;
}

function columns(bars: readonly VolumeBar[]): uPlot.AlignedData {
  return [bars.map(({ at }) => at), bars.map(({ count }) => count), bars.map(({ expected }) => expected)];
}

function options(element: HTMLElement, hourly: boolean): uPlot.Options {
  const { frame, axis, colour } = chartFrame(element, HEIGHT);
  const { bars } = uPlot.paths;
  const label = new Intl.DateTimeFormat(undefined, hourly ? { hour: '2-digit', hourCycle: 'h23', timeZone: 'UTC' } : DAY_LABEL);
  return {
    ...frame,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), 'UTC'),
    scales: {
      // Half a bar more at either end: the newest one is not to be cut in two.
      x: { range: (chart, low, high) => [low - halfBar(chart), high + halfBar(chart)] },
      y: { range: (_chart, _low, high) => [0, Math.max(4, (high ?? 0) * 1.1)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 30,
        gap: 8,
        space: 80,
        values: (_chart, seconds) => seconds.map((at) => label.format(at * 1_000)),
      },
      {
        ...axis,
        grid: { stroke: colour('--chart-grid'), width: 1 },
        size: 52,
        values: (_chart, values) => values.map((value) => COMPACT.format(value)),
      },
    ],
    series: [
      {},
      {
        stroke: colour('--chart-line'),
        fill: colour('--chart-fill'),
        width: 1,
        points: { show: false },
        ...(bars !== undefined && { paths: bars({ size: [0.8, 24] }) }),
      },
      { stroke: colour('--chart-ink'), width: 1.4, dash: [4, 4], points: { show: false }, spanGaps: false },
    ],
  };
}

function halfBar({ data: [instants] }: uPlot): number {
  return instants.length < 2 ? 1 : ((instants[1] as number) - (instants[0] as number)) / 2;
}

const DAY_LABEL = { day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
const COMPACT = new Intl.NumberFormat(undefined, { notation: 'compact' });
