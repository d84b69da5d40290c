import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { putFile } from './act/channels/put-file.js';
import type * as answers from './answers.js';
import type { CampaignEffectAnswer, CampaignEffectRequest } from './campaign-answers.js';
import type { CampaignDesk } from './engine/campaigns/campaign-desk.js';
import type { CampaignTrials } from './engine/campaigns/campaign-trials.js';
import type { EngineConfig } from './engine/engine-config.js';
import { assembleDelivering } from './engine/delivering.js';
import { Erasures } from './engine/erasure.js';
import { Exports } from './engine/exports/exports.js';
import { openEmbeddedJournal } from './journal/embedded/embedded-journal.js';
import type { EntryKind, Journal, Offset } from './journal/journal.js';
import { Pipeline } from './pipeline.js';
import { Projection } from './engine/projection.js';
import type { Drafts } from './engine/drafts.js';
import type { Discoveries } from './engine/discover/discoveries.js';
import type { Imports } from './engine/imports/imports.js';
import type { Insights } from './engine/insight/insights.js';
import type { SegmentHistory } from './engine/segment-history/segment-history.js';
import type { JourneyQuestions } from './engine/journey/journeys.js';
import type { IdentityDecisions } from './engine/identity-decisions.js';
import { LiveMatching } from './engine/matching/live-matching.js';
import { startMatcher } from './engine/matching/matching-thread.js';
import type { MatchingDesk } from './engine/matching/matching-desk.js';
import { type BegunPublication, Publisher, type PublishOptions } from './engine/publisher.js';
import type { Versions } from './engine/versions.js';
import { Questions } from './engine/questions.js';
import { recover } from './engine/recovery.js';
import { type Clock, systemClock, systemTime } from './runtime/clock.js';
import { lockDataFolder } from './runtime/data-lock.js';
import { type Installation, readInstallation } from './runtime/installation.js';
import { type EngineParts, RunningEngine } from './engine/running-engine.js';
import { Snapshots } from './engine/snapshots.js';
import type { SurgeQuestions } from './engine/surge-questions.js';
import type { ExperimentDesk } from './engine/experiments/experiment-desk.js';
import type { QuarantineGroup } from './vocabulary/quarantine-group.js';
import { Tombstones } from './state/tombstones.js';
import type { Arrival } from './collect/collect-options.js';
import { Cleaning } from './engine/cleaning.js';
import { AccessDesk } from './engine/access/access-desk.js';
import { ChangeLog } from './engine/changes/change-log.js';
import { Credentials } from './engine/credentials.js';
import type { ConsentDesk } from './engine/consent-desk.js';
import type { LinkDesk } from './engine/link-desk.js';
import type { SiteDesk } from './engine/site-desk.js';
import { Sources } from './engine/sources.js';
import { Subscribers } from './engine/subscribers.js';
import { Vault } from './runtime/vault.js';
import type { CleanedItem } from './vocabulary/cleaned-item.js';
import { type Identifier } from './vocabulary/identifier.js';
import type { Instant } from './vocabulary/instant.js';
import type { Json, JsonObject } from './vocabulary/json.js';
import type { Outcome } from './vocabulary/outcome.js';
import type { SourceDefinition, SourceLimits } from './vocabulary/source.js';
import type { SubscriptionStatus } from './vocabulary/subscription.js';
import { createWarehouseFeeder } from './warehouse/feeder.js';
import { openWarehouse, type Warehouse } from './warehouse/warehouse.js';
import type { SuggestedPlan } from './quality/suggest-plan.js';

export type { EngineConfig } from './engine/engine-config.js';
export type { CleanedItem } from './vocabulary/cleaned-item.js';

/** Everything that a running engine can be asked and told. */
export interface Engine {
  readonly clock: Clock;
  /** Signs webhooks of campaigns that bring no secret of their own (`whsec_…`). */
  readonly webhookSecret: string;
  /** Write keys of sources, and the secrets that definitions name. */
  readonly credentials: Pick<Credentials, 'sourceOf' | 'writeKeys' | 'issue' | 'revoke' | 'secret' | 'secretNames'>;
  /** Who may come in: people, their sessions, and tokens. */
  readonly access: Pick<AccessDesk, keyof AccessDesk>;
  /** Who did what, when. */
  readonly changes: Pick<ChangeLog, 'list'>;
  /** Keeps a secret in place of an older one of that name; sources that name it meet it at once. @throws CuspError invalid_request */
  setSecret(name: string, value: string): Promise<void>;
  /** Forgets a secret. @throws CuspError not_found */
  removeSecret(name: string): Promise<void>;

