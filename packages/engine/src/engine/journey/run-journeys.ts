import { setImmediate as nextTurn } from 'node:timers/promises';
import { findJourneys, isOver, type Journeys } from '../../journey/find-journeys.js';
import { chooseNames } from '../../journey/step-names.js';
import { type Summary, type SummaryWishes, summarize } from '../../journey/summary.js';
import type { Pipeline } from '../../pipeline.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { Column } from '../../timeline/columns.js';
import { compareIdentifiers } from '../../vocabulary/customer.js';
import { didYouMean } from '../../vocabulary/did-you-mean.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import { isPerformed } from '../../timeline/named-events.js';
import { fillColumns } from '../history.js';
import type { Work } from '../long-questions.js';
import { Turns } from '../turns.js';
import { byChannel, byProperty, bySegment, type Groups, type Membership, membership, type NamedSegment } from './grouping.js';
import { type JourneyTable, journeyTable, MOMENT_PREFIX, type StepKinds } from './journey-table.js';

/** How many cells are emptied before others get their turn. */
const CELLS_A_TURN = 100_000;
/** How the share of the work that is done is divided up. */
const SHARES = { read: 0.5, copied: 0.25, summed: 0.25 } as const;
const DAY: Milliseconds = 86_400_000;
/** How long a journey may take when nobody says: the first of which what is known is at least so many times as long. */
const USUAL_WITHIN: readonly Milliseconds[] = [30 * DAY, 7 * DAY, DAY, DAY / 24];
const TIMES_KNOWN = 2;
/** More segments than this are not compared. */
const MOST_SEGMENTS = 24;
/** So many ways are told of each group. */
const PATHS_OF_GROUP = 5;

/** A stretch of time in which journeys begin; open ends have none. */
export interface Period {
  readonly since: Instant | null;
  /** Exclusive. */
  readonly until: Instant | null;
}

/** What is asked of journeys. */
export interface JourneysRequest {
  /** An event, or `moment:NAME`. */
  readonly from: string;
  readonly to: string;
  /** How long a journey may take; null: by how much is known. */
  readonly within: Milliseconds | null;
  readonly through: StepKinds;
  /** A step counts only the first time that a journey comes by it. */
  readonly once: boolean;
  /** Only journeys that begin in it. */
  readonly period: Period;
  /** Another period to compare with. */
  readonly comparedWith: Period | null;
  /** Only journeys that begin while the customer is in this segment. */
  readonly segment: string | null;
  /** `channel`, `segment` (all of them), `segment:NAME,NAME`, or a path into the event that begins the journey. */
  readonly by: string | null;
  readonly paths: number;
  readonly depth: number;
  readonly names: number;
}

/** A group of journeys, summed up. */
export interface GroupSummary extends Summary {
  readonly name: string | null;
}

/** Which ways were found. */
export interface JourneysAnswer {
  readonly request: JourneysRequest;
  readonly within: Milliseconds;
  readonly asOf: Instant;
  /** Who counts as in a segment; null when none was asked about. */
  readonly members: Membership['members'] | null;
  /** Journeys whose time is not over: they are in no other figure. */
  readonly open: { readonly journeys: number; readonly reached: number };
  /** The steps by number. */
  readonly texts: readonly string[];
  readonly whole: Summary;
  readonly groups: readonly GroupSummary[];
  readonly groupsLeftOut: number;
  readonly compared: Summary | null;
  /** The customers of the examples, by number in the answer. */
  readonly customerIds: ReadonlyMap<number, string>;
}

/**
 * Finds the journeys from a step to a goal and sums them up. In turns that leave room for others.
 * @throws CuspError invalid_request for a step that nobody has come by or a path that is none, unknown_segment; the signal's reason when it is given up
 */
export async function runJourneys(pipeline: Pipeline, request: JourneysRequest, { signal, onShare }: Work): Promise<JourneysAnswer> {
  for (const step of [request.from, request.to]) refuseUnknownStep(pipeline, step);
  const segment = request.segment === null ? undefined : namedSegment(pipeline, request.segment);
  const asked = segmentsAsked(pipeline, request.by);
  const trial = pipeline.columns.tryOut(() => columnsFor(pipeline, request.by));
  try {
    await fillColumns(pipeline, signal, (share) => onShare(SHARES.read * share));
    const asOf = pipeline.clock.now();
    const { channels, campaigns, property } = trial.result;
    const { from, to, through } = request;
    const table = await journeyTable({
      ...{ pipeline, from, to, through, channels, campaigns, asOf, signal },
      onShare: (share) => onShare(SHARES.read + SHARES.copied * share),
    });
    onShare(SHARES.read + SHARES.copied);
    return await answer({ pipeline, request, table, segment, asked, property, signal, onShare });
  } finally {
    trial.end();
    while (pipeline.columns.emptySome(CELLS_A_TURN)) await nextTurn();
  }
}

