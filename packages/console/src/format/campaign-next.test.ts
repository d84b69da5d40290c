import { expect, test } from 'vitest';
import { campaignPageTexts } from '../texts/campaign-pages-en.js';
import { nextStep } from './campaign-next.js';

const texts = campaignPageTexts.nextIs;
const GOOD = {
  state: 'running',
  held: false,
  version: 3,
  sends: 100,
  refusals: [],
  deliveries: { pending: 0, delivered: 100, dead: 0, refused: [] },
  goal: { performed: 'Order', within: '7d' },
  holdout: 0.1,
} as const;
type Known = Parameters<typeof nextStep>[0];
const next = (change: Partial<Known>, decided?: 'higher' | 'lower' | 'undecided' | 'mismatch' | 'not enough data') =>
  nextStep(
    { ...GOOD, refusals: [], deliveries: { ...GOOD.deliveries, refused: [] }, ...change },
    decided && { decided, goal: 'Order' },
    (reason) => `(${reason})`,
  );

test('what keeps it from acting comes first', () => {
  expect(next({ state: 'awaitingApproval' }, 'lower')).toBe(texts.approve(3));
  expect(next({ state: 'paused' })).toBe(texts.paused);
  expect(next({ state: 'paused', held: true })).toBe(texts.held);
  expect(next({ state: 'stopped', held: true })).toBe(texts.stopped);
});

test('then what keeps it from arriving', () => {
  expect(next({ sends: 0 })).toBe(texts.nothing);
  expect(next({ sends: 0, refusals: [{ reason: 'stale', count: 9 }] })).toBe(texts.onlyHistory);
  expect(
    next({
      sends: 0,
      refusals: [
        { reason: 'consent_unknown', count: 3 },
        { reason: 'stale', count: 1 },
      ],
    }),
  ).toBe(texts.allRefused('(consent_unknown)', '100 %'));
  expect(next({ deliveries: { pending: 0, delivered: 80, dead: 20, refused: [] } })).toContain('20');
  expect(next({ deliveries: { pending: 0, delivered: 99, dead: 1, refused: [] } }, 'undecided')).toBe(texts.undecided);
});

test('then what it changes, and whether that can be known', () => {
  expect(next({ goal: null })).toBe(texts.goal);
  expect(next({ holdout: 0 })).toBe(texts.holdout);
  expect(next({})).toBe(texts.tooFew);
  expect(next({}, 'higher')).toBe(texts.higher('Order'));
  expect(next({}, 'lower')).toBe(texts.lower('Order'));
  expect(next({}, 'mismatch')).toBe(texts.mismatch);
  expect(next({}, 'not enough data')).toBe(texts.tooFew);
});
