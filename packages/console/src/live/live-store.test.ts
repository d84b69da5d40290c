import type { StreamMessage } from '@cusp/engine/contract';
import { expect, it } from 'vitest';
import { createLiveStore } from './live-store.js';

const EVENT = 'event: event\nid: 0:1\ndata: {"messageId":"m","customerId":"c"}\n\n';

it('tells everybody once per frame, and starts anew when it is closed', async () => {
  let frame: (() => void) | undefined;
  let broken: (() => void) | undefined;
  const store = createLiveStore({
    url: '/stream',
    fetch: async () => new Response(EVENT + EVENT.replace('0:1', '0:2')),
    wait: (_milliseconds, signal) =>
      new Promise((resolve) => {
        broken?.();
        signal.addEventListener('abort', () => resolve());
      }),
    schedule: (callback) => {
      frame = callback;
      return () => {
        frame = undefined;
      };
    },
    now: () => 5_000,
    everySecond: () => () => {},
  });
  const batches: (readonly StreamMessage[])[] = [];
  store.onBatch((batch) => batches.push(batch));
  let told = 0;
  store.subscribe(() => {
    told += 1;
  });
  const ended = new Promise<void>((resolve) => {
    broken = resolve;
  });
  const close = store.open();
  await ended;
  expect(store.recent().events).toEqual([]);
  const before = told;
  frame?.();
  expect(told).toBe(before + 1);
  expect(batches.map((batch) => batch.length)).toEqual([2]);
  expect(store.recent().events.map((message) => message.position)).toEqual(['0:2', '0:1']);
  expect(store.recent().status).toBe('retrying');
  close();
  expect(store.recent().events).toEqual([]);
});
