import type { TSchema } from 'typebox';
import type { Compilation } from '../../timeline/compilation.js';
import type { ReferenceKind } from '../../timeline/references.js';
import type { Timeline } from '../../timeline/timeline.js';
import { EVERYTHING, type Where } from '../../timeline/where.js';
import type { Window } from '../../timeline/window.js';
import type { ConditionExplanation } from '../../vocabulary/explanation.js';
import type { JsonObject } from '../../vocabulary/json.js';
import type { Sway } from './sway.js';

/**
 * A compiled condition: a pure function of a timeline at an instant. It lowers `timeline.until` to the next instant at which
 * its answer may change by itself.
 */
export interface Condition {
  /** The event names whose arrival may change the answer; what may ride on any event is left to {@link filtersOf}. */
  readonly names: readonly number[];
  /**
   * An event of a name that none of these lets pass cannot change the answer: it is as if it were not there. May let too many pass. A
   * condition on what any event may carry answers for every name.
   */
  filtersOf(name: number): readonly Where[];
  /**
   * In which directions an event of a name, added to any events, may change the answer at any instant; asked for names that have
   * filters. Absent: in either.
   */
  swayOf?(name: number): Sway;
  /** In which directions the answer may change between events because time passes, if it is {@link timed}. Absent: in either. */
  readonly swayOfTime?: Sway;
  /** The name of an event without which the condition cannot hold; null when there is none such. */
  readonly needs: number | null;
  /** Whether the answer may change because time passes. */
  readonly timed: boolean;
  readonly words: string;
  /** How to say that it does not hold, where there is a better way than `not (…)`. */
  readonly negatedWords?: string;
  /** The word that its words join several conditions by: among others joined by another they need parentheses. */
  readonly joinedBy?: string;
  holds(timeline: Timeline): boolean;
  /** The same answer with what it found. */
  explain(timeline: Timeline): ConditionExplanation;
}

/** Compiles a nested condition; handed to the kinds that hold others. */
export type CompileCondition = (spec: JsonObject, pointer: string, compilation: Compilation) => Condition;

/** A kind of condition: one file, one line in `table.ts`. */
export interface ConditionKind {
  /** The key that marks the kind (`performed`, `all`, …). */
  readonly key: string;
  /** Whether its conditions are made of others. */
  readonly holdsOthers?: boolean;
  /** The kind of definition that stands under its key, by name: its conditions rest on it. */
  readonly restsOn?: ReferenceKind;
  /** Whether the same text may mean something else another time, so that it says for itself by what its conditions are shared. */
  readonly sharesItself?: boolean;
  /** The shape, for the published JSON Schema; `condition` stands for any condition. */
  schema(condition: TSchema): TSchema;
  /** Compiles a condition of this kind. Mistakes are reported to the compilation; the result is then of no use. */
  compile(spec: JsonObject, pointer: string, compilation: Compilation, compileCondition: CompileCondition): Condition;
}

/** The filters of a condition for events of a name, with those that may move its window whatever they hold. */
export function movedBy(window: Window, name: number, filters: readonly Where[]): readonly Where[] {
  return window.names.includes(name) ? [...filters, EVERYTHING] : filters;
}

/** Explains a leaf: its own answer, and its own `until`, without disturbing what the others have lowered. */
export function explainLeaf(
  timeline: Timeline,
  condition: Pick<Condition, 'words'> & { readonly kind: string },
  look: () => Pick<ConditionExplanation, 'holds' | 'value' | 'events'>,
): ConditionExplanation {
  const { until, found } = ownUntil(timeline, look);
  return {
    kind: condition.kind,
    words: condition.words,
    holds: found.holds,
    value: found.value,
    events: found.events,
    until,
    parts: [],
  };
}

/** Explains a condition made of others. Every part is explained, also those that could not change the answer any more. */
export function explainParts(
  timeline: Timeline,
  condition: Pick<Condition, 'words'> & { readonly kind: string },
  parts: readonly Condition[],
  holds: (parts: readonly ConditionExplanation[]) => boolean,
): ConditionExplanation {
  const { until, found } = ownUntil(timeline, () => parts.map((part) => part.explain(timeline)));
  return { kind: condition.kind, words: condition.words, holds: holds(found), value: {}, events: [], until, parts: found };
}

function ownUntil<T>(timeline: Timeline, look: () => T): { readonly until: number | null; readonly found: T } {
  const outer = timeline.until;
  timeline.until = Number.POSITIVE_INFINITY;
  const found = look();
  const until = Number.isFinite(timeline.until) ? timeline.until : null;
  timeline.changesAt(outer);
  return { until, found };
}
