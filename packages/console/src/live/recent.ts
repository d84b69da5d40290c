import type { StreamMessage } from '@cusp/engine/contract';
import type { LiveStatus } from './follow-stream.js';

type Of<T extends StreamMessage['type']> = Extract<StreamMessage, { type: T }>;

/** Events that arrived in one second of the browser's clock. */
export interface SecondCount {
  /** Unix time, in seconds. */
  readonly second: number;
  readonly events: number;
}

/** What has been seen on the stream of late, newest first. Immutable: every batch makes a new one. */
export interface Recent {
  readonly status: LiveStatus;
  readonly events: readonly Of<'event'>[];
  readonly segments: readonly Of<'segment'>[];
  readonly moments: readonly Of<'moment'>[];
  readonly decisions: readonly Of<'decision'>[];
  /** Oldest first, without gaps, from when the stream was opened. */
  readonly perSecond: readonly SecondCount[];
}

/** How many messages of a type are kept. */
export const KEPT = 60;
/** How many seconds are counted. */
export const SECONDS_KEPT = 120;

export const NOTHING_YET: Recent = { status: 'connecting', events: [], segments: [], moments: [], decisions: [], perSecond: [] };

/** Takes a batch of messages, in the order of their arrival, into what is known. `second`: the browser's Unix time in seconds. */
export function withBatch(recent: Recent, batch: readonly StreamMessage[], second: number): Recent {
  const events = ofType(batch, 'event');
  return {
    status: recent.status,
    events: newestFirst(recent.events, events),
    segments: newestFirst(recent.segments, ofType(batch, 'segment')),
    moments: newestFirst(recent.moments, ofType(batch, 'moment')),
    decisions: newestFirst(recent.decisions, ofType(batch, 'decision')),
    perSecond: counted(recent.perSecond, second, events.length),
  };
}

/** Counts `events` in `second`, and fills the seconds in which nothing came with zero. */
export function counted(counts: readonly SecondCount[], second: number, events: number): readonly SecondCount[] {
  const next = counts.slice(-SECONDS_KEPT);
  const last = next.at(-1);
  if (last === undefined) return [{ second, events }];
  if (second <= last.second) {
    if (events === 0) return counts;
    next[next.length - 1] = { second: last.second, events: last.events + events };
    return next;
  }
  for (let gap = Math.max(last.second + 1, second - SECONDS_KEPT); gap < second; gap += 1) next.push({ second: gap, events: 0 });
  next.push({ second, events });
  return next.slice(-SECONDS_KEPT);
}

function ofType<T extends StreamMessage['type']>(batch: readonly StreamMessage[], type: T): Of<T>[] {
  return batch.filter((message): message is Of<T> => message.type === type);
}

function newestFirst<T>(kept: readonly T[], arrived: readonly T[]): readonly T[] {
  if (arrived.length === 0) return kept;
  return [...arrived.slice(-KEPT).reverse(), ...kept].slice(0, KEPT);
}
