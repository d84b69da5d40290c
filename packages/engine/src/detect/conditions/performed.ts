import { Type } from 'typebox';
import { NO_ROW } from '../../timeline/event-rows.js';
import type { Compilation } from '../../timeline/compilation.js';
import { EVERY_NAME } from '../../timeline/columns.js';
import { type NamedEvents, namedEvents } from '../../timeline/named-events.js';
import type { Timeline } from '../../timeline/timeline.js';
import { compileWhere, type Where } from '../../timeline/where.js';
import { durationInWords, type Milliseconds, NEVER } from '../../vocabulary/instant.js';
import { type JsonObject, ownValue } from '../../vocabulary/json.js';
import { DurationSchema, WhereSchema } from '../schemas.js';
import { type Condition, type ConditionKind, explainLeaf } from './condition.js';

/** How many events there must be. */
interface Times {
  readonly atLeast: number;
  readonly atMost: number;
}

const TimesSchema = Type.Object(
  {
    atLeast: Type.Optional(Type.Integer({ minimum: 0 })),
    atMost: Type.Optional(Type.Integer({ minimum: 0 })),
    exactly: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { additionalProperties: false, description: 'How many such events: atLeast, atMost or exactly; at least 1 when absent' },
);

/** `performed: E, where?, times?, within?`: the number of matching events in the window fits `times`. */
export const performed: ConditionKind = {
  key: 'performed',
  schema: () =>
    Type.Object(
      {
        performed: Type.String({ minLength: 1, description: "The event's name" }),
        where: Type.Optional(WhereSchema),
        times: Type.Optional(TimesSchema),
        within: Type.Optional(DurationSchema),
      },
      { additionalProperties: false, description: 'The customer did something, so many times, within a window that ends now' },
    ),
  compile(spec, pointer, compilation) {
    compilation.only(spec, pointer, ['performed', 'where', 'times', 'within']);
    const event = compilation.text(spec, pointer, 'performed') ?? '';
    const events = namedEvents(event, compilation);
    const where = events.among(compileWhere(ownValue(spec, 'where'), `${pointer}/where`, [events.name], compilation));
    const times = readTimes(spec, pointer, compilation);
    const within = compilation.duration(spec, pointer, 'within') ?? NEVER;
    return new Performed(event, events, where, times, within, typeof spec.within === 'string' ? spec.within : '');
  },
};

function readTimes(spec: JsonObject, pointer: string, compilation: Compilation): Times {
  const given = ownValue(spec, 'times');
  if (given === undefined) return { atLeast: 1, atMost: NEVER };
  const at = `${pointer}/times`;
  const times = compilation.object(given, at, 'times');
  if (times === undefined) return { atLeast: 1, atMost: NEVER };
  compilation.only(times, at, ['atLeast', 'atMost', 'exactly']);
  const exactly = compilation.whole(times, at, 'exactly', 0);
  if (exactly !== undefined) {
    if (Object.keys(times).length > 1) compilation.problem(at, 'exactly stands with another bound', 'use exactly alone');
    return { atLeast: exactly, atMost: exactly };
  }
  const atLeast = compilation.whole(times, at, 'atLeast', 0);
  const atMost = compilation.whole(times, at, 'atMost', 0);
  if (Object.keys(times).length === 0) compilation.problem(at, 'times names no bound', 'give it atLeast, atMost or exactly');
  if ((atLeast ?? 0) > (atMost ?? NEVER)) compilation.problem(at, 'atLeast is greater than atMost, so nobody can match', 'swap them');
  return { atLeast: atLeast ?? 0, atMost: atMost ?? NEVER };
}

class Performed implements Condition {
  readonly kind = 'performed';
  readonly names: readonly number[];
  readonly needs: number | null;
  readonly timed: boolean;
  readonly words: string;
  readonly negatedWords?: string;
  readonly #events: NamedEvents;
  readonly #where: Where;
  readonly #times: Times;
  readonly #within: Milliseconds;
  /** Matches beyond this many cannot change the answer. */
  readonly #enough: number;

  constructor(event: string, events: NamedEvents, where: Where, times: Times, within: Milliseconds, withinText: string) {
    this.#events = events;
    this.#where = where;
    this.#times = times;
    this.#within = within;
    this.#enough = Number.isFinite(times.atMost) ? times.atMost + 1 : times.atLeast;
    this.names = [events.name];
    this.needs = times.atLeast > 0 && events.name !== EVERY_NAME ? events.name : null;
    this.timed = within !== NEVER;
    const what = wordsFor(event, where, times, withinText);
    this.words = `has done ${what}`;
    if (!Number.isFinite(times.atMost)) this.negatedWords = `has not done ${what}`;
  }

  filtersOf(name: number): readonly Where[] {
    return name === this.#events.name || this.#events.name === EVERY_NAME ? [this.#where] : [];
  }

  holds(timeline: Timeline): boolean {
    const { rows } = timeline;
    const start = timeline.now - this.#within;
    const { atLeast, atMost } = this.#times;
    let count = 0;
    let keeper = NEVER;
    for (let row = this.#events.newest(timeline); row !== NO_ROW && count < this.#enough; row = this.#events.older(timeline, row)) {
      const timestamp = rows.timestamp(row);
      if (timestamp <= start) break;
      if (!this.#where.holds(row)) continue;
      count++;
      if (count === atLeast || count === this.#enough) keeper = timestamp;
    }
    // Time can only take events away: the answer changes when the event that it hangs on leaves the window. That is the
    // one too many when there are too many, else the atLeast-th newest.
    if (count > atMost || (count >= atLeast && atLeast > 0)) timeline.changesAt(keeper + this.#within);
    return count >= atLeast && count <= atMost;
  }

  explain(timeline: Timeline): ReturnType<Condition['explain']> {
    return explainLeaf(timeline, this, () => {
      const holds = this.holds(timeline);
      const rows = this.#matches(timeline);
      return { holds, value: { count: rows.length }, rows: rows.slice(0, 10) };
    });
  }

  #matches(timeline: Timeline): number[] {
    const matches: number[] = [];
    const start = timeline.now - this.#within;
    for (
      let row = this.#events.newest(timeline);
      row !== NO_ROW && timeline.rows.timestamp(row) > start;
      row = this.#events.older(timeline, row)
    ) {
      if (this.#where.holds(row)) matches.push(row);
    }
    return matches;
  }
}

function wordsFor(event: string, where: Where, times: Times, within: string): string {
  const filter = where.words === '' ? '' : ` where ${where.words}`;
  const window = within === '' ? '' : ` within the last ${durationInWords(within)}`;
  return `“${event}”${filter}${timesInWords(times)}${window}`;
}

function timesInWords({ atLeast, atMost }: Times): string {
  if (atLeast === atMost) return ` exactly ${often(atLeast)}`;
  if (!Number.isFinite(atMost)) return atLeast === 1 ? '' : ` at least ${often(atLeast)}`;
  return atLeast === 0 ? ` at most ${often(atMost)}` : ` ${atLeast} to ${often(atMost)}`;
}

function often(times: number): string {
  return times === 1 ? 'once' : `${times} times`;
}
