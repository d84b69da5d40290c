import { expect, it } from 'vitest';
import { SharedAnswers } from './shared-answers.js';

it('shares the answer to each question by itself, and lets go of the one that was asked least lately', async () => {
  let [time, ground] = [0, 1];
  const begun: string[] = [];
  const shared = new SharedAnswers<string>({ isLittle: () => false, ground: () => ground, now: () => time }, 2);
  const ask = (asked: string): Promise<string> =>
    shared.get(asked, async () => {
      begun.push(asked);
      const number = begun.length;
      await Promise.resolve();
      time += 100;
      return `${asked}${number}`;
    });
  expect(await Promise.all([ask('a'), ask('a')])).toEqual(['a1', 'a1']);
  expect(await ask('b')).toBe('b2');
  expect(await ask('a')).toBe('a1');
  expect(await ask('c')).toBe('c3');
  // b was asked least lately, and begins anew; then a is the one.
  expect([await ask('a'), await ask('b')]).toEqual(['a1', 'b4']);
  ground = 2;
  expect(await ask('b')).toBe('b5');
  time += 10_000;
  expect(await ask('b')).toBe('b6');
});
