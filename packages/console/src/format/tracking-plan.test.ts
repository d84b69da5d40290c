import { expect, test } from 'vitest';
import { heldTo, planFacts } from './tracking-plan.js';

test('a plan is read with the defaults of what it leaves out', () => {
  expect(planFacts({ rules: { events: { A: {}, B: {} } } })).toEqual({ events: 2, onViolation: 'block', putsUnplannedAside: false });
  expect(planFacts({ onViolation: 'omit', onUnplanned: 'block', rules: {} })).toEqual({
    events: 0,
    onViolation: 'omit',
    putsUnplannedAside: true,
  });
});

test('a source is held to a plan without losing what else it says', () => {
  expect(heldTo('shop', 'web', undefined)).toEqual({ kind: 'source', name: 'web', from: { http: {} }, trackingPlan: 'shop' });
  const defined = { kind: 'source', name: 'web', from: { http: {} }, limits: { rate: 5 }, trackingPlan: 'old' };
  expect(heldTo('shop', 'web', defined)).toEqual({ ...defined, trackingPlan: 'shop' });
});
