import { setImmediate as nextTurn } from 'node:timers/promises';
import { compileMoment } from '../detect/compile-moment.js';
import type { LiveMoment } from '../detect/moments.js';
import type { LiveSegment } from '../detect/segments.js';
import { prepareExperiment } from './experiments/prepare-experiment.js';
import type { LiveSurge } from '../surge/live-surge.js';
import { Candidates } from './candidates.js';
import { fillColumns } from './history.js';
import type { Pipeline } from '../pipeline.js';
import type { Metric } from '../profile/metrics/metric.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { passing } from '../runtime/steps.js';
import { conditionsOf } from '../vocabulary/campaign.js';
import { needRegion } from './region.js';
import { consentPath } from '../vocabulary/consent.js';
import type { References } from '../timeline/references.js';
import type { Definition, MomentDefinition, Publication, PublishedDefinition } from '../vocabulary/definition.js';
import type { Instant } from '../vocabulary/instant.js';
import { sameJson } from './definition-difference.js';
import { withThoseOn } from './dependents.js';
import { Turns } from './turns.js';

/** How many customers are asked or told of between two looks at the time. */
const STRIDE = 16;

/** Who follows a publication on its way, and may break it off. */
export interface Watcher {
  asked(done: number, total: number): void;
  /** Whether the engine is about to stop. */
  readonly stopped: () => boolean;
}

/** What of a publication is being made ready; nothing of it answers yet. */
interface Prepared {
  /** What is published, and what in force rests on it and so comes to mean something else. */
  readonly definitions: readonly PublishedDefinition[];
  readonly segments: readonly LiveSegment[];
  readonly metrics: readonly { readonly name: string; readonly metric: Metric }[];
  readonly references: References;
  moments: readonly LiveMoment[];
  readonly surges: readonly LiveSurge[];
  /** Moments in force whose guards rest on what is published; they are folded again once that is live. */
  readonly resting: readonly PublishedDefinition<MomentDefinition>[];
}

/**
 * Takes a publication that is in the journal live: goes through history while the old versions answer, switches at one instant,
 * and tells what that changed. What is thrown before the switch leaves everything as it was.
 * @throws CuspError interrupted when the engine stops first: it goes on after the next start
 */
export async function goLive(pipeline: Pipeline, publication: Publication, watcher: Watcher): Promise<void> {
  const prepared = prepare(pipeline, publication);
  let isReady = false;
  let resting: readonly LiveMoment[] = [];
  try {
    await fillColumns(pipeline);
    startFilling(pipeline, prepared);
    await fill(pipeline, prepared, watcher);
    await letTimePass(pipeline, watcher, (now) => {
      isReady = true;
      passing('publication filled');
      resting = switchOver(pipeline, publication, prepared, now);
    });
  } catch (error) {
    if (!isReady) abandon(pipeline, publication, prepared);
    throw error;
  }
  await tellAll(pipeline, watcher);
  await refoldResting(pipeline, resting, watcher);
  if (publication.publicationId !== undefined) mark(pipeline, publication.publicationId, 'done');
  await pipeline.actLog.write();
  pipeline.passTime();
}

/** Writes down how far a publication is, in order with the acts. */
export function mark(pipeline: Pipeline, publicationId: string, step: 'live' | 'done' | 'failed'): void {
  pipeline.actLog.add({ kind: 'publicationMark', value: { publicationId, step, at: pipeline.clock.now(), ...pipeline.placed() } });
}

/** Asks every customer with events, in short turns. */
export async function askEverybody(pipeline: Pipeline, ask: (customer: number) => void, watcher: Watcher): Promise<void> {
  const { timelines, identities } = pipeline;
  const turns = new Turns();
  for (let identifier = 0; identifier < timelines.identifiers.size; identifier++) {
    if (identifier % STRIDE === 0 && turns.isOver) {
      watcher.asked(identifier, timelines.identifiers.size);
      await turns.next();
      if (watcher.stopped()) throw interrupted();
    }
    if (identities.customerOf(identifier) === identifier && timelines.count(identifier) > 0) ask(identifier);
  }
  watcher.asked(timelines.identifiers.size, timelines.identifiers.size);
}

