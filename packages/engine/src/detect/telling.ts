import { unchangedSince } from '../timeline/changes.js';
import { Timeline } from '../timeline/timeline.js';
import type { Timelines } from '../timeline/timelines.js';
import type { ConditionExplanation } from '../vocabulary/explanation.js';
import type { Identifier } from '../vocabulary/identifier.js';
import { type Instant, NEVER } from '../vocabulary/instant.js';
import type { ChangeCause, ChangesAtOnce, SegmentChanges } from '../vocabulary/segment-change.js';
import { cannotChange, swayOfTime } from './conditions/sway.js';
import type { LiveSegment } from './segments.js';

/** That a customer has entered or left segments that ask the same. */
export interface Found {
  readonly segments: readonly LiveSegment[];
  readonly entered: boolean;
}

/** One look at a customer that found changes. */
export interface Look {
  readonly customer: number;
  readonly now: Instant;
  readonly cause: ChangeCause;
  /** The event that arrived; undefined when none did. */
  readonly row: number | undefined;
}

export interface TellingInput {
  readonly timelines: Timelines;
  readonly representativeOf: (customer: number) => Identifier;
  /** Why a customer is in a segment, or is not. */
  readonly explain: (segment: LiveSegment, customer: number, instant: Instant) => ConditionExplanation;
}

/** Most events that a change names as its reason. */
const MOST_REASONS = 10;

/** Changes that share their instant and their reasons, in the making. */
interface Open extends ChangesAtOnce {
  readonly segments: string[];
  readonly versions: number[];
}

/** Says when the changes that a look has found have happened, and because of which events. */
export class Telling {
  readonly #input: TellingInput;
  readonly #timeline: Timeline;
  /** At the instant at which most of what was found has changed, and just before: each turned there once for all segments. */
  readonly #there: Timeline;
  readonly #before: Timeline;
  #existedBefore = false;
  /** Whether nothing but time has passed between that instant and the look. */
  #isQuietSince = false;

  constructor(input: TellingInput) {
    this.#input = input;
    this.#timeline = new Timeline(input.timelines);
    this.#there = new Timeline(input.timelines);
    this.#before = new Timeline(input.timelines);
  }

  /** All that one look found, as one act. */
  tell(found: readonly Found[], look: Look): SegmentChanges {
    const { customer, now: observedAt, cause, row } = look;
    const likely = this.#turnToLikely(look);
    const changes: Open[] = [];
    const arrived = row === undefined ? undefined : [this.#input.timelines.messageIdOf(row)];
    for (const { segments: alike, entered } of found) {
      const [segment] = alike;
      if (segment === undefined) continue;
      const at = likely <= observedAt && this.#changedThere(segment, entered, observedAt) ? likely : this.#changedAt(segment, look);
      const because = arrived ?? this.#reasons(segment, customer, entered ? at : at - 1);
      const { segments, versions } = openFor(changes, entered, at, because);
      for (const { definition, version } of alike) {
        segments.push(definition.name);
        versions.push(version);
      }
    }
    return { identifier: this.#input.representativeOf(customer), observedAt, cause, changes };
  }

  /** Most changes happen at the newest event or, when none has arrived, at the instant of the look. */
  #turnToLikely({ customer, now, row }: Look): Instant {
    const { timelines } = this.#input;
    const isNewest = row !== undefined && timelines.newest(customer) === row;
    const likely = isNewest ? timelines.rows.timestamp(row) : now;
    this.#isQuietSince = isNewest;
    this.#there.at(customer, likely);
    this.#existedBefore = this.#before.at(customer, likely - 1).exists();
    return likely;
  }

  #changedThere({ compiled }: LiveSegment, holds: boolean, now: Instant): boolean {
    // Whoever does not exist yet is in no segment.
    const heldBefore = this.#existedBefore && compiled.holds(this.#before);
    if (heldBefore === holds) return false;
    // Had it been otherwise at any time since, time alone would have had to change it to what it is.
    if (this.#isQuietSince && cannotChange(swayOfTime(compiled.condition), !holds)) return true;
    const there = this.#there;
    there.until = NEVER;
    return compiled.holds(there) === holds && there.until > now;
  }

  /** The instant of event time at which the answer became what it is. */
  #changedAt({ compiled }: LiveSegment, { customer, now }: Look): Instant {
    return unchangedSince(this.#timeline, customer, now, compiled.holds) ?? now;
  }

  /** The events that the answer at an instant rested on. */
  #reasons(segment: LiveSegment, customer: number, instant: Instant): string[] {
    const found: string[] = [];
    const collect = (part: ConditionExplanation): void => {
      for (const event of part.events) if (found.length < MOST_REASONS && !found.includes(event.messageId)) found.push(event.messageId);
      part.parts.forEach(collect);
    };
    collect(this.#input.explain(segment, customer, instant));
    return found;
  }
}

function openFor(changes: Open[], entered: boolean, at: Instant, because: readonly string[]): Open {
  for (const open of changes) if (open.entered === entered && open.at === at && sameTexts(open.because, because)) return open;
  const open: Open = { entered, at, because, segments: [], versions: [] };
  changes.push(open);
  return open;
}

function sameTexts(left: readonly string[], right: readonly string[]): boolean {
  return left === right || (left.length === right.length && left.every((text, index) => text === right[index]));
}