  /**
   * Makes items of one source events, or puts them aside, as the source's definition has it: one answer per item, in order.
   * @param live false for what happened long ago and comes all at once, such as a file: no flood is seen in it. Default true.
   */
  clean(items: readonly Json[], arrival: Arrival, live?: boolean): readonly CleanedItem[];
  /**
   * Takes cleaned items of one source in. Resolves with one outcome per item, in order, once all of them are on disk and folded.
   * @throws CuspError journal_unavailable: then none of the items was taken in.
   */
  accept(source: string, items: readonly CleanedItem[]): Promise<readonly Outcome[]>;
  /**
   * Takes scores in that were made elsewhere (`{ score, customer, value, at }`). One outcome per score, in order, once all are on disk.
   * @throws CuspError journal_unavailable: then none of them was taken in.
   */
  acceptScores(items: readonly Json[]): Promise<readonly Outcome[]>;
  /** The scores that customers have, by name. */
  scores(signal?: AbortSignal): Promise<readonly answers.ScoreAnswer[]>;
  /** Books items that were answered 4xx or 5xx and never taken in. */
  recordRefused(source: string, items: number): void;

  customer(identifier: Identifier, at?: Instant): answers.CustomerAnswer | undefined;
  /** Customers by how an identifier begins and by segment (all when absent). @throws CuspError unknown_segment; invalid_request for a cursor that is none */
  customers(request: answers.CustomersRequest): answers.CustomersAnswer;
  /** Customers with a trait whose value has a text in it. @throws CuspError query_limit */
  customersByTrait(text: string): Promise<answers.TraitMatches>;
  timeline(identifier: Identifier, request: answers.TimelineRequest): answers.Page<answers.TimelineAnswerItem> | undefined;
  identityLinks(identifier: Identifier): answers.IdentityAnswer | undefined;

  metrics(): readonly answers.MetricAnswer[];
  /** A metric with its values over the customers who exist at an instant, by the events up to then. */
  metric(name: string, at?: Instant, signal?: AbortSignal): Promise<answers.MetricValues | undefined>;
  segments(at?: Instant): readonly answers.SegmentAnswer[];
  segment(name: string, at?: Instant): answers.SegmentAnswer | undefined;
  members(name: string, request: answers.MembersRequest): (answers.Page<answers.Member> & { readonly asOf: Instant }) | undefined;
  /** @throws CuspError unknown_segment or unknown_customer. */
  explain(segment: string, identifier: Identifier, at?: Instant): answers.SegmentExplanation;
  /** @throws CuspError invalid_definition with its problems; the signal's reason when it is given up. */
  preview(definition: JsonObject, now?: Instant, signal?: AbortSignal): Promise<answers.PreviewAnswer>;
  /** The same within a few seconds, which over much data is an estimate (`estimate`, `exact`). @throws as {@link Engine.preview} */
  previewSoon(definition: JsonObject, now?: Instant, signal?: AbortSignal): Promise<answers.PreviewAnswer>;
  /** What a preview that was an estimate has come to; the exact one, when it is there. @throws CuspError not_found when nobody asked for ten seconds */
  previewed(previewId: string): answers.PreviewAnswer;
  plan(definitions: readonly JsonObject[], removed?: readonly { kind: string; name: string }[]): Promise<readonly answers.PlannedChange[]>;
  /** Publishes what differs from the live versions; resolves when back-filled and live. */
  publish(definitions: readonly JsonObject[], options: PublishOptions): Promise<readonly answers.PlannedChange[]>;
  /** The same, answering at once; how far it is, {@link Engine.versions} says. @throws CuspError invalid_definition */
  beginPublishing(definitions: readonly JsonObject[], options: PublishOptions): BegunPublication;
  /** What is and what was in force, how it came about, and the way back. */
  readonly versions: Pick<Versions, 'list' | 'get' | 'versions' | 'version' | 'rollback' | 'publication' | 'publications'>;
  /** How good the picture of who is who looks. @throws CuspError invalid_request; the signal's reason when it is given up */
  identityReport(request?: answers.IdentityReportRequest, signal?: AbortSignal): Promise<answers.IdentityReport>;
  /** People's decisions on who is one customer. */
  readonly identities: Pick<IdentityDecisions, 'decide' | 'decisions'>;
  /** Situations after which a goal comes far more, or less, often. */
  readonly discoveries: Pick<Discoveries, 'begin' | 'get' | 'stop'>;
  /** What customers look for and fail at. */
  readonly insights: Pick<Insights, 'searches' | 'help' | 'features'>;
  /** The ways that lead from a step to a goal. */
  /** How segments came to be what they are, and whom they share. */
  readonly segmentHistory: Pick<SegmentHistory, 'trend' | 'moves' | 'overlap' | 'table'>;
  readonly journeys: Pick<JourneyQuestions, 'areQuick' | 'begin' | 'get' | 'steps' | 'stop' | 'whenOver'>;
  /** Matching: records of one person that share no identifier. */
  readonly matching: Pick<MatchingDesk, 'state' | 'learn' | 'suggestions' | 'explain'>;
  /** Definitions that somebody works on. */
  readonly drafts: Pick<Drafts, 'save' | 'list' | 'get' | 'preview' | 'discard' | 'customers' | 'publish'>;
  /** Files that are uploaded, mapped and imported. */
  readonly imports: Pick<Imports, 'list' | 'get' | 'begin' | 'write' | 'columns' | 'preview' | 'run' | 'pause' | 'remove'>;
  /** JSON Schema of the definition files. */
  definitionSchema(): JsonObject;

