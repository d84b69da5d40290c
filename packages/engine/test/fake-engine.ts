import type * as answers from '../src/answers.js';
import { cleanItems } from '../src/clean/clean-items.js';
import type { Engine } from '../src/engine.js';
import { campaignEffect } from '../src/engine/campaign-effect.js';
import { CampaignDesk } from '../src/engine/campaigns/campaign-desk.js';
import { CampaignTrials } from '../src/engine/campaigns/campaign-trials.js';
import { AccessDesk } from '../src/engine/access/access-desk.js';
import type { AccessHappening } from '../src/engine/access/access-store.js';
import type { ChangesAsked } from '../src/engine/changes/change-log.js';
import { Credentials } from '../src/engine/credentials.js';
import { Discoveries } from '../src/engine/discover/discoveries.js';
import { mineInTurns } from '../src/engine/discover/mining.js';
import { fakeImports } from './fake-imports.js';
import { Insights } from '../src/engine/insight/insights.js';
import { SegmentHistory } from '../src/engine/segment-history/segment-history.js';
import { JourneyQuestions } from '../src/engine/journey/journeys.js';
import { Drafts } from '../src/engine/drafts.js';
import { IdentityDecisions } from '../src/engine/identity-decisions.js';
import { identityReport } from '../src/engine/identity-report/identity-report.js';
import { LiveMatching } from '../src/engine/matching/live-matching.js';
import { ExperimentDesk } from '../src/engine/experiments/experiment-desk.js';
import { SurgeQuestions } from '../src/engine/surge-questions.js';
import { MatchingDesk } from '../src/engine/matching/matching-desk.js';
import { startMatcher } from '../src/engine/matching/matching-thread.js';
import { Versions } from '../src/engine/versions.js';
import { Life } from '../src/simulation/oracle/life.js';
import { keptInMemory } from './kept-in-memory.js';
import { ERRORS } from '../src/runtime/error-catalogue.js';
import { CuspError } from '../src/runtime/errors.js';
import type { SourceLimits } from '../src/vocabulary/source.js';
import { VirtualClock } from '../src/runtime/clock.js';
import type { CustomerEvent } from '../src/vocabulary/event.js';
import { formatIdentifier, type Identifier, personIdentifier } from '../src/vocabulary/identifier.js';
import type { IdentityDecision } from '../src/vocabulary/identity-decision.js';
import type { Json, JsonObject } from '../src/vocabulary/json.js';
import type { Outcome } from '../src/vocabulary/outcome.js';
import { RECEIVED_AT } from './cleaning.js';
import { FakeAccept } from './fake-accept.js';

const U1 = personIdentifier('userId', 'u1');
const A1 = personIdentifier('anonymousId', 'a1');

export const EVENT: CustomerEvent = {
  messageId: 'm1',
  type: 'track',
  event: 'Product Viewed',
  userId: 'u1',
  anonymousId: 'a1',
  previousId: null,
  groupId: null,
  timestamp: RECEIVED_AT - 1000,
  receivedAt: RECEIVED_AT,
  source: 'web',
  properties: { price: 39.9 },
  context: { ip: '203.0.113.7' },
  traits: {},
};

const MOMENT: answers.MomentAnswer = {
  id: 'mo1',
  name: 'comparing_prices',
  version: 1,
  customerId: 'c_1',
  identifier: U1,
  at: RECEIVED_AT,
  detectedAt: RECEIVED_AT,
  status: 'detected',
  withdrawnAt: null,
  warmUntil: RECEIVED_AT + 1_800_000,
  intent: 'buy',
  feeling: 'neutral',
  segments: ['viewers'],
  evidence: ['m1'],
};

const DECISION: answers.DecisionAnswer = {
  decisionId: 'd1',
  campaign: 'offer',
  version: 1,
  customerId: 'c_1',
  identifier: U1,
  cause: { kind: 'moment', momentId: 'mo1', moment: 'comparing_prices', at: RECEIVED_AT },
  decidedAt: RECEIVED_AT,
  outcome: 'refused',
  reason: 'consent_denied',
  checks: [{ check: 'consent', passed: false, detail: 'denied for marketing', saw: { marketing: 'denied' } }],
  message: null,
  delivery: { status: 'none', attempts: 0, last: null },
};

