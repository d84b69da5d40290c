import { EVERY_NAME } from './columns.js';
import type { Compilation } from './compilation.js';
import type { Timeline } from './timeline.js';
import { CellTest, type Where } from './where.js';

/** The name of what Cusp finds out by itself: a session has begun, at the event that began it. */
export const SESSION_STARTED = 'Session Started';

/** Whether events of a name are things that the customer did: calls that have no name of their own (identify, group, alias, scores) are kept under one that begins so. */
export function isPerformed(name: string): boolean {
  return name !== '' && !name.startsWith('\u0000');
}

/** The events that a definition means by a name. */
export interface NamedEvents {
  /** For listeners and columns: the name's number, or {@link EVERY_NAME}. */
  readonly name: number;
  /** The newest that exists now, or NO_ROW. */
  newest(timeline: Timeline): number;
  older(timeline: Timeline, row: number): number;
  /** A filter on them, as a filter on what arrives. */
  among(where: Where): Where;
}

/** The events of a name: those that were sent under it, or the beginnings of sessions. */
export function namedEvents(event: string, { names, columns }: Pick<Compilation, 'names' | 'columns'>): NamedEvents {
  const { sessions, values } = columns;
  const isStart = event === SESSION_STARTED ? columns.need('session.isStart', []) : undefined;
  if (sessions === undefined || isStart === undefined) {
    return eventsOf(names.intern(event));
  }
  const begins = new CellTest(isStart, values, (value) => value === true);
  return {
    name: EVERY_NAME,
    newest: (timeline) => sessions.latestStart(timeline.newest()),
    older: (_, row) => sessions.previousStart(row),
    among: ({ words, tests, holds }) => ({ words, tests: [begins, ...tests], holds }),
  };
}

/** The events that were sent under a name, given its number. */
export function eventsOf(name: number): NamedEvents {
  return {
    name,
    newest: (timeline) => timeline.newestOf(name),
    older: (timeline, row) => timeline.olderOf(row),
    among: (where) => where,
  };
}
