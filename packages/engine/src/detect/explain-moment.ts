import { compareUtf8 } from '../vocabulary/customer.js';
import type { Timeline } from '../timeline/timeline.js';
import type { MomentExplanation } from '../vocabulary/explanation.js';
import { type Instant, NEVER } from '../vocabulary/instant.js';
import type { Moment } from '../vocabulary/moment.js';
import { explainedEvent } from './explained-event.js';
import type { LiveMoment } from './moments.js';
import { nearestRun } from './patterns/nearest-run.js';
import { rowsOf } from './patterns/run.js';

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
    steps: live.compiled.pattern.steps.map(({ words, where }, place) => {
      const row = taken[place];
      return { words, event: row === undefined ? null : explainedEvent(timeline, row, where) };
    }),
    blockedBy: blockedBy.map((row) => explainedEvent(timeline, row)),
  };
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
