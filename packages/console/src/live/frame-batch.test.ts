import { describe, expect, it } from 'vitest';
import { createFrameBatch, MOST_WAITING } from './frame-batch.js';

function frames() {
  const waiting = new Set<() => void>();
  return {
    waiting,
    schedule: (callback: () => void) => {
      waiting.add(callback);
      return () => waiting.delete(callback);
    },
    next: () => {
      for (const callback of [...waiting]) {
        waiting.delete(callback);
        callback();
      }
    },
  };
}

describe('frame batch', () => {
  it('hands over once per frame, in order, and asks for one frame only', () => {
    const clock = frames();
    const got: number[][] = [];
    const batch = createFrameBatch<number>((items) => got.push([...items]), clock.schedule);
    batch.add(1);
    batch.add(2);
    expect(clock.waiting.size).toBe(1);
    expect(got).toEqual([]);
    clock.next();
    batch.add(3);
    clock.next();
    expect(got).toEqual([[1, 2], [3]]);
  });

  it('does not wait for a frame that never comes', () => {
    const clock = frames();
    const sizes: number[] = [];
    const batch = createFrameBatch<number>((items) => sizes.push(items.length), clock.schedule);
    for (let item = 0; item < MOST_WAITING * 2 + 1; item += 1) batch.add(item);
    expect(sizes).toEqual([MOST_WAITING, MOST_WAITING]);
    expect(clock.waiting.size).toBe(1);
  });

  it('forgets what waits when it is cleared', () => {
    const clock = frames();
    const got: unknown[] = [];
    const batch = createFrameBatch<number>((items) => got.push(items), clock.schedule);
    batch.add(1);
    batch.clear();
    clock.next();
    expect(got).toEqual([]);
  });
});
