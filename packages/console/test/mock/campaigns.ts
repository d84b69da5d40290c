import type * as contract from '@cusp/engine/contract';

/** A campaign that says what it is to change. */
export const CAMPAIGN: contract.DefinitionItem = {
  kind: 'campaign',
  name: 'how_to_answer',
  title: 'The answer for those who look for help',
  version: 1,
  versions: 1,
  inForce: true,
  publishedAt: '2026-11-01T09:00:00.000Z',
  by: 'mock',
  reason: null,
  draft: null,
  definition: { kind: 'campaign', name: 'how_to_answer', goal: { performed: 'Ticket Opened', within: '7d' } },
};

/** What it changed. */
export const EFFECT: contract.CampaignEffect = {
  campaign: 'how_to_answer',
  title: CAMPAIGN.title,
  goal: 'Ticket Opened',
  within: '7d',
  asOf: '2026-11-22T09:00:00.000Z',
  method: 'sequential',
  alpha: 0.05,
  arms: [
    { name: 'reached', customers: 1_000, withGoal: 140, share: 0.14 },
    { name: 'held out', customers: 250, withGoal: 85, share: 0.34 },
  ],
  waiting: 31,
  crossed: 0,
  assignedByEvents: 1_190,
  from: '2026-08-24T09:00:00.000Z',
  to: '2026-11-15T09:00:00.000Z',
  srm: { expected: [0.8, 0.2], p: 1, mismatch: false },
  series: [
    { at: '2026-10-01T09:00:00.000Z', n: 500, estimate: -0.18, interval: [-0.34, -0.02] },
    { at: '2026-11-22T09:00:00.000Z', n: 1_250, estimate: -0.2, interval: [-0.305, -0.095] },
  ],
  estimate: -0.2,
  interval: [-0.305, -0.095],
  relative: -0.588,
  relativeInterval: [-0.72, -0.36],
  pValue: 0.0001,
  changed: { customers: -200, interval: [-305, -95] },
  decided: 'lower',
};
