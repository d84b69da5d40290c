import { expect, it } from 'vitest';
import { isMarkedBot } from './bot-mark.js';

it('is a mark only when trait and context say so together', () => {
  expect(isMarkedBot({ traits: { bot: true }, context: { bot: { kind: 'crawler' } } })).toBe(true);
  expect(isMarkedBot({ traits: { bot: false }, context: { bot: { kind: 'crawler' } } })).toBe(false);
  expect(isMarkedBot({ traits: { bot: true }, context: {} })).toBe(false);
  expect(isMarkedBot({ traits: { bot: true }, context: { bot: ['crawler'] } })).toBe(false);
  expect(isMarkedBot({ traits: {}, context: { bot: null } })).toBe(false);
});
