import type { Milliseconds } from '../vocabulary/instant.js';
import type { Clock } from './clock.js';

const FIRST_RETRY: Milliseconds = 1_000;
const LONGEST_RETRY: Milliseconds = 5 * 60_000;

/**
 * How long to wait after the n-th failure in a row (1 for the first): doubles from one second to five minutes, and is spread over the
 * upper half of that, so that those who failed together do not come back together.
 * @param random in [0, 1).
 */
export function retryDelay(failures: number, random: number): Milliseconds {
  const delay = Math.min(FIRST_RETRY * 2 ** (failures - 1), LONGEST_RETRY);
  return Math.round(delay * (0.5 + 0.5 * random));
}

/** Waits; at once over when the signal has come. */
export function pause(clock: Clock, length: Milliseconds, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const over = (): void => {
      cancel();
      signal.removeEventListener('abort', over);
      resolve();
    };
    const cancel = clock.wakeAt(clock.now() + length, over);
    signal.addEventListener('abort', over, { once: true });
  });
}
