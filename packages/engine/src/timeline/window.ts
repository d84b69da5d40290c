import { durationInWords, formatInstant, type Instant, type Milliseconds, NEVER, parseDuration } from '../vocabulary/instant.js';
import { type JsonObject, ownValue } from '../vocabulary/json.js';
import type { CalendarUnit } from './calendar-units.js';
import type { Compilation } from './compilation.js';
import { CustomerZone } from './customer-zone.js';
import { didYouMean } from '../vocabulary/did-you-mean.js';
import type { Timeline } from './timeline.js';
import { type TimeZone, timeZone, timeZoneNames } from './time-zones.js';

/** What a window covers as of one instant: the events with `after` < timestamp ≤ `upTo`. */
export interface Span {
  readonly after: Instant;
  readonly upTo: Instant;
  /** When the window jumps to another period, and with it takes in what happened later than `upTo`; NEVER for those that glide. */
  readonly jumpsAt: Instant;
}

/** The events that a condition or metric looks at: those of the last so and so long, of a calendar period, or all up to now. */
export interface Window {
  /** Where it is, for the sentence about who uses it: ` within the last 30 days`, ` last month`; empty when it takes in everything. */
  readonly words: string;
  /** Whether what it covers changes because time passes. */
  readonly timed: boolean;
  /** Whether time only ever takes events out of it. */
  readonly onlyLeaves: boolean;
  /** Names of events beside those that are looked at whose arrival may move it: customers tell their time zone. */
  readonly names: readonly number[];
  /** What it covers at the timeline's now. */
  at(timeline: Timeline): Span;
  /** When an event that it covers leaves it. */
  leavesAt(span: Span, timestamp: Instant): Instant;
  /** What an explanation says of it, beside what was found in it. */
  explain(timeline: Timeline): JsonObject;
}

/** The calendar words: the unit, and whether it is the one before the present one. */
export const CALENDAR_WORDS = {
  today: { unit: 'day', past: false, words: 'today' },
  yesterday: { unit: 'day', past: true, words: 'yesterday' },
  thisWeek: { unit: 'week', past: false, words: 'this week' },
  lastWeek: { unit: 'week', past: true, words: 'last week' },
  thisMonth: { unit: 'month', past: false, words: 'this month' },
  lastMonth: { unit: 'month', past: true, words: 'last month' },
  thisQuarter: { unit: 'quarter', past: false, words: 'this quarter' },
  lastQuarter: { unit: 'quarter', past: true, words: 'last quarter' },
  thisYear: { unit: 'year', past: false, words: 'this year' },
  lastYear: { unit: 'year', past: true, words: 'last year' },
} as const satisfies Readonly<Record<string, { readonly unit: CalendarUnit; readonly past: boolean; readonly words: string }>>;

/** A word of the definition language for a calendar period. */
export type CalendarWord = keyof typeof CALENDAR_WORDS;

const WORDS = Object.keys(CALENDAR_WORDS).join(', ');

/** The key that fixes the time zone of a calendar window. */
export const TIME_ZONE_KEY = 'timeZone';

/**
 * Compiles the window that a condition or metric has at a key (`within` unless told otherwise), with its `timeZone`. Without the key
 * it takes in everything up to now. A mistake is reported.
 */
