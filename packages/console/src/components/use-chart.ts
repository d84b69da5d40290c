import 'uplot/dist/uPlot.min.css';
import { type RefObject, useEffect, useRef } from 'react';
import uPlot from 'uplot';

/**
 * Keeps a chart in an element: as wide as it, in the colours of the page's theme, showing `data`. A chart whose shape depends on
 * more than its data is given another `key` by whoever renders it.
 */
export function useChart(options: (element: HTMLElement) => uPlot.Options, data: uPlot.AlignedData): RefObject<HTMLDivElement | null> {
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  const atFirst = useRef({ options, data });

  useEffect(() => {
    const element = holder.current;
    if (element === null) return;
    const made = new uPlot(atFirst.current.options(element), atFirst.current.data, element);
    chart.current = made;
    const sizes = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: made.height }));
    sizes.observe(element);
    const themes = new MutationObserver(() => made.redraw());
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      sizes.disconnect();
      themes.disconnect();
      made.destroy();
    };
  }, []);

  useEffect(() => chart.current?.setData(data), [data]);
  return holder;
}

/** What all charts have in common: size, no legend, no cursor, and an axis in the page's ink. */
export function chartFrame(element: HTMLElement, height: number) {
  const colour = (name: string) => () => getComputedStyle(element).getPropertyValue(name);
  const axis = { stroke: colour('--chart-ink'), ticks: { show: false }, font: '11px system-ui, sans-serif' };
  const frame = {
    width: element.clientWidth,
    height,
    padding: [8, 26, 0, 0] as uPlot.Padding,
    legend: { show: false },
    cursor: { show: false },
  };
  return { frame, axis, colour };
}
