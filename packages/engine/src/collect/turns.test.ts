import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Turns } from './turns.js';

/** Turns on a time of which each piece of work takes so much. */
function turnsOf(milliseconds: number): { readonly turns: Turns; readonly done: number[]; run(name: number): Promise<number> } {
  let now = 0;
  const turns = new Turns(() => now);
  const done: number[] = [];
  const run = (name: number): Promise<number> =>
    turns.run(() => {
      now += milliseconds;
      done.push(name);
      return Promise.resolve(name);
    });
  return { turns, done, run };
}

describe('turns', () => {
  it('does at once what fits into this turn, and the rest in order over the next ones', async () => {
    const { done, run } = turnsOf(4);
    const all = Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(run));
    expect(done).toEqual([1, 2, 3]);
    await nextTurn();
    expect(done.length).toBeLessThan(8);
    expect(await all).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(done).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('lets nobody overtake those who wait', async () => {
    const { done, run } = turnsOf(20);
    const first = [run(1), run(2)];
    await nextTurn();
    await Promise.all([...first, run(3)]);
    expect(done).toEqual([1, 2, 3]);
  });

  it('hands on what work throws, and goes on', async () => {
    const { turns, run } = turnsOf(20);
    await run(1);
    const failing = turns.run(() => Promise.reject(new Error('no')));
    const after = run(2);
    await expect(failing).rejects.toThrow('no');
    expect(await after).toBe(2);
  });
});
