import type { IncomingMessage, ServerResponse } from 'node:http';
import type * as contract from '@cusp/engine/contract';
import { CAMPAIGN, EFFECT } from './campaigns.js';
import { METRICS, SEGMENTS, type SegmentName } from './definitions.js';
import { mockIdentityReport, mockMatching, mockSuggestions } from './identity.js';
import { mockFeatures, mockHelp, mockSearches } from './insight.js';
import { mockDiscovery, mockMoments, mockMomentSummary } from './moments.js';
import { MOCK_STEPS, mockJourneys } from './journeys.js';
import { mockAlerts, mockQuality } from './quality.js';
import type { Person, World } from './world.js';

export const WRITE_KEY = 'wk_mock';
export const ADMIN_TOKEN = 'mock-token';

interface Call {
  readonly url: URL;
  readonly body: Record<string, unknown>;
  readonly parts: readonly string[];
}
type Route = (world: World, call: Call) => unknown;

const iso = (time: number) => new Date(time).toISOString();
const problem = (status: number, code: string, title: string, detail: string, remedy: string) => ({
  type: `urn:cusp:error:${code}`,
  status,
  code,
  title,
  detail,
  remedy,
});

/** An answer other than 200. */
class Refusal extends Error {
  readonly problem: contract.Problem;
  constructor(told: contract.Problem) {
    super(told.title);
    this.problem = told;
  }
}

function page<T>(items: readonly T[], call: Call): { items: T[]; nextCursor: string | null } {
  const start = Number(call.url.searchParams.get('cursor') ?? 0);
  const end = start + Number(call.url.searchParams.get('limit') ?? 50);
  return { items: items.slice(start, end), nextCursor: end < items.length ? String(end) : null };
}

function person(world: World, key: string): Person {
  const found = world.find(key);
  if (found) return found;
  throw new Refusal(
    problem(
      404,
      'unknown_customer',
      'No such customer',
      `Nobody is known as ${key}.`,
      'Write it as type:id, for instance userId:17850, and check that an event of theirs has arrived.',
    ),
  );
}

function segmentAnswer(world: World, name: string): contract.Segment {
  const found = SEGMENTS.find((segment) => segment.name === name);
  if (!found)
    throw new Refusal(
      problem(404, 'unknown_segment', 'No such segment', `There is no segment ${name}.`, '`GET /api/v1/segments` lists those published.'),
    );
  const count = world.people.filter((each) => each.segments.has(found.name)).length;
  return { ...found, version: 1, status: 'live', count, asOf: iso(Date.now()) };
}

function metricAnswer(name: string): contract.Metric {
  const found = METRICS.find((metric) => metric.name === name);
  if (!found) throw new Refusal(problem(404, 'not_found', 'Not found', `no metric ${name}`, '`GET /api/v1/metrics` lists them.'));
  const spread = { customers: 20, withValue: 12, asOf: iso(Date.now()) };
  if (name === 'channels') {
    const top = [{ value: [{ value: 'organic_search', share: 1 }], customers: 9 }];
    return { ...found, ...spread, numbers: null, bins: null, top };
  }
  const scale = found.unit === 'milliseconds' ? 86_400_000 : 1;
  const bins = [7, 4, 0, 1].map((customers, index) => ({ from: index * scale, to: (index + 1) * scale, customers }));
  return { ...found, ...spread, numbers: { min: 0, mean: scale, median: scale, max: 4 * scale }, bins, top: null };
}

function customerAnswer(found: Person): contract.Customer {
  const orders = found.events.filter((item) => item.event === 'Order Completed');
  return {
    customerId: found.id,
    identifiers: found.identifiers,
    traits: found.traits,
    metrics: {
      orders_90d: orders.length,
      views: found.events.filter((item) => item.event === 'Product Viewed').length,
      average_order: null,
      since_order: orders.length === 0 ? null : 3 * 86_400_000,
      channels: [
        { value: 'organic_search', share: 0.75 },
        { value: 'email', share: 0.25 },
      ],
    },
    segments: [...found.segments].map(([name, since]) => ({ name, since })),
    consents: [
      { purpose: 'marketing', state: found.consent, since: found.consentSince },
      { purpose: 'analytics', state: 'unknown', since: null },
    ],
    scores: [{ name: 'churn', value: 0.7, at: iso(Date.now()) }],
    firstSeen: found.events.at(-1)?.timestamp ?? null,
    lastSeen: found.events[0]?.timestamp ?? null,
    events: found.events.length,
    asOf: iso(Date.now()),
  };
}

