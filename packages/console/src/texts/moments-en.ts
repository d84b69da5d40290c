import { count } from '../format/number.js';

const plural = (value: number, one: string, many: string) => `${count(value)} ${value === 1 ? one : many}`;

/** What the console says about moments as definitions: how often they happen, and what follows. */
export const momentTexts = {
  tabsLabel: 'Ways to look at moments',
  all: 'Moments',
  discovery: 'Discovery',
  begin: 'New moment',
  beginLead:
    'Write what happens, in which order, and within which time. A draft is looked for in the last 30 days; nothing is live before you publish it.',
  published: 'Published moments',
  newest: 'The newest',
  allOf: 'All of them',
  noneOf: 'It has not happened yet.',
  noneWarm: 'Nobody at this moment.',
  showsLabel: 'What to look at',
  shows: { overview: 'Overview', when: 'When and to whom', edit: 'Edit', versions: 'Versions' },
  often: { day: '24 hours', week: '7 days', month: '30 days' },
  everHappened: (value: number, customers: number) =>
    `${plural(value, 'time', 'times')} in all, to ${plural(customers, 'customer', 'customers')}`,
  givenUp: (value: number) =>
    `The search for a completion was given up ${plural(value, 'time', 'times')}: too many like events. Narrow its steps.`,
  warm: 'Warm now',
  warmAtLeast: (value: number) => `${count(value)} or more`,
  follows: 'What usually follows',
  followsWithin: { '1d': 'within a day', '7d': 'within a week' } as Record<string, string>,
  followsNote: 'Beside as long periods without this moment. It describes, and proves no effect: the customers differ.',
  followsFew: 'So few that the shares say little.',
  followsNothing: 'Nothing yet: no moment is as long ago.',
  looked: (moments: number, others: number) =>
    `${plural(moments, 'moment', 'moments')}, ${plural(others, 'other period', 'other periods')}`,
  event: 'Event',
  after: 'After it',
  otherwise: 'Otherwise',
  when: 'Typically',
  afterTime: (length: string) => `${length} later`,
  words: 'In words',
  definition: 'Definition',
  version: (value: number) => `version ${value}`,
};