  /**
   * Metrics, segments and traits of customers as of instants, from the events up to then.
   * @throws CuspError invalid_request, unknown_segment, unknown_metric; overloaded while another question of what was known is answered.
   */
  features(request: answers.FeaturesRequest): Promise<answers.FeatureTable>;

  moments(
    request: answers.PageRequest & { readonly name?: string; readonly identifier?: Identifier; readonly since?: Instant },
  ): answers.Page<answers.MomentAnswer>;
  /** Surges of the many, those that began last first. */
  readonly surges: Pick<SurgeQuestions, 'list' | 'series'>;
  /** How often a moment happens, and what usually follows. @param signal gives it up @throws CuspError unknown_moment; the signal's reason */
  momentSummary(moment: string, signal?: AbortSignal): Promise<answers.MomentSummaryAnswer>;
  /** Why a moment has fired for a customer or not. @throws CuspError unknown_moment or unknown_customer. */
  explainMoment(moment: string, identifier: Identifier): answers.MomentExplanationAnswer;
  /** Decisions, newest first. Asked for an outcome or a reason, a page may have fewer than `limit` although more follow. */
  decisions(request: answers.DecisionsRequest): answers.Page<answers.DecisionAnswer>;
  /** A decision by its id, and the same taken again from what it saw alone. @throws CuspError not_found */
  decision(decisionId: string): answers.DecisionReplayAnswer;
  /**
   * Takes a dead delivery up again: everything is asked anew before it is sent.
   * @throws CuspError not_found when no delivery of that decision is dead; journal_unavailable
   */
  replayDelivery(decisionId: string, by: string): Promise<void>;
  /** The ledger of consent, choices, the preference page, and who may be contacted. */
  readonly consents: Pick<
    ConsentDesk,
    | 'ledger'
    | 'choose'
    | 'counts'
    | 'customersWith'
    | 'newest'
    | 'preferenceToken'
    | 'open'
    | 'formToken'
    | 'isOfForm'
    | 'textOf'
    | 'contactable'
    | 'publicUrl'
  >;
  /** Members of segments as files. */
  readonly exports: Pick<Exports, 'all' | 'run' | 'file'>;
  /** What the links in messages are for. */
  readonly links: Pick<LinkDesk, 'look' | 'unsubscribe' | 'open' | 'click'>;
  /** What a site or an app is to show a customer now. */
  readonly site: Pick<SiteDesk, 'waiting' | 'listen'>;
  /** Campaigns as people see them: whether they act, what they did, and what is done with them. */
  readonly campaigns: Pick<CampaignDesk, 'list' | 'get' | 'act' | 'stateOf' | 'held'>;
  /** Campaigns tried out before they act. */
  readonly campaignTrials: Pick<CampaignTrials, 'preview' | 'beginDryRun' | 'dryRun' | 'stopDryRun' | 'whenOver'>;
  /** What a campaign changed, by who was acted on and who was held out. @throws CuspError not_found, invalid_request; the signal's reason */
  campaignEffect(request: CampaignEffectRequest, signal?: AbortSignal): Promise<CampaignEffectAnswer>;

  /** Flags, and what experiments show. */
  readonly experiments: Pick<ExperimentDesk, 'evaluate' | 'evaluateAll' | 'list' | 'power' | 'results' | 'watch'>;

