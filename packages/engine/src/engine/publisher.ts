import type { PlannedChange, PreviewAnswer } from '../answers.js';
import { campaignProblems } from '../decide/campaign-problems.js';
import { compileTrackingPlan, TrackingPlanRefused } from '../clean/tracking-plan/tracking-plan.js';
import { sourceProblems } from './check-source.js';
import { SOURCE_MAPPING, wayInSchema } from './source-schema.js';
import { definitionSchema } from '../workspace/definition-schema.js';
import { checkReferences } from './check-references.js';
import { inlineSecretWarnings, withSecretsInForce } from './check-channels.js';
import { costlyPatterns } from './costly-patterns.js';
import { dependentsOf, removalProblems, withDependents, withThoseOn } from './dependents.js';
import type { ReferencesInForce } from './references.js';
import { compileSegment, DefinitionRefused, type Ground } from '../detect/compile-segment.js';
import { compileMoment } from '../detect/compile-moment.js';
import { definitionDifference, sameJson } from './definition-difference.js';
import { goLive, interrupted, mark, retire, type Watcher } from './going-live.js';
import { identifierProblems, identifiersWith } from './check-identifiers.js';
import type { OlderLink } from './identifier-history.js';
import { identifiersGoLive, isOfIdentifiers, readBeforeMark, rulesUnder } from './identifiers-going-live.js';
import { plannedIdentities } from './planned-identities.js';
import { inParts } from './publication-parts.js';
import { type Progress, Publications } from './publications.js';
import { appendValue } from '../journal/entries.js';
import { Previews } from './preview.js';
import { BegunPreviews, type PreviewWork } from './previews/begun-previews.js';
import type { Pipeline } from '../pipeline.js';
import { experimentMistakes, prepareExperiment } from './experiments/prepare-experiment.js';
import { compileSurge } from '../surge/compile-surge.js';
import { compileMetric, type Metric } from '../profile/metrics/metric.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type {
  Definition,
  DefinitionKind,
  DefinitionProblem,
  DefinitionRef,
  Publication,
  PublicationMark,
  PublishedDefinition,
  SegmentDefinition,
} from '../vocabulary/definition.js';
import { type CampaignDefinition, conditionsOf } from '../vocabulary/campaign.js';
import { needRegion } from './region.js';
import { consentPath } from '../vocabulary/consent.js';
import type { SurgeDefinition } from '../vocabulary/surge.js';
import { IdentifierRules } from '../vocabulary/identifier-rules.js';
import type { PersonId } from '../vocabulary/access.js';
import type { Instant } from '../vocabulary/instant.js';
import type { JsonObject } from '../vocabulary/json.js';
import { checkShape } from '../workspace/check-shape.js';
import { unknownEvents } from './unknown-events.js';
import { authored } from '../vocabulary/authors.js';
import { passing } from '../runtime/steps.js';

export interface PublishOptions {
  /** Who publishes, as they say themselves. */
  readonly by: string;
  /** Who that is; null, or absent: nobody who is signed in as themselves. */
  readonly personId?: PersonId | null;
  readonly reason?: string;
  readonly removed?: readonly { readonly kind: string; readonly name: string }[];
  /** The drafts that are published with it. */
  readonly drafts?: readonly DefinitionRef[];
  /** The older version of the one definition whose text it brings back. */
  readonly restores?: number;
}

/** A publication that has been begun: how far it is, and when it is live. */
export interface BegunPublication {
  readonly publicationId: string;
  /** What has changed, once it is live. @throws CuspError as {@link Publisher.publish} */
  readonly live: Promise<readonly PlannedChange[]>;
}

/** The outer shape of every kind; conditions are checked by those who compile them. */
const SHAPE = definitionSchema({ wayIn: wayInSchema(), mapping: SOURCE_MAPPING });

/** With fewer events than this an exact preview takes a second at most. */
const WORTH_AN_ESTIMATE = 200_000;

/** A definition that was found in order, with what publishing it would mean. */
export interface Checked {
  readonly definition: Definition;
  readonly version: number;
  readonly change: 'add' | 'change' | 'same';
}

/**
 * Publishes definitions: checks them all, writes them down as one entry, goes through history while the old versions answer, and
 * switches at one instant. One publication at a time.
 */
