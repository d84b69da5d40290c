import type { LiveMoment } from '../../detect/moments.js';
import { MISSING, type Span, type TextColumn } from '../../insight/events.js';
import { FEATURE_ROLES, type FeatureEvents } from '../../insight/feature-uses.js';
import { type Feature, type FeatureInsight, featureInsight, type FeatureQuestion } from '../../insight/features.js';
import type { Pipeline } from '../../pipeline.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { Column } from '../../timeline/columns.js';
import { NO_ROW } from '../../timeline/event-rows.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import type { Moment } from '../../vocabulary/moment.js';
import { Turns } from '../turns.js';
import { breathing, type InsightAsked, type InsightTold, segmentAsked, spanAsked } from './asked.js';
import { type AskedEvent, columnsOf, EventTest, unknownAmong } from './asked-events.js';
import {
  forEachEvent,
  markCounted,
  performedNames,
  type ReadEvents,
  readEvents,
  textsOf,
  type ToldPlace,
  toldPlaces,
} from './read-events.js';
import { withColumns } from './with-columns.js';

/** What is asked about features, with the names under which things are told. */
export interface FeaturesAsked extends InsightAsked, Pick<FeatureQuestion, 'feeling' | 'horizon' | 'rank'> {
  /** Names of the moments that count; all of the feeling when absent. */
  readonly moments?: readonly string[];
  /** Paths to the feature that an event is about, tried in order. */
  readonly by: readonly string[];
  /** Paths to what the rates are told apart by. */
  readonly split: readonly string[];
  /** Paths to what makes customers comparable. */
  readonly alike: readonly string[];
  /** Which events are use of a feature; all that say one when empty. */
  readonly uses: readonly AskedEvent[];
  /** What may follow; `silence`: nothing at all. */
  readonly goal: readonly AskedEvent[] | 'silence';
  /** Compares before and after this instant. */
  readonly release?: Instant;
  /** So long before and after a release. */
  readonly window: Milliseconds;
}

/** A feature, with examples that can be looked up. */
export type ToldFeature = Omit<Feature, 'examples'> & { readonly examples: readonly ToldPlace[] };

/** Which features frustrate, or delight. */
export interface FeaturesAnswer extends Omit<FeatureInsight, 'features'>, InsightTold {
  readonly features: readonly ToldFeature[];
  /** The moments that count. */
  readonly moments: readonly string[];
  /** Those of them that history is still being gone through for: more may come. */
  readonly filling: readonly string[];
  /** How many moments say nothing of a feature. */
  readonly unplaced: number;
  /** After this instant, and up to that one, use counts. */
  readonly since: Instant | null;
  readonly until: Instant | null;
}

interface Compiled {
  readonly uses: EventTest;
  readonly goal: EventTest;
  readonly by: readonly Column[];
  readonly split: readonly Column[];
  readonly alike: readonly Column[];
}

/** @throws CuspError invalid_request, invalid_definition, unknown_segment, unknown_moment; the signal's reason */
export async function askFeatures(pipeline: Pipeline, asked: FeaturesAsked, signal: AbortSignal | undefined): Promise<FeaturesAnswer> {
  const segment = segmentAsked(pipeline, asked.segment);
  const live = momentsAsked(pipeline, asked);
  return withColumns(
    pipeline,
    signal,
    () => compile(pipeline, asked),
    async (compiled) => {
      const { goal, uses, by, split, alike } = compiled;
      const read = await readEvents(pipeline, (name, row) => (goal.holds(name, row) ? FEATURE_ROLES.goal : 0), signal);
      const features = await textsOf(pipeline, { read, columns: by, of: 0 }, signal);
      const { moments, unplaced } = await placeMoments(pipeline, { live, read, features }, signal);
      await markUses(pipeline, { read, features, uses: asked.uses.length > 0 ? uses : undefined }, signal);
      await markCounted(pipeline, read, { of: FEATURE_ROLES.used, as: FEATURE_ROLES.counted, segment }, signal);
      const events: FeatureEvents = {
        ...read,
        features,
        groups: await textsOf(pipeline, { read, columns: split, of: FEATURE_ROLES.used }, signal),
        likeness: await textsOf(pipeline, { read, columns: alike, of: FEATURE_ROLES.used }, signal),
        moments,
      };
      const span = spanOf(asked, read.to);
      const question = questionOf(asked, span);
      const { features: found, ...counts } = await featureInsight(events, question, breathing(signal));
      return {
        ...counts,
        features: found.map(({ examples, ...one }) => ({ ...one, examples: toldPlaces(pipeline, read, examples) })),
        moments: live.map(({ definition }) => definition.name).sort(),
        filling: live.flatMap(({ definition, status }) => (status === 'filling' ? [definition.name] : [])).sort(),
        unplaced,
        since: Number.isFinite(span.since) ? span.since : null,
        until: Number.isFinite(span.until) ? span.until : null,
        unknownEvents: unknownAmong(pipeline, [asked.uses, asked.goal === 'silence' ? [] : asked.goal]),
        to: read.to,
        asOf: pipeline.clock.now(),
      };
    },
  );
}

