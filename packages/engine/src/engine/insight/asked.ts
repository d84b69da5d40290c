import type { CompiledSegment } from '../../detect/compile-segment.js';
import type { Breathe, Span } from '../../insight/events.js';
import type { Pipeline } from '../../pipeline.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { Instant } from '../../vocabulary/instant.js';
import { Turns } from '../turns.js';

/** What every question of insight may say. */
export interface InsightAsked {
  readonly since?: Instant;
  readonly until?: Instant;
  /** Only what customers did while they were in this segment. */
  readonly segment?: string;
  /** How many rows are told at most. */
  readonly limit: number;
}

/** What every answer of insight says. */
export interface InsightTold {
  /** Event names that were asked about and that nobody has performed. */
  readonly unknownEvents: readonly string[];
  /** Everything up to this instant is taken into account. */
  readonly to: Instant;
  readonly asOf: Instant;
}

/** The segment that is asked about, if any. @throws CuspError unknown_segment */
export function segmentAsked({ segments }: Pipeline, name: string | undefined): CompiledSegment | undefined {
  if (name === undefined) return undefined;
  const live = segments.get(name);
  if (live === undefined) throw new CuspError(ERRORS.unknownSegment, name);
  return live.compiled;
}

/** The part of time that is asked about; all of it where nothing is said. */
export function spanAsked({ since, until }: Pick<InsightAsked, 'since' | 'until'>): Span {
  return { since: since ?? Number.NEGATIVE_INFINITY, until: until ?? Number.POSITIVE_INFINITY };
}

/** Lets others have their turns. @param signal gives the work up */
export function breathing(signal: AbortSignal | undefined): Breathe {
  const turns = new Turns(signal);
  return () => (turns.isOver ? turns.next() : undefined);
}
