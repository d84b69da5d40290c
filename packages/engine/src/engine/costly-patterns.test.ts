import { expect, test } from 'vitest';
import type { JsonObject } from '../vocabulary/json.js';
import { costlyPatterns } from './costly-patterns.js';

function different(count: number): JsonObject[] {
  return Array.from({ length: count }, (_, place) => {
    const earlier = Array.from({ length: place }, (_unused, index) => `s${index}.properties.product`);
    return { performed: 'Viewed', as: `s${place}`, ...(place > 0 && { where: { 'properties.product': { differsFrom: earlier } } }) };
  });
}

const warned = (pattern: readonly JsonObject[]): readonly string[] =>
  costlyPatterns({ kind: 'moment', name: 'm', intent: 'buy', pattern }).map(({ code }) => code);

test('many different products may be given up; three or four, or many that are compared with nothing, are not', () => {
  expect(warned(different(3))).toEqual([]);
  expect(warned(different(4))).toEqual([]);
  expect(warned(different(7))).toEqual(['costly_pattern']);
  expect(warned([{ performed: 'Viewed', times: { atLeast: 20 } }])).toEqual([]);
  expect(warned([{ performed: 'Viewed', as: 's' }, { performed: 'Viewed', times: { atLeast: 20 } }, { performed: 'Bought' }])).toEqual([]);
});