/** The failure of what did not come to its end because the engine stopped. */
export function interrupted(): CuspError {
  return new CuspError(ERRORS.interrupted, 'the engine stopped before it was live');
}

/** Compiles everything, so that the columns that it asks for are known. @throws DefinitionRefused */
function prepare(pipeline: Pipeline, publication: Publication): Prepared {
  const { removed } = publication;
  const definitions = withThoseOn(publication, pipeline.definitions);
  const references = pipeline.references.with({ definitions: publication.definitions.map(({ definition }) => definition), removed });
  const ground = { names: pipeline.timelines.names, columns: pipeline.columns, references };
  const segments = definitions.flatMap(({ definition, version }) => {
    if (definition.kind !== 'segment') return [];
    const prepared = pipeline.segments.prepare(definition, version, references);
    return [filledDraft(pipeline, prepared) ?? prepared];
  });
  const metrics = definitions.flatMap(({ definition: { kind, name } }) =>
    kind === 'metric' ? [{ name, metric: references.metric(name) as Metric }] : [],
  );
  const surges = definitions.flatMap(({ definition, version }) =>
    definition.kind === 'surge' ? [pipeline.surges.prepare(definition, version, references)] : [],
  );
  for (const { definition } of definitions) {
    if (definition.kind === 'moment') compileMoment(definition, ground);
    if (definition.kind === 'campaign')
      for (const { condition } of conditionsOf(definition)) pipeline.compileCondition(condition, references);
    if (definition.kind === 'experiment') prepareExperiment(pipeline, definition, references);
    if (definition.kind === 'purpose') needRegion(pipeline, definition);
    for (const purpose of purposesOf(definition)) pipeline.columns.needEverywhere(consentPath(purpose));
  }
  return { definitions, segments, metrics, references, moments: [], surges, resting: restingMoments(definitions, publication) };
}

/** Moments that are not published themselves. */
function restingMoments(
  definitions: readonly PublishedDefinition[],
  publication: Publication,
): readonly PublishedDefinition<MomentDefinition>[] {
  const isMoment = (one: PublishedDefinition): one is PublishedDefinition<MomentDefinition> => one.definition.kind === 'moment';
  return definitions.filter(isMoment).filter((one) => !publication.definitions.includes(one));
}

function purposesOf(definition: Definition): readonly string[] {
  if (definition.kind === 'purpose') return [definition.name];
  return definition.kind === 'campaign' ? [definition.purpose] : [];
}

/** A draft that means the same has followed along since it was filled: its members are those of the new version. */
function filledDraft(pipeline: Pipeline, { definition, version, compiled }: LiveSegment): LiveSegment | undefined {
  const draft = pipeline.segments.draft(definition.name);
  const isSame = draft?.status === 'draft' && sameJson(draft.definition, definition) && draft.compiled.meaning === compiled.meaning;
  return isSame ? pipeline.segments.publishDraft(draft, version) : undefined;
}

function startFilling(pipeline: Pipeline, prepared: Prepared): void {
  for (const segment of prepared.segments) if (segment.status === 'filling') pipeline.segments.startFilling(segment);
  for (const surge of prepared.surges) pipeline.surges.startFilling(surge);
  const { definitions, references, resting } = prepared;
  const published = definitions.filter((one) => !resting.some((other) => other === one));
  prepared.moments = published.flatMap(({ definition, version }) =>
    definition.kind === 'moment' ? [pipeline.moments.publish(definition, version, 'filling', references)] : [],
  );
}

async function fill(pipeline: Pipeline, { segments, moments, surges }: Prepared, watcher: Watcher): Promise<void> {
  const toFill = segments.filter(({ status }) => status === 'filling');
  if (toFill.length + moments.length + surges.length === 0) return;
  const candidates = await new Candidates(pipeline).narrow(toFill.map(({ compiled }) => compiled.condition));
  const ask = (customer: number): void => {
    const now = pipeline.clock.now();
    for (const segment of toFill) {
      if (candidates.may(segment.compiled.condition, customer)) pipeline.segments.fill(segment, customer, now);
    }
    for (const moment of moments) pipeline.moments.fill(moment, customer, now);
    for (const surge of surges) surge.recount(customer);
  };
  await askEverybody(pipeline, ask, watcher);
}

