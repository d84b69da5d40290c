import type { Sizes } from './figure.js';
import type { Stream } from './load/events.js';

let made = 0;

/** A stream whose messageIds were never sent before, with timestamps in the minutes before now. */
export function nextStream(sizes: Pick<Sizes, 'customers'> & { readonly events: number }): Stream {
  made += 1;
  return {
    run: `bench-${process.pid}-${Date.now()}-${made}`,
    seed: 20_261_122 + made,
    customers: Math.min(sizes.customers, sizes.events),
    count: sizes.events,
    from: Date.now() - sizes.events - 60_000,
    step: 1,
  };
}

const HISTORY_MS = 30 * 24 * 60 * 60 * 1000;

/** A stream of the same customers in the thirty days before another: what a running installation knows of them. */
export function historyOf(stream: Stream): Stream {
  const step = HISTORY_MS / stream.count;
  return { ...stream, run: `${stream.run}-history`, seed: stream.seed + 1_000_000, from: stream.from - HISTORY_MS, step };
}
