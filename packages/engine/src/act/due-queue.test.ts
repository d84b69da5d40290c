import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DueQueue } from './due-queue.js';

it('gives back what is due, earliest first, ties in order of arrival, and nothing early', () => {
  const times = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 });
  fc.assert(
    fc.property(times, fc.integer({ min: -1, max: 21 }), (ats, now) => {
      const queue = new DueQueue();
      for (const [index, at] of ats.entries()) queue.add(String(index), at);
      const expected = [...ats.entries()].sort((l, r) => l[1] - r[1] || l[0] - r[0]);
      const taken: string[] = [];
      for (let id = queue.takeDue(now); id !== undefined; id = queue.takeDue(now)) taken.push(id);
      expect(taken).toEqual(expected.filter(([, at]) => at <= now).map(([index]) => String(index)));
      expect(queue.next).toBe(expected.find(([, at]) => at > now)?.[1]);
    }),
  );
});