const ALERT: answers.AlertAnswer = {
  alertId: 'alert-1',
  source: 'web',
  kind: 'completeness',
  event: 'Product Viewed',
  field: 'properties.price',
  by: { path: 'properties.country', value: 'Germany' },
  day: '2026-01-05',
  value: 0,
  expected: 0.999,
  score: 7.5,
  observedAt: RECEIVED_AT,
  words: 'web: properties.price is missing',
  open: true,
};

const QUALITY: answers.QualityAnswer = {
  source: 'web',
  by: 'properties.country',
  openAlerts: 1,
  days: [
    {
      day: '2026-01-05',
      accepted: 1,
      expected: null,
      events: [{ event: 'Product Viewed', accepted: 1 }],
      arrived: {
        accepted: 1,
        duplicate: 1,
        conflicting: 0,
        quarantined: 1,
        reasons: [{ reason: 'invalid_type', count: 1 }],
        freshness: { p50: 1_000, p95: 1_000 },
      },
    },
  ],
  hours: [{ at: RECEIVED_AT, accepted: 1 }],
  fields: [
    {
      event: 'Product Viewed',
      field: 'properties.price',
      rows: 1,
      present: 1,
      usual: null,
      days: [{ day: '2026-01-05', rows: 1, present: 1 }],
      values: [{ value: null, rows: 1, present: 1 }],
      numbers: { p5: 39.9, p50: 39.9, p95: 39.9 },
      categories: null,
    },
  ],
  drift: [{ event: 'Product Viewed', field: 'properties.price', change: 'type', day: '2026-01-05', types: ['number', 'string'] }],
};

const CHANGE = {
  changeId: 's1',
  segment: 'viewers',
  version: 1,
  identifier: U1,
  entered: true,
  at: RECEIVED_AT,
  observedAt: RECEIVED_AT,
  cause: 'event' as const,
  because: ['m1'],
};

const MERGE: IdentityDecision = {
  ...{ decisionId: 'r1/0', requestId: 'r1', action: 'merge', parts: false, by: 'Dana', reason: 'she told us', at: RECEIVED_AT },
  identifiers: [personIdentifier('userId', 'u1'), personIdentifier('userId', 'u2')],
};

/** Happenings with positions p1 to p6, one of each type. */
export const HAPPENINGS: readonly answers.Happening[] = [
  { type: 'event', position: 'p1', customerId: 'c_1', value: EVENT },
  { type: 'segment', position: 'p2', customerId: 'c_1', value: CHANGE },
  { type: 'moment', position: 'p3', value: MOMENT },
  { type: 'decision', position: 'p4', value: DECISION },
  { type: 'alert', position: 'p5', value: ALERT },
  { type: 'identity', position: 'p6', customers: ['c_1'], value: MERGE },
];

/** An engine that knows one customer, u1, and one of everything else; it writes down what it was asked. */
export class FakeEngine implements Engine {
  readonly webhookSecret = 'whsec_dGVzdCBzZWNyZXQgb2YgdHdlbnR5LWZvdXIgYnl0ZXM=';
  readonly clock = new VirtualClock(RECEIVED_AT);
  readonly books = new FakeAccept();
  readonly asked: unknown[] = [];
  state: Pick<answers.OverviewAnswer, 'recovering' | 'journalFailed' | 'actingHeld'> = {
    recovering: false,
    journalFailed: null,
    actingHeld: null,
  };

