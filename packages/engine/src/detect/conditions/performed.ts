import { Type } from 'typebox';
import { NO_ROW } from '../../timeline/event-rows.js';
import type { Timeline } from '../../timeline/timeline.js';
import { compileWhere, type Where } from '../../timeline/where.js';
import { durationInWords, type Milliseconds, NEVER } from '../../vocabulary/instant.js';
import { ownValue } from '../../vocabulary/json.js';
import { DurationSchema, WhereSchema } from '../schemas.js';
import { type Condition, type ConditionKind, explainLeaf } from './condition.js';
import { readTimes, type Times, timesInWords, TimesSchema } from './times.js';

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
    const name = compilation.names.intern(event);
    const where = compileWhere(ownValue(spec, 'where'), `${pointer}/where`, [name], compilation);
    const times = readTimes(spec, pointer, compilation);
    const within = compilation.duration(spec, pointer, 'within') ?? NEVER;
    return new Performed(event, name, where, times, within, typeof spec.within === 'string' ? spec.within : '');
  },
};

class Performed implements Condition {
  readonly kind = 'performed';
  readonly names: readonly number[];
  readonly needs: number | null;
  readonly timed: boolean;
  readonly words: string;
  readonly negatedWords?: string;
  readonly #name: number;
  readonly #where: Where;
  readonly #times: Times;
  readonly #within: Milliseconds;
  /** Matches beyond this many cannot change the answer. */
  readonly #enough: number;

  constructor(event: string, name: number, where: Where, times: Times, within: Milliseconds, withinText: string) {
    this.#name = name;
    this.#where = where;
    this.#times = times;
    this.#within = within;
    this.#enough = Number.isFinite(times.atMost) ? times.atMost + 1 : times.atLeast;
    this.names = [name];
    this.needs = times.atLeast > 0 ? name : null;
    this.timed = within !== NEVER;
    const what = wordsFor(event, where, times, withinText);
    this.words = `has done ${what}`;
    if (!Number.isFinite(times.atMost)) this.negatedWords = `has not done ${what}`;
  }

  filtersOf(name: number): readonly Where[] {
    return name === this.#name ? [this.#where] : [];
  }

  holds(timeline: Timeline): boolean {
    const { rows } = timeline;
    const start = timeline.now - this.#within;
    const { atLeast, atMost } = this.#times;
    let count = 0;
    let keeper = NEVER;
    for (let row = timeline.newestOf(this.#name); row !== NO_ROW && count < this.#enough; row = timeline.olderOf(row)) {
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
    for (let row = timeline.newestOf(this.#name); row !== NO_ROW && timeline.rows.timestamp(row) > start; row = timeline.olderOf(row)) {
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