  /** Every source that is defined, has a write key, or has sent. */
  sources(): readonly answers.SourceAnswer[];
  /** A source's definition; undefined when nobody defined it, and all defaults apply. */
  source(name: string): SourceDefinition | undefined;
  /** How much a source may send; undefined: as much as the engine can take. */
  limitsOf(source: string): SourceLimits | undefined;
  /** How those do who are told of changes. */
  subscriptions(): readonly SubscriptionStatus[];
  /** Alerts, newest first. @throws CuspError invalid_request for a cursor that is none. */
  alerts(request: answers.PageRequest & { readonly source?: string }): answers.Page<answers.AlertAnswer>;
  /** What a source sent by day, from a day to another (of event time, `2011-03-01`, both inclusive; default: all that is kept); undefined when there is no such source. */
  quality(source: string, range: { readonly from?: Instant; readonly to?: Instant }): answers.QualityAnswer | undefined;
  /** A tracking plan of the source's name, made from what it has sent; undefined when nothing has come of it. */
  suggestedPlan(source: string): SuggestedPlan | undefined;
  quarantine(request: answers.QuarantineRequest): Promise<answers.Page<answers.QuarantineAnswer>>;
  /** @throws CuspError not_found */
  quarantinedItem(id: string): answers.QuarantineAnswer;
  /** What is in quarantine, by source, reason and field; most that wait first. */
  quarantineGroups(): readonly QuarantineGroup[];
  /** Sends quarantined items through cleaning again; each is replayed at most once successfully. */
  replayQuarantine(ids: readonly string[], by: string): Promise<readonly { readonly id: string; readonly outcome: Outcome }[]>;
  /** Mends quarantined items by rules and sends them through, a part at a time. @throws CuspError invalid_request, not_found */
  repairQuarantine(request: answers.RepairRequest): Promise<answers.RepairAnswer>;

  sql(query: string, params: JsonObject): Promise<answers.SqlAnswer>;
  /** What happens from `after` (exclusive; default: from now on), until the consumer stops. */
  follow(types: readonly answers.Happening['type'][], after: string | undefined, signal: AbortSignal): AsyncIterable<answers.Happening>;

  /** @throws CuspError unknown_customer. */
  erase(identifier: Identifier): Promise<{ readonly requestId: string; readonly status: 'running' | 'done' }>;
  erasure(requestId: string): { readonly requestId: string; readonly status: 'running' | 'done' } | undefined;

  /** Resolves when everything acknowledged so far is folded and in the warehouse. */
  flush(): Promise<void>;
  overview(): answers.OverviewAnswer;
  /** Rebuilds a projection from the journal. @returns how many rows differed before. */
  rebuild(what: 'warehouse' | 'state'): Promise<{ readonly rows: number; readonly differing: number }>;
  close(): Promise<void>;
}

/**
 * Opens an engine on a data folder: the one place that picks drivers. It recovers, catches the warehouse up, ends what a crash
 * cut short, and lives.
 * @throws CuspError data_locked, data_corrupt, warehouse_unavailable
 */
