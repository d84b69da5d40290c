import { count } from '../format/number.js';

const customers = (value: number) => `${count(value)} ${value === 1 ? 'customer' : 'customers'}`;

/** What the console says about metrics and scores. */
export const metricTexts = {
  title: 'Metrics',
  lead: 'What is computed of every customer from their events, and how it is spread over all of them.',
  none: 'No metric is published',
  noneText: 'Begin a workspace with the standard ones by `cusp init DIR`, and publish it with `cusp apply`.',
  noValues: (value: number) => (value === 1 ? '1 metric has no value' : `${count(value)} metrics have no value`),
  withValue: (value: number, total: number) =>
    value === total ? `all ${customers(total)} have a value` : `${count(value)} of ${customers(total)} have a value`,
  without: (value: number) => `${customers(value)} without`,
  summary: { min: 'Least', median: 'Median', mean: 'Mean', max: 'Greatest' },
  chart: 'How the values are spread',
  bin: (from: string, to: string, value: number) => `${from === to ? from : `${from} to ${to}`}: ${customers(value)}`,
  range: (from: string, to: string) => (from === to ? from : `${from} to ${to}`),
  spread: 'Values',
  top: 'Most frequent values',
  noTop: 'There are too many different values to name the most frequent.',
  words: 'In words',
  definition: 'Definition',
  version: (value: number) => `version ${value}`,
  isTime: 'Its values are lengths of time.',
  scores: 'Scores made elsewhere',
  scoresText: 'Models send them in with `cusp scores` or `POST /api/v1/scores`; a segment asks for the newest of each customer.',
  score: 'Score',
  scored: 'Customers',
  newest: 'Newest',
  scoreFor: 'for',
  draft: {
    metric: 'As the draft has it',
    now: 'As it is now',
    found: (value: number, of: number) => `${count(value)} ${value === 1 ? 'moment' : 'moments'} of ${customers(of)} in the last 30 days`,
    foundNow: (value: number) => `the version in force finds ${count(value)}`,
    sample: 'The newest of them',
  },
};