function momentsAsked({ moments }: Pipeline, { moments: names, feeling }: FeaturesAsked): readonly LiveMoment[] {
  const all = moments.all();
  if (names === undefined) return all.filter(({ definition }) => (definition.feeling ?? 'neutral') === feeling);
  return names.map((name) => {
    const live = all.find(({ definition }) => definition.name === name);
    if (live === undefined) throw new CuspError(ERRORS.unknownMoment, name);
    return live;
  });
}

function compile(pipeline: Pipeline, asked: FeaturesAsked): Compiled {
  const names = performedNames(pipeline);
  return {
    uses: new EventTest(pipeline, asked.uses),
    goal: new EventTest(pipeline, asked.goal === 'silence' ? [] : asked.goal),
    by: columnsOf(pipeline, asked.by, names),
    split: columnsOf(pipeline, asked.split, names),
    alike: columnsOf(pipeline, asked.alike, names),
  };
}

/** As long before a release as after it: else rates would be of different lengths of time. @throws CuspError invalid_request */
function spanOf(asked: FeaturesAsked, to: Instant): Span {
  const { release, window } = asked;
  if (release === undefined) return spanAsked(asked);
  const length = Math.min(window, to - release);
  if (length <= 0) throw new CuspError(ERRORS.invalidRequest, 'nothing has happened after the release');
  return { since: release - length, until: release + length };
}

function questionOf({ feeling, goal, horizon, release, rank, limit }: FeaturesAsked, span: Span): FeatureQuestion {
  const kind = goal === 'silence' ? 'silence' : 'event';
  return { ...span, feeling, goal: kind, horizon, rank, limit, ...(release !== undefined && { release }) };
}

function mark({ roles }: ReadEvents, event: number, role: number): void {
  roles[event] = (roles[event] as number) | role;
}

/** Finds the event at which each moment that stands was felt: the last of its evidence that says a feature. */
async function placeMoments(
  pipeline: Pipeline,
  { live, read, features }: { readonly live: readonly LiveMoment[]; readonly read: ReadEvents; readonly features: TextColumn },
  signal: AbortSignal | undefined,
): Promise<{ readonly moments: ReadonlyMap<number, readonly string[]>; readonly unplaced: number }> {
  const eventOfRow = new Int32Array(pipeline.timelines.rows.length).fill(-1);
  await forEachEvent(
    read,
    0,
    (event, row) => {
      eventOfRow[row] = event;
    },
    signal,
  );
  const moments = new Map<number, string[]>();
  const turns = new Turns(signal);
  let unplaced = 0;
  for (const customer of read.customers) {
    for (const { definition } of live) {
      for (const moment of pipeline.moments.standing(definition.name, customer)) {
        const event = lastSaying(rowsOf(pipeline, customer, moment), eventOfRow, features);
        if (event === undefined) {
          unplaced++;
          continue;
        }
        mark(read, event, FEATURE_ROLES.felt);
        moments.set(event, [...(moments.get(event) ?? []), definition.name]);
      }
    }
    if (turns.isOver) await turns.next();
  }
  return { moments, unplaced };
}

/** The rows of a moment's evidence, in the order of its pattern. */
function rowsOf({ timelines, identities }: Pipeline, customer: number, { evidence }: Moment): readonly number[] {
  const members = identities.membersOf(customer);
  return evidence.map((messageId) => {
    for (const identifier of members) {
      const row = timelines.find(identifier, messageId);
      if (row !== NO_ROW) return row;
    }
    return NO_ROW;
  });
}

function lastSaying(rows: readonly number[], eventOfRow: Int32Array, { cells }: TextColumn): number | undefined {
  const row = rows.findLast((one) => {
    const event = eventOfRow[one] ?? -1;
    return event >= 0 && cells[event] !== MISSING;
  });
  return row === undefined ? undefined : eventOfRow[row];
}

/** Marks what is use of a feature: where only some events are, what was felt stays where it was. */
async function markUses(
  { timelines }: Pipeline,
  { read, features, uses }: { readonly read: ReadEvents; readonly features: TextColumn; readonly uses: EventTest | undefined },
  signal: AbortSignal | undefined,
): Promise<void> {
  const visit = (event: number, row: number): void => {
    if (features.cells[event] === MISSING) return;
    const isFelt = ((read.roles[event] as number) & FEATURE_ROLES.felt) !== 0;
    if (isFelt || uses === undefined || uses.holds(timelines.rows.name(row), row)) mark(read, event, FEATURE_ROLES.used);
    else features.cells[event] = MISSING;
  };
  await forEachEvent(read, 0, visit, signal);
}
