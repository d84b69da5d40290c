import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clockFrom, type DemoClock, machineTime, openDemoClock } from './demo-clock.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cusp-clock-'));
});
/** Those that a test left running, as a process that is killed would: their timers must not outlive the folder. */
const opened: DemoClock[] = [];
afterEach(async () => {
  for (const demo of opened.splice(0)) await demo.close();
  await rm(directory, { recursive: true });
});

async function open(speed: number): Promise<DemoClock> {
  const demo = await openDemoClock({
    directory,
    speed,
    onError: (error) => {
      throw error;
    },
  });
  opened.push(demo);
  return demo;
}

describe('the demo clock', () => {
  it('never runs backwards from one process to the next, at whatever speed, closed or killed', async () => {
    let shown = 0;
    for (const [speed, closes] of [
      [1, true],
      [3_600, true],
      [60, false],
      [1, true],
      [86_400, false],
      [1, false],
      [2, true],
    ] as const) {
      const demo = await open(speed);
      expect(demo.clock.now()).toBeGreaterThanOrEqual(shown);
      await new Promise((resolve) => setTimeout(resolve, 5));
      shown = demo.clock.now();
      if (closes) await demo.close();
    }
  });

  it('begins at the present', async () => {
    const before = Date.now();
    const demo = await open(1);
    expect(demo.clock.now()).toBeGreaterThanOrEqual(before);
    expect(demo.clock.now()).toBeLessThanOrEqual(Date.now() + 1_000);
    await demo.close();
  });

  it('shows the same time to all who share its base, in other threads too', async () => {
    const base = { start: 1_000_000, machine: machineTime() - 500, speed: 60 };
    expect(Math.abs(clockFrom(base).now() - clockFrom(base).now())).toBeLessThan(60 * 50);
    const source = `require('node:worker_threads').parentPort.postMessage(performance.timeOrigin + performance.now())`;
    const before = machineTime();
    const worker = new Worker(source, { eval: true });
    const there = await new Promise<number>((resolve, reject) => worker.once('message', resolve).once('error', reject));
    await worker.terminate();
    expect(there).toBeGreaterThanOrEqual(before - 1);
    expect(there).toBeLessThanOrEqual(machineTime() + 1);
  });

  it('refuses a file that it cannot read', async () => {
    await writeFile(join(directory, 'demo-clock.json'), '{"reservedUntil":"soon"}');
    await expect(open(1)).rejects.toMatchObject({ code: 'data_corrupt' });
  });
});
