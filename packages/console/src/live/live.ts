import type { StreamMessage } from '@cusp/engine/contract';
import { type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { overviewQuery } from '../api/queries.js';
import { type ClockSample, type EngineClock, engineClock, withSample } from './engine-clock.js';
import { nextFrame } from './frame-batch.js';
import { createLiveStore } from './live-store.js';
import type { Recent } from './recent.js';

/** The console's live connection. */
export const live = createLiveStore({
  url: '/api/v1/stream?types=event,segment,moment,decision,alert,identity,surge,publication',
  fetch: (...request) => fetch(...request),
  wait: (milliseconds, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    }),
  schedule: nextFrame,
  now: () => Date.now(),
  everySecond: (callback) => {
    const timer = setInterval(callback, 1_000);
    return () => clearInterval(timer);
  },
});

/** What came over the stream of late; renders again at most once per frame. */
export function useRecent(): Recent {
  return useSyncExternalStore(live.subscribe, live.recent);
}

/** The connection's status alone. */
export function useLiveStatus(): Recent['status'] {
  return useSyncExternalStore(live.subscribe, () => live.recent().status);
}

/** Calls `listener` with each batch of the stream for as long as the component lives. */
export function useBatches(listener: (batch: readonly StreamMessage[]) => void): void {
  const newest = useRef(listener);
  useEffect(() => {
    newest.current = listener;
  });
  useEffect(() => live.onBatch((batch) => newest.current(batch)), []);
}

/** The least time between two refetches that the stream asks for, in milliseconds. */
const REFRESH = 400;

/** Fetches `key` (and everything below it) anew when the stream brings something that `concerns` it: soon, but not with every message. */
export function useRefreshOn(key: QueryKey, concerns: (message: StreamMessage) => boolean): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useBatches((batch) => {
    if (timer.current !== undefined || !batch.some(concerns)) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: key });
    }, REFRESH);
  });
}

let samples: readonly ClockSample[] = [];

/** The engine's clock, as its overview tells it. */
export function useEngineClock(): EngineClock {
  const overview = useQuery(overviewQuery);
  const { data, dataUpdatedAt } = overview;
  useEffect(() => {
    if (data) samples = withSample(samples, { browser: dataUpdatedAt, engine: Date.parse(data.now) });
  }, [data, dataUpdatedAt]);
  return engineClock(samples);
}

/** A value that changes all the time, told at most once per `interval` milliseconds, so that it can be read. */
export function useQuietly<T>(value: T, interval: number): T {
  const newest = useRef(value);
  const [shown, setShown] = useState(value);
  useEffect(() => {
    newest.current = value;
  });
  useEffect(() => {
    const timer = setInterval(() => setShown(newest.current), interval);
    return () => clearInterval(timer);
  }, [interval]);
  return shown;
}

/** The browser's time in milliseconds, told anew every `interval` milliseconds. */
export function useNow(interval: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), interval);
    return () => clearInterval(timer);
  }, [interval]);
  return now;
}
