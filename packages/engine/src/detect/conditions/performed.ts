import { Type } from 'typebox';
import { NO_ROW } from '../../timeline/event-rows.js';
import { EVERY_NAME } from '../../timeline/columns.js';
import { type NamedEvents, namedEvents } from '../../timeline/named-events.js';
import type { Timeline } from '../../timeline/timeline.js';
import { isLasting, Matching } from '../../timeline/matching.js';
import { compileWhere, type Where } from '../../timeline/where.js';
import { compileWindow, type Span, TIME_ZONE_KEY, type Window } from '../../timeline/window.js';
import { ownValue } from '../../vocabulary/json.js';
import { explainedEvent } from '../explained-event.js';
import { nameOf, TimeZoneSchema, WhereSchema, WindowSchema } from '../schemas.js';
import { type Condition, type ConditionKind, explainLeaf, movedBy } from './condition.js';
import { EITHER_WAY, reversed, type Sway, TO_FALSE, TO_TRUE } from './sway.js';
import { readTimes, type Times, timesInWords, TimesSchema } from './times.js';

/** `performed: E, where?, times?, within?`: the number of matching events in the window fits `times`. */
export const performed: ConditionKind = {
  key: 'performed',
  schema: () =>
    Type.Object(
      {
        performed: nameOf('event'),
        where: Type.Optional(WhereSchema),
        times: Type.Optional(TimesSchema),
        within: Type.Optional(WindowSchema),
        timeZone: Type.Optional(TimeZoneSchema),
      },
      {
        additionalProperties: false,
        title: 'Did something',
        description: 'The customer did something, so many times, within a window of time',
        examples: [{ performed: '', within: '30d' }],
      },
    ),
  compile(spec, pointer, compilation) {
    compilation.only(spec, pointer, ['performed', 'where', 'times', 'within', TIME_ZONE_KEY]);
    const event = compilation.text(spec, pointer, 'performed') ?? '';
    const events = namedEvents(event, compilation);
    const where = events.among(compileWhere(ownValue(spec, 'where'), `${pointer}/where`, [events.name], compilation));
    const times = readTimes(spec, pointer, compilation);
    return new Performed(event, events, where, times, compileWindow(spec, pointer, compilation));
  },
};

class Performed implements Condition {
  readonly kind = 'performed';
  readonly names: readonly number[];
  readonly needs: number | null;
  readonly timed: boolean;
  readonly swayOfTime: Sway;
  readonly words: string;
  readonly negatedWords?: string;
  readonly #events: NamedEvents;
  readonly #where: Where;
  readonly #matching: Matching;
  readonly #times: Times;
  readonly #window: Window;
  /** Matches beyond this many cannot change the answer. */
  readonly #enough: number;
  /** What one more match does. */
  readonly #sway: Sway;

  constructor(event: string, events: NamedEvents, where: Where, times: Times, window: Window) {
    this.#events = events;
    this.#where = where;
    this.#matching = new Matching(events, where);
    this.#times = times;
    this.#window = window;
    this.#enough = Number.isFinite(times.atMost) ? times.atMost + 1 : times.atLeast;
    this.names = [events.name, ...window.names];
    this.needs = times.atLeast > 0 && events.name !== EVERY_NAME ? events.name : null;
    this.timed = window.timed;
    // Which events match may become others when sessions do.
    this.#sway = isLasting(events, where) ? swayOfMore(times) : EITHER_WAY;
    this.swayOfTime = window.onlyLeaves ? reversed(swayOfMore(times)) : EITHER_WAY;
    const what = wordsFor(event, where, times, window);
    this.words = `has done ${what}`;
    if (!Number.isFinite(times.atMost)) this.negatedWords = `has not done ${what}`;
  }

  filtersOf(name: number): readonly Where[] {
    return movedBy(this.#window, name, name === this.#events.name || this.#events.name === EVERY_NAME ? [this.#where] : []);
  }

  swayOf(name: number): Sway {
    return this.#window.names.includes(name) ? EITHER_WAY : this.#sway;
  }

  holds(timeline: Timeline): boolean {
    const span = this.#window.at(timeline);
    const { atLeast, atMost } = this.#times;
    const { count, markedAt } = this.#matching.countIn(timeline, span.after, span.upTo, this.#enough, atLeast);
    const isEnough = count >= atLeast;
    // Beside what comes, or waits for its period, time can only take events away: the answer changes when the event that it hangs
    // on leaves the window. That is the one too many when there are too many, else the atLeast-th newest.
    if (markedAt !== undefined && (count > atMost || (isEnough && atLeast > 0))) timeline.changesAt(this.#window.leavesAt(span, markedAt));
    // One more can only change the answer where there are too few, or there may be too many.
    if (!isEnough || (count <= atMost && Number.isFinite(atMost))) this.#expect(timeline, span);
    return isEnough && count <= atMost;
  }

  /** What comes later, or has come and waits for its period, may change the answer. */
  #expect(timeline: Timeline, span: Span): void {
    if (Number.isFinite(span.jumpsAt) && this.#matching.anyIn(timeline, span.upTo, timeline.now)) timeline.changesAt(span.jumpsAt);
    this.#matching.comesNext(timeline);
  }

  explain(timeline: Timeline): ReturnType<Condition['explain']> {
    return explainLeaf(timeline, this, () => {
      const holds = this.holds(timeline);
      const rows = this.#matches(timeline);
      const events = rows.slice(0, 10).map((row) => explainedEvent(timeline, row, this.#where));
      return { holds, value: { count: rows.length, ...this.#window.explain(timeline) }, events };
    });
  }

  #matches(timeline: Timeline): number[] {
    const { rows } = timeline;
    const matches: number[] = [];
    const { after, upTo } = this.#window.at(timeline);
    for (let row = this.#events.newest(timeline); row !== NO_ROW && rows.timestamp(row) > after; row = this.#events.older(timeline, row)) {
      if (rows.timestamp(row) <= upTo && this.#where.holds(row)) matches.push(row);
    }
    return matches;
  }
}

function swayOfMore({ atLeast, atMost }: Times): Sway {
  if (!Number.isFinite(atMost)) return TO_TRUE;
  return atLeast === 0 ? TO_FALSE : EITHER_WAY;
}

function wordsFor(event: string, where: Where, times: Times, window: Window): string {
  const filter = where.words === '' ? '' : ` where ${where.words}`;
  return `“${event}”${filter}${timesInWords(times)}${window.words}`;
}
