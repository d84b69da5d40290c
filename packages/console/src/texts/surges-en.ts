import { count, decimal } from '../format/number.js';

/** What the console says about surges of the many. */
export const surgeTexts = {
  title: 'Surges of the many',
  lead: 'More or fewer customers than is usual at that time of the week.',
  directions: { rise: 'rise', fall: 'fall' },
  status: { open: 'open', ended: 'over', withdrawn: 'withdrawn' },
  all: 'all together',
  times: (ratio: number, low: number, high: number) => `${decimal(ratio)} times as many as usual (${decimal(low)} to ${decimal(high)})`,
  counted: (observed: number, expected: number) => `${count(observed)} counted, ${decimal(expected)} expected`,
  usual: 'It has become what is usual.',
  show: 'Show its course',
  hide: 'Hide its course',
  chart: 'Customers over time, and how many were expected',
  bar: 'customers',
  line: 'expected',
  customers: (value: number) =>
    value === 1 ? '1 different customer in its newest surge' : `${count(value)} different customers in its newest surge`,
};
