/** Pages that are there without anything to look at. */
const PLAIN = {
  now: '/',
  customers: '/customers',
  identity: '/identity',
  segments: '/segments',
  'new-segment': '/new-segment',
  metrics: '/customer-metrics',
  moments: '/moments',
  'new-moment': '/new-moment',
  discover: '/discover',
  journeys: '/journeys?from=Product+Viewed&to=Order+Completed',
  'insight-searches': '/insight?show=searches',
  'insight-help': '/insight?show=help',
  'insight-features': '/insight?show=features',
  campaigns: '/campaigns',
  'new-campaign': '/new-campaign',
  decisions: '/decisions',
  data: '/data',
  tour: '/tour',
};

/**
 * Pages of something: the question whose first answer it is, and the address.
 * @type {{name: string, ask: string, first: (answer: any) => string | undefined, path: (key: string) => string}[]}
 */
const OF_SOMETHING = [
  {
    name: 'customer',
    ask: '/moments?limit=1',
    first: (answer) => answer.moments[0]?.customerId,
    path: (key) => `/customers/customerId:${key}`,
  },
  { name: 'segment', ask: '/segments', first: (answer) => answer.segments[0]?.name, path: (key) => `/segments/${key}` },
  { name: 'metric', ask: '/metrics', first: (answer) => answer.metrics[0]?.name, path: (key) => `/customer-metrics/${key}` },
  { name: 'moment', ask: '/moments?limit=1', first: (answer) => answer.moments[0]?.name, path: (key) => `/moments/${key}` },
  { name: 'campaign', ask: '/campaigns', first: (answer) => answer.campaigns[0]?.name, path: (key) => `/campaigns/${key}` },
  {
    name: 'campaign-preview',
    ask: '/campaigns',
    first: (answer) => answer.campaigns[0]?.name,
    path: (key) => `/campaigns/${key}?show=preview`,
  },
  { name: 'source', ask: '/sources', first: (answer) => answer.sources[0]?.name, path: (key) => `/data/sources/${key}` },
];

/**
 * Every page, each with an example of what the engine holds.
 * @param {string} url
 * @param {string} token
 * @returns {Promise<{name: string, path: string}[]>}
 */
export async function pagesOf(url, token) {
  const pages = Object.entries(PLAIN).map(([name, path]) => ({ name, path }));
  for (const { name, ask, first, path } of OF_SOMETHING) {
    const answer = await fetch(`${url}/api/v1${ask}`, { headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok) throw new Error(`${ask} answered ${answer.status}: ${await answer.text()}`);
    const key = first(await answer.json());
    if (key === undefined) console.log(`${name}: there is none to look at`);
    else pages.push({ name, path: path(encodeURIComponent(key)) });
  }
  return pages;
}
