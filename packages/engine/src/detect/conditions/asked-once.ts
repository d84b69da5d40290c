import type { Columns } from '../../timeline/columns.js';
import type { Compilation } from '../../timeline/compilation.js';
import type { Timeline } from '../../timeline/timeline.js';
import type { Where } from '../../timeline/where.js';
import type { ConditionExplanation } from '../../vocabulary/explanation.js';
import { type Instant, NEVER } from '../../vocabulary/instant.js';
import type { Condition } from './condition.js';
import { type Sway, swayOfEvent, swayOfTime } from './sway.js';

/** Conditions by their text, among those over the same columns. */
const shared = new WeakMap<Columns, Map<string, Condition>>();
/** Beyond so many, sharing begins anew: it saves time and means nothing. */
const MOST_SHARED = 10_000;

/**
 * One compiled condition for all places that mean the same; `compile` is asked where nothing does yet.
 * @param meaning what it means: the condition as written, and what the definitions mean that it names
 */
export function shareAs(meaning: string, compilation: Compilation, compile: () => Condition): Condition {
  const { columns, problems, timeZone } = compilation;
  let known = shared.get(columns);
  if (known === undefined || known.size >= MOST_SHARED) shared.set(columns, (known = new Map<string, Condition>()));
  const text = `${timeZone.name} ${meaning}`;
  const found = known.get(text);
  if (found !== undefined) return found;
  if (columns.isTrial) return compile();
  const problemsBefore = problems.length;
  const condition = new AskedOnce(compile());
  if (problems.length === problemsBefore) known.set(text, condition);
  return condition;
}

/** A condition that is asked once in a look, however many definitions hold it. */
class AskedOnce implements Condition {
  readonly names: readonly number[];
  readonly needs: number | null;
  readonly timed: boolean;
  readonly words: string;
  readonly negatedWords?: string;
  readonly swayOfTime: Sway;
  readonly #condition: Condition;
  #look = 0;
  #holds = false;
  #until: Instant = NEVER;

  constructor(condition: Condition) {
    this.#condition = condition;
    this.names = condition.names;
    this.needs = condition.needs;
    this.timed = condition.timed;
    this.words = condition.words;
    this.swayOfTime = swayOfTime(condition);
    if (condition.negatedWords !== undefined) this.negatedWords = condition.negatedWords;
  }

  filtersOf(name: number): readonly Where[] {
    return this.#condition.filtersOf(name);
  }

  swayOf(name: number): Sway {
    return swayOfEvent(this.#condition, name);
  }

  holds(timeline: Timeline): boolean {
    if (this.#look !== timeline.look) this.#ask(timeline);
    timeline.changesAt(this.#until);
    return this.#holds;
  }

  explain(timeline: Timeline): ConditionExplanation {
    return this.#condition.explain(timeline);
  }

  #ask(timeline: Timeline): void {
    const outer = timeline.until;
    timeline.until = NEVER;
    this.#holds = this.#condition.holds(timeline);
    this.#until = timeline.until;
    this.#look = timeline.look;
    timeline.until = outer;
  }
}
