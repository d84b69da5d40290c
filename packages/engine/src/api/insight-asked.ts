import type { FeaturesAsked } from '../engine/insight/ask-features.js';
import type { HelpAsked } from '../engine/insight/ask-help.js';
import type { SearchesAsked } from '../engine/insight/ask-searches.js';
import type { InsightAsked } from '../engine/insight/asked.js';
import type { AskedEvent } from '../engine/insight/asked-events.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { type Milliseconds, parseDuration } from '../vocabulary/instant.js';
import { isJsonObject, type JsonObject } from '../vocabulary/json.js';
import { instantAsked } from './asked.js';
import type { FeaturesQuery, HelpQuery, SearchesQuery } from './insight-contract.js';

/** How what is asked of insight is read: the names are those of Segment's e-commerce specification and of the guide on feedback, unless somebody says others. */

const ROWS = 50;
const MOST_NAMES = 20;
const LONGEST: Milliseconds = 366 * 86_400_000;

const BOUGHT = ['Order Completed'];
const TICKET = ['Ticket Opened'];
const LOW_RATING: readonly AskedEvent[] = ['Product Reviewed', 'Feedback Received'].map((performed) => ({
  performed,
  where: { 'properties.rating': { lte: 2 } },
}));
const HELP: readonly AskedEvent[] = [
  { performed: 'Page Viewed', where: { 'properties.category': { in: ['Help', 'How-to', 'Guide', 'Support'] } } },
  ...['how to', 'How to'].map((words) => ({ performed: 'Products Searched', where: { 'properties.query': { contains: words } } })),
];

/** @throws CuspError invalid_request */
export function searchesAsked(query: SearchesQuery): SearchesAsked {
  return {
    ...commonAsked(query),
    rank: query.rank ?? 'customers',
    search: eventsAsked('search', query.search, named(['Products Searched'])),
    term: pathsAsked('term', query.term, ['properties.query']),
    results: pathsAsked('results', query.results, ['properties.results', 'properties.results_count']),
    found: eventsAsked('found', query.found, named(['Product Clicked', 'Product Viewed', 'Product Added'])),
    bought: eventsAsked('bought', query.bought, named(BOUGHT)),
    value: pathsAsked('value', query.value, ['properties.total', 'properties.revenue', 'properties.value']),
    ticket: eventsAsked('ticket', query.ticket, named(TICKET)),
  };
}

/** @throws CuspError invalid_request */
export function helpAsked(query: HelpQuery): HelpAsked {
  return {
    ...commonAsked(query),
    rank: query.rank ?? 'customers',
    within: durationAsked('within', query.within ?? '30d'),
    horizon: durationAsked('horizon', query.horizon ?? '14d'),
    bought: eventsAsked('bought', query.bought, named(BOUGHT)),
    product: pathsAsked('product', query.product, [
      'properties.products[].name',
      'properties.products[].product_id',
      'properties.product_id',
    ]),
    content: eventsAsked('content', query.content, HELP),
    topic: pathsAsked('topic', query.topic, ['properties.topic', 'properties.name', 'properties.title', 'properties.query']),
    returned: eventsAsked('returned', query.returned, named(['Product Returned', 'Order Refunded'])),
    ticket: eventsAsked('ticket', query.ticket, named(TICKET)),
    lowRating: eventsAsked('lowRating', query.lowRating, LOW_RATING),
  };
}

/** @throws CuspError invalid_request */
export function featuresAsked(query: FeaturesQuery): FeaturesAsked {
  const { moments } = query;
  const release = instantAsked('release', query.release);
  if (release !== undefined && (query.since !== undefined || query.until !== undefined))
    throw new CuspError(ERRORS.invalidRequest, 'a release has a window on either side; leave since and until out');
  return {
    ...commonAsked(query),
    rank: query.rank ?? 'customers',
    feeling: query.feeling ?? 'frustration',
    ...(moments !== undefined && { moments: listAsked('moments', moments) }),
    by: pathsAsked('by', query.by, [
      'properties.feature',
      'properties.screen',
      'properties.menu',
      'properties.page_path',
      'properties.path',
    ]),
    split: pathsAsked('split', query.split, []),
    alike: pathsAsked('alike', query.alike, []),
    uses: eventsAsked('uses', query.uses, []),
    goal: query.goal === 'silence' ? 'silence' : eventsAsked('goal', query.goal, [...LOW_RATING, ...named(TICKET)]),
    horizon: durationAsked('horizon', query.horizon ?? '7d'),
    ...(release !== undefined && { release }),
    window: durationAsked('window', query.window ?? '30d'),
  };
}

function commonAsked({ since, until, segment, limit }: SearchesQuery): InsightAsked {
  const from = instantAsked('since', since);
  const to = instantAsked('until', until);
  return {
    limit: limit ?? ROWS,
    ...(from !== undefined && { since: from }),
    ...(to !== undefined && { until: to }),
    ...(segment !== undefined && { segment }),
  };
}

function named(names: readonly string[]): readonly AskedEvent[] {
  return names.map((performed) => ({ performed }));
}

function eventsAsked(name: string, text: string | undefined, usual: readonly AskedEvent[]): readonly AskedEvent[] {
  if (text === undefined) return usual;
  if (!text.trimStart().startsWith('[')) return named(listAsked(name, text));
  const events = jsonList(name, text).map((event) => askedEvent(name, event));
  refuseMany(name, events);
  return events;
}

function jsonList(name: string, text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new CuspError(ERRORS.invalidRequest, `${name} is no JSON list, such as [{"performed":"Order Completed"}]`);
}

function askedEvent(name: string, value: unknown): AskedEvent {
  const event: JsonObject = isJsonObject(value) ? value : {};
  const { performed, where, ...rest } = event;
  const hasTest = where === undefined || isJsonObject(where);
  if (typeof performed !== 'string' || !hasTest || Object.keys(rest).length > 0)
    throw new CuspError(ERRORS.invalidRequest, `an event in ${name} is {"performed": name} or {"performed": name, "where": {…}}`);
  return { performed, ...(where !== undefined && { where }) };
}

function pathsAsked(name: string, text: string | undefined, usual: readonly string[]): readonly string[] {
  return text === undefined ? usual : listAsked(name, text);
}

function listAsked(name: string, text: string): readonly string[] {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.length === 0) throw new CuspError(ERRORS.invalidRequest, `${name} names nothing`);
  refuseMany(name, items);
  return items;
}

function refuseMany(name: string, items: readonly unknown[]): void {
  if (items.length > MOST_NAMES) throw new CuspError(ERRORS.invalidRequest, `${name} names more than ${MOST_NAMES}`);
}

function durationAsked(name: string, text: string): Milliseconds {
  const length = parseDuration(text);
  if (length === undefined || length <= 0 || length > LONGEST)
    throw new CuspError(ERRORS.invalidRequest, `${name} is no duration up to 366d, such as 30d`);
  return length;
}
