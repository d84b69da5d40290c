import { type Instant, NEVER } from '../vocabulary/instant.js';
import type { Column } from './columns.js';
import type { Compilation } from './compilation.js';
import { NO_ROW } from './event-rows.js';
import type { Timeline } from './timeline.js';
import { type TimeZone, timeZone } from './time-zones.js';
import { IDENTIFY_NAME } from './timelines.js';
import { ABSENT, type Values } from './values.js';

/** The trait in which customers' time zones stand. */
const TRAIT = 'traits.timezone';

/** By the columns that the trait is read from, for each workspace's zone. */
const shared = new WeakMap<object, Map<TimeZone, CustomerZone>>();

/**
 * The time zone of each customer: the newest by event time of their trait `timezone`, or the workspace's where that is missing, `null`
 * or no zone that is known.
 */
export class CustomerZone {
  /** The number of the name of the events that may change it. */
  readonly identify: number;
  readonly #column: Column | undefined;
  readonly #values: Values;
  readonly #workspace: TimeZone;
  #look = 0;
  #zone: TimeZone;
  #until: Instant = NEVER;

  /** The one of a compilation, which all that is compiled for good on the same ground shares. */
  static of(compilation: Compilation): CustomerZone {
    compilation.meanings.add(`time zone ${compilation.timeZone.name}`);
    // What is only tried out has columns that may go when the trial ends.
    if (compilation.columns.isTrial) return new CustomerZone(compilation);
    let zones = shared.get(compilation.columns);
    if (zones === undefined) shared.set(compilation.columns, (zones = new Map<TimeZone, CustomerZone>()));
    let zone = zones.get(compilation.timeZone);
    if (zone !== undefined) return zone;
    zone = new CustomerZone(compilation);
    // What is only tried out may lose its column.
    if (!compilation.columns.isTrial) zones.set(compilation.timeZone, zone);
    return zone;
  }

  private constructor({ names, columns, timeZone: workspace }: Compilation) {
    this.identify = names.intern(IDENTIFY_NAME);
    this.#column = columns.needForGood(TRAIT, [this.identify]);
    this.#values = columns.values;
    this.#workspace = workspace;
    this.#zone = workspace;
  }

  /** The customer's zone at the timeline's now. */
  at(timeline: Timeline): TimeZone {
    if (this.#look !== timeline.look) this.#ask(timeline);
    timeline.changesAt(this.#until);
    return this.#zone;
  }

  #ask(timeline: Timeline): void {
    const outer = timeline.until;
    timeline.until = NEVER;
    let row = timeline.newestOf(this.identify);
    while (row !== NO_ROW && (this.#column?.at(row) ?? ABSENT) === ABSENT) row = timeline.olderOf(row);
    const name = row === NO_ROW ? null : this.#values.valueOf(this.#column?.at(row) ?? ABSENT);
    this.#zone = (typeof name === 'string' ? timeZone(name) : undefined) ?? this.#workspace;
    this.#until = timeline.until;
    this.#look = timeline.look;
    timeline.until = outer;
  }
}
