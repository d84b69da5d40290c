import type { ExperimentEffect } from '@cusp/engine/contract';
import { expect, test } from 'vitest';
import { experimentTexts } from '../texts/experiments-en.js';
import { daysRun, nextForExperiment, primaryEffects, segmentWords } from './experiment-next.js';

const texts = experimentTexts.nextIs;
const EXPERIMENT = {
  status: 'running',
  metrics: [{ name: 'bought', kind: 'proportion', words: '', withinMs: 1 }],
} as const;
const EFFECT: ExperimentEffect = {
  arm: 'bright',
  metric: 'bought',
  kind: 'proportion',
  estimate: 0.02,
  relative: 0.1,
  interval: [0.01, 0.03],
  relativeInterval: [0.05, 0.15],
  pValue: 0.01,
  adjustedP: 0.01,
  decided: 'undecided',
};
const SRM = { expected: [0.5, 0.5], p: 0.6, mismatch: false };
type Experiment = Parameters<typeof nextForExperiment>[0];
type Results = NonNullable<Parameters<typeof nextForExperiment>[1]>;
const GUARDRAIL = { metric: 'revenue', arm: 'bright', worse: 'lower', margin: 0.02, relative: 0, relativeInterval: null } as const;

function next(effects: readonly Partial<ExperimentEffect>[], results: Partial<Results> = {}, experiment: Partial<Experiment> = {}): string {
  return nextForExperiment(
    { ...EXPERIMENT, metrics: [...EXPERIMENT.metrics], ...experiment },
    {
      effects: effects.map((one) => ({ ...EFFECT, ...one })),
      guardrails: [],
      srm: SRM,
      srmBy: [],
      exposed: 100,
      waiting: [{ metric: 'bought', customers: 7 }],
      method: 'sequential',
      ...results,
    },
  );
}

test('what makes the figures wrong comes before what they say', () => {
  const won = [{ decided: 'higher' }] as const;
  expect(next(won, {}, { status: 'draft' })).toBe(texts.draft);
  expect(next(won, {}, { metrics: [] })).toBe(texts.noMetric);
  expect(next(won, { exposed: 0 })).toBe(texts.nobody);
  expect(next(won, { exposed: 0 }, { status: 'stopped' })).toBe(texts.nobodyStopped);
  expect(next(won, { srm: { ...SRM, mismatch: true } })).toBe(texts.mismatch);
  expect(next(won, { srmBy: [{ by: 'not vip', ...SRM, mismatch: true }] })).toBe(texts.mismatchIn('Not in vip'));
  expect(next(won, { guardrails: [{ ...GUARDRAIL, state: 'broken' }] })).toBe(texts.broken('revenue', 'bright'));
  expect(nextForExperiment({ ...EXPERIMENT, metrics: [...EXPERIMENT.metrics] }, undefined)).toBe(texts.reading);
});

test('an effect is told with its arm; one beside an open guardrail is not acted on yet', () => {
  expect(next([{ decided: 'higher' }])).toBe(texts.higher('bright', 'bought', '+10 %'));
  expect(next([{ decided: 'lower', relative: -0.1 }])).toBe(texts.lower('bright', 'bought', '−10 %'));
  expect(next([{ decided: 'higher' }, { arm: 'dark', decided: 'lower', estimate: -0.3, relative: null }])).toBe(
    texts.lower('dark', 'bought', ''),
  );
  expect(next([{ decided: 'higher' }], { guardrails: [{ ...GUARDRAIL, state: 'open' }] })).toBe(
    texts.decidedButOpen('bright', 'bought', '+10 %'),
  );
  expect(next([{ decided: 'higher' }], {}, { status: 'stopped' })).toBe(texts.stopped);
});

test('not enough data is not the same as undecided, and one look is not watched', () => {
  expect(next([{ decided: 'not enough data' }])).toBe(texts.tooFew(7));
  expect(next([{ decided: 'not enough data' }, { arm: 'dark' }])).toBe(texts.undecided);
  expect(next([{}], { method: 'fixed' })).toBe(texts.undecidedFixed);
  expect(next([{ decided: 'undecided' }, { by: 'vip', decided: 'higher' }])).toBe(texts.undecided);
});

test('the primary metric is the one that stands first, of all customers', () => {
  const effects = [{ ...EFFECT, metric: 'revenue' }, EFFECT, { ...EFFECT, by: 'vip' }];
  expect(primaryEffects({ metrics: [...EXPERIMENT.metrics] }, { effects })).toEqual([EFFECT]);
  expect(primaryEffects({ metrics: [] }, { effects })).toEqual([]);
});

test('days count from the first who saw it, to the last when it is stopped', () => {
  const times = { from: '2026-01-01T00:00:00Z', to: '2026-01-04T12:00:00Z', asOf: '2026-01-11T00:00:00Z' };
  expect(daysRun({ status: 'running' }, times)).toBe(10);
  expect(daysRun({ status: 'stopped' }, times)).toBe(3);
  expect(daysRun({ status: 'running' }, { ...times, from: null })).toBeUndefined();
  expect(segmentWords('vip_buyers')).toBe('In vip buyers');
});