/** What an answer is made of. */
interface Ground extends Work {
  readonly pipeline: Pipeline;
  readonly request: JourneysRequest;
  readonly table: JourneyTable;
  readonly segment: NamedSegment | undefined;
  readonly asked: readonly NamedSegment[];
  readonly property: Column | undefined;
}

async function answer(ground: Ground): Promise<JourneysAnswer> {
  const { pipeline, request, table, segment, asked, signal, onShare } = ground;
  const { columns } = table;
  const within = request.within ?? usualWithin(table);
  const [from, to] = [columns.stepTexts.indexOf(request.from), columns.stepTexts.indexOf(request.to)];
  const journeys = findJourneys(columns, { from, to, within });
  const turns = new Turns(signal);
  const questions = journeys.length * (asked.length + (segment === undefined ? 0 : 1));
  const members = membership(pipeline, table, journeys, questions);
  const choose = (period: Period): Promise<Chosen> => choseJourneys({ table, journeys, within, segment, members, turns }, period);
  const { over, open } = await choose(request.period);
  const names = chooseNames(columns, journeys, over, { from, to, channels: request.through.channels, most: request.names });
  const sum = (some: Int32Array, paths = request.paths): Promise<Summary> =>
    summarize(columns, journeys, some, names, { ...summaryWishes(ground, within, turns), paths });
  const whole = await sum(over);
  onShare(1 - SHARES.summed / 2);
  const { groups, leftOut } = await groupsOf(ground, journeys, over, members, turns);
  const summed: GroupSummary[] = [];
  for (const group of groups) summed.push({ name: group.name, ...(await sum(group.journeys, PATHS_OF_GROUP)) });
  const compared = request.comparedWith === null ? null : await sum((await choose(request.comparedWith)).over);
  return {
    ...{ request, within, asOf: columns.asOf, members: questions === 0 ? null : members.members, open },
    ...{ texts: names.texts, whole, groups: summed, groupsLeftOut: leftOut, compared },
    customerIds: customerIds(ground, [whole, ...summed, ...(compared === null ? [] : [compared])]),
  };
}

interface Chosen {
  readonly over: Int32Array;
  readonly open: JourneysAnswer['open'];
}

interface Choice {
  readonly table: JourneyTable;
  readonly journeys: Journeys;
  readonly within: Milliseconds;
  readonly segment: NamedSegment | undefined;
  readonly members: Membership;
  readonly turns: Turns;
}

/** The journeys that begin in a period and whose time is over, and how many are still open. */
async function choseJourneys({ table, journeys, within, segment, members, turns }: Choice, { since, until }: Period): Promise<Chosen> {
  const { times } = table.columns;
  const over = new Int32Array(journeys.length);
  let length = 0;
  const open = { journeys: 0, reached: 0 };
  for (let journey = 0; journey < journeys.length; journey++) {
    const time = times[journeys.firsts[journey] as number] as number;
    if (time < (since ?? Number.NEGATIVE_INFINITY) || time >= (until ?? Number.POSITIVE_INFINITY)) continue;
    if (segment !== undefined && !members.holds(segment.compiled, journey)) continue;
    if (isOver(table.columns, journeys, journey, within)) over[length++] = journey;
    else {
      open.journeys++;
      if (!Number.isNaN(journeys.reachedAt[journey] as number)) open.reached++;
    }
    if (journey % 256 === 0 && turns.isOver) await turns.next();
  }
  return { over: over.subarray(0, length), open };
}

function summaryWishes({ pipeline, request, table }: Ground, within: Milliseconds, turns: Turns): SummaryWishes {
  const { identities } = pipeline;
  const representative = (customer: number) => identities.representativeOf(table.customers[customer] as number);
  return {
    ...{ within, once: request.once, channels: request.through.channels, paths: request.paths, depth: request.depth },
    compareCustomers: (left, right) => compareIdentifiers(representative(left), representative(right)),
    breathe: async () => {
      if (turns.isOver) await turns.next();
    },
  };
}