/** A segment as it was published once. */
function definitionAnswer(world: World, name: string): contract.DefinitionItem {
  const { title, definition } = segmentAnswer(world, name);
  const published = { publishedAt: iso(world.startedAt), by: 'Ann', reason: null };
  return { kind: 'segment', name, title, version: 1, versions: 1, inForce: true, ...published, draft: null, definition };
}

const ROUTES: readonly (readonly [method: string, path: RegExp, route: Route])[] = [
  [
    'GET',
    /^\/overview$/,
    (world): contract.Overview => ({
      now: iso(Date.now()),
      startedAt: iso(world.startedAt),
      customers: world.people.length,
      events: world.events,
      eventsPerSecond: world.arrivals.filter((at) => at > Date.now() - 10_000).length / 10,
      warehouseLag: world.events % 7,
      recovering: false,
      journalFailed: null,
      actingHeld: null,
    }),
  ],
  [
    'GET',
    /^\/customers$/,
    (world, call): contract.CustomerList => {
      const search = call.url.searchParams.get('search') ?? '';
      const found = world.people.filter((each) =>
        each.identifiers.some((identifier) => identifier.startsWith(search) || (identifier.split(':')[1] ?? '').startsWith(search)),
      );
      const { items, nextCursor } = page(found, call);
      return {
        customers: items.map((each) => ({
          customerId: each.id,
          identifiers: each.identifiers,
          lastSeen: each.events[0]?.timestamp ?? null,
          events: each.events.length,
        })),
        total: found.length,
        nextCursor,
      };
    },
  ],
  [
    'GET',
    /^\/definitions$/,
    (_, call): contract.DefinitionList =>
      call.url.searchParams.get('kind') === 'moment' ? mockMoments(Date.now()) : { definitions: [CAMPAIGN] },
  ],
  ['GET', /^\/campaigns\/how_to_answer\/effect$/, (): contract.CampaignEffect => EFFECT],
  ['GET', /^\/definitions\/segment\/([^/]+)$/, (world, call) => definitionAnswer(world, call.parts[0] ?? '')],
  ['GET', /^\/customers\/by-trait$/, (): contract.TraitMatches => ({ customers: [], isCut: false })],
  ['GET', /^\/customers\/([^/]+)$/, (world, call) => customerAnswer(person(world, call.parts[0] ?? ''))],
  [
    'GET',
    /^\/customers\/([^/]+)\/timeline$/,
    (world, call): contract.Timeline => {
      const { items, nextCursor } = page(person(world, call.parts[0] ?? '').events, call);
      return { events: items, nextCursor };
    },
  ],
  [
    'GET',
    /^\/customers\/([^/]+)\/identity$/,
    (world, call): contract.IdentityLinks => {
      const found = person(world, call.parts[0] ?? '');
      const [first, ...others] = found.identifiers;
      return {
        customerId: found.id,
        links: others.map((other) => ({
          identifiers: [first ?? '', other],
          evidence: 'One event carries both.',
          messageId: found.events.at(-1)?.messageId ?? null,
          at: found.events.at(-1)?.timestamp ?? null,
          refused: null,
          learned: null,
        })),
        decisions: [],
      };
    },
  ],
  ['GET', /^\/identity\/report$/, (world) => mockIdentityReport(world.people)],
  ['GET', /^\/identity\/suggestions$/, () => mockSuggestions()],
  ['GET', /^\/identity\/matching$/, () => mockMatching(Date.now())],
  ['GET', /^\/identity\/decisions$/, (): contract.IdentityDecisionList => ({ decisions: [], nextCursor: null })],
  ['GET', /^\/insight\/searches$/, (world) => mockSearches(world.people[0]?.id ?? '')],
  ['GET', /^\/insight\/help$/, (world) => mockHelp(world.people[0]?.id ?? '')],
  ['GET', /^\/insight\/features$/, (world) => mockFeatures(world.people[0]?.id ?? '')],
  ['GET', /^\/metrics$/, (): contract.MetricList => ({ metrics: METRICS })],
  ['GET', /^\/metrics\/([^/]+)$/, (_, call) => metricAnswer(call.parts[0] ?? '')],
  ['GET', /^\/scores$/, (): contract.ScoreList => ({ scores: [{ name: 'churn', customers: 3, newestAt: iso(Date.now()) }] })],
  ['GET', /^\/definitions\/moment\/([^/]+)$/, () => mockMoments(Date.now()).definitions[0]],
  ['GET', /^\/moments\/([^/]+)$/, (world) => mockMomentSummary(world.moments.length, Date.now())],
  ['GET', /^\/journeys$/, () => MOCK_STEPS],
  ['POST', /^\/journeys$/, (_, call) => mockJourneys(String(call.body['from']), String(call.body['to']))],
  ['POST', /^\/discover$/, (_, call) => mockDiscovery(String(call.body['goal']), Date.now())],
  ['GET', /^\/discover\/([^/]+)$/, () => mockDiscovery('Order Completed', Date.now())],
  ['GET', /^\/drafts$/, (): contract.DraftList => ({ drafts: [] })],
  ['GET', /^\/segments$/, (world): contract.SegmentList => ({ segments: SEGMENTS.map((segment) => segmentAnswer(world, segment.name)) })],
  ['GET', /^\/segments\/([^/]+)$/, (world, call) => segmentAnswer(world, call.parts[0] ?? '')],
  [
    'GET',
    /^\/segments\/([^/]+)\/members$/,
    (world, call): contract.Members => {
      const name = segmentAnswer(world, call.parts[0] ?? '').name as SegmentName;
      const { items, nextCursor } = page(
        world.people.filter((each) => each.segments.has(name)),
        call,
      );
      return {
        members: items.map((each) => ({ customerId: each.id, identifiers: each.identifiers, since: each.segments.get(name) ?? '' })),
        asOf: iso(Date.now()),
        nextCursor,
      };
    },
  ],
  [
    'GET',
    /^\/segments\/([^/]+)\/explain\/([^/]+)$/,
    (world, call): contract.Explanation => {
      const name = segmentAnswer(world, call.parts[0] ?? '').name as SegmentName;
      const found = person(world, call.parts[1] ?? '');
      return {
        segment: name,
        version: 1,
        customerId: found.id,
        member: found.segments.has(name),
        since: found.segments.get(name) ?? null,
        asOf: iso(Date.now()),
        because: world.explain(found, name),
      };
    },
  ],
  [
    'GET',
    /^\/moments\/([^/]+)\/explain\/([^/]+)$/,
    (world, call): contract.MomentExplanation => world.explainMoment(person(world, call.parts[1] ?? ''), call.parts[0] ?? ''),
  ],
  [
    'GET',
    /^\/moments$/,
    (world, call): contract.MomentList => {
      const { items, nextCursor } = page(
        world.moments.filter((moment) => matches(world, call, moment)),
        call,
      );
      return { moments: items, nextCursor };
    },
  ],
  ['GET', /^\/surges$/, (): contract.SurgeList => ({ surges: [], nextCursor: null })],
  [
    'GET',
    /^\/decisions$/,
    (world, call): contract.DecisionList => {
      const { items, nextCursor } = page(
        world.decisions.filter((decision) => matches(world, call, decision)),
        call,
      );
      return { decisions: items, nextCursor };
    },
  ],
  ['GET', /^\/keys$/, (): contract.KeyList => ({ keys: [{ id: null, source: 'http', writeKey: 'wk_mock', createdAt: null }] })],
  [
    'GET',
    /^\/sources$/,
    (world): contract.SourceList => ({
      sources: ['web', 'app'].map((name) => ({
        name,
        title: null,
        wayIn: 'http',
        defined: name === 'web',
        trackingPlan: null,
        status: null,
        marked: { crawler: 0, flood: 0 },
        accounting: {
          received: world.events + world.duplicates + world.quarantine.length,
          accepted: world.events,
          duplicate: world.duplicates,
          quarantined: world.quarantine.length,
          refused: 1,
        },
        lastReceivedAt: iso(Date.now()),
      })),
    }),
  ],
  [
    'GET',
    /^\/sources\/([^/]+)\/quality$/,
    (world, { parts }): contract.SourceQuality => {
      if (world.events === 0 || parts[0] !== 'web')
        throw new Refusal(problem(404, 'not_found', 'Not found', `Nothing has come of a source ${parts[0]}.`, 'Send it an event.'));
      return mockQuality(Date.now());
    },
  ],
  [
    'GET',
    /^\/alerts$/,
    (world, call): contract.AlertList => {
      const asked = call.url.searchParams.get('source');
      const { items, nextCursor } = page(world.events === 0 || asked === 'app' ? [] : mockAlerts(Date.now()), call);
      return { alerts: items, nextCursor };
    },
  ],
  ['GET', /^\/quarantine$/, (world, call): contract.QuarantineList => page(world.quarantine, call)],
  [
    'GET',
    /^\/quarantine\/groups$/,
    (world): contract.QuarantineGroups => ({
      groups: world.quarantine.map(({ source, reason, field, replayed }) => ({
        source,
        reason,
        field,
        waiting: replayed ? 0 : 1,
        total: 1,
      })),
    }),
  ],
  [
    'POST',
    /^\/quarantine\/repair$/,
    (world, call): contract.RepairResult => {
      const waiting = world.quarantine.filter(({ replayed }) => !replayed);
      const [rule] = call.body['rules'] as readonly { readonly set?: string; readonly to?: unknown }[];
      const mended = waiting.map(({ field }) => rule?.set !== undefined && rule.set === (field ?? 'userId'));
      if (call.body['dryRun'] !== true) waiting.filter((_, index) => mended[index]).forEach((item) => leave(item, 'repaired'));
      return {
        repairId: null,
        matching: waiting.length,
        nextCursor: null,
        results: waiting.map(({ id, reason, field, detail, raw }, index) => ({
          id,
          status: mended[index] ? 'accepted' : 'quarantined',
          ...(mended[index] ? { reason: null, field: null, detail: null } : { reason, field, detail }),
          raw,
          changes: rule?.set === undefined ? [] : [{ path: rule.set, from: null, to: rule.to }],
        })),
      };
    },
  ],
  [
    'POST',
    /^\/quarantine\/replay$/,
    (world, call): contract.ReplayResult => {
      const ids = call.body['ids'] as string[];
      for (const item of world.quarantine) if (ids.includes(item.id) && item.reason === 'future_timestamp') leave(item, 'replayed');
      return {
        results: ids.map((id) => ({
          id,
          status: world.quarantine.find((item) => item.id === id)?.replayed ? 'accepted' : 'quarantined',
          reason: null,
          detail: null,
        })),
      };
    },
  ],
  [
    'POST',
    /^\/sql$/,
    (world, call): contract.SqlResult => {
      const query = String(call.body['query']);
      if (query === 'SHOW TABLES') return { columns: [{ name: 'name', type: 'String' }], rows: [{ name: 'events' }], tookMs: 1 };
      if (query.startsWith('DESCRIBE')) {
        const columns = [
          { name: 'name', type: 'String' },
          { name: 'type', type: 'String' },
        ];
        return { columns, rows: [{ name: 'customer_id', type: 'String' }], tookMs: 1 };
      }
      if (!/^\s*select/i.test(query)) {
        throw new Refusal(
          problem(
            400,
            'invalid_query',
            'The query failed',
            'Only SELECT is allowed here.',
            'Check it against the tables in docs/guide/sql.md; only reading is allowed.',
          ),
        );
      }
      const counts = new Map<string, number>();
      for (const item of world.people.flatMap((each) => each.events)) counts.set(item.event, (counts.get(item.event) ?? 0) + 1);
      return {
        columns: [
          { name: 'event', type: 'String' },
          { name: 'events', type: 'UInt64' },
        ],
        rows: [...counts].map(([event, events]) => ({ event, events })),
        tookMs: 7.4,
      };
    },
  ],
];

