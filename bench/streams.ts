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
  };
}
