import { readFileSync } from 'node:fs';

/** Where the console says which addresses it has: a page that is new there is covered here by itself. */
const ROUTER = new URL('../../src/router.tsx', import.meta.url);

/**
 * Pages that show something else by what stands behind the question mark.
 * @type {Readonly<Record<string, Readonly<Record<string, string>>>>}
 */
const ALSO = {
  '/insight': { searches: 'show=searches', help: 'show=help', features: 'show=features' },
  '/journeys': { asked: 'from=Product+Viewed&to=Order+Completed' },
  '/segments/$name': { versions: 'show=versions', edit: 'show=edit', trend: 'show=trend', overlap: 'show=overlap' },
  '/moments/$name': { when: 'show=when', edit: 'show=edit' },
  '/customers/$key': { decisions: 'show=decisions', moments: 'show=moments', identity: 'show=identity' },
  '/data': { plans: 'show=plans', imports: 'show=imports', quarantine: 'show=quarantine', sql: 'show=sql' },
  '/data/sources/$name': { definition: 'show=definition' },
  '/settings': { people: 'show=people', keys: 'show=keys', consent: 'show=consent', changes: 'show=changes' },
  '/campaigns/$name': { preview: 'show=preview', edit: 'show=edit' },
  '/experiments/$name': { plan: 'show=plan', edit: 'show=edit' },
};

/**
 * For an address with a part that is something's name: the question whose first answer is an example, and how to read it off.
 * @type {Readonly<Record<string, {ask: string, first: (answer: any) => string | undefined}>>}
 */
const EXAMPLES = {
  '/customers/$key': { ask: '/moments?limit=1', first: (answer) => answer.moments[0] && `customerId:${answer.moments[0].customerId}` },
  '/segments/$name': { ask: '/segments', first: (answer) => answer.segments[0]?.name },
  '/customer-metrics/$name': { ask: '/metrics', first: (answer) => answer.metrics[0]?.name },
  '/moments/$name': { ask: '/moments?limit=1', first: (answer) => answer.moments[0]?.name },
  '/campaigns/$name': { ask: '/campaigns', first: (answer) => answer.campaigns[0]?.name },
  '/experiments/$name': { ask: '/experiments', first: (answer) => answer.experiments[0]?.name },
  '/data/sources/$name': { ask: '/sources', first: (answer) => answer.sources[0]?.name },
  '/data/plans/$name': { ask: '/definitions?kind=tracking-plan', first: (answer) => answer.definitions[0]?.name },
};

/**
 * The addresses of the router, as it writes them.
 * @returns {string[]}
 */
export function routes() {
  return [...readFileSync(ROUTER, 'utf8').matchAll(/\bpath: '([^']+)'/g)].map(([, path]) => path);
}

/**
 * Every page, each with an example of what the engine holds.
 * @param {string} url
 * @param {string} token
 * @returns {Promise<{name: string, path: string}[]>}
 * @throws Error when a page of something has no example here
 */
export async function pagesOf(url, token) {
  const pages = [];
  for (const route of routes()) {
    const name = route === '/' ? 'now' : route.slice(1).replaceAll(/[/$]+/g, '-');
    const path = route.includes('$') ? await withExample(route, url, token) : route;
    if (path === undefined) {
      console.log(`${name}: there is none to look at`);
      continue;
    }
    pages.push({ name, path });
    for (const [part, query] of Object.entries(ALSO[route] ?? {})) pages.push({ name: `${name}-${part}`, path: `${path}?${query}` });
  }
  return pages;
}

/**
 * @param {string} route
 * @param {string} url
 * @param {string} token
 * @returns {Promise<string | undefined>} undefined when the engine has none
 */
async function withExample(route, url, token) {
  const example = EXAMPLES[route];
  if (example === undefined) throw new Error(`${route}: say in test/shots/pages.mjs where an example of it comes from`);
  const answer = await fetch(`${url}/api/v1${example.ask}`, { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(`${example.ask} answered ${answer.status}: ${await answer.text()}`);
  const key = example.first(await answer.json());
  return key === undefined ? undefined : route.replace(/\$\w+/, encodeURIComponent(key));
}
