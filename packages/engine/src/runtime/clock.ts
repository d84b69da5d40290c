import type { Instant, Milliseconds } from '../vocabulary/instant.js';

/** Where the engine reads the time and waits for it. Handed in, so that a test or a demo world can own time. */
export interface Clock {
  /** The present instant; never runs backwards. */
  now(): Instant;
  /** Calls back once, soon after `instant` has come. @returns cancels it. */
  wakeAt(instant: Instant, wake: () => void): () => void;
}

/** The two times of a machine: that of its wall clock, which can be set, and that which only runs while it does. Both in milliseconds. */
export interface MachineTime {
  wall(): Instant;
  monotonic(): Milliseconds;
}

/** The times of this machine. */
export function systemTime(): MachineTime {
  return { wall: () => Date.now(), monotonic: () => performance.now() };
}

/** The machine's time, kept from running backwards when it is set back. */
export function systemClock(): Clock {
  return scaledClock({ start: Date.now(), speed: 1 });
}

/**
 * A clock that shows `start` now and runs `speed` times as fast as the machine's.
 * Built on the monotonic timer, so setting the machine's time does not disturb it.
 */
export function scaledClock(options: { readonly start: Instant; readonly speed: number }): Clock {
  const { start, speed } = options;
  const origin = performance.now();
  const now = (): Instant => Math.floor(start + (performance.now() - origin) * speed);
  return { now, wakeAt: (instant, wake) => sleepUntil(instant, now, speed, wake) };
}

/** Longest single sleep: timers beyond 2^31 ms fire at once, and a suspended machine should notice soon. */
const LONGEST_SLEEP: Milliseconds = 60_000;

function sleepUntil(instant: Instant, now: () => Instant, speed: number, wake: () => void): () => void {
  let timer: NodeJS.Timeout;
  const sleep = (): void => {
    const remaining = (instant - now()) / speed;
    timer = setTimeout(() => (now() >= instant ? wake() : sleep()), Math.min(Math.max(Math.ceil(remaining), 0), LONGEST_SLEEP));
    timer.unref();
  };
  sleep();
  return () => clearTimeout(timer);
}

/** A clock that stands still until it is told to go on: for tests and for the twin. */
export class VirtualClock implements Clock {
  #now: Instant;
  #sleepers: { instant: Instant; wake: () => void }[] = [];

  constructor(start: Instant) {
    this.#now = start;
  }

  now(): Instant {
    return this.#now;
  }

  wakeAt(instant: Instant, wake: () => void): () => void {
    const sleeper = { instant, wake };
    this.#sleepers.push(sleeper);
    return () => {
      this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
    };
  }

  /** Moves time forward to `instant`, waking every sleeper on the way at exactly its instant. */
  advanceTo(instant: Instant): void {
    for (;;) {
      const due = this.#sleepers.filter((sleeper) => sleeper.instant <= instant).sort((a, b) => a.instant - b.instant)[0];
      if (due === undefined) break;
      this.#sleepers = this.#sleepers.filter((other) => other !== due);
      this.#now = Math.max(this.#now, due.instant);
      due.wake();
    }
    this.#now = Math.max(this.#now, instant);
  }
}
