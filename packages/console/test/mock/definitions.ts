import type * as contract from '@cusp/engine/contract';

type Metric = contract.MetricList['metrics'][number];

/** The definitions that the mock engine pretends to run. */
export const SEGMENTS = [
  {
    name: 'just_looking',
    title: 'Looking at a product right now',
    words: 'performed Product Viewed at least once within the last 30 seconds',
    definition: {
      kind: 'segment',
      name: 'just_looking',
      title: 'Looking at a product right now',
      where: { performed: 'Product Viewed', within: '30s' },
    },
  },
  {
    name: 'filled_cart',
    title: 'Something in the cart, nothing ordered since',
    words: 'performed Product Added within 1 day, and did not perform Order Completed within 1 day',
    definition: {
      kind: 'segment',
      name: 'filled_cart',
      title: 'Something in the cart, nothing ordered since',
      where: { all: [{ performed: 'Product Added', within: '1d' }, { not: { performed: 'Order Completed', within: '1d' } }] },
    },
  },
  {
    name: 'buyers',
    title: 'Ordered at least once in 90 days',
    words: 'performed Order Completed at least once within 90 days',
    definition: {
      kind: 'segment',
      name: 'buyers',
      title: 'Ordered at least once in 90 days',
      where: { performed: 'Order Completed', times: { atLeast: 1 }, within: '90d' },
    },
  },
  {
    name: 'lapsing_buyers',
    title: 'Bought twice in 90 days, silent for 30',
    words:
      'performed Order Completed at least twice within 90 days, and did not perform Order Completed within 30 days, and the trait country is DE or FR',
    definition: {
      kind: 'segment',
      name: 'lapsing_buyers',
      title: 'Bought twice in 90 days, silent for 30',
      where: {
        all: [
          { performed: 'Order Completed', times: { atLeast: 2 }, within: '90d' },
          { not: { performed: 'Order Completed', within: '30d' } },
          { trait: 'country', in: ['DE', 'FR'] },
        ],
      },
    },
  },
] as const;
export type SegmentName = (typeof SEGMENTS)[number]['name'];

export const PRODUCTS = [
  ['kettle-brook', 'Brook', 'kettles', 39.9],
  ['kettle-tarn', 'Tarn', 'kettles', 64],
  ['kettle-swan', 'Swan', 'kettles', 89.5],
  ['lamp-dune', 'Dune', 'lamps', 74],
  ['lamp-orb', 'Orb', 'lamps', 58],
  ['lamp-mica', 'Mica', 'lamps', 119],
  ['knife-aspen', 'Aspen', 'knives', 68],
  ['knife-cedar', 'Cedar', 'knives', 46],
] as const;

const metric = (name: string, title: string, words: string, value: object, unit: Metric['unit'] = 'value'): Metric => ({
  name,
  title,
  version: 1,
  words,
  unit,
  definition: { kind: 'metric', name, title, value },
});

export const METRICS: Metric[] = [
  metric('orders_90d', 'Orders in 90 days', 'number of Order Completed within 90 days', { count: 'Order Completed', within: '90d' }),
  metric('since_order', 'Time since the last order', 'time since the last Order Completed', { recency: 'Order Completed' }, 'milliseconds'),
  metric('channels', 'How they come', 'shares of the values over session.channel', { shares: 'Session Started', of: 'session.channel' }),
];
