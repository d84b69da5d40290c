import { Type } from 'typebox';
import type { Compilation } from '../../timeline/compilation.js';
import { CustomerZone } from '../../timeline/customer-zone.js';
import type { TimeZone } from '../../timeline/time-zones.js';
import type { Timeline } from '../../timeline/timeline.js';
import { EVERYTHING, type Where } from '../../timeline/where.js';
import { readZone, TIME_ZONE_KEY } from '../../timeline/window.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import { type JsonObject, ownValue } from '../../vocabulary/json.js';
import { TimeZoneSchema } from '../schemas.js';
import { type Condition, type ConditionKind, explainLeaf } from './condition.js';

const MINUTE: Milliseconds = 60_000;
const DAY: Milliseconds = 24 * 60 * MINUTE;
const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;
const TimeOfDay = Type.String({ pattern: TIME_OF_DAY.source, description: 'A time of day such as 18:00' });

/**
 * `localTime: { from: 18:00, until: 22:00 }`: the clock shows a time from the one up to the other (exclusive), over midnight where the second is the earlier; the customer's
 * clock, or that of a `timeZone` beside it. As the guard of a step it asks when the step's event was.
 */
export const localTime: ConditionKind = {
  key: 'localTime',
  schema: () =>
    Type.Object(
      {
        localTime: Type.Object({ from: TimeOfDay, until: TimeOfDay }, { additionalProperties: false }),
        timeZone: Type.Optional(TimeZoneSchema),
      },
      {
        additionalProperties: false,
        title: 'Time of day',
        description: "The customer's clock shows a time of day; on a step: at its event",
        examples: [{ localTime: { from: '18:00', until: '22:00' } }],
      },
    ),
  compile(spec, pointer, compilation) {
    compilation.only(spec, pointer, ['localTime', TIME_ZONE_KEY]);
    const at = `${pointer}/localTime`;
    const times = compilation.object(ownValue(spec, 'localTime'), at, 'localTime') ?? {};
    compilation.only(times, at, ['from', 'until']);
    const [from, until] = [readTime(times, at, 'from', compilation), readTime(times, at, 'until', compilation)];
    if (from !== undefined && from === until)
      compilation.problem(at, 'from and until are one time', 'name another time, or leave localTime out');
    const zone = readZone(spec, pointer, compilation);
    return new LocalTime({ from: from ?? 0, until: until ?? 0 }, zone ?? CustomerZone.of(compilation), {
      from: String(times.from),
      until: String(times.until),
    });
  },
};

function readTime(times: JsonObject, pointer: string, key: 'from' | 'until', compilation: Compilation): Milliseconds | undefined {
  const text = ownValue(times, key);
  if (typeof text === 'string' && TIME_OF_DAY.test(text)) return (Number(text.slice(0, 2)) * 60 + Number(text.slice(3))) * MINUTE;
  return compilation.problem(
    `${pointer}/${key}`,
    `${JSON.stringify(text ?? null)} is no time of day`,
    'write hours and minutes, for instance 18:00',
  );
}

class LocalTime implements Condition {
  readonly kind = 'localTime';
  readonly names: readonly number[];
  readonly needs = null;
  readonly timed = true;
  readonly words: string;
  readonly #from: Milliseconds;
  readonly #until: Milliseconds;
  readonly #zone: TimeZone | CustomerZone;

  constructor(
    { from, until }: { readonly from: Milliseconds; readonly until: Milliseconds },
    zone: TimeZone | CustomerZone,
    texts: { readonly from: string; readonly until: string },
  ) {
    this.#from = from;
    this.#until = until;
    this.#zone = zone;
    const place = zone instanceof CustomerZone ? '' : ` (${zone.name})`;
    this.words = `it is from ${texts.from} to ${texts.until}${place}`;
    this.names = zone instanceof CustomerZone ? [zone.identify] : [];
  }

  filtersOf(name: number): readonly Where[] {
    return this.names.includes(name) ? [EVERYTHING] : [];
  }

  holds(timeline: Timeline): boolean {
    const zone = this.#zoneAt(timeline);
    const holds = this.#isAt(zone, timeline.now);
    timeline.changesAt(this.#changesAfter(zone, timeline.now, holds));
    return holds;
  }

  explain(timeline: Timeline): ReturnType<Condition['explain']> {
    return explainLeaf(timeline, this, () => {
      const zone = this.#zoneAt(timeline);
      const shown = new Date(zone.localAt(timeline.now)).toISOString().slice(11, 16);
      return { holds: this.holds(timeline), value: { localTime: shown, timeZone: zone.name }, events: [] };
    });
  }

  #isAt(zone: TimeZone, at: Instant): boolean {
    const time = timeOfDay(zone.localAt(at));
    return this.#from < this.#until ? this.#from <= time && time < this.#until : this.#from <= time || time < this.#until;
  }

  /** The next instant at which the clock comes to one of the times, or is moved across one. */
  #changesAfter(zone: TimeZone, now: Instant, holds: boolean): Instant {
    for (let at = now; ; ) {
      const time = timeOfDay(zone.localAt(at));
      const away = (bound: Milliseconds): Milliseconds => (bound > time ? bound - time : bound - time + DAY);
      const next = at + Math.min(away(this.#from), away(this.#until));
      const moved = zone.offsetEnds(at);
      if (next < moved) return next;
      if (this.#isAt(zone, moved) !== holds) return moved;
      at = moved;
    }
  }

  #zoneAt(timeline: Timeline): TimeZone {
    return this.#zone instanceof CustomerZone ? this.#zone.at(timeline) : this.#zone;
  }
}

function timeOfDay(local: number): Milliseconds {
  return ((local % DAY) + DAY) % DAY;
}
