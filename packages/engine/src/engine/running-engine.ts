import { scoresOf } from './score-questions.js';
import { metricOf, metricsOf } from './metric-questions.js';
import type { Smtp } from '../act/channels/smtp.js';
import type { Outbox } from '../act/outbox.js';
import type * as answers from '../answers.js';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { MappingBody } from '../collect/mapping/mapping.js';
import type { Arrival } from '../collect/collect-options.js';
import { type ClockWatch, watchOf } from './campaigns/clock-watch.js';
import { Cleaning } from './cleaning.js';
import type { AccessDesk } from './access/access-desk.js';
import type { ChangeLog } from './changes/change-log.js';
import type { Credentials } from './credentials.js';
import type { EngineConfig } from './engine-config.js';
import type { Sources } from './sources.js';
import { unmapped } from './unmapped.js';
import { WaysIn } from './ways-in.js';
import { compareStates } from './compare-states.js';
import { publishedSchema } from './definition-schema.js';
import type { Engine } from '../engine.js';
import type { Exports } from './exports/exports.js';
import type { Erasures, ErasureStatus } from './erasure.js';
import { Features } from './features/features.js';
import { follow } from './following.js';
import type { Pipeline } from '../pipeline.js';
import type { Projection } from './projection.js';
import { Drafts } from './drafts.js';
import { campaignEffect } from './campaign-effect.js';
import { CampaignDesk } from './campaigns/campaign-desk.js';
import { CampaignSchedules } from './campaigns/campaign-schedules.js';
import { CampaignTrials } from './campaigns/campaign-trials.js';
import { Discoveries } from './discover/discoveries.js';
import { miningThreads } from './discover/mining-threads.js';
import { importsInto } from './imports/imports-into.js';
import { Insights } from './insight/insights.js';
import { SegmentHistory } from './segment-history/segment-history.js';
import { JourneyQuestions } from './journey/journeys.js';
import { IdentityDecisions } from './identity-decisions.js';
import { identityReport } from './identity-report/identity-report.js';
import type { LiveMatching } from './matching/live-matching.js';
import type { ConsentDesk } from './consent-desk.js';
import type { LinkDesk } from './link-desk.js';
import { MatchingDesk } from './matching/matching-desk.js';
import { MomentSummaries } from './moment-summary.js';
import type { BegunPublication, PublishOptions, Publisher } from './publisher.js';
import { Versions } from './versions.js';
import { mapAgain } from './repair/map-again.js';
import { Quarantine } from './quarantine.js';
import type { Questions } from './questions.js';
import { Rate } from './rate.js';
import { refold } from './recovery.js';
import { secondState } from './second-state.js';
import { Refusals } from './refusals.js';
import type { Clock } from '../runtime/clock.js';
import type { Installation } from '../runtime/installation.js';
import type { Snapshots } from './snapshots.js';
import type { Subscribers } from './subscribers.js';
import type { SiteDesk } from './site-desk.js';
import { ExperimentDesk } from './experiments/experiment-desk.js';
import { SurgeQuestions } from './surge-questions.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { CleanedItem } from '../vocabulary/cleaned-item.js';
import type { Identifier } from '../vocabulary/identifier.js';
import type { Instant, Milliseconds } from '../vocabulary/instant.js';
import type { Json, JsonObject } from '../vocabulary/json.js';
import type { QuarantinedItem } from '../vocabulary/quarantined-item.js';
import type { Outcome } from '../vocabulary/outcome.js';
import { SCORES_SOURCE } from '../vocabulary/score.js';
import type { SourceDefinition, SourceLimits } from '../vocabulary/source.js';
import type { SubscriptionStatus } from '../vocabulary/subscription.js';
import type { WarehouseFeeder } from '../warehouse/feeder.js';
import type { Warehouse } from '../warehouse/warehouse.js';
import { customersByTrait } from './trait-search.js';
import { entriesFrom } from './warehouse-lag.js';

