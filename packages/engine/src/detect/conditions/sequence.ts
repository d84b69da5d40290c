import { Type } from 'typebox';
import { durationInWords, type Milliseconds, NEVER } from '../../vocabulary/instant.js';
import { ownValue } from '../../vocabulary/json.js';
import type { Timeline } from '../../timeline/timeline.js';
import type { Where } from '../../timeline/where.js';
import { compileWindow, TIME_ZONE_KEY, type Window } from '../../timeline/window.js';
import { compilePattern, filtersOf, type Pattern, SequenceStepSchema } from '../patterns/steps.js';
import { latestRun } from '../patterns/run.js';
import { explainedEvent } from '../explained-event.js';
import { DurationSchema, TimeZoneSchema, WindowSchema } from '../schemas.js';
import { type Condition, type ConditionKind, explainLeaf, movedBy } from './condition.js';

/** `sequence: [steps], within?, since?`: the steps happened in order, the last of them in the window that `since` names. */
export const sequence: ConditionKind = {
  key: 'sequence',
  schema: () =>
    Type.Object(
      {
        sequence: Type.Array(SequenceStepSchema, { minItems: 1 }),
        within: Type.Optional(DurationSchema),
        since: Type.Optional(WindowSchema),
        timeZone: Type.Optional(TimeZoneSchema),
      },
      { additionalProperties: false, description: 'The customer did these things in this order' },
    ),
  compile(spec, pointer, compilation) {
    compilation.only(spec, pointer, ['sequence', 'within', 'since', TIME_ZONE_KEY]);
    const steps = compilation.list(ownValue(spec, 'sequence'), `${pointer}/sequence`, 'sequence') ?? [];
    const pattern = compilePattern(steps, `${pointer}/sequence`, { comparisons: false, trailingWithout: false }, compilation);
    const within = compilation.duration(spec, pointer, 'within') ?? NEVER;
    const since = compileWindow(spec, pointer, compilation, 'since');
    const withinWords = typeof spec.within === 'string' ? `, all within ${durationInWords(spec.within)}` : '';
    const sinceWords = since.words === '' ? '' : `, the last of it${since.words}`;
    return new Sequence(pattern, within, since, `${pattern.words}${withinWords}${sinceWords}`);
  },
};

class Sequence implements Condition {
  readonly kind = 'sequence';
  readonly names: readonly number[];
  readonly needs: number | null;
  readonly timed: boolean;
  readonly words: string;
  readonly negatedWords: string;
  readonly #pattern: Pattern;
  readonly #within: Milliseconds;
  readonly #since: Window;

  constructor(pattern: Pattern, within: Milliseconds, since: Window, words: string) {
    this.#pattern = pattern;
    this.#within = within;
    this.#since = since;
    this.names = [...new Set([...pattern.names, ...since.names])];
    this.needs = pattern.steps.at(-1)?.name ?? null;
    this.timed = since.timed;
    this.words = `has done ${words}`;
    this.negatedWords = `has not done ${words}`;
  }

  filtersOf(name: number): readonly Where[] {
    return movedBy(this.#since, name, filtersOf(this.#pattern, name));
  }

  holds(timeline: Timeline): boolean {
    return this.#find(timeline) !== undefined;
  }

  explain(timeline: Timeline): ReturnType<Condition['explain']> {
    return explainLeaf(timeline, this, () => {
      const { steps } = this.#pattern;
      const rows = this.#find(timeline) ?? [];
      const events = rows.map((row, place) => explainedEvent(timeline, row, steps[place]?.where)).reverse();
      return { holds: rows.length > 0, value: { steps: steps.length }, events };
    });
  }

  /** The events of the run that ends latest, oldest first. */
  #find(timeline: Timeline): readonly number[] | undefined {
    const span = this.#since.at(timeline);
    const run = latestRun(timeline, this.#pattern, this.#within, span);
    if (run === undefined) return undefined;
    timeline.changesAt(this.#since.leavesAt(span, timeline.rows.timestamp(run[run.length - 1] as number)));
    return run;
  }
}
