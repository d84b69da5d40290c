/** Drawn on a grid of 24, in the colour of the text around it. */
const SHAPES = {
  now: 'M3 12h4l3 7 4-14 3 7h4',
  customers:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20c.4-3.6 3-5.5 6.5-5.5s6.1 1.9 6.5 5.5M16 4.5a3.4 3.4 0 0 1 0 6.3M18 14.9c2 .7 3.2 2.4 3.5 5.1',
  segments: 'M9 15.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15 21.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Z',
  metrics: 'M4 20V11M9.5 20V4M15 20v-6M20.5 20V8M2 20.5h20.5',
  moments: 'M3 20c6 0 8.6-6 9-16 .4 10 3 16 9 16',
  insight: 'M9 17.5h6M10 21h4M9 17.5c0-2.5-3-3.5-3-7.5a6 6 0 0 1 12 0c0 4-3 5-3 7.5',
  journeys: 'M5 21a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM19 7a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM7 19h8.5a3.5 3.5 0 0 0 0-7h-7a3.5 3.5 0 0 1 0-7H17',
  discover: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM15.8 8.2l-2.2 5.4-5.4 2.2 2.2-5.4Z',
  campaigns: 'M4 10v4h3l8 4.5v-13L7 10ZM7 14l1.5 6h2.5l-1.2-5M18.5 9a4 4 0 0 1 0 6',
  experiments: 'M9.5 3h5M10.5 3v6L5 19a1.6 1.6 0 0 0 1.4 2.5h11.2A1.6 1.6 0 0 0 19 19L13.5 9V3M7.5 15h9',
  decisions: 'M12 3v6M12 9 5 16v5M12 9l7 7v5M2.5 18.5 5 21l2.5-2.5M16.5 18.5 19 21l2.5-2.5',
  data: 'M4 6c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3ZM4 6v12c0 1.7 3.6 3 8 3s8-1.3 8-3V6M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3',
  tour: 'M5 8h14l-1 12.5H6ZM8.5 8a3.5 4.5 0 0 1 7 0',
  check: 'm5 12.5 4.5 4.5L19 7',
  cross: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  missing: 'M12 18a6 6 0 1 0 0-12 6 6 0 0 0 0 12Z',
  enter: 'M4 12h11M11 7.5l4.5 4.5-4.5 4.5M19.5 4v16',
  leave: 'M4.5 4v16M9 12h11M15.5 7.5 20 12l-4.5 4.5',
  sun: 'M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M5 19l1.4-1.4M17.6 6.4 19 5',
} as const;

export type IconName = keyof typeof SHAPES;

/** A picture beside a word. It says nothing by itself, so it is hidden from those who listen. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
      <path d={SHAPES[name]} fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
