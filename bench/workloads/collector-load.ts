import type { Sizes } from '../figure.js';

/** Events per request, as the SDKs send them: a browser, a server, a forwarder. */
export const batches = [1, 20, 100] as const;
export const connections = 16;

/** Fewer events where each costs a request, so that every part takes about as long. */
export function eventsFor(batch: number, sizes: Sizes): number {
  const share = batch === 1 ? 0.2 : 1;
  return Math.max(batch, Math.round(sizes.events * share));
}
