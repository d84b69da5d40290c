import type { Milliseconds } from '../vocabulary/instant.js';

/** A signal that ends work in time. */
export interface Deadline {
  /** Aborts when the outer one does, and with a `TimeoutError` when the time is up. */
  readonly signal: AbortSignal;
  /** The work is done: nothing is waited for any more. */
  clear(): void;
}

/**
 * Gives work so much time, unless it is stopped before.
 * A timer of its own rather than `AbortSignal.any` with `AbortSignal.timeout`: nothing holds the latter, so a garbage
 * collection ends the timeout and the work waits for ever (nodejs/node#57736).
 */
export function deadline(stopped: AbortSignal, time: Milliseconds): Deadline {
  const controller = new AbortController();
  const stop = (): void => controller.abort(stopped.reason);
  const timer = setTimeout(() => controller.abort(new DOMException(`no end within ${time} ms`, 'TimeoutError')), time);
  if (stopped.aborted) stop();
  stopped.addEventListener('abort', stop, { once: true });
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      stopped.removeEventListener('abort', stop);
    },
  };
}