/** What is due is looked at in turns of its own, however much it is; what follows happens at an instant at which nothing is, in the same turn. */
export async function letTimePass(pipeline: Pipeline, watcher: Watcher, andThen: (now: Instant) => void): Promise<void> {
  for (;;) {
    if (watcher.stopped()) throw interrupted();
    const now = pipeline.clock.now();
    if (pipeline.nextDeadline() > now) return andThen(now);
    pipeline.passTime(now);
    await nextTurn();
  }
}

/** Puts the old versions back into their right; drafts go on as drafts. */
function abandon(pipeline: Pipeline, { definitions }: Publication, { segments, surges }: Prepared): void {
  for (const surge of surges) pipeline.surges.stopFilling(surge);
  for (const segment of segments) if (segment.status === 'filling') pipeline.segments.stopFilling(segment);
  for (const { definition } of definitions) {
    if (definition.kind !== 'moment') continue;
    const old = pipeline.definitions.get('moment', definition.name);
    if (old === undefined) pipeline.moments.retire(definition.name);
    else pipeline.moments.publish(old.definition, old.version);
  }
}

/**
 * The switch: in one turn, so that nobody sees half of it. What happened before it belongs to the old versions.
 * @returns the moments that are yet to be folded again, because their guards mean something else from now on
 */
function switchOver(pipeline: Pipeline, publication: Publication, prepared: Prepared, now: Instant): readonly LiveMoment[] {
  const { segments, metrics, moments, surges } = prepared;
  pipeline.definitions.fold(publication);
  pipeline.drafts.foldPublication(publication);
  retire(pipeline, publication.removed);
  for (const { name, metric } of metrics) pipeline.metrics.set(name, metric);
  pipeline.renewConditions();
  pipeline.segments.goLive(segments, now);
  for (const { kind, name } of publication.drafts ?? []) if (kind === 'segment') pipeline.segments.dropDraft(name);
  for (const moment of moments) moment.status = 'live';
  for (const surge of surges) pipeline.surges.publish(surge, now);
  const resting = prepared.resting.map(({ definition, version }) => pipeline.moments.publish(definition, version, 'filling'));
  if (publication.publicationId !== undefined) mark(pipeline, publication.publicationId, 'live');
  pipeline.rearm();
  return resting;
}

/** Folds moments again whose guards mean something else now: some no longer stand, others were missed. */
async function refoldResting(pipeline: Pipeline, resting: readonly LiveMoment[], watcher: Watcher): Promise<void> {
  if (resting.length === 0) return;
  const refold = (customer: number): void => {
    for (const moment of resting) pipeline.moments.fill(moment, customer, pipeline.clock.now());
  };
  await askEverybody(pipeline, refold, watcher);
  for (const moment of resting) moment.status = 'live';
  await pipeline.actLog.write();
}

/** Takes definitions out of force. */
export function retire(pipeline: Pipeline, removed: Publication['removed']): void {
  for (const { kind, name } of removed) {
    if (kind === 'segment') pipeline.segments.retire(name);
    if (kind === 'moment') pipeline.moments.retire(name);
    if (kind === 'metric') pipeline.metrics.delete(name);
    if (kind === 'surge') pipeline.surges.retire(name);
  }
}

/** Tells what the switch changed for whom, in short turns; each is on disk before the next. */
async function tellAll(pipeline: Pipeline, watcher: Watcher): Promise<void> {
  const turns = new Turns();
  let next = 0;
  while (next >= 0) {
    do next = pipeline.segments.tellSwitched(next, STRIDE);
    while (next >= 0 && !turns.isOver && !watcher.stopped());
    await pipeline.actLog.write();
    await turns.next();
    if (next >= 0 && watcher.stopped()) throw interrupted();
  }
}