export async function openEngine(config: EngineConfig): Promise<Engine> {
  await mkdir(config.data, { recursive: true, mode: 0o700 });
  const opened = new Opened();
  try {
    return await open(config, opened);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** What has been opened so far, to be closed in the opposite order. */
class Opened {
  readonly #closers: (() => Promise<void>)[] = [];

  add<T>(value: T, close: (value: T) => Promise<void>): T {
    this.#closers.push(() => close(value));
    return value;
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close();
  }
}

async function open(config: EngineConfig, opened: Opened): Promise<Engine> {
  const { data, durability, warehouseUrl, onProgress = () => undefined } = config;
  opened.add(await lockDataFolder(data), (lock) => lock.release());
  const installation = await readInstallation(data);
  const vault = await Vault.open(data, config.vaultKey);
  const journal = opened.add(await openEmbeddedJournal({ directory: join(data, 'journal'), ...(durability && { durability }) }), (it) =>
    it.close(),
  );
  onProgress('opening the warehouse');
  const at = warehouseUrl === undefined ? { directory: join(data, 'warehouse') } : { url: warehouseUrl };
  const warehouse = opened.add(await openWarehouse({ at }), (it) => it.close());
  const parts = assemble(config, installation, vault, journal, warehouse);
  onProgress('reading what happened so far');
  await recover({ ...parts, onErasure: (entry) => parts.erasures.replay(entry) }, join(data, 'snapshots'));
  onProgress('bringing the warehouse up to date');
  await parts.feeder.start();
  opened.add(parts.feeder, (feeder) => feeder.stop());
  await warehouse.replaceIdentities(parts.projection.identities());
  await warehouse.replaceCustomers(parts.projection.rows());
  await parts.erasures.resume();
  parts.snapshots.start(journal.start);
  parts.pipeline.start(parts.outbox);
  await mkdir(join(data, 'checkpoints'), { recursive: true, mode: 0o700 });
  const engine = new RunningEngine({ ...parts, closeStores: () => opened.close() });
  await engine.start();
  return engine;
}

/** Puts the stages, their memory and the stores together. Nothing runs yet. */
function assemble(
  config: EngineConfig,
  installation: Installation,
  vault: Vault,
  journal: Journal,
  warehouse: Warehouse,
): Omit<EngineParts, 'closeStores'> {
  const { data, clock = systemClock(), retention = null, onFault = () => undefined } = config;
  const tombstones = new Tombstones(installation.erasureKey);
  const pipeline: Pipeline = new Pipeline({
    journal,
    clock,
    tombstones,
    onTouched: (customer) => projection.touch(customer),
    onIdentityChange: (change) => projection.regrouped(change),
    onDecided: (decision) => outbox.take(decision),
    onFault,
  });
  const publisher = new Publisher(pipeline);
  const sources = new Sources(pipeline.definitions);
  const credentials = new Credentials(vault, clock);
  const changes = new ChangeLog(pipeline);
  const wall = (): Instant => (config.machineTime ?? systemTime()).wall();
  const access = new AccessDesk({ vault, wall, record: (happening) => changes.record(happening), onFault });
  const questions: Questions = new Questions({ pipeline, deliveryOf: (decisionId) => outbox.deliveryOf(decisionId) });
  const cleaning = new Cleaning({ sources, clock, retention, newMessageId: randomUUID, whoIs: (id) => questions.representative(id) });
  const delivering = assembleDelivering({
    config,
    webhookSecret: installation.webhookSecret,
    pipeline,
    questions,
    credentials,
    cleaning,
    onFault,
  });
  const { outbox, send, ...desks } = delivering;
  const projection = new Projection({ pipeline, tables: warehouse, describe: (customer) => questions.describe(customer), onFault });
  const feeder = createWarehouseFeeder({ journal, warehouse, countEntries: entryCounter(pipeline), onFailure: onFault });
  const snapshots: Snapshots = new Snapshots({
    pipeline,
    directory: join(data, 'snapshots'),
    busy: () => publisher.busy || erasures.running,
    publishing: () => publisher.busy,
    untilPublished: () => publisher.settled(),
    onFault,
  });
  const erasures: Erasures = new Erasures({
    pipeline,
    outbox,
    find: (identifier) => questions.find(identifier),
    eraseFromWarehouse: async (subject) => {
      await projection.flush();
      await feeder.erase(subject);
      await matching.erase(subject.identifiers);
      await exports.erase();
    },
    renewSnapshot: () => snapshots.save(),
    onFault,
  });
  const matching: LiveMatching = new LiveMatching({ pipeline, startMatcher, onFault });
  const subscribers = new Subscribers({
    pipeline,
    questions,
    send,
    secret: (name) => credentials.secret(name),
    directory: join(data, 'checkpoints'),
    random: Math.random,
    onFault,
  });
  const exports = exportsOf(config, pipeline, credentials, onFault);
  const stores = { feeder, warehouse, snapshots };
  return {
    config,
    pipeline,
    publisher,
    outbox,
    questions,
    projection,
    ...stores,
    erasures,
    installation,
    retention,
    sources,
    credentials,
    access,
    changes,
    subscribers,
    matching,
    ...desks,
    exports,
  };
}

function exportsOf(config: EngineConfig, pipeline: Pipeline, credentials: Credentials, onFault: (error: unknown) => void): Exports {
  const put = putFile({ allowPrivateAddresses: config.allowPrivateAddresses ?? [] });
  return new Exports({ pipeline, directory: join(config.data, 'exports'), secret: (name) => credentials.secret(name), put, onFault });
}

/** How many entries of some kinds the state knows of before an offset. */
function entryCounter({ timelines, acts }: Pipeline): (kinds: readonly EntryKind[], before: Offset) => number {
  return (kinds, before) => {
    let count = 0;
    if (kinds.includes('event')) {
      const { rows } = timelines;
      for (let row = 0; row < rows.length; row++) if (rows.offset(row) < before && rows.idLength(row) > 0) count++;
    }
    for (const act of acts.inOrder()) if (act.offset < before && kinds.includes(act.kind)) count++;
    return count;
  };
}
