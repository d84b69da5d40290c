import type * as contract from '@cusp/engine/contract';

const AT = '2026-03-01T12:00:00.000Z';
const TOLD = { leftOut: 0, unknownEvents: ['Ticket Opened'], to: AT, asOf: AT };

function followed(share: number, otherwise: number): contract.Followed {
  const difference = { estimate: share - otherwise, interval: [share - otherwise - 0.1, share - otherwise + 0.1] as [number, number] };
  return { customers: 40, share, interval: [share / 2, Math.min(1, share * 2)], comparable: 200, otherwise, difference, few: false };
}

/** A term that was searched for in vain. */
export function mockSearches(customerId: string): contract.SearchesAnswer {
  const term: contract.SearchTerm = {
    ...{ term: '<b>teapot</b>', searches: 90, customers: 80, notFound: 40, share: 0.5, interval: [0.39, 0.61] },
    spellings: [{ text: '<b>teapot</b>', customers: 80, notFound: 40 }],
    endings: { noResults: 30, reformulated: 8, left: 2 },
    instead: [{ term: 'kettle', customers: 6 }],
    ...{ bought: followed(0.1, 0.35), ticket: followed(0.2, 0.05) },
    lostValue: { estimate: 1_234, interval: [800, 1_700] },
    examples: [{ customerId, at: AT }],
  };
  return { searches: 500, customers: 300, notFound: 40, different: 1, terms: [term], ...TOLD };
}

/** A topic that buyers looked for. */
export function mockHelp(customerId: string): contract.HelpAnswer {
  const topic: contract.HelpTopic = {
    ...{
      product: 'Brook kettle',
      topic: 'How to descale',
      buyers: 90,
      customers: 30,
      share: 0.33,
      interval: [0.24, 0.44],
      afterMs: 259_200_000,
    },
    ...{ returned: followed(0.2, 0.05), ticket: followed(0.2, 0.1), lowRating: followed(0.1, 0.1) },
    examples: [{ customerId, at: AT }],
  };
  return { buyers: 90, customers: 30, tooFresh: 4, topics: [topic], ...TOLD };
}

/** A menu that became worse with a release. */
export function mockFeatures(customerId: string): contract.FeaturesAnswer {
  const side = { share: 0.1, interval: [0.05, 0.2] as [number, number], customers: 40 };
  const feature: contract.InsightFeature = {
    ...{ feature: 'Seats', group: 'Alto', users: 40, customers: 12, share: 0.3, interval: [0.18, 0.45] },
    ofDays: { share: 0.12, interval: [0.08, 0.2], days: 300 },
    moments: [{ name: 'menu_abandoned', customers: 12 }],
    followed: followed(0.25, 0.05),
    comparison: {
      ...{ kind: 'same customers', reference: side, own: { ...side, share: 0.3 }, word: 'worse' },
      difference: { estimate: 0.2, interval: [0.1, 0.3] },
    },
    examples: [{ customerId, at: AT }],
  };
  const counts = { users: 40, customers: 12, compared: 1, moments: ['menu_abandoned'], filling: [], unplaced: 0, since: null, until: null };
  return { ...counts, features: [feature], ...TOLD };
}
