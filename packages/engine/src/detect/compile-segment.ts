import type { Columns } from '../timeline/columns.js';
import { Compilation } from '../timeline/compilation.js';
import { NO_ROW } from '../timeline/event-rows.js';
import type { Interner } from '../timeline/interner.js';
import type { Timeline } from '../timeline/timeline.js';
import type { TimeZone } from '../timeline/time-zones.js';
import type { DefinitionProblem, SegmentDefinition } from '../vocabulary/definition.js';
import type { Condition } from './conditions/condition.js';
import { allOf } from './conditions/all.js';
import { compileCondition } from './conditions/table.js';

/** A segment as a question about a timeline, with its conditions for the explanation. */
export interface CompiledSegment {
  readonly condition: Condition;
  /** As its author wrote it. */
  readonly words: string;
  /** Whether the customer exists and is in the segment. */
  readonly holds: (timeline: Timeline) => boolean;
}

/** What went wrong with a definition; never empty when it is thrown. */
export class DefinitionRefused extends Error {
  readonly problems: readonly DefinitionProblem[];

  constructor(problems: readonly DefinitionProblem[]) {
    super(problems.map((problem) => `${problem.pointer}: ${problem.message}`).join('; '));
    this.name = 'DefinitionRefused';
    this.problems = problems;
  }
}

/** Where definitions are compiled: the names and columns that they share. */
export interface Ground {
  readonly names: Interner;
  readonly columns: Columns;
  /** The workspace's time zone, where calendar days begin for customers who tell none; default UTC. */
  readonly timeZone?: TimeZone;
}

/**
 * Compiles a segment. The same compiled form answers live, for back-fill, for preview and for the explanation. Known bots are
 * left out unless the definition asks for them: by an ordinary condition, so that it is explained like the others.
 * @throws DefinitionRefused with everything that is wrong with it.
 */
export function compileSegment(definition: SegmentDefinition, ground: Ground): CompiledSegment {
  const compilation = new Compilation({ ...ground, kind: 'segment', name: definition.name });
  const where = compileCondition(definition.where, '/where', compilation);
  const noBot = compileCondition({ trait: 'bot', isNot: true }, '/includeBots', compilation);
  if (compilation.problems.length > 0) throw new DefinitionRefused(compilation.problems);
  const condition = definition.includeBots === true ? where : allOf([where, noBot]);
  return {
    condition,
    words: where.words,
    holds: (timeline) => mayHold(condition, timeline) && timeline.exists() && condition.holds(timeline),
  };
}

/** One look-up that answers for everybody who lacks the event that the condition needs: neither time nor other events change that. */
function mayHold({ needs }: Condition, { timelines, customer }: Timeline): boolean {
  return needs === null || timelines.newestOf(customer, needs) !== NO_ROW;
}
