import type { JourneySummary, JourneysProgress, JourneysResult } from '@cusp/engine/contract';

const MINUTE = 60_000;
const NO_TOUCHES = { journeys: 0, touches: [] };
const STEP = { timesAsOften: null, lost: 0, uncertainty: 0.75, decidedHere: 0.3, examples: [] };

const SUMMARY: JourneySummary = {
  ...{ customers: 80, journeys: 100, reached: 25, successRate: 0.25, interval: [0.18, 0.34], depth: 10, pathsInAll: 2 },
  paths: [
    {
      ...{ steps: ['Product Viewed', 'Product Added'], goesOn: false, customers: 35, journeys: 40, share: 0.4 },
      ...{ reached: 25, successRate: 0.625, medianTime: 4 * MINUTE },
    },
  ],
  steps: [
    {
      ...{ ...STEP, name: 'Product Viewed', customers: 80, journeys: 100, reached: 25, successRate: 0.25, left: 60, dropOff: 0.6 },
      ...{ beforeGoal: 0, medianTime: MINUTE, position: 0, lost: 37.5, examples: ['c_0123456789abcdef'] },
    },
    {
      ...{ ...STEP, name: 'Product Added', customers: 35, journeys: 40, reached: 25, successRate: 0.625, left: 15, dropOff: 0.375 },
      ...{ beforeGoal: 25, medianTime: 3 * MINUTE, position: 1, lost: 15, timesAsOften: { ratio: 4.2, interval: [3.1, 5.6] } },
    },
  ],
  flows: [
    { position: 0, from: 'Product Viewed', to: 'Product Added', ended: null, journeys: 40 },
    { position: 0, from: 'Product Viewed', to: null, ended: 'left', journeys: 60 },
    { position: 1, from: 'Product Added', to: null, ended: 'reached', journeys: 25 },
    { position: 1, from: 'Product Added', to: null, ended: 'left', journeys: 15 },
  ],
  timeToGoal: {
    ...{ count: 25, p10: MINUTE, p25: 2 * MINUTE, p50: 4 * MINUTE, p75: 9 * MINUTE, p90: 14 * MINUTE },
    histogram: [
      { upTo: 5 * MINUTE, count: 15 },
      { upTo: 15 * MINUTE, count: 10 },
    ],
  },
  touches: {
    channels: { journeys: 25, touches: [{ name: 'email', first: 20, assisting: 3, last: 5, any: 25 }] },
    campaigns: NO_TOUCHES,
  },
  stepInAt: 'Product Viewed',
  mostOpenAt: 'Product Added',
};

/** What journeys may begin and end with. */
export const MOCK_STEPS = { steps: ['Order Completed', 'Product Added', 'Product Viewed', 'moment:comparing_prices'] };

/** Journeys that are found at once. */
export function mockJourneys(from: string, to: string): JourneysProgress {
  const result: JourneysResult = {
    ...{ from, to, within: '7d', through: ['events', 'moments'], once: false, since: null, until: null, segment: null, by: 'channel' },
    ...{ members: null, asOf: new Date().toISOString(), open: { journeys: 7, reached: 2 } },
    ...SUMMARY,
    groups: [{ name: 'paid_search', ...SUMMARY }],
    groupsLeftOut: 0,
    compared: null,
  };
  return { journeysId: 'jou_1', status: 'done', share: 1, result, failure: null };
}
