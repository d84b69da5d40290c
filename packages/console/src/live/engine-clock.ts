/** One look at the engine's clock: what it said, and what the browser's clock said then. Unix times in milliseconds. */
export interface ClockSample {
  readonly browser: number;
  readonly engine: number;
}

/**
 * What the engine's clock reads, told from samples. It may be another than the browser's, and a demo's runs faster;
 * countdowns and "so long ago" are in the engine's time.
 */
export interface EngineClock {
  /** Engine milliseconds since 1970 at a browser's time. The browser's own when there is no sample yet. */
  readonly at: (browser: number) => number;
  /** Engine milliseconds per browser millisecond. */
  readonly rate: number;
}

/** How far samples may lie apart, in browser milliseconds, to be compared. */
const SHORTEST_SPAN = 1_500;
const SAMPLES_KEPT = 8;
/** Rates this close to 1 are 1: the difference is the network's. */
const NOISE = 0.1;

/** The clock that the samples (oldest first) describe. */
export function engineClock(samples: readonly ClockSample[]): EngineClock {
  const last = samples.at(-1);
  if (last === undefined) return { at: (browser) => browser, rate: 1 };
  const first = samples[0] ?? last;
  const span = last.browser - first.browser;
  const measured = span < SHORTEST_SPAN ? 1 : (last.engine - first.engine) / span;
  const rate = measured <= 0 || Math.abs(measured - 1) < NOISE ? 1 : measured;
  return { at: (browser) => last.engine + (browser - last.browser) * rate, rate };
}

/** Keeps the newest samples; a repeated one is left out. */
export function withSample(samples: readonly ClockSample[], sample: ClockSample): readonly ClockSample[] {
  if (samples.at(-1)?.engine === sample.engine) return samples;
  return [...samples, sample].slice(-SAMPLES_KEPT);
}
