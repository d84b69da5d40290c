import type { StreamMessage } from '@cusp/engine/contract';
import { type FollowOptions, followStream } from './follow-stream.js';
import { createFrameBatch } from './frame-batch.js';
import { counted, NOTHING_YET, type Recent, withBatch } from './recent.js';

type Batch = readonly StreamMessage[];

/** The one live connection of the console, and everybody who looks at it. */
export interface LiveStore {
  recent(): Recent;
  /** Called after each batch, at most once per frame. */
  subscribe(listener: () => void): () => void;
  /** Called with each batch itself. */
  onBatch(listener: (batch: Batch) => void): () => void;
  /** Starts to follow; returns how to stop. */
  open(): () => void;
}

export interface LiveStoreParts {
  readonly url: string;
  readonly fetch: typeof fetch;
  readonly wait: FollowOptions['wait'];
  readonly schedule: (callback: () => void) => () => void;
  /** The browser's Unix time, in milliseconds. */
  readonly now: () => number;
  /** Calls back every second; returns how to stop. */
  readonly everySecond: (callback: () => void) => () => void;
}

export function createLiveStore(parts: LiveStoreParts): LiveStore {
  let recent = NOTHING_YET;
  const listeners = new Set<() => void>();
  const batchListeners = new Set<(batch: Batch) => void>();
  const second = () => Math.floor(parts.now() / 1_000);

  function change(next: Recent): void {
    if (next === recent) return;
    recent = next;
    for (const listener of listeners) listener();
  }
  const frames = createFrameBatch<StreamMessage>((batch) => {
    change(withBatch(recent, batch, second()));
    for (const listener of batchListeners) listener(batch);
  }, parts.schedule);

  return {
    recent: () => recent,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onBatch: (listener) => {
      batchListeners.add(listener);
      return () => batchListeners.delete(listener);
    },
    open: () => {
      const ending = new AbortController();
      const stopTicking = parts.everySecond(() => {
        if (recent.status === 'live') change({ ...recent, perSecond: counted(recent.perSecond, second(), 0) });
      });
      void followStream({
        url: parts.url,
        fetch: parts.fetch,
        wait: parts.wait,
        signal: ending.signal,
        onMessage: frames.add,
        onStatus: (status) => change({ ...recent, status }),
      });
      return () => {
        ending.abort();
        stopTicking();
        frames.clear();
        change(NOTHING_YET);
      };
    },
  };
}
