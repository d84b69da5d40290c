import {
  SEARCH_ROLES,
  type SearchEvents,
  type SearchInsight,
  searchInsight,
  type SearchQuestion,
  type SearchTerm,
} from '../../insight/searches.js';
import type { Pipeline } from '../../pipeline.js';
import type { Column } from '../../timeline/columns.js';
import { ABSENT, NULL } from '../../timeline/values.js';
import { breathing, type InsightAsked, type InsightTold, segmentAsked, spanAsked } from './asked.js';
import { type AskedEvent, columnsOf, EventTest, unknownAmong } from './asked-events.js';
import { forEachEvent, markCounted, type ReadEvents, readEvents, textsOf, type ToldPlace, toldPlaces } from './read-events.js';
import { withColumns } from './with-columns.js';

/** What is asked of searches, with the names under which things are told. */
export interface SearchesAsked extends InsightAsked {
  readonly rank: SearchQuestion['rank'];
  readonly search: readonly AskedEvent[];
  /** Paths to what was searched for, tried in order. */
  readonly term: readonly string[];
  /** Paths to how many results there were, or to the results themselves. */
  readonly results: readonly string[];
  /** What shows that something was found. */
  readonly found: readonly AskedEvent[];
  readonly bought: readonly AskedEvent[];
  /** Paths to what an order was worth. */
  readonly value: readonly string[];
  readonly ticket: readonly AskedEvent[];
}

/** A term, with examples that can be looked up. */
export type ToldTerm = Omit<SearchTerm, 'examples'> & { readonly examples: readonly ToldPlace[] };

/** What customers search for, and do not find. */
export interface SearchesAnswer extends Omit<SearchInsight, 'terms'>, InsightTold {
  readonly terms: readonly ToldTerm[];
}

interface Compiled {
  readonly search: EventTest;
  readonly found: EventTest;
  readonly bought: EventTest;
  readonly ticket: EventTest;
  readonly term: readonly Column[];
  readonly results: readonly Column[];
  readonly value: readonly Column[];
}

/** @throws CuspError invalid_request, invalid_definition, unknown_segment; the signal's reason */
export async function askSearches(pipeline: Pipeline, asked: SearchesAsked, signal: AbortSignal | undefined): Promise<SearchesAnswer> {
  const segment = segmentAsked(pipeline, asked.segment);
  return withColumns(
    pipeline,
    signal,
    () => compile(pipeline, asked),
    async (compiled) => {
      const read = await readEvents(pipeline, rolesOf(pipeline, compiled), signal);
      await markCounted(pipeline, read, { of: SEARCH_ROLES.search, as: SEARCH_ROLES.counted, segment }, signal);
      const events: SearchEvents = {
        ...read,
        terms: await textsOf(pipeline, { read, columns: compiled.term, of: SEARCH_ROLES.search }, signal),
        values: await valuesOf(pipeline, compiled.value, read, signal),
      };
      const { rank, limit } = asked;
      const { terms, ...counts } = await searchInsight(events, { ...spanAsked(asked), rank, limit }, breathing(signal));
      return {
        ...counts,
        terms: terms.map(({ examples, ...term }) => ({ ...term, examples: toldPlaces(pipeline, read, examples) })),
        unknownEvents: unknownAmong(pipeline, [asked.search, asked.found, asked.bought, asked.ticket]),
        to: read.to,
        asOf: pipeline.clock.now(),
      };
    },
  );
}

function compile(pipeline: Pipeline, asked: SearchesAsked): Compiled {
  const search = new EventTest(pipeline, asked.search);
  const bought = new EventTest(pipeline, asked.bought);
  return {
    search,
    bought,
    found: new EventTest(pipeline, asked.found),
    ticket: new EventTest(pipeline, asked.ticket),
    term: columnsOf(pipeline, asked.term, search.names),
    results: columnsOf(pipeline, asked.results, search.names),
    value: columnsOf(pipeline, asked.value, bought.names),
  };
}

function rolesOf(pipeline: Pipeline, { search, found, bought, ticket, results }: Compiled): (name: number, row: number) => number {
  return (name, row) =>
    (search.holds(name, row) ? SEARCH_ROLES.search | (isEmpty(pipeline, results, row) ? SEARCH_ROLES.empty : 0) : 0) |
    (found.holds(name, row) ? SEARCH_ROLES.found : 0) |
    (bought.holds(name, row) ? SEARCH_ROLES.bought : 0) |
    (ticket.holds(name, row) ? SEARCH_ROLES.ticket : 0);
}

/** Whether a search says that it had no results: a number that is 0, or an empty list. */
function isEmpty({ columns }: Pipeline, results: readonly Column[], row: number): boolean {
  return results.some((column) => {
    const cell = column.at(row);
    if (cell === ABSENT || cell === NULL) return false;
    const value = columns.values.valueOf(cell);
    return value === 0 || (Array.isArray(value) && value.length === 0);
  });
}

async function valuesOf(
  { columns }: Pipeline,
  paths: readonly Column[],
  read: ReadEvents,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<number, number>> {
  const values = new Map<number, number>();
  const visit = (event: number, row: number): void => {
    const value = paths.map((column) => columns.values.valueOf(column.at(row))).find((one) => typeof one === 'number');
    if (typeof value === 'number') values.set(event, value);
  };
  await forEachEvent(read, SEARCH_ROLES.bought, visit, signal);
  return values;
}