  readonly #vault = keptInMemory(RECEIVED_AT);
  readonly credentials = new Credentials(this.#vault, this.clock);
  readonly recorded: AccessHappening[] = [];
  /** Passwords of tests are hashed quickly. */
  readonly access = new AccessDesk(
    {
      vault: this.#vault,
      wall: () => this.clock.now(),
      record: async (happening) => void this.recorded.push(happening),
      onFault: (error) => {
        throw error;
      },
    },
    { cost: 16, blockSize: 8, parallelization: 1 },
  );
  readonly changes = {
    list: (asked: ChangesAsked) => {
      this.asked.push({ changes: asked });
      const items = this.recorded.map(({ action, by, about, detail }, index) => ({
        ...{ id: String(index), at: this.clock.now(), by, action, about: { kind: 'person', name: about }, detail, reason: null },
      }));
      return { items, nextCursor: null };
    },
  };
  readonly imports = fakeImports(this.clock);

  readonly accept = this.books.accept;
  readonly recordRefused = this.books.recordRefused;
  readonly clean: Engine['clean'] = (items, arrival) =>
    cleanItems(items, { ...arrival, now: arrival.receivedAt, retention: null, newMessageId: () => 'generated-1' });

  async features(request: answers.FeaturesRequest): Promise<answers.FeatureTable> {
    this.asked.push({ features: request });
    return {
      columns: [
        { name: 'customerId', type: 'text' },
        { name: 'at', type: 'time' },
        { name: 'orders', type: 'number' },
        { name: 'in_viewers', type: 'boolean' },
      ],
      async *rows() {
        yield [['c_1', RECEIVED_AT, 3, true]];
        yield [['c_2', RECEIVED_AT, null, false]];
      },
    };
  }

  acceptScores(items: readonly Json[]): Promise<readonly Outcome[]> {
    this.asked.push({ scores: items });
    return Promise.resolve(items.map((_, index) => ({ status: 'accepted', messageId: `s${index}` })));
  }
  scores(): Promise<readonly answers.ScoreAnswer[]> {
    return Promise.resolve([{ name: 'churn', customers: 1, newestAt: RECEIVED_AT }]);
  }
  customer(identifier: Identifier, at?: number): answers.CustomerAnswer | undefined {
    this.asked.push({ customer: formatIdentifier(identifier), at });
    if (identifier.value !== 'u1') return undefined;
    return {
      customerId: 'c_1',
      identifiers: [U1, A1],
      traits: { plan: 'gold' },
      metrics: { orders: 3, last_products: ['a'], channels: [{ value: 'email', share: 1 }], favourite: null },
      segments: [{ name: 'viewers', since: RECEIVED_AT }],
      consents: [{ purpose: 'marketing', state: 'unknown', since: null, messageId: null }],
      scores: [{ name: 'churn', value: 0.7, at: RECEIVED_AT }],
      groups: [{ subject: 'account', type: 'groupId', value: 'acme' }],
      firstSeen: RECEIVED_AT - 1000,
      lastSeen: RECEIVED_AT,
      events: 1,
      asOf: at ?? RECEIVED_AT,
    };
  }
  async customersByTrait(text: string): Promise<answers.TraitMatches> {
    this.asked.push({ customersByTrait: text });
    const found = { customerId: 'c_1', identifiers: [U1], lastSeen: null, events: 1, matched: [{ trait: 'city', value: text }] };
    return { items: [found], isCut: false };
  }
  customers(request: answers.CustomersRequest): answers.CustomersAnswer {
    this.asked.push({ customers: request });
    return { items: [{ customerId: 'c_1', identifiers: [U1], lastSeen: null, events: 1 }], nextCursor: 'next', total: 1 };
  }
  timeline(identifier: Identifier, request: answers.TimelineRequest): answers.Page<answers.TimelineAnswerItem> | undefined {
    this.asked.push({ timeline: request });
    if (identifier.value !== 'u1') return undefined;
    return { items: [{ event: EVENT, changes: [CHANGE], moments: [MOMENT], decisions: [DECISION] }], nextCursor: null };
  }
  identityLinks(identifier: Identifier): answers.IdentityAnswer | undefined {
    if (identifier.value !== 'u1') return undefined;
    return {
      customerId: 'c_1',
      links: [{ identifiers: [U1, A1], evidence: 'one event carried both', messageId: 'm1', at: RECEIVED_AT, refused: null }],
      decisions: [],
    };
  }
  metrics(): answers.MetricAnswer[] {
    const definition = { kind: 'metric', name: 'orders', value: { count: 'Order Completed' } } as const;
    return [{ name: 'orders', title: null, version: 1, words: 'number of orders', unit: 'value', definition }];
  }
  metric(name: string, at?: number): Promise<answers.MetricValues | undefined> {
    const [metric] = this.metrics();
    if (metric?.name !== name) return Promise.resolve(undefined);
    const numbers = { min: 3, mean: 3, median: 3, max: 3 };
    const bins = [{ from: 3, to: 3, customers: 1 }];
    const distribution = { customers: 2, withValue: 1, numbers, bins, top: [{ value: 3, customers: 1 }] };
    return Promise.resolve({ ...metric, distribution, asOf: at ?? RECEIVED_AT });
  }
  segments(at?: number): answers.SegmentAnswer[] {
    return [this.segment('viewers', at) as answers.SegmentAnswer];
  }
  segment(name: string, at?: number): answers.SegmentAnswer | undefined {
    if (name !== 'viewers') return undefined;
    const definition = { kind: 'segment', name, where: { performed: 'Product Viewed' } } as const;
    return { name, title: null, version: 1, status: 'live', count: 1, asOf: at ?? RECEIVED_AT, words: 'viewed a product', definition };
  }
  members(name: string, request: answers.PageRequest): (answers.Page<answers.Member> & { asOf: number }) | undefined {
    this.asked.push({ members: request });
    if (name !== 'viewers') return undefined;
    return { items: [{ customerId: 'c_1', identifiers: [U1], since: RECEIVED_AT }], nextCursor: null, asOf: RECEIVED_AT };
  }
  explain(segment: string, identifier: Identifier, at?: number): answers.SegmentExplanation {
    if (segment !== 'viewers') throw new CuspError(ERRORS.unknownSegment, segment);
    const events = [{ messageId: 'm1', event: 'Product Viewed', timestamp: RECEIVED_AT }];
    const part = {
      kind: 'performed',
      words: 'viewed a product',
      holds: true,
      value: { count: 1 },
      events,
      until: RECEIVED_AT + 5,
      parts: [],
    };
    const because = { kind: 'all', words: 'all of', holds: true, value: {}, events: [], until: null, parts: [part] };
    this.asked.push({ explain: formatIdentifier(identifier) });
    return { segment, version: 1, customerId: 'c_1', member: true, since: RECEIVED_AT, asOf: at ?? RECEIVED_AT, because };
  }
  preview(definition: JsonObject, now?: number): Promise<answers.PreviewAnswer> {
    this.asked.push({ preview: definition, now });
    const problems = [
      { code: 'missing_where', kind: 'segment', name: null, pointer: '/where', message: 'where is needed', remedy: 'write one' },
    ];
    if (definition.where === undefined) return Promise.reject(new CuspError(ERRORS.invalidDefinition, 'where is needed', { problems }));
    return Promise.resolve({
      count: 1,
      total: 2,
      sample: [{ customerId: 'c_1', identifiers: [U1] }],
      words: 'w',
      asOf: now ?? RECEIVED_AT,
      tookMs: 1.5,
    });
  }
  async previewSoon(definition: JsonObject, now?: number): Promise<answers.PreviewAnswer> {
    const exact = await this.preview(definition, now);
    return { ...exact, estimate: { interval: [1, 2], asked: 1 }, exact: { previewId: 'pre_1', share: 0.25 } };
  }
  previewed(previewId: string): answers.PreviewAnswer {
    if (previewId !== 'pre_1') throw new CuspError(ERRORS.notFound, previewId);
    return { count: 2, total: 2, sample: [], words: 'w', asOf: RECEIVED_AT, tookMs: 1.5 };
  }
  plan(...asked: Parameters<Engine['plan']>): Promise<answers.PlannedChange[]> {
    this.asked.push({ plan: asked });
    return Promise.resolve([{ kind: 'segment', name: 'viewers', change: 'add', version: 1, countNow: null, countThen: 1 }]);
  }
  publish(...asked: Parameters<Engine['publish']>): Promise<answers.PlannedChange[]> {
    this.asked.push({ publish: asked });
    return Promise.resolve([{ kind: 'segment', name: 'viewers', change: 'change', version: 2, countNow: 1, countThen: 1 }]);
  }
  beginPublishing(...asked: Parameters<Engine['beginPublishing']>): ReturnType<Engine['beginPublishing']> {
    return { publicationId: 'pub_1', live: this.publish(...asked) };
  }
  /** Definitions over time are those of a life of its own. */
  readonly #life = new Life(RECEIVED_AT);
  readonly desk = {
    pipeline: this.#life.pipeline,
    publisher: this.#life.publisher,
    begin: (...asked: Parameters<Engine['beginPublishing']>) => this.#life.publisher.begin(...asked),
  };
  readonly versions = new Versions(this.desk);
  readonly drafts = new Drafts(this.desk);
  identities: Engine['identities'] = new IdentityDecisions(this.#life.pipeline, (identifier) => this.#life.questions.find(identifier));
  readonly #live = new LiveMatching({ pipeline: this.#life.pipeline, startMatcher, onFault: () => undefined });
  matching: Engine['matching'] = new MatchingDesk({
    pipeline: this.#life.pipeline,
    live: this.#live,
    find: (identifier) => this.#life.questions.find(identifier),
  });
  identityReport(request?: answers.IdentityReportRequest, signal?: AbortSignal): Promise<answers.IdentityReport> {
    return identityReport(this.#life.pipeline, request, signal);
  }
  readonly surges = new SurgeQuestions(this.#life.pipeline);
  readonly campaignTrials = new CampaignTrials({
    pipeline: this.#life.pipeline,
    publisher: this.#life.publisher,
    find: (identifier) => this.#life.questions.find(identifier),
    onFault: () => undefined,
  });
  readonly campaigns = new CampaignDesk({ pipeline: this.#life.pipeline, askAgain: () => undefined });
  readonly discoveries = new Discoveries(this.#life.pipeline, mineInTurns, () => undefined);
  readonly experiments = new ExperimentDesk({
    pipeline: this.#life.pipeline,
    take: async () => undefined,
    onLive: () => undefined,
  });
  readonly insights = new Insights(this.#life.pipeline);
  readonly segmentHistory = new SegmentHistory(this.#life.pipeline);
  readonly journeys = new JourneyQuestions(this.#life.pipeline, () => undefined);
  definitionSchema(): JsonObject {
    return { $schema: 'https://json-schema.org/draft/2020-12/schema' };
  }
  moments(request: Parameters<Engine['moments']>[0]): answers.Page<answers.MomentAnswer> {
    this.asked.push({ moments: request });
    return { items: [MOMENT], nextCursor: null };
  }
  replayDelivery(decisionId: string, by: string): Promise<void> {
    if (decisionId !== 'd_dead') throw new CuspError(ERRORS.notFound, decisionId);
    this.asked.push({ replayDelivery: decisionId, by });
    return Promise.resolve();
  }
  readonly consents: Engine['consents'] = {
    ledger: ({ value }) => (value === 'u1' ? { customerId: 'c_1', standing: [], choices: [] } : undefined),
    counts: async () => ({ asOf: RECEIVED_AT, purposes: [] }),
    customersWith: async () => ({ customers: [], isCut: false }),
    newest: async () => [],
    choose: async (identifier, choosing) => void this.asked.push({ choose: { identifier, choosing } }),
    preferenceToken: () => ({ token: 'token', expires: RECEIVED_AT }),
    open: () => undefined,
    formToken: () => 'form',
    isOfForm: () => true,
    textOf: () => undefined,
    contactable: async (_of, purpose) => ({
      ...{ purpose, customers: 0, contactable: 0 },
      refused: { consent_denied: 0, consent_unknown: 0, no_address: 0 },
    }),
    publicUrl: undefined,
  };

  readonly exports: Engine['exports'] = {
    all: () => [{ name: 'buyers', state: 'waiting', last: null, failure: null, nextRunAt: RECEIVED_AT }],
    run: (name) => Promise.reject(new CuspError(ERRORS.notFound, name)),
    file: (name) => Promise.reject(new CuspError(ERRORS.notFound, name)),
  };
  readonly links: Engine['links'] = {
    look: (token) => (token === 'good' ? { purpose: 'marketing', title: 'Offers & news', denied: false } : undefined),
    unsubscribe: async (token) => (token === 'good' ? { purpose: 'marketing', title: 'Offers & news', denied: true } : undefined),
    open: async (token) => token === 'good',
    click: async (token) => (token === 'good' ? 'https://shop.example/?a=1&b=2' : undefined),
  };
  readonly site: Engine['site'] = {
    waiting: async (identifier, placements) => {
      this.asked.push({ waiting: formatIdentifier(identifier), placements });
      return [
        {
          decisionId: 'd_1',
          campaign: 'help',
          placement: 'banner',
          message: { offer: 'free' },
          decidedAt: RECEIVED_AT,
          until: RECEIVED_AT + 1_000,
        },
      ];
    },
    listen: () => () => undefined,
  };
  campaignEffect(...asked: Parameters<Engine['campaignEffect']>): ReturnType<Engine['campaignEffect']> {
    return campaignEffect(this.#life.pipeline, ...asked);
  }
  async momentSummary(moment: string): Promise<answers.MomentSummaryAnswer> {
    if (moment !== 'comparing') throw new CuspError(ERRORS.unknownMoment, moment);
    const events = [{ event: 'Order Completed', share: 0.5, otherwise: null, medianMs: 1_000 }];
    const follows = [{ horizon: '1d', moments: 2, others: 0, few: true, events }];
    const counts = { count: 2, customers: 1, lastDay: 1, lastWeek: 2, lastMonth: 2, givenUp: 0 };
    const named = { name: moment, title: null, version: 1, status: 'live' as const, words: 'viewed', intent: 'buy', feeling: 'neutral' };
    return { ...named, ...counts, follows, asOf: RECEIVED_AT };
  }
  explainMoment(moment: string, identifier: Identifier): answers.MomentExplanationAnswer {
    if (moment !== 'comparing') throw new CuspError(ERRORS.unknownMoment, moment);
    this.asked.push({ explainMoment: formatIdentifier(identifier) });
    const event = { messageId: 'm1', event: 'Product Viewed', timestamp: RECEIVED_AT };
    const steps = [
      { words: 'viewed a product', event, guard: null },
      { words: 'viewed another', event: null, guard: null },
    ];
    const found = { fired: false, at: null, reason: 'incomplete' as const, until: RECEIVED_AT + 5, steps, blockedBy: [event] };
    return { moment, version: 1, customerId: 'c_1', words: 'viewed two products', asOf: RECEIVED_AT, ...found };
  }
  decision(decisionId: string): answers.DecisionReplayAnswer {
    this.asked.push({ decision: decisionId });
    return { decision: this.decisions({}).items[0] as answers.DecisionAnswer, replay: null };
  }

  decisions(request: Parameters<Engine['decisions']>[0]): answers.Page<answers.DecisionAnswer> {
    this.asked.push({ decisions: request });
    return { items: [DECISION], nextCursor: null };
  }
  sources(): answers.SourceAnswer[] {
    const failure = { code: 'unreachable', message: 'm', at: RECEIVED_AT };
    const status = { state: 'failing' as const, lastSuccessAt: null, failure, progress: { rows: 3 } };
    return [
      {
        name: 'web',
        definition: null,
        status,
        marked: { crawler: 1, flood: 0 },
        accounting: this.books.books,
        lastReceivedAt: RECEIVED_AT,
      },
    ];
  }
  source(): undefined {
    return undefined;
  }
  limits: SourceLimits | undefined;
  limitsOf(): SourceLimits | undefined {
    return this.limits;
  }
  setSecret(name: string, value: string): Promise<void> {
    return this.credentials.setSecret(name, value);
  }
  removeSecret(name: string): Promise<void> {
    return this.credentials.removeSecret(name);
  }
  subscriptions(): ReturnType<Engine['subscriptions']> {
    return [];
  }

  alerts(request: Parameters<Engine['alerts']>[0]): answers.Page<answers.AlertAnswer> {
    this.asked.push({ alerts: request });
    return { items: [ALERT], nextCursor: null };
  }

  quality(source: string): answers.QualityAnswer | undefined {
    return source === 'web' ? QUALITY : undefined;
  }

  suggestedPlan(source: string): ReturnType<Engine['suggestedPlan']> {
    if (source !== 'web') return undefined;
    const definition = { kind: 'tracking-plan', name: 'web', onViolation: 'allow', rules: { events: { 'Signed Up': {} } } } as const;
    return { definition, events: 7 };
  }

  quarantine(request: Parameters<Engine['quarantine']>[0]): Promise<answers.Page<answers.QuarantineAnswer>> {
    this.asked.push({ quarantine: request });
    const item = {
      source: 'web',
      receivedAt: RECEIVED_AT,
      reason: 'invalid_type' as const,
      field: 'type',
      detail: 'd',
      raw: '{}',
      messageId: null,
    };
    return Promise.resolve({ items: [{ ...item, identifiers: [], id: 'q1', state: 'waiting' }], nextCursor: null });
  }
  quarantinedItem(id: string): ReturnType<Engine['quarantinedItem']> {
    const item = { source: 'web', receivedAt: RECEIVED_AT, reason: 'invalid_type' as const, field: 'type', detail: 'd', raw: '{}' };
    return { ...item, messageId: null, identifiers: [], id, state: 'repaired' };
  }
  quarantineGroups(): ReturnType<Engine['quarantineGroups']> {
    return [{ source: 'web', reason: 'invalid_type', field: null, waiting: 1, total: 2 }];
  }
  repairQuarantine(request: Parameters<Engine['repairQuarantine']>[0]): ReturnType<Engine['repairQuarantine']> {
    this.asked.push({ repair: request });
    const repaired = { raw: '{}', changes: [{ path: 'a', from: 1, to: null }] };
    const outcome = { status: 'quarantined' as const, messageId: null, reason: 'invalid_type' as const, field: 'type', detail: 'd' };
    return Promise.resolve({ repairId: null, results: [{ id: 'q1', outcome, repaired }], nextCursor: null, matching: 1 });
  }
  replayQuarantine(ids: readonly string[], _by: string): ReturnType<Engine['replayQuarantine']> {
    return Promise.resolve(ids.map((id) => ({ id, outcome: { status: 'accepted' as const, messageId: 'm9' } })));
  }
  sql(query: string, params: JsonObject): Promise<answers.SqlAnswer> {
    this.asked.push({ sql: query, params });
    if (!query.startsWith('SELECT')) return Promise.reject(new CuspError(ERRORS.invalidQuery, 'only reading'));
    return Promise.resolve({ columns: [{ name: 'n', type: 'UInt64' }], rows: [{ n: 1 }], tookMs: 2 });
  }
  async *follow(
    types: readonly answers.Happening['type'][],
    after: string | undefined,
    signal: AbortSignal,
  ): AsyncIterable<answers.Happening> {
    this.asked.push({ follow: types, after });
    if (after !== undefined && !/^p\d$/.test(after)) throw new CuspError(ERRORS.invalidRequest, 'that is no position');
    for (const happening of HAPPENINGS) {
      if (types.includes(happening.type) && happening.position > (after ?? '')) yield happening;
    }
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    this.asked.push('stopped following');
  }
  erase(identifier: Identifier): Promise<{ requestId: string; status: 'running' | 'done' }> {
    if (identifier.value !== 'u1') return Promise.reject(new CuspError(ERRORS.unknownCustomer, identifier.value));
    return Promise.resolve({ requestId: 'e1', status: 'running' });
  }
  erasure(requestId: string): { requestId: string; status: 'running' | 'done' } | undefined {
    return requestId === 'e1' ? { requestId, status: 'done' } : undefined;
  }
  flush(): Promise<void> {
    this.asked.push('flush');
    return Promise.resolve();
  }
  overview(): answers.OverviewAnswer {
    return {
      now: RECEIVED_AT,
      startedAt: RECEIVED_AT - 5000,
      customers: 1,
      events: 1,
      eventsPerSecond: 0.1,
      warehouseLag: 0,
      ...this.state,
    };
  }
  rebuild(what: 'warehouse' | 'state'): Promise<{ rows: number; differing: number }> {
    this.asked.push({ rebuild: what });
    return Promise.resolve({ rows: 10, differing: 0 });
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}
