import { expect, it } from 'vitest';
import { noFigures, proveConsent } from './consent-proof.js';

const WORLDS = 3;

it('nothing is sent without a valid consent at the instant of sending', async () => {
  const figures = noFigures();
  for (let seed = 1; seed <= WORLDS; seed++) await proveConsent(seed, figures);
  expect(figures.violations).toEqual([]);
  // Not because nothing happened.
  expect(figures.decisions).toBeGreaterThan(500);
  expect(figures.delivered).toBeGreaterThan(300);
  expect(figures.refused.consent_denied).toBeGreaterThan(5);
  expect(figures.disturbed / figures.decisions).toBeGreaterThan(0.1);
  expect(figures.restarts).toBeGreaterThan(0);
}, 60_000);

it('the proof fails when the check before sending is taken out', async () => {
  const figures = noFigures();
  for (let seed = 1; seed <= 2; seed++) await proveConsent(seed, figures, false);
  expect(figures.violations.length).toBeGreaterThan(5);
}, 60_000);
