import type { Identifier } from './identifier.js';
import type { Instant } from './instant.js';

/** Why a change was learned when it was: an event arrived, time passed, a definition was published, identities changed. */
export type ChangeCause = 'event' | 'time' | 'published' | 'identity' | 'recovery';

/** An observed entry into or exit from a segment: an act, journalled once, never derived again. */
export interface SegmentChange {
  readonly changeId: string;
  readonly segment: string;
  readonly version: number;
  /** The representative identifier when it was observed; the change follows it through merges. */
  readonly identifier: Identifier;
  readonly entered: boolean;
  /** The instant of event time at which membership changed. */
  readonly at: Instant;
  /** When the engine learned of it. */
  readonly observedAt: Instant;
  readonly cause: ChangeCause;
  /** messageIds of the events that decided it, newest first (at most 10). */
  readonly because: readonly string[];
}

/**
 * Changes of one customer that the engine learned of in one go: one act, so one entry of the journal. All of them concern the
 * same identifier, so that erasing it takes the whole entry.
 */
export interface SegmentChanges extends Pick<SegmentChange, 'identifier' | 'observedAt' | 'cause'> {
  readonly changes: readonly ChangesAtOnce[];
}

/** Segments entered, or left, at one instant because of the same events. What follows from the rest is not written down: see {@link changeIdOf}. */
export interface ChangesAtOnce extends Pick<SegmentChange, 'entered' | 'at' | 'because'> {
  readonly segments: readonly string[];
  /** Of each of the segments, in their order. */
  readonly versions: readonly number[];
}

/** What tells a change apart from every other. */
export function changeIdOf({
  segment,
  version,
  identifier: { type, value },
  entered,
  at,
}: Pick<SegmentChange, 'segment' | 'version' | 'identifier' | 'entered' | 'at'>): string {
  return `${segment}/${version}/${type}:${value}/${entered ? 'entered' : 'left'}/${at}`;
}

/** The changes of an entry, each by itself, in order. */
export function eachChange({ identifier, observedAt, cause, changes }: SegmentChanges): SegmentChange[] {
  return changes.flatMap(({ entered, at, because, segments, versions }) =>
    segments.map((segment, index) => {
      const told = { segment, version: versions[index] as number, identifier, entered, at, observedAt, cause, because };
      return { changeId: changeIdOf(told), ...told };
    }),
  );
}
