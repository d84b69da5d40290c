import { count } from '../format/number.js';

/** What the console says about metrics and scores. */
export const metricTexts = {
  noValues: (value: number) => (value === 1 ? '1 metric has no value' : `${count(value)} metrics have no value`),
  scores: 'Scores made elsewhere',
  scoreFor: 'for',
};
