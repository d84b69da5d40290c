import { expect, test } from 'vitest';
import { measuredBy, measuring, renameMetric, renameVariant } from './experiment-form.js';
import { beyondForm, freshName, inSegment, segmentOf } from './form-parts.js';

const DEFINITION = {
  kind: 'experiment',
  control: 'plain',
  variants: [{ name: 'plain' }, { name: 'bright', weight: 2 }],
  metrics: [{ name: 'bought', performed: 'Order Completed', within: '7d' }],
  guardrails: [{ metric: 'bought', worse: 'lower' }],
};

test('a metric is told as what it measures, and what a form cannot say is other', () => {
  expect(measuredBy(DEFINITION.metrics[0])).toEqual({ by: 'performed', event: 'Order Completed', of: '' });
  expect(measuredBy({ value: { sum: 'Order Completed', of: 'properties.total' } })).toEqual({
    by: 'sum',
    event: 'Order Completed',
    of: 'properties.total',
  });
  expect(measuredBy({ value: { count: 'Visit' } }).by).toBe('count');
  expect(measuredBy({ value: { ratio: [{ sum: 'A', of: 'b' }, { count: 'A' }] } }).by).toBe('other');
  expect(measuredBy({ value: { sum: 'A', of: 'b', where: {} } }).by).toBe('other');
  expect(measuredBy({ name: 'new' }).by).toBe('performed');
});

test('measuring something else keeps the rest, and what cannot be said is left alone', () => {
  const metric = { name: 'revenue', value: { sum: 'Order', of: 'properties.total' }, within: '7d', cap: 500 };
  expect(measuring(metric, { by: 'count', event: 'Order', of: '' })).toEqual({
    name: 'revenue',
    within: '7d',
    cap: 500,
    value: { count: 'Order' },
  });
  expect(measuring(metric, { by: 'performed', event: 'Order', of: '' })).toEqual({ name: 'revenue', within: '7d', performed: 'Order' });
  expect(measuring(metric, { by: 'other', event: '', of: '' })).toBe(metric);
});

test('a new name goes wherever the old one stood', () => {
  expect(renameVariant(DEFINITION, 0, 'old')).toMatchObject({ control: 'old', variants: [{ name: 'old' }, { name: 'bright', weight: 2 }] });
  expect(renameVariant(DEFINITION, 1, 'dark')).toMatchObject({ control: 'plain' });
  expect(renameMetric(DEFINITION, 0, 'orders')).toMatchObject({ guardrails: [{ metric: 'orders', worse: 'lower' }] });
});

test('what the form has no field for is named, and a condition is a segment or stays', () => {
  expect(beyondForm({ kind: 'x', salt: 's' }, new Set(['kind']))).toEqual(['salt']);
  expect(segmentOf(undefined)).toBe('');
  expect(segmentOf({ segment: 'vip' })).toBe('vip');
  expect(segmentOf({ segment: 'vip', not: {} })).toBeUndefined();
  expect(segmentOf({ performed: 'Order' })).toBeUndefined();
  expect(inSegment('')).toBeUndefined();
  expect(inSegment('vip')).toEqual({ segment: 'vip' });
  expect(freshName('variant', ['variant_2'])).toBe('variant_3');
});
