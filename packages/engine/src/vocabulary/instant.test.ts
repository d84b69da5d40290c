import { describe, expect, test } from 'vitest';
import { durationInWords, lengthInWords } from './instant.js';

describe('lengths of time for people', () => {
  test.each([
    [-5, '0 milliseconds'],
    [0.4, '0 milliseconds'],
    [1, '1 millisecond'],
    [999, '999 milliseconds'],
    [1_000, '1 second'],
    [61_000, '1 minute 1 second'],
    [900_000, '15 minutes'],
    [7_200_000 + 59_999, '2 hours'],
    [43 * 86_400_000 + 2 * 3_600_000, '43 days 2 hours'],
  ])('%d ms: %s', (length, words) => expect(lengthInWords(length)).toBe(words));

  test.each([
    ['30s', '30 seconds'],
    ['1m', '1 minute'],
    ['10m', '10 minutes'],
    ['1h', '1 hour'],
    ['90d', '90 days'],
    ['6w', '6 weeks'],
    ['today', 'today'],
  ])('%s: %s', (duration, words) => expect(durationInWords(duration)).toBe(words));
});
