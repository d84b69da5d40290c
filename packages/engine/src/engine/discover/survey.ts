import { entryValue } from '../../journal/entries.js';
import type { Pipeline } from '../../pipeline.js';
import { isPerformed } from '../../timeline/named-events.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { isJsonObject, type Json, type JsonObject } from '../../vocabulary/json.js';
import { Turns } from '../turns.js';

/** So many events are read to see what stands in them, of so many customers at most. */
const MOST_READ = 6_000;
const MOST_CUSTOMERS = 300;
/** Paths go this deep, and no deeper. */
const DEEPEST = 3;
const MOST_PATHS = 400;
/** A property with more different values than this is no context. */
const MOST_VALUES = 40;
const MOST_CONTEXTS = 14;
const MOST_COMPARING = 4;
/** A property that fewer events have is left alone. */
const RAREST = 0.005;
/** Of the values that a customer's events of one name have, at least so many have to be there again for a comparison to make sense. */
const COMES_AGAIN = 0.02;
/** What says how an event was sent and not what happened, or who somebody is: no situation. */
const LEFT_OUT = /^context\.(library|userAgent|userAgentData|ip|consent|traits|protocols|externalIds|page\.(url|referrer|search))(\.|$)/;

/** The properties that situations may be about. */
export interface Survey {
  /** Paths with few values. */
  readonly contexts: readonly string[];
  /** Paths by whose values events are compared. */
  readonly comparing: readonly string[];
}

/** Reads the events of some customers and finds out which of their properties are worth looking at. @param customers whose */
export async function surveyProperties(pipeline: Pipeline, customers: readonly number[], signal?: AbortSignal): Promise<Survey> {
  const { timelines, journal } = pipeline;
  const seen = new Map<string, PathSurvey>();
  const turns = new Turns(signal);
  const step = Math.max(1, Math.floor(customers.length / MOST_CUSTOMERS));
  let read = 0;
  for (let index = 0; index < customers.length && read < MOST_READ; index += step) {
    for (const row of timelines.rowsOf(customers[index] as number).slice(0, MOST_READ - read)) {
      if (!isPerformed(timelines.names.textOf(timelines.rows.name(row)))) continue;
      const entry = journal.entryAt(timelines.rows.offset(row));
      if (entry.kind !== 'event') continue;
      look(entryValue(entry, 'event'), index, seen);
      read++;
      if (turns.isOver) await turns.next();
    }
  }
  return choose(seen, read);
}

/** What was seen of one path. */
class PathSurvey {
  readonly values = new Map<Json, number>();
  present = 0;
  again = 0;
  #customer = -1;
  readonly #own = new Set<string>();

  add(value: Json, customer: number, name: string): void {
    if (customer !== this.#customer) this.#own.clear();
    this.#customer = customer;
    this.present++;
    this.values.set(value, (this.values.get(value) ?? 0) + 1);
    const key = JSON.stringify([name, value]);
    if (this.#own.has(key)) this.again++;
    this.#own.add(key);
  }
}

function look({ event, properties, context }: CustomerEvent, customer: number, seen: Map<string, PathSurvey>): void {
  const visit = (value: Json, path: string, depth: number): void => {
    if (isJsonObject(value)) {
      if (depth < DEEPEST) visitAll(value, path, depth + 1);
    } else if (value !== null && typeof value !== 'object' && String(value).length <= 100) {
      let survey = seen.get(path);
      if (survey === undefined && seen.size < MOST_PATHS) seen.set(path, (survey = new PathSurvey()));
      survey?.add(value, customer, event);
    }
  };
  const visitAll = (object: JsonObject, path: string, depth: number): void => {
    // A key with a dot, or with brackets, is no part of a path.
    for (const [key, value] of Object.entries(object)) if (/^[\w-]+$/.test(key)) visit(value, `${path}.${key}`, depth);
  };
  visitAll(properties, 'properties', 1);
  visitAll(context, 'context', 1);
}

function choose(seen: ReadonlyMap<string, PathSurvey>, read: number): Survey {
  const usable = [...seen]
    .filter(([path, { present }]) => present >= Math.max(20, RAREST * read) && !LEFT_OUT.test(path))
    .sort(([, left], [, right]) => right.present - left.present);
  const contexts = usable.filter(([, { values, present }]) => values.size <= MOST_VALUES && values.size > 1 && present >= 5 * values.size);
  const comparing = usable.filter(
    ([, { values, again, present }]) => values.size > MOST_VALUES && again >= COMES_AGAIN * present && values.size >= 5,
  );
  const paths = (found: typeof usable, most: number): string[] => found.slice(0, most).map(([path]) => path);
  return { contexts: paths(contexts, MOST_CONTEXTS), comparing: paths(comparing, MOST_COMPARING) };
}
