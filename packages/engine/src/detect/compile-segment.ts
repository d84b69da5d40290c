import { hash } from 'node:crypto';
import type { Columns } from '../timeline/columns.js';
import { Compilation } from '../timeline/compilation.js';
import { NO_ROW } from '../timeline/event-rows.js';
import type { Interner } from '../timeline/interner.js';
import type { Timeline } from '../timeline/timeline.js';
import type { References } from '../timeline/references.js';
import type { ConditionSpec, SegmentDefinition } from '../vocabulary/definition.js';
import type { Condition } from './conditions/condition.js';
import { meaningOf } from './conditions/reference.js';
import { conditionOf } from './conditions/segment.js';
import { compileCondition } from './conditions/table.js';
import { DefinitionRefused } from './definition-refused.js';

export { DefinitionRefused } from './definition-refused.js';

/** A segment as a question about a timeline, with its conditions for the explanation. */
export interface CompiledSegment {
  readonly condition: Condition;
  /** As its author wrote it. */
  readonly words: string;
  /** What it means: two segments with the same text here have the same members always. */
  readonly meaning: string;
  /** What it asks, whatever it is called: segments with the same text here hold for the same customers at any instant. */
  readonly question: string;
  /** Whether the answer may change when a link between identifiers proves to be older than it was known to be. */
  readonly heedsLinks: boolean;
  /** Whether the customer exists and is in the segment. */
  readonly holds: (timeline: Timeline) => boolean;
}

/** Where definitions are compiled: the names and columns that they share. */
export interface Ground {
  readonly names: Interner;
  readonly columns: Columns;
  /** What conditions may name; nothing when absent. */
  readonly references?: References;
}

/** Makes of a definition what its author wrote, and all that is asked. */
type Read = (definition: SegmentDefinition, compilation: Compilation) => { readonly where: Condition; readonly condition: Condition };

/**
 * Compiles a segment. The same compiled form answers live, for back-fill, for preview and for the explanation. Known bots are
 * left out unless the definition asks for them, and so is whoever does not permit its purpose: by ordinary conditions, so that this is
 * explained like the others.
 * @throws DefinitionRefused with everything that is wrong with it.
 */
export function compileSegment(definition: SegmentDefinition, ground: Ground): CompiledSegment {
  return compiled(definition, ground, (read, compilation) => conditionOf(read, compilation, compileCondition));
}

/**
 * Compiles a condition that stands for itself, outside a segment: nobody is left out beside it.
 * @param name by whose name its problems are told
 * @throws DefinitionRefused with everything that is wrong with it.
 */
export function compileBare(where: ConditionSpec, name: string, ground: Ground): CompiledSegment {
  return compiled({ kind: 'segment', name, where, includeBots: true }, ground, (read, compilation) => {
    const condition = compileCondition(read.where, '/where', compilation);
    return { where: condition, condition };
  });
}

function compiled(definition: SegmentDefinition, ground: Ground, read: Read): CompiledSegment {
  const compilation = new Compilation({ ...ground, kind: 'segment', name: definition.name });
  const { where, condition } = read(definition, compilation);
  if (compilation.problems.length > 0) throw new DefinitionRefused(compilation.problems);
  return {
    condition,
    words: where.words,
    meaning: meaningOf(definition, compilation),
    question: questionOf(definition, compilation),
    heedsLinks: compilation.heedsLinks,
    holds: (timeline) => mayHold(condition, timeline) && timeline.exists() && condition.holds(timeline),
  };
}

function questionOf({ where, includeBots }: SegmentDefinition, { timeZone, meanings }: Compilation): string {
  return hash('sha256', JSON.stringify([where, includeBots === true, timeZone.name, ...meanings]), 'hex');
}

/** One look-up that answers for everybody who lacks the event that the condition needs: neither time nor other events change that. */
function mayHold({ needs }: Condition, { timelines, customer }: Timeline): boolean {
  return needs === null || timelines.newestOf(customer, needs) !== NO_ROW;
}