export function compileWindow(spec: JsonObject, pointer: string, compilation: Compilation, key = 'within'): Window {
  const value = ownValue(spec, key);
  const word = typeof value === 'string' && Object.hasOwn(CALENDAR_WORDS, value) ? CALENDAR_WORDS[value as CalendarWord] : undefined;
  const fixed = readZone(spec, pointer, compilation);
  if (word !== undefined) return new CalendarWindow(word, fixed ?? CustomerZone.of(compilation));
  if (ownValue(spec, TIME_ZONE_KEY) !== undefined) {
    const words = Object.keys(CALENDAR_WORDS).join(', ');
    compilation.problem(
      `${pointer}/${TIME_ZONE_KEY}`,
      'a time zone means something for calendar words only',
      `give ${key} one of ${words}`,
    );
  }
  if (value === undefined) return EVERYTHING_UP_TO_NOW;
  const length = typeof value === 'string' ? parseDuration(value) : undefined;
  if (length !== undefined) return new GlidingWindow(length, ` within the last ${durationInWords(value as string)}`);
  const near = typeof value === 'string' ? didYouMean(value, Object.keys(CALENDAR_WORDS)) : undefined;
  const message = `${JSON.stringify(value)} is no duration and no calendar word${near === undefined ? '' : `; did you mean ${near}?`}`;
  compilation.problem(`${pointer}/${key}`, message, `write a positive number and s, m, h, d or w, for instance 30d, or one of ${WORDS}`);
  return EVERYTHING_UP_TO_NOW;
}

/** The zone at the key `timeZone`, if any. A mistake is reported. */
export function readZone(spec: JsonObject, pointer: string, compilation: Compilation): TimeZone | undefined {
  const name = ownValue(spec, TIME_ZONE_KEY);
  if (name === undefined) return undefined;
  const zone = typeof name === 'string' ? timeZone(name) : undefined;
  if (zone !== undefined) return zone;
  const near = typeof name === 'string' ? didYouMean(name, timeZoneNames()) : undefined;
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  return compilation.problem(
    `${pointer}/${TIME_ZONE_KEY}`,
    `${JSON.stringify(name)} is no time zone${meant}`,
    'name a zone as the IANA database does, for instance Europe/Berlin, America/New_York or UTC',
  );
}

/** Everything within so long before now, or ever. */
class GlidingWindow implements Window {
  readonly words: string;
  readonly timed: boolean;
  readonly onlyLeaves = true;
  readonly names: readonly number[] = [];
  readonly #length: Milliseconds;

  constructor(length: Milliseconds, words: string) {
    this.#length = length;
    this.words = words;
    this.timed = length !== NEVER;
  }

  at({ now }: Timeline): Span {
    return { after: now - this.#length, upTo: now, jumpsAt: NEVER };
  }

  leavesAt(_span: Span, timestamp: Instant): Instant {
    return timestamp + this.#length;
  }

  explain(): JsonObject {
    return {};
  }
}

const EVERYTHING_UP_TO_NOW: Window = new GlidingWindow(NEVER, '');

/** A calendar period of the customer or of a fixed time zone: the present one up to now, or the whole of the one before it. */
class CalendarWindow implements Window {
  readonly words: string;
  readonly timed = true;
  readonly onlyLeaves = false;
  readonly names: readonly number[];
  readonly #word: (typeof CALENDAR_WORDS)[CalendarWord];
  readonly #zone: TimeZone | CustomerZone;

  constructor(word: (typeof CALENDAR_WORDS)[CalendarWord], zone: TimeZone | CustomerZone) {
    this.#word = word;
    this.#zone = zone;
    this.names = zone instanceof CustomerZone ? [zone.identify] : [];
    this.words = ` ${word.words}${zone instanceof CustomerZone ? '' : ` (${zone.name})`}`;
  }

  at(timeline: Timeline): Span {
    const { before, start, end } = this.#zoneAt(timeline).period(this.#word.unit, timeline.now);
    // Instants are whole milliseconds: what is not before the start is later than the millisecond before it.
    return this.#word.past ? { after: before - 1, upTo: start - 1, jumpsAt: end } : { after: start - 1, upTo: timeline.now, jumpsAt: end };
  }

  leavesAt({ jumpsAt }: Span): Instant {
    return jumpsAt;
  }

  explain(timeline: Timeline): JsonObject {
    const { after, upTo } = this.at(timeline);
    return { timeZone: this.#zoneAt(timeline).name, from: formatInstant(after + 1), upTo: formatInstant(upTo) };
  }

  #zoneAt(timeline: Timeline): TimeZone {
    return this.#zone instanceof CustomerZone ? this.#zone.at(timeline) : this.#zone;
  }
}