export class Publisher {
  readonly publications: Publications;
  readonly #pipeline: Pipeline;
  readonly #previews: Previews;
  readonly #begunPreviews: BegunPreviews;
  /** In the journal, and not live yet. */
  readonly #written = new Map<string, Publication>();
  /** Live, while not everybody has been told of. */
  readonly #untold = new Map<string, Publication>();
  /** What events of before say under rules that are about to be taken over from the journal. */
  #older: readonly OlderLink[] = [];
  readonly #followers: ((publication: Publication) => void)[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #stopped = false;

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
    this.#previews = new Previews(pipeline, (references = pipeline.references) => this.#ground(references));
    this.#begunPreviews = new BegunPreviews({ run: () => String(pipeline.clock.now()) });
    this.publications = new Publications(pipeline.clock);
  }

  /** Whether a publication is under way, or a draft is being filled. */
  get busy(): boolean {
    return this.#waiting > 0;
  }

  /** Whether the journal holds a publication that has not come to its end: a snapshot would lose it. */
  get unfinished(): boolean {
    return this.#written.size + this.#untold.size > 0;
  }

  /** Resolves when the publications asked for so far are over, well or not. */
  async settled(): Promise<void> {
    await this.#last;
  }

  /** Breaks off what is under way; what has been written down goes on after the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#begunPreviews.stop();
    await this.settled();
  }

  readonly stopped = (): boolean => this.#stopped;

  /** Calls `follow` whenever a publication has gone live. */
  onLive(follow: (publication: Publication) => void): void {
    this.#followers.push(follow);
  }

  /** What publishing would change, with the counts before and after. @throws CuspError invalid_definition */
  async plan(specs: readonly JsonObject[], removed: PublishOptions['removed'] = []): Promise<readonly PlannedChange[]> {
    const pipeline = this.#pipeline;
    const checked = this.check(specs, removed);
    const references = pipeline.references.with({ definitions: checked.map(({ definition }) => definition), removed });
    const changes: PlannedChange[] = [];
    const identities = await this.#plannedIdentities(checked, removed);
    for (const { concerned, ...one } of withDependents(checked, pipeline.definitions)) {
      const planned = this.#planned(one);
      const counted = concerned && one.definition.kind === 'segment' ? one.definition : undefined;
      const countThen = counted === undefined ? planned.countNow : (await this.#previews.count(counted, { references })).count;
      const warnings = one.change === 'same' ? [] : this.warningsOf(one.definition, checked);
      changes.push({ ...planned, countThen, ...(warnings.length > 0 && { warnings }) });
    }
    const isConcerned = ({ kind, change }: PlannedChange): boolean => kind === 'identifier' && change !== 'same';
    return [...changes, ...this.#removals(removed)].map((change) => (isConcerned(change) ? { ...change, identities } : change));
  }

  /** What planned rules for types of identifiers do to customers; null when that is not worked out. */
  async #plannedIdentities(checked: readonly Checked[], removed: readonly { readonly kind: string; readonly name: string }[]) {
    const definitions = checked.map(({ definition }) => definition);
    const isConcerned = [...definitions, ...removed].some(({ kind }) => kind === 'identifier');
    if (!isConcerned) return null;
    return plannedIdentities(this.#pipeline, new IdentifierRules(identifiersWith(definitions, removed, this.#pipeline.definitions)));
  }

  /** Publishes what differs. @returns what changed, once it is live. @throws CuspError invalid_definition: then nothing is published; interrupted */
  publish(specs: readonly JsonObject[], options: PublishOptions): Promise<readonly PlannedChange[]> {
    return this.begin(specs, options).live;
  }

  /** Begins to publish what differs. @throws CuspError invalid_definition: then nothing is published */
  begin(specs: readonly JsonObject[], options: PublishOptions): BegunPublication {
    const changes = this.#changesOf(this.check(specs, options.removed), options);
    const progress = this.publications.begin({ by: options.by, reason: options.reason ?? null, changes });
    const live = this.inTurn(() => this.#followed(progress, () => this.#publish(specs, options, progress)));
    // Whoever does not wait asks for the publication, which says why it failed.
    live.catch(() => undefined);
    return { publicationId: progress.answer.publicationId, live };
  }

  /** Goes on with what the journal holds and an earlier run did not take live. */
  resume(): void {
    for (const publication of this.#written.values()) {
      const { publicationId = '', by, reason, definitions } = publication;
      const changes = definitions.map((published) => this.#planned({ ...published, change: published.version === 1 ? 'add' : 'change' }));
      const progress = this.publications.begin({ publicationId, by, reason, changes });
      const live = this.inTurn(() => this.#followed(progress, () => this.#goLive([publication], progress)));
      live.catch(() => undefined);
    }
  }

  /** Does something when what was asked for before is over, while nothing else of the kind is under way. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting++;
    const working = this.#last
      .then(() => {
        if (this.#stopped) throw interrupted();
        return work();
      })
      .finally(() => this.#waiting--);
    this.#last = working.catch(() => undefined);
    return working;
  }

  /** Counts who would be in a segment, by the same evaluation that publishing uses. @throws CuspError invalid_definition; the signal's reason */
  async preview(spec: JsonObject, now?: Instant, signal?: AbortSignal): Promise<PreviewAnswer> {
    const { definition, warned } = this.#toPreview(spec);
    return { ...(await this.#previews.count(definition, { now, signal })), ...warned };
  }

  /**
   * The same where there is little to count; else an answer within a few seconds, which may be an estimate: then {@link previewed} knows
   * the exact one later. @throws as {@link preview}
   */
  async previewSoon(spec: JsonObject, now?: Instant, signal?: AbortSignal): Promise<PreviewAnswer> {
    if (this.#pipeline.eventCount < WORTH_AN_ESTIMATE) return this.preview(spec, now, signal);
    const { definition, warned } = this.#toPreview(spec);
    const soon = this.#previews.soon(definition, now);
    const work: PreviewWork = {
      estimate: async (given) => ({ ...(await soon.estimate(given)), ...warned }),
      count: async (given, onShare) => ({ ...(await soon.count(given, onShare)), ...warned }),
    };
    return this.#begunPreviews.begin(work, signal);
  }

  /** What a preview has come to that was answered with an estimate. @throws CuspError not_found; what counting threw */
  previewed(previewId: string): PreviewAnswer {
    return this.#begunPreviews.get(previewId);
  }

  #toPreview(spec: JsonObject): { readonly definition: SegmentDefinition; readonly warned: Pick<PreviewAnswer, 'warnings'> } {
    const [checked] = this.check([{ ...spec, name: spec.name ?? 'preview', kind: spec.kind ?? 'segment' }], []);
    const { definition } = checked as Checked;
    const warnings = this.warningsOf(definition);
    return { definition: definition as SegmentDefinition, warned: warnings.length > 0 ? { warnings } : {} };
  }

  /** What is no mistake in a definition and may still be meant otherwise. @param among what is published with it */
  warningsOf(definition: Definition, among: readonly Checked[] = []): readonly DefinitionProblem[] {
    const { definitions, timelines } = this.#pipeline;
    const plans = [...among, ...definitions.of('tracking-plan')].map((one) => one.definition);
    const secrets = definition.kind === 'campaign' ? inlineSecretWarnings(definition) : [];
    return [...unknownEvents(definition, timelines.eventNames(), plans), ...costlyPatterns(definition), ...secrets];
  }

  /** Puts published definitions in place while the journal is replayed; history is filled afterwards. */
  restore(publication: Pick<Publication, 'definitions' | 'removed'>): void {
    const concerned = withThoseOn(publication, this.#pipeline.definitions);
    for (const { definition, version } of concerned) {
      if (definition.kind === 'segment') this.#pipeline.segments.restore(definition, version);
      if (definition.kind === 'moment') this.#pipeline.moments.publish(definition, version);
    }
    this.prepareOthers(concerned);
    this.#pipeline.renewConditions();
  }

  /** Compiles what is neither segment nor moment, so that its columns are there when it is asked. */
  prepareOthers(definitions: readonly PublishedDefinition[]): void {
    const pipeline = this.#pipeline;
    for (const { definition, version } of definitions) {
      if (definition.kind === 'metric') pipeline.metrics.set(definition.name, pipeline.references.metric(definition.name) as Metric);
      if (definition.kind === 'campaign') for (const { condition } of conditionsOf(definition)) pipeline.compileCondition(condition);
      if (definition.kind === 'experiment') prepareExperiment(pipeline, definition);
      if (definition.kind === 'purpose') needRegion(pipeline, definition);
      if (definition.kind === 'surge') pipeline.surges.publish(pipeline.surges.prepare(definition, version), pipeline.clock.now());
    }
    for (const purpose of pipeline.definitions.purposes()) pipeline.columns.needEverywhere(consentPath(purpose));
  }

  /** Takes over a publication while the journal is replayed. Older entries went live where they stand. */
  replay(publication: Publication): void {
    const { publicationId, definitions } = publication;
    if (publicationId === undefined) return this.#takeOver(publication);
    this.#written.set(publicationId, publication);
    const { references } = this.#pipeline;
    const soon = references.with({ definitions: definitions.map(({ definition }) => definition), removed: publication.removed });
    // What a moment that is being filled finds is told at once, before the switch.
    for (const { definition, version } of definitions)
      if (definition.kind === 'moment') this.#pipeline.moments.publish(definition, version, 'live', soon);
  }

  /** Reads what a mark needs that is about to be taken over. */
  async readBefore({ publicationId, step }: PublicationMark): Promise<void> {
    const publication = this.#written.get(publicationId);
    this.#older =
      publication !== undefined && step === 'live' && isOfIdentifiers(publication) ? await readBeforeMark(this.#pipeline, publication) : [];
  }

  /** Takes over how far a publication has come. To be called right after {@link readBefore}. */
  replayMark({ publicationId, step }: PublicationMark): void {
    const publication = this.#written.get(publicationId);
    this.#written.delete(publicationId);
    if (step === 'done') this.#untold.delete(publicationId);
    if (publication === undefined) return;
    if (step === 'failed') this.#restoreMoments(publication);
    if (step !== 'live') return;
    this.#takeOver(publication);
    this.#untold.set(publicationId, publication);
  }

  /** Names of the segments whose switch was cut short while it was told of. */
  untoldSegments(): ReadonlySet<string> {
    const names = [...this.#untold.values()].flatMap((publication) =>
      withThoseOn(publication, this.#pipeline.definitions).flatMap(({ definition: { kind, name } }) => (kind === 'segment' ? [name] : [])),
    );
    return new Set(names);
  }

  /** Everybody has been told of: also of what an earlier run left. */
  endTelling(): void {
    for (const publicationId of this.#untold.keys()) mark(this.#pipeline, publicationId, 'done');
    this.#untold.clear();
  }

  #takeOver(publication: Publication): void {
    if (isOfIdentifiers(publication)) this.#pipeline.foldRules(rulesUnder(this.#pipeline, publication), this.#older);
    this.#older = [];
    this.#pipeline.definitions.fold(publication);
    this.#pipeline.drafts.foldPublication(publication);
    retire(this.#pipeline, publication.removed);
    this.restore(publication);
  }

  #restoreMoments({ definitions }: Publication): void {
    const { moments, definitions: inForce } = this.#pipeline;
    for (const { definition } of definitions) {
      if (definition.kind !== 'moment') continue;
      const old = inForce.get('moment', definition.name);
      if (old === undefined) moments.retire(definition.name);
      else moments.publish(old.definition, old.version);
    }
  }

  async #followed<T>(progress: Progress, work: () => Promise<T>): Promise<T> {
    try {
      progress.start();
      return await work();
    } catch (error) {
      progress.fail(error);
      throw error;
    }
  }

  async #publish(specs: readonly JsonObject[], options: PublishOptions, progress: Progress): Promise<readonly PlannedChange[]> {
    const { journal, clock } = this.#pipeline;
    const checked = this.check(specs, options.removed);
    const removals = this.#removals(options.removed);
    const at = clock.now();
    const { restores } = options;
    const definitions = checked
      .filter(({ change }) => change !== 'same')
      .map(({ definition, version }) => ({
        definition,
        version,
        publishedAt: at,
        ...(restores === undefined ? {} : { restores }),
        ...authored(options.personId, this.#pipeline.drafts.get(definition)),
      }));
    const drafts = this.#draftsEndedBy(checked, options);
    if (definitions.length + removals.length + drafts.length === 0) {
      progress.live([]);
      return [];
    }
    const { publicationId } = progress.answer;
    const removed = removals.map(({ kind, name }) => ({ kind, name }));
    const parts = inParts({ publicationId, definitions, removed, drafts, by: options.by, reason: options.reason ?? null, at });
    // What an earlier publication still has to write down comes before this one.
    await this.#pipeline.actLog.write();
    for (const part of parts) appendValue(journal, 'publication', part);
    await journal.commit();
    passing('publication written');
    for (const part of parts) this.#written.set(part.publicationId ?? '', part);
    await this.#goLive(parts, progress);
    return progress.answer.changes;
  }

  /** Drafts that were named, and those that say what is published anyway. */
  #draftsEndedBy(checked: readonly Checked[], { drafts = [], removed = [] }: PublishOptions): readonly DefinitionRef[] {
    const isNamed = ({ kind, name }: DefinitionRef): boolean =>
      [...drafts, ...removed].some((ref) => ref.kind === kind && ref.name === name);
    const isPublished = (draft: Definition): boolean => checked.some(({ definition }) => sameJson(definition, draft));
    return this.#pipeline.drafts
      .all()
      .filter(({ definition }) => isNamed(definition) || isPublished(definition))
      .map(({ definition: { kind, name } }) => ({ kind, name }));
  }

  /** Takes the parts of a publication live, one after the other. */
  async #goLive(parts: readonly Publication[], progress: Progress): Promise<void> {
    const removals = this.#removals(parts.flatMap(({ removed }) => removed));
    const waiting = [...parts];
    try {
      for (const part of parts) {
        await this.#takeLive(part, progress);
        waiting.shift();
      }
    } catch (error) {
      // A stop leaves it as it is: the next start goes on with it. Anything else ends it for good.
      if (this.#stopped) throw error;
      for (const { publicationId = '' } of waiting) {
        this.#written.delete(publicationId);
        mark(this.#pipeline, publicationId, 'failed');
      }
      await this.#pipeline.actLog.write();
      throw error;
    }
    progress.live([
      ...progress.answer.changes.filter(({ change }) => change !== 'remove').map((change) => this.#counted(change)),
      ...removals,
    ]);
  }

  async #takeLive(part: Publication, progress: Progress): Promise<void> {
    const watcher: Watcher = { asked: (done, total) => progress.asked(done, total), stopped: this.stopped };
    await (isOfIdentifiers(part) ? identifiersGoLive : goLive)(this.#pipeline, part, watcher);
    this.#written.delete(part.publicationId ?? '');
    for (const follow of this.#followers) follow(part);
  }

  #counted(change: PlannedChange): PlannedChange {
    const count = change.kind === 'segment' ? (this.#pipeline.segments.get(change.name)?.members.count ?? null) : null;
    return { ...change, countNow: count, countThen: count };
  }

  #planned({ definition, version, change }: Checked): PlannedChange {
    const { kind, name } = definition;
    const countNow = kind === 'segment' ? (this.#pipeline.segments.get(name)?.members.count ?? null) : null;
    const planned = { kind, name, change, version, countNow, countThen: countNow };
    const known = change === 'change' ? this.#pipeline.definitions.get(kind, name) : undefined;
    return known === undefined ? planned : { ...planned, difference: definitionDifference(known.definition, definition) };
  }

  #changesOf(checked: readonly Checked[], { removed }: PublishOptions): readonly PlannedChange[] {
    const changed = checked.filter(({ change }) => change !== 'same').map((one) => this.#planned(one));
    return [...changed, ...this.#removals(removed)];
  }

  /** Checks shapes, meaning and references of all together. @throws CuspError invalid_definition listing every problem */
  check(specs: readonly JsonObject[], removed: PublishOptions['removed'] = []): readonly Checked[] {
    const problems: DefinitionProblem[] = [];
    const definitions: Definition[] = [];
    for (const spec of specs) {
      const found = checkShape(spec, SHAPE);
      problems.push(...found);
      if (found.length === 0) definitions.push(this.#asMeant(spec as unknown as Definition));
    }
    const inForce = this.#pipeline.definitions;
    const ground = this.#ground(this.#pipeline.references.with({ definitions, removed }));
    // Whatever comes of it, checking alone keeps no column: what is published is compiled for good later.
    const { columns } = this.#pipeline;
    for (const definition of [...definitions, ...dependentsOf(definitions, inForce).map((dependent) => dependent.definition)]) {
      const checked = columns.tryOut(() => this.#problemsOf(definition, ground));
      problems.push(...checked.result);
      checked.end();
    }
    problems.push(...removalProblems({ definitions, removed }, inForce), ...checkReferences(definitions, removed, inForce));
    problems.push(...identifierProblems(definitions, removed, inForce));
    if (problems.length > 0) throw refused(problems);
    return definitions.map((definition) => this.#checked(definition));
  }

  #asMeant(definition: Definition): Definition {
    if (definition.kind !== 'campaign') return definition;
    return withSecretsInForce(definition, this.#pipeline.definitions.get('campaign', definition.name)?.definition);
  }

  #problemsOf(definition: Definition, ground: PublishingGround): readonly DefinitionProblem[] {
    try {
      if (definition.kind === 'segment') compileSegment(definition, ground);
      if (definition.kind === 'moment') compileMoment(definition, ground);
      if (definition.kind === 'campaign') return this.#problemsOfCampaign(definition, ground);
      if (definition.kind === 'experiment') return experimentMistakes(this.#pipeline, definition, ground);
      if (definition.kind === 'source') return sourceProblems(definition);
      if (definition.kind === 'surge') return surgeProblems(definition, ground);
      if (definition.kind === 'tracking-plan') compileTrackingPlan(definition);
      if (definition.kind === 'metric') {
        const metric = compileMetric(definition, ground);
        if (Array.isArray(metric)) return metric as readonly DefinitionProblem[];
      }
      return [];
    } catch (error) {
      if (error instanceof DefinitionRefused && definition.kind === 'experiment')
        return error.problems.map((found) => inPlace(definition, '/audience', found));
      if (error instanceof DefinitionRefused || error instanceof TrackingPlanRefused) return error.problems;
      throw error;
    }
  }

  #problemsOfCampaign(campaign: CampaignDefinition, ground: PublishingGround): readonly DefinitionProblem[] {
    const problems = conditionsOf(campaign).flatMap(({ pointer, condition }) => {
      try {
        this.#pipeline.compileCondition(condition, ground.references);
        return [];
      } catch (error) {
        if (!(error instanceof DefinitionRefused)) throw error;
        return error.problems.map((found) => inPlace(campaign, pointer, found));
      }
    });
    return [...problems, ...campaignProblems(campaign, (metric) => ground.references.metric(metric) !== undefined)];
  }

  #checked(definition: Definition): Checked {
    const { definitions } = this.#pipeline;
    const known = definitions.get(definition.kind, definition.name);
    if (known === undefined) return { definition, version: definitions.nextVersion(definition.kind, definition.name), change: 'add' };
    if (sameJson(known.definition, definition)) return { definition, version: known.version, change: 'same' };
    return { definition, version: known.version + 1, change: 'change' };
  }

  #removals(removed: PublishOptions['removed'] = []): PlannedChange[] {
    return removed.flatMap(({ kind, name }) => {
      const known = this.#pipeline.definitions.get(kind as DefinitionKind, name);
      if (known === undefined) return [];
      const countNow = kind === 'segment' ? (this.#pipeline.segments.get(name)?.members.count ?? null) : null;
      return [{ kind: kind as DefinitionKind, name, change: 'remove' as const, version: known.version, countNow, countThen: null }];
    });
  }

  #ground(references: ReferencesInForce): PublishingGround {
    return { names: this.#pipeline.timelines.names, columns: this.#pipeline.columns, references };
  }
}

/** Where definitions are compiled before they are in force. */
interface PublishingGround extends Ground {
  readonly references: ReferencesInForce;
}

function surgeProblems(definition: SurgeDefinition, ground: PublishingGround): readonly DefinitionProblem[] {
  const compiled = compileSurge(definition, ground);
  return 'judgement' in compiled ? [] : compiled;
}

/** A problem of a condition within a definition, at its place there. */
function inPlace({ kind, name }: Definition, place: string, problem: DefinitionProblem): DefinitionProblem {
  return { ...problem, kind, name, pointer: problem.pointer.replace(/^\/where/, place) };
}

function refused(problems: readonly DefinitionProblem[]): CuspError {
  const first = problems[0] as DefinitionProblem;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  const why = `${first.kind ?? 'definition'} ${first.name ?? ''} at ${first.pointer || '/'}: ${first.message}${more}`;
  return new CuspError(ERRORS.invalidDefinition, why, { remedy: first.remedy, problems });
}
