import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { SharedAnswer } from './shared-answer.js';

interface Desk {
  readonly shared: SharedAnswer<number>;
  /** How each piece of work that is under way can end, in the order of its beginning. */
  readonly under: { end: () => void; fail: () => void }[];
  time: number;
  ground: number;
  isLittle: boolean;
  begun: number;
}

function opened(): Desk {
  const under: Desk['under'] = [];
  const desk: Omit<Desk, 'shared'> = { under, time: 0, ground: 0, isLittle: false, begun: 0 };
  const work = (): Promise<number> => {
    const number = ++desk.begun;
    return new Promise((resolve, reject) => under.push({ end: () => resolve(number), fail: () => reject(new Error('broken')) }));
  };
  const input = { work, isLittle: () => desk.isLittle, ground: () => desk.ground, now: () => desk.time };
  return Object.assign(desk, { shared: new SharedAnswer(input) });
}

it('is worked out once for all who ask meanwhile, and for ten times as long as it took', async () => {
  const desk = opened();
  const both = [desk.shared.get(), desk.shared.get()];
  desk.time = 100;
  desk.under[0]?.end();
  expect(await Promise.all(both)).toEqual([1, 1]);
  desk.time = 1_099;
  expect(await desk.shared.get()).toBe(1);
  desk.time = 1_100;
  void desk.shared.get();
  expect(desk.begun).toBe(2);
});

it('is worked out anew on another ground, when there is little to do, and after a failure, of which everybody is told', async () => {
  const desk = opened();
  const failing = [desk.shared.get(), desk.shared.get()];
  desk.under[0]?.fail();
  expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const again = desk.shared.get();
  desk.ground = 1;
  const other = desk.shared.get();
  for (const one of desk.under.slice(1)) one.end();
  expect(await Promise.all([again, other])).toEqual([2, 3]);
  desk.isLittle = true;
  const little = [desk.shared.get(), desk.shared.get()];
  for (const one of desk.under.slice(3)) one.end();
  expect(await Promise.all(little)).toEqual([4, 5]);
});

it('takes at most a part of the time, however often it is asked for, and is never older than eleven times what it takes', async () => {
  const asks = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 80 });
  await fc.assert(
    fc.asyncProperty(asks, fc.integer({ min: 1, max: 100 }), async (pauses, takes) => {
      const desk = opened();
      const began: number[] = [];
      for (const pause of pauses) {
        desk.time += pause;
        const before = desk.begun;
        const answer = desk.shared.get();
        if (desk.begun > before) {
          began.push(desk.time);
          desk.time += takes;
          desk.under.at(-1)?.end();
        }
        expect(desk.time - (began[(await answer) - 1] as number)).toBeLessThan(11 * takes + 1);
      }
      for (const [index, at] of began.entries())
        if (index > 0) expect(at - (began[index - 1] as number)).toBeGreaterThanOrEqual(11 * takes);
    }),
  );
});