/** What a running engine is made of. */
export interface EngineParts {
  readonly config: EngineConfig;
  readonly sources: Sources;
  readonly credentials: Credentials;
  readonly access: AccessDesk;
  readonly changes: ChangeLog;
  readonly pipeline: Pipeline;
  readonly publisher: Publisher;
  readonly outbox: Outbox;
  readonly subscribers: Subscribers;
  readonly questions: Questions;
  readonly projection: Projection;
  readonly feeder: WarehouseFeeder;
  readonly warehouse: Warehouse;
  readonly snapshots: Snapshots;
  readonly erasures: Erasures;
  readonly matching: LiveMatching;
  readonly links: LinkDesk;
  readonly consents: ConsentDesk;
  readonly siteDesk: SiteDesk;
  readonly mails: Pick<Smtp, 'close'>;
  readonly exports: Exports;
  readonly installation: Installation;
  readonly retention: Milliseconds | null;
  /** Closes warehouse and journal and lets go of the data folder. */
  readonly closeStores: () => Promise<void>;
}

/** The engine's one face: hands each question and each order to the part that it is for. */
export class RunningEngine implements Engine {
  readonly versions: Versions;
  readonly drafts: Drafts;
  readonly identities: IdentityDecisions;
  readonly discoveries: Discoveries;
  readonly imports: ReturnType<typeof importsInto>;
  readonly insights: Insights;
  readonly segmentHistory: SegmentHistory;
  readonly journeys: JourneyQuestions;
  readonly matching: MatchingDesk;
  readonly campaigns: CampaignDesk;
  readonly campaignTrials: CampaignTrials;
  readonly surges: SurgeQuestions;
  readonly experiments: ExperimentDesk;
  readonly #parts: EngineParts;
  readonly #cleaning: Cleaning;
  readonly #quarantine: Quarantine;
  readonly #waysIn: WaysIn;
  readonly #rate = new Rate(() => performance.now());
  readonly #refusals: Refusals;
  readonly #features: Features;
  readonly #momentSummaries: MomentSummaries;
  readonly access: AccessDesk;
  readonly changes: ChangeLog;
  readonly #schedules: CampaignSchedules;
  readonly #clockWatch: ClockWatch | undefined;
  readonly #startedAt: Instant;
  readonly #stopped = new AbortController();

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.access = parts.access;
    this.changes = parts.changes;
    const { config, pipeline, retention, sources, credentials } = parts;
    const { clock } = pipeline;
    this.#startedAt = clock.now();
    const desk = { pipeline, publisher: parts.publisher, begin: this.beginPublishing.bind(this) };
    this.versions = new Versions(desk);
    this.identities = new IdentityDecisions(parts.pipeline, (identifier) => parts.questions.find(identifier));
    this.matching = new MatchingDesk({ pipeline, live: parts.matching, find: (identifier) => parts.questions.find(identifier) });
    parts.publisher.onLive(() => parts.matching.follow());
    this.drafts = new Drafts(desk);
    this.imports = importsInto(this, config);
    this.insights = new Insights(pipeline);
    this.discoveries = new Discoveries(pipeline, miningThreads(), config.onFault ?? (() => undefined));
    this.journeys = new JourneyQuestions(pipeline, config.onFault ?? (() => undefined));
    this.segmentHistory = new SegmentHistory(pipeline);
    this.surges = new SurgeQuestions(pipeline);
    const find: Questions['find'] = (identifier) => parts.questions.find(identifier);
    this.campaignTrials = new CampaignTrials({ pipeline, publisher: parts.publisher, find, onFault: config.onFault ?? (() => undefined) });
    this.campaigns = new CampaignDesk({
      pipeline,
      askAgain: (campaign) => void parts.outbox.askAgain(campaign).catch(config.onFault ?? (() => undefined)),
    });
    this.#schedules = new CampaignSchedules({ pipeline, onFault: config.onFault ?? (() => undefined) });
    this.#clockWatch = watchOf(config, clock, this.campaigns);
    this.experiments = new ExperimentDesk({
      pipeline,
      take: async (source, call) => void (await this.accept(source, this.clean([call], wholeItems(source, clock.now())))),
      onLive: (follow) => parts.publisher.onLive(follow),
    });
    this.#refusals = new Refusals(pipeline);
    this.#features = new Features(pipeline);
    this.#momentSummaries = new MomentSummaries(pipeline);
    this.#cleaning = new Cleaning({
      sources,
      clock,
      retention,
      newMessageId: config.newMessageId ?? (() => `cusp-${randomUUID()}`),
      whoIs: (id) => parts.questions.representative(id),
      purposes: () => pipeline.definitions.of('purpose').map(({ definition }) => definition),
    });
    this.#quarantine = new Quarantine({ pipeline, again: (item, newMessageId) => this.#again(item, newMessageId) });
    this.#waysIn = new WaysIn({
      sources: () => (config.fetches === false ? [] : sources.all()),
      take: (source, items) => this.accept(source, this.clean(items, wholeItems(source, clock.now()))),
      putAside: async (source, rows) => {
        const items = rows.map((row) => unmapped(row, source, clock.now()));
        await this.accept(source, items);
      },
      directory: join(config.data, 'checkpoints'),
      secret: (name) => credentials.secret(name),
      clock,
      random: Math.random,
      allowPrivateAddresses: config.allowPrivateAddresses ?? [],
      onFault: config.onFault ?? (() => undefined),
    });
  }

  /** Lets the sources run that fetch for themselves. */
  async start(): Promise<void> {
    await this.#quarantine.resume();
    await this.#followDefinitions();
    const { publisher, config } = this.#parts;
    if (publisher.unfinished) {
      publisher.resume();
      publisher
        .settled()
        .then(() => this.#followDefinitions())
        .catch(config.onFault ?? (() => undefined));
    }
    this.drafts.resume();
    this.#parts.matching.start();
    this.#clockWatch?.start();
  }

  get credentials(): Credentials {
    return this.#parts.credentials;
  }

  clean(items: readonly Json[], arrival: Arrival, live?: boolean): readonly CleanedItem[] {
    return this.#cleaning.clean(items, arrival, live);
  }

  get clock(): Clock {
    return this.#parts.pipeline.clock;
  }

  get webhookSecret(): string {
    return this.#parts.installation.webhookSecret;
  }

  async accept(source: string, items: readonly CleanedItem[]): Promise<readonly Outcome[]> {
    const outcomes = await this.#parts.pipeline.take(source, items);
    this.#rate.add(outcomes.reduce((count, { status }) => (status === 'accepted' ? count + 1 : count), 0));
    return outcomes;
  }

  async acceptScores(items: readonly Json[]): Promise<readonly Outcome[]> {
    try {
      return await this.accept(SCORES_SOURCE, this.#cleaning.cleanScores(items, this.clock.now()));
    } catch (error) {
      this.recordRefused(SCORES_SOURCE, items.length);
      throw error;
    }
  }

  scores(signal?: AbortSignal): Promise<readonly answers.ScoreAnswer[]> {
    return scoresOf(this.#parts.pipeline, signal);
  }

  recordRefused(source: string, items: number): void {
    this.#refusals.add(source, items);
  }

  customer(identifier: Identifier, at?: Instant): answers.CustomerAnswer | undefined {
    return this.#parts.questions.customer(identifier, at);
  }

  customers(request: answers.CustomersRequest): answers.CustomersAnswer {
    return this.#parts.questions.customers(request);
  }

  customersByTrait(text: string): Promise<answers.TraitMatches> {
    const { warehouse, questions } = this.#parts;
    return customersByTrait({ sql: (...query) => warehouse.sql(...query), customer: (of) => questions.customer(of) }, text);
  }

  timeline(identifier: Identifier, request: answers.TimelineRequest): ReturnType<Engine['timeline']> {
    return this.#parts.questions.timeline(identifier, request);
  }

  identityReport(request?: answers.IdentityReportRequest, signal?: AbortSignal): Promise<answers.IdentityReport> {
    return identityReport(this.#parts.pipeline, request, signal);
  }

  identityLinks(identifier: Identifier): ReturnType<Engine['identityLinks']> {
    return this.#parts.questions.identityLinks(identifier);
  }

  metrics(): readonly answers.MetricAnswer[] {
    return metricsOf(this.#parts.pipeline);
  }

  metric(name: string, at?: Instant, signal?: AbortSignal): Promise<answers.MetricValues | undefined> {
    return metricOf(this.#parts.pipeline, name, at, signal);
  }

  segments(at?: Instant): readonly answers.SegmentAnswer[] {
    return this.#parts.questions.segments(at);
  }

  segment(name: string, at?: Instant): answers.SegmentAnswer | undefined {
    return this.#parts.questions.segment(name, at);
  }

  members(name: string, request: answers.MembersRequest): ReturnType<Engine['members']> {
    return this.#parts.questions.members(name, request);
  }

  explain(segment: string, identifier: Identifier, at?: Instant): answers.SegmentExplanation {
    return this.#parts.questions.explain(segment, identifier, at);
  }

  preview(definition: JsonObject, now?: Instant, signal?: AbortSignal): Promise<answers.PreviewAnswer> {
    return this.#parts.publisher.preview(definition, now, signal);
  }

  previewSoon(definition: JsonObject, now?: Instant, signal?: AbortSignal): Promise<answers.PreviewAnswer> {
    return this.#parts.publisher.previewSoon(definition, now, signal);
  }

  previewed(previewId: string): answers.PreviewAnswer {
    return this.#parts.publisher.previewed(previewId);
  }

  plan(definitions: readonly JsonObject[], removed?: PublishOptions['removed']): Promise<readonly answers.PlannedChange[]> {
    return this.#parts.publisher.plan(definitions, removed);
  }

  publish(definitions: readonly JsonObject[], options: PublishOptions): Promise<readonly answers.PlannedChange[]> {
    return this.beginPublishing(definitions, options).live;
  }

  beginPublishing(definitions: readonly JsonObject[], options: PublishOptions): BegunPublication {
    const { publicationId, live } = this.#parts.publisher.begin(definitions, options);
    const followed = live.then(async (changes) => {
      await this.#followDefinitions();
      return changes;
    });
    // Whoever does not wait asks for the publication, which says why it failed.
    followed.catch(() => undefined);
    return { publicationId, live: followed };
  }

  /** What fetches and who is told: by the definitions in force. */
  async #followDefinitions(): Promise<void> {
    await this.#waysIn.follow();
    await this.#parts.subscribers.follow();
    await this.#parts.exports.follow();
    this.#schedules.follow();
  }

  features(request: answers.FeaturesRequest): Promise<answers.FeatureTable> {
    return this.#features.table(request);
  }

  definitionSchema(): JsonObject {
    return publishedSchema();
  }

  moments(request: Parameters<Engine['moments']>[0]): answers.Page<answers.MomentAnswer> {
    return this.#parts.questions.moments(request);
  }

  momentSummary(moment: string, signal?: AbortSignal): Promise<answers.MomentSummaryAnswer> {
    return this.#momentSummaries.of(moment, signal);
  }

  explainMoment(moment: string, identifier: Identifier): answers.MomentExplanationAnswer {
    return this.#parts.questions.explainMoment(moment, identifier);
  }

  decision(decisionId: string): answers.DecisionReplayAnswer {
    return this.#parts.questions.decision(decisionId);
  }

  decisions(request: Parameters<Engine['decisions']>[0]): answers.Page<answers.DecisionAnswer> {
    return this.#parts.questions.decisions(request);
  }

  async replayDelivery(decisionId: string, by: string): Promise<void> {
    if (await this.#parts.outbox.replay(decisionId, by)) return;
    throw new CuspError(ERRORS.notFound, 'no delivery of that decision is dead');
  }

  get consents(): ConsentDesk {
    return this.#parts.consents;
  }

  get exports(): Exports {
    return this.#parts.exports;
  }

  get links(): LinkDesk {
    return this.#parts.links;
  }

  get site(): SiteDesk {
    return this.#parts.siteDesk;
  }

  campaignEffect(...asked: Parameters<Engine['campaignEffect']>): ReturnType<Engine['campaignEffect']> {
    return campaignEffect(this.#parts.pipeline, ...asked);
  }

  sources(): readonly answers.SourceAnswer[] {
    const { pipeline, sources } = this.#parts;
    const names = new Set([
      ...pipeline.books.names(),
      ...this.#refusals.sources(),
      ...sources.all().map(({ name }) => name),
      ...this.#keyed(),
    ]);
    return [...names].map((name) => {
      const { lastReceivedAt, ...books } = pipeline.books.of(name);
      const accounting = { ...books, refused: books.refused + this.#refusals.notWritten(name) };
      const definition = sources.get(name) ?? null;
      const status = this.#waysIn.status(name) ?? null;
      return { name, accounting, lastReceivedAt, definition, status, marked: pipeline.marked.of(name) };
    });
  }

  source(name: string): SourceDefinition | undefined {
    return this.#parts.sources.get(name);
  }

  limitsOf(source: string): SourceLimits | undefined {
    return this.#parts.sources.limitsOf(source);
  }

  async setSecret(name: string, value: string): Promise<void> {
    await this.#parts.credentials.setSecret(name, value);
    await this.#reopenThoseWith(name);
  }

  async removeSecret(name: string): Promise<void> {
    await this.#parts.credentials.removeSecret(name);
    await this.#reopenThoseWith(name);
  }

  /** Definitions name a secret as `{ secret: NAME }`, wherever a way in takes one. */
  async #reopenThoseWith(secret: string): Promise<void> {
    const named = JSON.stringify({ secret }).slice(1, -1);
    for (const definition of this.#parts.sources.all()) {
      if (JSON.stringify(definition.from ?? {}).includes(named)) await this.#waysIn.reopen(definition.name);
    }
  }

  #keyed(): readonly string[] {
    return this.#parts.credentials.writeKeys().map(({ source }) => source);
  }

  subscriptions(): readonly SubscriptionStatus[] {
    return this.#parts.subscribers.all();
  }

  alerts(request: Parameters<Engine['alerts']>[0]): answers.Page<answers.AlertAnswer> {
    return this.#parts.questions.alerts(request);
  }

  quality(...asked: Parameters<Engine['quality']>): answers.QualityAnswer | undefined {
    return this.#parts.questions.quality(...asked);
  }

  suggestedPlan(source: string): ReturnType<Engine['suggestedPlan']> {
    return this.#parts.questions.suggestedPlan(source);
  }

  quarantine(request: Parameters<Engine['quarantine']>[0]): Promise<answers.Page<answers.QuarantineAnswer>> {
    return Promise.resolve(this.#quarantine.list(request));
  }

  quarantinedItem(id: string): answers.QuarantineAnswer {
    return this.#quarantine.item(id);
  }

  quarantineGroups(): ReturnType<Engine['quarantineGroups']> {
    return this.#quarantine.groups();
  }

  replayQuarantine(ids: readonly string[], by: string): ReturnType<Engine['replayQuarantine']> {
    return this.#quarantine.replay(ids, by);
  }

  repairQuarantine(request: answers.RepairRequest): Promise<answers.RepairAnswer> {
    return this.#quarantine.repair(request);
  }

  /** A document that could not be mapped goes through its source's mapping first; everything else is an item already. */
  #again(item: QuarantinedItem, newMessageId: () => string): readonly CleanedItem[] {
    const mapping = item.reason === 'unmappable_row' ? this.#parts.sources.get(item.source)?.mapping : undefined;
    if (mapping === undefined) return [this.#cleaning.again(item, newMessageId)];
    const mapped = mapAgain(item, mapping as MappingBody);
    if ('raw' in mapped) return [{ kind: 'quarantined', item: mapped }];
    const { source, receivedAt } = item;
    return this.#cleaning.clean(mapped as unknown as readonly Json[], wholeItems(source, receivedAt), false);
  }

  sql(query: string, params: JsonObject): Promise<answers.SqlAnswer> {
    return this.#parts.warehouse.sql(query, params);
  }

  follow(types: readonly answers.Happening['type'][], after: string | undefined, signal: AbortSignal): AsyncIterable<answers.Happening> {
    const { pipeline, questions, publisher } = this.#parts;
    const { publications } = publisher;
    return follow({ journal: pipeline.journal, questions, publications }, types, after, AbortSignal.any([signal, this.#stopped.signal]));
  }

  erase(identifier: Identifier): Promise<ErasureStatus> {
    return this.imports.forgetFiles().then(() => this.#parts.erasures.erase(identifier));
  }

  erasure(requestId: string): ErasureStatus | undefined {
    return this.#parts.erasures.status(requestId);
  }

  async flush(): Promise<void> {
    const { pipeline, publisher, feeder, projection, matching } = this.#parts;
    await publisher.settled();
    await this.#refusals.write();
    await pipeline.caughtUp();
    await pipeline.settled();
    await matching.settled();
    await feeder.flush();
    await projection.flush();
  }

  overview(): answers.OverviewAnswer {
    const { pipeline, feeder } = this.#parts;
    const held = this.campaigns.held();
    return {
      now: this.clock.now(),
      startedAt: this.#startedAt,
      customers: pipeline.customerCount,
      events: pipeline.eventCount,
      eventsPerSecond: this.#rate.perSecond(),
      warehouseLag: entriesFrom(pipeline, feeder.loadedUntil),
      recovering: false,
      journalFailed: pipeline.journal.failed,
      actingHeld: held && { by: held.by, reason: held.reason, at: held.at },
    };
  }

  async rebuild(what: 'warehouse' | 'state'): Promise<{ readonly rows: number; readonly differing: number }> {
    return what === 'warehouse' ? this.#rebuildWarehouse() : this.#rebuildState();
  }

  async close(): Promise<void> {
    const { pipeline, publisher, outbox, snapshots, erasures, projection, closeStores } = this.#parts;
    this.#stopped.abort();
    await this.imports.close();
    await this.discoveries.close();
    await this.journeys.close();
    await this.campaignTrials.close();
    this.#clockWatch?.stop();
    await this.#schedules.stop();
    await publisher.stop();
    await this.#waysIn.stop();
    await this.#parts.subscribers.stop();
    await this.#parts.exports.stop();
    await this.#quarantine.settled();
    await this.#parts.matching.stop();
    pipeline.stop();
    await outbox.stop();
    this.#parts.mails.close();
    await erasures.settled();
    await pipeline.settled();
    await this.#refusals.stop();
    await snapshots.stop();
    if (!publisher.unfinished) await snapshots.saveIfPossible();
    await projection.flush();
    await closeStores();
  }

  async #rebuildWarehouse(): Promise<{ rows: number; differing: number }> {
    const { feeder, warehouse, projection } = this.#parts;
    await this.flush();
    const found = [
      await feeder.rebuild(),
      await warehouse.replaceIdentities(projection.identities()),
      await warehouse.replaceCustomers(projection.rows()),
    ];
    return { rows: sum(found.map(({ rows }) => rows)), differing: sum(found.map(({ differing }) => differing)) };
  }

  /** Folds the journal into a second state and compares it with this one; where they differ, the next start folds it anew. */
  async #rebuildState(): Promise<{ rows: number; differing: number }> {
    const { pipeline, snapshots, erasures, publisher } = this.#parts;
    await publisher.settled();
    await erasures.settled();
    const second = secondState(pipeline);
    // Both states know of the same erasures: what one of them clears is no entry of the other.
    const recovering = { ...second, outbox: { restore: () => undefined }, onErasure: () => undefined };
    const compared = await refold(
      recovering,
      (work) => pipeline.whenStill(work),
      () => compareStates(pipeline, second.pipeline),
    );
    if (compared.differing > 0) await snapshots.discard();
    return compared;
  }
}

/** How items arrive that stand for themselves: no batch and no path says anything about them. */
function wholeItems(source: string, receivedAt: Instant): Arrival {
  return { source, receivedAt, type: null, context: undefined, sentAt: undefined };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((left, right) => left + right, 0);
}
