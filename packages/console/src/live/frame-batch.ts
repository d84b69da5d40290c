/** Collects items and hands them over together, once per frame, so that a thousand messages cost one rendering. */
export interface FrameBatch<T> {
  add(item: T): void;
  /** Forgets what was not handed over yet. */
  clear(): void;
}

/** Past this many waiting items the next frame is not awaited: a hidden tab gets no frames at all. */
export const MOST_WAITING = 2_000;

/** @param schedule calls back at the next frame; returns how to cancel. */
export function createFrameBatch<T>(deliver: (items: readonly T[]) => void, schedule: (callback: () => void) => () => void): FrameBatch<T> {
  let waiting: T[] = [];
  let cancel: (() => void) | undefined;

  function handOver(): void {
    cancel?.();
    cancel = undefined;
    const items = waiting;
    waiting = [];
    if (items.length > 0) deliver(items);
  }

  return {
    add(item) {
      waiting.push(item);
      if (waiting.length >= MOST_WAITING) handOver();
      else cancel ??= schedule(handOver);
    },
    clear() {
      cancel?.();
      cancel = undefined;
      waiting = [];
    },
  };
}

/** The next animation frame, or half a second later in a tab that nobody sees. */
export function nextFrame(callback: () => void): () => void {
  if (document.hidden) {
    const timer = setTimeout(callback, 500);
    return () => clearTimeout(timer);
  }
  const frame = requestAnimationFrame(callback);
  return () => cancelAnimationFrame(frame);
}
