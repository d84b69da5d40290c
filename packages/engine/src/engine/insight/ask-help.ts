import { HELP_ROLES, type HelpEvents, type HelpInsight, helpInsight, type HelpQuestion, type HelpTopic } from '../../insight/help.js';
import type { Pipeline } from '../../pipeline.js';
import type { Column } from '../../timeline/columns.js';
import { breathing, type InsightAsked, type InsightTold, segmentAsked, spanAsked } from './asked.js';
import { type AskedEvent, columnsOf, EventTest, unknownAmong } from './asked-events.js';
import { listsOf, markCounted, readEvents, textsOf, type ToldPlace, toldPlaces } from './read-events.js';
import { withColumns } from './with-columns.js';

/** What is asked about help after a purchase, with the names under which things are told. */
export interface HelpAsked extends InsightAsked, Pick<HelpQuestion, 'within' | 'horizon' | 'rank'> {
  readonly bought: readonly AskedEvent[];
  /** Paths to what was bought, tried in order; a path through items leads to all of them. */
  readonly product: readonly string[];
  readonly content: readonly AskedEvent[];
  /** Paths to what the content is about. */
  readonly topic: readonly string[];
  readonly returned: readonly AskedEvent[];
  readonly ticket: readonly AskedEvent[];
  readonly lowRating: readonly AskedEvent[];
}

/** A topic, with examples that can be looked up. */
export type ToldTopic = Omit<HelpTopic, 'examples'> & { readonly examples: readonly ToldPlace[] };

/** What buyers look for after their purchase. */
export interface HelpAnswer extends Omit<HelpInsight, 'topics'>, InsightTold {
  readonly topics: readonly ToldTopic[];
}

type Tests = Readonly<Record<'bought' | 'content' | 'returned' | 'ticket' | 'lowRating', EventTest>>;

interface Compiled {
  readonly tests: Tests;
  readonly product: readonly Column[];
  readonly topic: readonly Column[];
}

/** @throws CuspError invalid_request, invalid_definition, unknown_segment; the signal's reason */
export async function askHelp(pipeline: Pipeline, asked: HelpAsked, signal: AbortSignal | undefined): Promise<HelpAnswer> {
  const segment = segmentAsked(pipeline, asked.segment);
  return withColumns(
    pipeline,
    signal,
    () => compile(pipeline, asked),
    async ({ tests, product, topic }) => {
      const read = await readEvents(pipeline, rolesOf(tests), signal);
      await markCounted(pipeline, read, { of: HELP_ROLES.bought, as: HELP_ROLES.counted, segment }, signal);
      const events: HelpEvents = {
        ...read,
        products: await listsOf(pipeline, { read, columns: product, of: HELP_ROLES.bought }, signal),
        topics: await textsOf(pipeline, { read, columns: topic, of: HELP_ROLES.content }, signal),
      };
      const { within, horizon, rank, limit } = asked;
      const { topics, ...counts } = await helpInsight(events, { ...spanAsked(asked), within, horizon, rank, limit }, breathing(signal));
      return {
        ...counts,
        topics: topics.map(({ examples, ...one }) => ({ ...one, examples: toldPlaces(pipeline, read, examples) })),
        unknownEvents: unknownAmong(pipeline, [asked.bought, asked.content, asked.returned, asked.ticket, asked.lowRating]),
        to: read.to,
        asOf: pipeline.clock.now(),
      };
    },
  );
}

function compile(pipeline: Pipeline, asked: HelpAsked): Compiled {
  const tests: Tests = {
    bought: new EventTest(pipeline, asked.bought),
    content: new EventTest(pipeline, asked.content),
    returned: new EventTest(pipeline, asked.returned),
    ticket: new EventTest(pipeline, asked.ticket),
    lowRating: new EventTest(pipeline, asked.lowRating),
  };
  return {
    tests,
    product: columnsOf(pipeline, asked.product, tests.bought.names),
    topic: columnsOf(pipeline, asked.topic, tests.content.names),
  };
}

function rolesOf(tests: Tests): (name: number, row: number) => number {
  const kinds = ['bought', 'content', 'returned', 'ticket', 'lowRating'] as const;
  return (name, row) => kinds.reduce((roles, kind) => (tests[kind].holds(name, row) ? roles | HELP_ROLES[kind] : roles), 0);
}
