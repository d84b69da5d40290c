import { expect, test } from 'vitest';
import { effectText, figureText, relativeText } from './effect-value.js';

test('effects have a sign, unless they round to nothing', () => {
  expect(effectText('proportion', -0.0214)).toBe('−2.1 pt');
  expect(effectText('proportion', 0.0042)).toBe('+0.42 pt');
  expect(effectText('proportion', -0.00001)).toBe('0.00 pt');
  expect(effectText('mean', 3.456)).toBe('+3.46');
  expect(effectText('ratio', 0)).toBe('0');
  expect(relativeText(0.051)).toBe('+5.1 %');
  expect(relativeText(-0.42)).toBe('−42 %');
});

test('a share is told in per cent, other figures as they are', () => {
  expect(figureText('proportion', 0.5)).toBe('50 %');
  expect(figureText('mean', 12)).toBe('12');
});
