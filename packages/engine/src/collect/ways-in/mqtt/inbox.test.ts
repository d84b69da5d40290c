import { expect, test } from 'vitest';
import { Inbox } from './inbox.js';

const message = (bytes = 1) => ({ bytes });

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(() => {
    settled = true;
    return settled;
  });
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  return settled;
}

test('whoever adds beyond the capacity waits until a batch is dealt with, not only handed out', async () => {
  const inbox = new Inbox(2);
  expect(await isSettled(inbox.add(message()))).toBe(true);
  const second = inbox.add(message());
  expect(await isSettled(second)).toBe(false);
  const batch = await inbox.next();
  expect(batch).toHaveLength(2);
  expect(await isSettled(second)).toBe(false);
  inbox.done(batch ?? []);
  expect(await isSettled(second)).toBe(true);
});

test('large payloads fill it too', async () => {
  const inbox = new Inbox(1_000);
  expect(await isSettled(inbox.add(message(40_000_000)))).toBe(false);
});

test('closed, it gives what it still has, and then nothing', async () => {
  const inbox = new Inbox(10);
  const reading = inbox.next();
  await inbox.add(message());
  inbox.close();
  expect(await reading).toHaveLength(1);
  expect(await inbox.next()).toBeUndefined();
});