function matches(world: World, call: Call, item: { customerId: string; name?: string; outcome?: string; reason?: string | null }): boolean {
  const customer = call.url.searchParams.get('customer');
  const name = call.url.searchParams.get('name');
  const outcome = call.url.searchParams.get('outcome');
  const exceptReason = call.url.searchParams.get('exceptReason');
  if ((outcome !== null && item.outcome !== outcome) || (exceptReason !== null && item.reason === exceptReason)) return false;
  return (name === null || item.name === name) && (customer === null || world.find(customer)?.id === item.customerId);
}

const COOKIE = 'mock_session=1';
const NOBODY: contract.SessionState = { person: null, role: null, may: [], csrf: null };
const ADMIN: contract.SessionState = { person: null, role: 'admin', may: ['viewer', 'editor', 'approver', 'admin'], csrf: 'mock-csrf' };

function isSignedIn({ headers }: IncomingMessage): boolean {
  return headers.authorization === `Bearer ${ADMIN_TOKEN}` || (headers.cookie ?? '').includes(COOKIE);
}

/** Signs in with the token, which becomes a cookie, and out. */
function mockSession(request: IncomingMessage, response: ServerResponse, body: Record<string, unknown>): void {
  const tell = (status: number, answer: object, cookie?: string) => {
    const headers = { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' };
    response.writeHead(
      status,
      cookie === undefined ? headers : { ...headers, 'set-cookie': `${cookie}; Path=/; HttpOnly; SameSite=Strict` },
    );
    response.end(JSON.stringify(answer));
  };
  if (request.method === 'GET') return tell(200, isSignedIn(request) ? ADMIN : NOBODY);
  if (request.method === 'DELETE') return tell(200, NOBODY, 'mock_session=');
  if (body['token'] === ADMIN_TOKEN) return tell(200, ADMIN, COOKIE);
  const title = 'The login or the password is not right';
  tell(401, problem(401, 'wrong_sign_in', title, 'This is not the admin token.', '`cusp start` printed it.'));
}

/** Answers like the engine and the demo do, as far as the console asks. Calls `next` for everything else. */
export function mockEngine(world: World): (request: IncomingMessage, response: ServerResponse, next: () => void) => void {
  const offers = new Map<ServerResponse, string>();
  world.onOffer = (found, offer) => {
    for (const [response, identifier] of offers)
      if (found.identifiers.includes(identifier)) response.write(`event: offer\ndata: ${JSON.stringify(offer)}\n\n`);
  };
  return (request, response, next) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const json = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' });
      response.end(JSON.stringify(body));
    };
    if (url.pathname === '/demo/config.json') return json(200, { writeKey: WRITE_KEY });
    if (url.pathname === '/demo/offers') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': hello\n\n');
      offers.set(response, `anonymousId:${url.searchParams.get('anonymousId')}`);
      request.on('close', () => offers.delete(response));
      return;
    }
    if (url.pathname === `/v1/projects/${WRITE_KEY}/settings`) return json(200, { integrations: { 'Segment.io': { apiKey: WRITE_KEY } } });
    if (url.pathname.startsWith('/v1/')) return void bodyOf(request).then((body) => json(200, track(world, url.pathname, body)));
    if (!url.pathname.startsWith('/api/v1/')) return next();
    if (url.pathname === '/api/v1/session') return void bodyOf(request).then((body) => mockSession(request, response, body));
    if (!isSignedIn(request)) {
      return json(
        401,
        problem(
          401,
          'unauthorized',
          'Nobody is signed in',
          'The token is not the one that this engine knows.',
          'Sign in, or send `Authorization: Bearer <token>`; `cusp start` printed the admin token.',
        ),
      );
    }
    const path = url.pathname.slice('/api/v1'.length);
    if (path === '/stream') return stream(world, request, response);
    void bodyOf(request).then((body) => {
      for (const [method, pattern, route] of ROUTES) {
        const match = pattern.exec(path);
        if (!match || method !== request.method) continue;
        try {
          return json(200, route(world, { url, body, parts: match.slice(1).map(decodeURIComponent) }));
        } catch (error) {
          if (error instanceof Refusal) return json(error.problem.status, error.problem);
          throw error;
        }
      }
      return json(
        404,
        problem(
          404,
          'not_found',
          'There is no such thing',
          `Nothing answers ${path}.`,
          'Check the name; /api/openapi.json lists the paths.',
        ),
      );
    });
  };
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

