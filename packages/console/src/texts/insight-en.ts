import { count, decimal, share } from '../format/number.js';

const customers = (value: number) => `${count(value)} ${value === 1 ? 'customer' : 'customers'}`;
const points = (value: number) => `${value > 0 ? '+' : value < 0 ? '−' : ''}${decimal(Math.abs(Math.round(value * 1_000) / 10))}`;

/** What the console says about insight for product and service. */
export const insightTexts = {
  title: 'Insight',
  lead: 'For product and service: what customers look for and fail at, with what followed beside comparable customers. Customers are counted, not clicks.',
  parts: { label: 'Questions', searches: 'Searches', help: 'Help after buying', features: 'Features' },
  segment: 'Segment',
  everybody: 'everybody',
  rank: 'Rank by',
  ranks: {
    searches: { customers: 'customers affected', ticket: 'tickets that followed', value: 'value lost' },
    help: { customers: 'customers affected', returned: 'returns that followed', ticket: 'tickets that followed', lowRating: 'low ratings' },
    features: { customers: 'customers affected', share: 'share of users', followed: 'what followed' },
  },
  ask: 'Ask',
  interval: (low: number, high: number) => `95 % interval: ${share(low)} to ${share(high)}`,
  intervalShort: (value: number, low: number, high: number) => `${share(value)} (${share(low)} to ${share(high)})`,
  unknown: (names: readonly string[]) => `Nobody has ever sent ${names.join(', ')}: what is said of it is 0.`,
  toldUpTo: 'Known up to',
  examples: 'Timelines',
  few: 'few',
  fewTitle: 'So few customers that it says little',
  followed: {
    title: 'What followed',
    of: 'of',
    otherwise: 'comparable',
    difference: 'difference',
    none: 'not known yet',
    points: (value: number, low: number, high: number) => `${points(value)} (${points(low)} to ${points(high)}) points`,
  },
  searches: {
    none: 'Nobody searched in vain',
    noneText: 'Searches are `Products Searched` with `query`, and `results` where the search says how many there were.',
    summary: (searched: number, inVain: number, terms: number) =>
      `${customers(searched)} searched for ${count(terms)} ${terms === 1 ? 'term' : 'terms'}; ${count(inVain)} of them did not find something.`,
    inVain: (value: number, of: number) => `${count(value)} of ${customers(of)} in vain`,
    noResults: (value: number) => `${count(value)} had no results`,
    reformulated: (value: number, next: string | undefined) =>
      `${count(value)} searched again${next === undefined ? '' : `, mostly for “${next}”`}`,
    left: (value: number) => `${count(value)} left`,
    spellings: 'Also written',
    spelling: (text: string, value: number, notFound: number) => `${text} (${count(value)}, ${count(notFound)} in vain)`,
    bought: 'bought within a day',
    ticket: 'opened a ticket within a week',
    lost: 'Value lost',
    lostValue: (value: number, low: number, high: number) => `${count(value)} (${count(low)} to ${count(high)})`,
    lostNote: 'What comparable customers bought more. An association: who finds nothing may have wanted less.',
  },
  help: {
    none: 'No buyer looked for help',
    noneText: 'Help is a page of the category Help, How-to, Guide or Support within 30 days of an order.',
    summary: (looked: number, buyers: number, fresh: number) =>
      `${count(looked)} of ${count(buyers)} buyers looked for help within 30 days.${fresh > 0 ? ` ${customers(fresh)} with fresh purchases do not count yet.` : ''}`,
    looked: (value: number, of: number, after: string) => `${count(value)} of ${count(of)} buyers, half of them within ${after}`,
    about: 'after buying',
    returned: 'sent it back or were refunded',
    ticket: 'opened a ticket',
    lowRating: 'rated it low',
  },
  features: {
    none: 'Nothing was felt',
    noneText: 'Publish moments with the feeling, by `cusp init DIR --moments`, and name the property that a feature is.',
    summary: (felt: number, users: number) => `${count(felt)} of ${count(users)} users felt so.`,
    feeling: 'Feeling',
    feelings: { frustration: 'frustration', delight: 'delight' },
    by: 'Feature is',
    byHint: 'such as properties.menu',
    split: 'Told apart by',
    splitHint: 'such as properties.model',
    release: 'Release on',
    users: (value: number, of: number) => `${count(value)} of ${count(of)} users`,
    ofDays: 'Of their days of use',
    moments: 'Moments',
    goal: 'complained within 7 days',
    unplaced: (value: number) => `${count(value)} moments say no feature: name the property that does.`,
    filling: (names: readonly string[]) => `History is still being gone through for ${names.join(', ')}.`,
    compared: (value: number) =>
      value === 1 ? 'One comparison.' : `${count(value)} comparisons: their words are right together in 95 of 100 answers.`,
    kinds: {
      'same customers': 'the same customers before and after',
      'customers alike': 'customers alike before and after',
      'other groups': 'beside all others who use it as much',
    },
    words: { better: 'better', worse: 'worse', 'cannot be told yet': 'cannot be told yet' },
  },
};
