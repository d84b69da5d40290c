import { join } from 'node:path';
import Type from 'typebox';
import { type Clock, scaledClock } from '../../runtime/clock.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import { JsonFile } from './json-file.js';

/** What a clock shows and when: enough to read the same time in every thread of the process. */
export interface ClockBase {
  /** What it showed… */
  readonly start: Instant;
  /** …when {@link machineTime} was this. */
  readonly machine: Milliseconds;
  /** How many times as fast as the machine's time it runs. */
  readonly speed: number;
}

/** Monotonic time that all threads of the process agree on. */
export function machineTime(): Milliseconds {
  return performance.timeOrigin + performance.now();
}

/** The clock of a base, in whichever thread. */
export function clockFrom(base: ClockBase): Clock {
  const start = base.start + (machineTime() - base.machine) * base.speed;
  return scaledClock({ start, speed: base.speed });
}

/** The clock that the engine and its demo world share, running on from where it was when the process last ended. */
export interface DemoClock {
  readonly clock: Clock;
  readonly base: ClockBase;
  /** Notes the exact time for the next start. */
  close(): Promise<void>;
}

const Reserved = Type.Object({ reservedUntil: Type.Number() });

/** How far ahead the clock's time is reserved on disk, in machine time, and how often. A process that dies leaves at most this gap. */
const RESERVE: Milliseconds = 10_000;
const RENEW: Milliseconds = 2_000;

/**
 * Opens the shared clock of a data folder. It begins at the machine's time, or where it was when that is later:
 * it never runs backwards, not even after `kill -9`, since time is reserved on disk before it is shown.
 * @throws CuspError data_corrupt when its file cannot be read.
 */
export async function openDemoClock(options: {
  readonly directory: string;
  readonly speed: number;
  /** Told when time could not be reserved; it is tried again. */
  readonly onError: (error: unknown) => void;
}): Promise<DemoClock> {
  const { speed } = options;
  const file = new JsonFile(join(options.directory, 'demo-clock.json'), Reserved);
  const start = Math.max(Date.now(), file.read()?.reservedUntil ?? 0);
  const base: ClockBase = { start, machine: machineTime(), speed };
  const clock = clockFrom(base);
  const reserve = (): Promise<void> => file.write({ reservedUntil: clock.now() + RESERVE * speed });
  await reserve();
  const timer = setInterval(() => void reserve().catch(options.onError), RENEW);
  timer.unref();
  const close = async (): Promise<void> => {
    clearInterval(timer);
    await file.write({ reservedUntil: clock.now() + 1 });
  };
  return { clock, base, close };
}
