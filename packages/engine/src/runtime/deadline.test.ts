import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { deadline } from './deadline.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

test('time that is up aborts with a TimeoutError, also after garbage was collected', async () => {
  const { signal } = deadline(new AbortController().signal, 60);
  const ended = new Promise<unknown>((resolve) => signal.addEventListener('abort', () => resolve(signal.reason)));
  for (let round = 0; round < 4; round++) {
    await sleep(5);
    collectGarbage();
  }
  expect(await Promise.race([ended, sleep(5_000, 'never')])).toMatchObject({ name: 'TimeoutError' });
});

test('what stops the work aborts with its own reason, before or after', () => {
  const outer = new AbortController();
  const before = deadline(outer.signal, 60_000);
  outer.abort('closing');
  const after = deadline(outer.signal, 60_000);
  expect([before.signal.reason, after.signal.reason]).toEqual(['closing', 'closing']);
  before.clear();
  after.clear();
});

test('work that is done is not aborted any more', async () => {
  const outer = new AbortController();
  const { signal, clear } = deadline(outer.signal, 10);
  clear();
  await sleep(30);
  outer.abort();
  expect(signal.aborted).toBe(false);
});