function track(world: World, path: string, body: Record<string, unknown>): unknown {
  const letter = path.split('/')[2]?.[0] ?? 't';
  const names: Record<string, [type: string, event: string]> = {
    p: ['page', 'Page Viewed'],
    i: ['identify', ''],
    t: ['track', String(body['event'] ?? '')],
  };
  const [type, event] = names[letter] ?? ['track', ''];
  const object = (key: string) => (body[key] ?? {}) as Record<string, unknown>;
  world.accept(
    {
      messageId: String(body['messageId'] ?? `curl-${Date.now()}`),
      type,
      event,
      ...(typeof body['anonymousId'] === 'string' ? { anonymousId: body['anonymousId'] } : {}),
      ...(typeof body['userId'] === 'string' ? { userId: body['userId'] } : {}),
      properties: object('properties'),
      context: object('context'),
      traits: object('traits'),
    },
    'web',
  );
  return { success: true };
}

function stream(world: World, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const send = (message: contract.StreamMessage) =>
    response.write(`event: ${message.type}\nid: ${message.position}\ndata: ${JSON.stringify(message.value)}\n\n`);
  const after = request.headers['last-event-id'];
  const start = after === undefined ? world.past.length : world.past.findIndex((message) => message.position === after) + 1;
  response.write(': hello\n\n');
  for (const message of world.past.slice(start)) send(message);
  world.listeners.add(send);
  const beat = setInterval(() => response.write(': beat\n\n'), 15_000);
  request.on('close', () => {
    clearInterval(beat);
    world.listeners.delete(send);
  });
}

function leave(item: contract.QuarantinedItem, state: 'replayed' | 'repaired'): void {
  item.replayed = true;
  item.state = state;
}
