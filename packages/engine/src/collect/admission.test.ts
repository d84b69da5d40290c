import { describe, expect, it } from 'vitest';
import { Admission } from './admission.js';
import { IN_FLIGHT } from './limits.js';

const BODY = 10_000;

/** A door behind which one body of {@link BODY} bytes is done every so many milliseconds of a time of its own. */
function doorDoingOneEvery(first: number): {
  readonly admission: Admission;
  /** Lets as many in as want to. @returns how many were let in */
  come(count: number): number;
  /** Goes on for a while. */
  work(forMs: number): void;
  waiting(): number;
  /** From now on one body takes so long. */
  slowTo(milliseconds: number): void;
} {
  let milliseconds = first;
  let now = 0;
  let waiting = 0;
  const admission = new Admission(IN_FLIGHT, () => now);
  return {
    admission,
    come(count) {
      let admitted = 0;
      while (admitted < count && admission.begin(BODY)) admitted++;
      waiting += admitted;
      return admitted;
    },
    work(forMs) {
      for (const end = now + forMs; now + milliseconds <= end && waiting > 0; waiting--) {
        now += milliseconds;
        admission.end(BODY);
      }
    },
    waiting: () => waiting,
    slowTo(other) {
      milliseconds = other;
    },
  };
}

describe('what may wait', () => {
  it.each([0.2, 1, 5])('takes about a second at one body every %d ms, once the speed is known', (milliseconds) => {
    const door = doorDoingOneEvery(milliseconds);
    for (let round = 0; round < 200; round++) {
      door.come(100_000);
      door.work(100);
    }
    door.come(100_000);
    expect(door.waiting() * milliseconds).toBeGreaterThan(800);
    expect(door.waiting() * milliseconds).toBeLessThan(1_200);
    expect(door.admission.wait).toBeLessThanOrEqual(1_000);
  });

  it('follows when the work gets slower', () => {
    const door = doorDoingOneEvery(0.5);
    const go = (): void => {
      for (let round = 0; round < 200; round++) {
        door.come(10_000);
        door.work(100);
      }
      door.come(10_000);
    };
    go();
    expect(door.waiting()).toBeGreaterThan(1_500);
    door.slowTo(4);
    go();
    expect(door.waiting()).toBeLessThan(300);
  });

  it('is never so little that a burst into an idle engine is refused, however slow single requests were', () => {
    const door = doorDoingOneEvery(500);
    for (let round = 0; round < 20; round++) {
      door.come(1);
      door.work(500);
    }
    expect(door.come(80)).toBe(80);
  });

  it('is not learned from an engine that is asked little', () => {
    const door = doorDoingOneEvery(500);
    const before = door.admission.wait;
    for (let round = 0; round < 20; round++) {
      door.come(1);
      door.work(500);
    }
    expect(door.admission.wait).toBe(before);
    expect(door.come(1_000)).toBeGreaterThan(150);
  });
});

describe('what may come in', () => {
  it('is bounded in bytes and items, but one always may', () => {
    const admission = new Admission({ bytes: 100, items: 3 }, () => 0);
    expect(admission.enter(500)).toBe(true);
    expect(admission.enter(1)).toBe(false);
    admission.leave(500);
    expect(admission.enter(60)).toBe(true);
    expect(admission.enter(60)).toBe(false);
    expect(admission.admit(5)).toBe(true);
    expect(admission.admit(1)).toBe(false);
    admission.release(5);
    expect(admission.admit(1)).toBe(true);
  });
});