async function groupsOf(
  { pipeline, request, table, asked, property }: Ground,
  journeys: Journeys,
  over: Int32Array,
  members: Membership,
  turns: Turns,
): Promise<Groups> {
  if (request.by === null) return { groups: [], leftOut: 0 };
  if (asked.length > 0) return bySegment(asked, over, members, turns);
  return property === undefined ? byChannel(table, journeys, over) : byProperty(pipeline, property, table, journeys, over);
}

function usualWithin({ columns: { times, asOf } }: JourneyTable): Milliseconds {
  const known = times.reduce((longest, time) => Math.max(longest, asOf - time), 0);
  return USUAL_WITHIN.find((within) => known >= TIMES_KNOWN * within) ?? (USUAL_WITHIN.at(-1) as number);
}

function customerIds({ pipeline, table }: Ground, summaries: readonly Summary[]): ReadonlyMap<number, string> {
  const { identities } = pipeline;
  const ids = new Map<number, string>();
  for (const { steps } of summaries)
    for (const { examples } of steps)
      for (const customer of examples) {
        // Others may have come together while this was worked out.
        ids.set(customer, identities.customerId(identities.customerOf(table.customers[customer] as number)));
      }
  return ids;
}

/** The columns that are asked: those of visits, and the one of the property by which journeys are grouped. @throws CuspError invalid_request */
function columnsFor(
  { columns, timelines }: Pipeline,
  by: string | null,
): { readonly channels: Column; readonly campaigns: Column; readonly property: Column | undefined } {
  const ofVisits = (path: string): Column => columns.need(path, []) as Column;
  const isPath = by !== null && by !== 'channel' && by !== 'segment' && !by.startsWith('segment:');
  const names = timelines
    .eventNames()
    .filter(isPerformed)
    .map((name) => timelines.names.intern(name));
  const property = isPath ? columns.need(by, names) : undefined;
  if (isPath && property === undefined)
    throw new CuspError(ERRORS.invalidRequest, `by "${by.slice(0, 200)}" is neither segment, segment:NAME, channel, nor a path`, {
      remedy: 'Name a path such as properties.category or context.device.type.',
    });
  return { channels: ofVisits('session.channel'), campaigns: ofVisits('session.campaign'), property };
}

function segmentsAsked(pipeline: Pipeline, by: string | null): readonly NamedSegment[] {
  if (by === null || (by !== 'segment' && !by.startsWith('segment:'))) return [];
  const all = pipeline.segments.all().map(({ definition }) => definition.name);
  const names = by === 'segment' ? all : [...new Set(by.slice('segment:'.length).split(','))];
  if (names.length === 0) throw new CuspError(ERRORS.invalidRequest, 'there are no segments to compare');
  if (names.length > MOST_SEGMENTS)
    throw new CuspError(ERRORS.invalidRequest, `${names.length} segments are more than ${MOST_SEGMENTS}`, {
      remedy: 'Name those to compare: segment:NAME,NAME.',
    });
  return names.map((name) => namedSegment(pipeline, name));
}

/** @throws CuspError unknown_segment */
function namedSegment({ segments }: Pipeline, name: string): NamedSegment {
  const segment = segments.get(name);
  if (segment === undefined) throw new CuspError(ERRORS.unknownSegment, name.slice(0, 200));
  return { name, compiled: segment.compiled };
}

/** What journeys may begin and end with. */
export function knownSteps({ timelines, moments }: Pipeline): readonly string[] {
  return [...timelines.eventNames().filter(isPerformed), ...moments.all().map(({ definition }) => MOMENT_PREFIX + definition.name)];
}

/** @throws CuspError invalid_request */
function refuseUnknownStep(pipeline: Pipeline, step: string): void {
  const known = knownSteps(pipeline);
  if (known.includes(step)) return;
  const near = didYouMean(step, known);
  throw new CuspError(ERRORS.invalidRequest, `no event or moment is called "${step.slice(0, 200)}"`, {
    remedy: `${near === undefined ? '' : `Did you mean "${near}"? `}Name an event that customers have performed, such as "Product Viewed", or moment:NAME.`,
  });
}
