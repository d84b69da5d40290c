import { compareUtf8 } from '../vocabulary/customer.js';
import type { Timeline } from '../timeline/timeline.js';
import type { ExplainedEvent, MomentExplanation, MomentStepExplanation } from '../vocabulary/explanation.js';
import { type Instant, NEVER } from '../vocabulary/instant.js';
import type { Moment } from '../vocabulary/moment.js';
import { explainedEvent } from './explained-event.js';
import type { LiveMoment } from './moments.js';
import { GuardAnswers } from './patterns/guard.js';
import { nearestRun } from './patterns/nearest-run.js';
import { rowsOf } from './patterns/run.js';
import { type Step, takes } from './patterns/steps.js';
import type { CompiledMoment } from './read-moment.js';

/** What decided, before it is said in words. */
type Found = Pick<MomentExplanation, 'reason' | 'until'> & { readonly taken: readonly number[]; readonly blockedBy: readonly number[] };

/**
 * Why a moment has not fired for a customer, or not again: the nearest that they came to it by now.
 * @param standing the customer's moments of this name that stand, in the order of their instants
 */
export function explainMoment(live: LiveMoment, standing: readonly Moment[], timeline: Timeline): MomentExplanation {
  const last = standing.at(-1);
  const { reason, until, taken, blockedBy } = findReason(live, last, timeline);
  return {
    fired: last !== undefined,
    at: last?.at ?? null,
    reason,
    until: until !== null && Number.isFinite(until) ? until : null,
    steps: live.compiled.pattern.steps.map((step, place) => {
      const event = (row: number): ExplainedEvent => explainedEvent(timeline, row, step.where);
      const row = taken[place];
      const isNext = place === taken.length && reason !== null && reason !== 'filling';
      const asked = row ?? (isNext ? refusedBy(live.compiled, step, taken, last, timeline) : undefined);
      return { words: step.words, event: row === undefined ? null : event(row), guard: explainGuard(step, asked, timeline, event) };
    }),
    blockedBy: blockedBy.map((row) => explainedEvent(timeline, row)),
  };
}

/** What a step's guard said of an event. */
function explainGuard(
  { guard }: Step,
  row: number | undefined,
  timeline: Timeline,
  event: (row: number) => ExplainedEvent,
): MomentStepExplanation['guard'] {
  if (guard === undefined || row === undefined) return null;
  return { event: event(row), condition: new GuardAnswers(timeline).explain(guard, row) };
}

/** The newest event that a step would have taken after these, since the last moment, had its guard held. */
function refusedBy(
  { pattern, times }: CompiledMoment,
  step: Step,
  taken: readonly number[],
  last: Moment | undefined,
  timeline: Timeline,
): number | undefined {
  if (step.guard === undefined) return undefined;
  const { timelines, rows } = timeline;
  const [first] = taken;
  const before = taken.at(-1);
  const latest = first === undefined ? NEVER : rows.timestamp(first) + times.within;
  return rowsOf(timeline, pattern.names, -NEVER).findLast(
    (row) =>
      step.name === rows.name(row) &&
      rows.timestamp(row) <= latest &&
      isSince(timeline, row, last) &&
      (before === undefined || timelines.isBefore(before, row)) &&
      takes(step, row, taken),
  );
}

function findReason(live: LiveMoment, last: Moment | undefined, timeline: Timeline): Found {
  const { pattern, times } = live.compiled;
  if (live.status === 'filling') return { reason: 'filling', until: null, taken: [], blockedBy: [] };
  const events = rowsOf(timeline, pattern.names, last === undefined ? -NEVER : last.at - 1).filter((row) => isSince(timeline, row, last));
  if (last !== undefined && events.length === 0) return { reason: null, until: null, taken: [], blockedBy: [] };
  const { rows, blockedBy } = nearestRun(timeline, events, pattern, times.within);
  const found = { taken: rows, blockedBy };
  const silentUntil: Instant = last === undefined ? -NEVER : last.at + times.cooldown;
  if (timeline.now < silentUntil) return { ...found, reason: 'cooldown', until: silentUntil };
  const [first] = rows;
  if (first === undefined) return { ...found, reason: 'not_begun', until: null };
  if (blockedBy.length > 0) return { ...found, reason: 'blocked', until: null };
  const ends = timeline.rows.timestamp(first) + times.within;
  // Complete, and not told: time has yet to pass, or the moment before this one kept it silent then.
  if (rows.length === pattern.steps.length) return { ...found, reason: timeline.now < ends ? 'waiting' : 'cooldown', until: ends };
  return ends < timeline.now ? { ...found, reason: 'lapsed', until: null } : { ...found, reason: 'incomplete', until: ends };
}

/** Whether an event came after those that a moment is made of. */
function isSince({ timelines, rows }: Timeline, row: number, last: Moment | undefined): boolean {
  if (last === undefined || rows.timestamp(row) > last.at) return true;
  return rows.timestamp(row) === last.at && compareUtf8(timelines.messageIdOf(row), last.evidence.at(-1) ?? '') > 0;
}
