import { PURPOSE } from './people.js';

/** The purpose that people choose about. */
export const OPT_IN = PURPOSE;

/** What is published before a sequence begins: little, and some of each kind that may differ when customers are joined and parted. */
export const SEQUENCE_DEFINITIONS: readonly object[] = [
  { kind: 'purpose', name: OPT_IN, consent: 'optIn' },
  { kind: 'metric', name: 'spent', value: { sum: 'Order Completed', of: 'properties.price', within: '20s' } },
  { kind: 'metric', name: 'viewed', value: { distinct: 'Product Viewed', of: 'properties.price' } },
  {
    kind: 'moment',
    name: 'decided',
    intent: 'buy',
    pattern: [{ performed: 'Product Viewed' }, { performed: 'Order Completed' }],
    within: '10s',
    cooldown: '3s',
  },
  { kind: 'segment', name: 'busy', where: { performed: 'Product Viewed', times: { atLeast: 2 }, within: '15s' } },
  { kind: 'segment', name: 'consenting', where: { consent: OPT_IN, is: 'granted' } },
  { kind: 'segment', name: 'pro', where: { trait: 'plan', is: 'pro' } },
  { kind: 'segment', name: 'good', where: { all: [{ metric: 'spent', gte: 5 }, { not: { consent: OPT_IN, is: 'denied' } }] } },
  { kind: 'segment', name: 'decided_twice', where: { moment: 'decided', times: { atLeast: 2 } } },
];
