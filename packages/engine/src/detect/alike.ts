import type { Bits } from './bits.js';
import type { CompiledSegment } from './compile-segment.js';
import { type Sway, swayOfTime } from './conditions/sway.js';
import type { LiveSegment } from './segments.js';

/** Segments with the same members, of which one answer tells all; the order is that of their publication. */
export interface Alike {
  readonly compiled: CompiledSegment;
  /** The members of each of them. */
  readonly members: Bits;
  readonly segments: readonly LiveSegment[];
  /** How time may change who is in. */
  readonly swayOfTime: Sway;
}

/** Puts live segments together that ask the same and share their members; every other stands alone. */
export function alike(live: Iterable<LiveSegment>, others: Iterable<LiveSegment>): Alike[] {
  const all: Alike[] = [];
  const open = new Map<Bits, LiveSegment[]>();
  const stand = (segment: LiveSegment): LiveSegment[] => {
    const segments = [segment];
    const { compiled, members } = segment;
    all.push({ compiled, members, segments, swayOfTime: swayOfTime(compiled.condition) });
    return segments;
  };
  for (const segment of live) {
    const same = open.get(segment.members);
    if (same === undefined) open.set(segment.members, stand(segment));
    else same.push(segment);
  }
  for (const segment of others) stand(segment);
  return all;
}

/**
 * Lets live segments that ask the same share their members, where these are the same: what changes for one then changes for all. To be
 * called at instants at which every one of them has been asked about whatever is due.
 */
export function shareMembers(live: Iterable<LiveSegment>): void {
  const firsts = new Map<string, LiveSegment>();
  for (const segment of live) {
    const { question } = segment.compiled;
    const first = firsts.get(question);
    if (first === undefined) firsts.set(question, segment);
    else if (first.members !== segment.members && first.members.equals(segment.members)) segment.members = first.members;
  }
}
