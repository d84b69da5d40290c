import { expect, test } from 'vitest';
import { VirtualClock } from '../../runtime/clock.js';
import { ClockWatch } from './clock-watch.js';

const MINUTE = 60_000;

/** A machine whose two times a test moves. */
function machine(): {
  readonly watch: ClockWatch;
  readonly held: string[];
  readonly faults: unknown[];
  readonly failing: { next: boolean };
  pass(wall: number, monotonic?: number): Promise<void>;
} {
  const time = { wall: Date.UTC(2026, 0, 5), monotonic: 0 };
  const clock = new VirtualClock(time.wall);
  const held: string[] = [];
  const faults: unknown[] = [];
  const failing = { next: false };
  const watch = new ClockWatch({
    machineTime: { wall: () => time.wall, monotonic: () => time.monotonic },
    clock,
    hold: async (reason) => {
      if (failing.next) throw new Error('the disk is full');
      held.push(reason);
    },
    onFault: (error) => faults.push(error),
  });
  watch.start();
  const pass = async (wall: number, monotonic = wall): Promise<void> => {
    time.wall += wall;
    time.monotonic += monotonic;
    clock.advanceTo(clock.now() + 30_000);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { watch, held, faults, failing, pass };
}

test('time that passes is no jump, however long nobody looked, nor is a clock that is corrected little by little', async () => {
  const { watch, held, faults, pass } = machine();
  await pass(MINUTE / 2);
  await pass(600 * MINUTE);
  for (let step = 0; step < 20; step++) await pass(MINUTE, 0.5 * MINUTE);
  expect([held, faults]).toEqual([[], []]);
  watch.stop();
});

test.each([
  [6 * MINUTE, 'forward by 6 minutes'],
  [-6 * MINUTE, 'back by 6 minutes'],
])('a jump of %d ms holds acting once', async (jump, words) => {
  const { watch, held, faults, pass } = machine();
  await pass(jump + MINUTE / 2, MINUTE / 2);
  await pass(MINUTE / 2);
  expect(held).toEqual([expect.stringContaining(words)]);
  expect(faults).toMatchObject([{ code: 'clock_jumped' }]);
  watch.stop();
  await pass(jump, 0);
  expect(held).toHaveLength(1);
});

test('a hold that could not be written is tried again', async () => {
  const { watch, held, faults, failing, pass } = machine();
  failing.next = true;
  await pass(60 * MINUTE, 0);
  expect(held).toEqual([]);
  failing.next = false;
  await pass(MINUTE / 2);
  expect(held).toHaveLength(1);
  expect(faults).toHaveLength(3);
  watch.stop();
});
