import { Type } from 'typebox';
import { durationInWords, type Milliseconds, NEVER } from '../../vocabulary/instant.js';
import { ownValue } from '../../vocabulary/json.js';
import type { Timeline } from '../../timeline/timeline.js';
import { EVERY_NAME } from '../../timeline/columns.js';
import { isLasting, Matching } from '../../timeline/matching.js';
import { eventsOf } from '../../timeline/named-events.js';
import { EVERYTHING, type Where } from '../../timeline/where.js';
import { compileWindow, type Span, TIME_ZONE_KEY, type Window } from '../../timeline/window.js';
import { compilePattern, filtersOf, type Pattern, SequenceStepSchema } from '../patterns/steps.js';
import { LongRun } from '../patterns/long-run.js';
import { latestRun } from '../patterns/run.js';
import { explainedEvent } from '../explained-event.js';
import { DurationSchema, TimeZoneSchema, WindowSchema } from '../schemas.js';
import { type Condition, type ConditionKind, explainLeaf, movedBy } from './condition.js';
import { EITHER_WAY, type Sway, TO_FALSE, TO_TRUE } from './sway.js';

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
      { additionalProperties: false, title: 'Did things in order', description: 'The customer did these things in this order' },
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
  readonly swayOfTime: Sway;
  readonly words: string;
  readonly negatedWords: string;
  readonly #pattern: Pattern;
  readonly #within: Milliseconds;
  readonly #since: Window;
  /** What may be the last event. */
  readonly #ends: Matching;
  /** Whether an event always matches the same steps, so that it may be remembered how far they have come. */
  readonly #isLasting: boolean;
  /** What one more event of the pattern does. */
  readonly #sway: Sway;

  constructor(pattern: Pattern, within: Milliseconds, since: Window, words: string) {
    this.#pattern = pattern;
    this.#within = within;
    this.#since = since;
    const last = pattern.steps.at(-1);
    this.#ends = new Matching(eventsOf(last?.name ?? EVERY_NAME), last?.where ?? EVERYTHING);
    this.#isLasting = pattern.steps.flatMap((step) => [step, ...step.forbidden]).every((one) => isLasting(one, one.where));
    this.names = [...new Set([...pattern.names, ...since.names])];
    this.needs = pattern.steps.at(-1)?.name ?? null;
    this.timed = since.timed;
    const isFree = pattern.steps.every(({ forbidden }) => forbidden.length === 0);
    this.#sway = isFree && this.#isLasting ? TO_TRUE : EITHER_WAY;
    this.swayOfTime = since.onlyLeaves ? TO_FALSE : EITHER_WAY;
    this.words = `has done ${words}`;
    this.negatedWords = `has not done ${words}`;
  }

  filtersOf(name: number): readonly Where[] {
    return movedBy(this.#since, name, filtersOf(this.#pattern, name));
  }

  swayOf(name: number): Sway {
    return this.#since.names.includes(name) ? EITHER_WAY : this.#sway;
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
    const isLong = this.#isLasting && timeline.long !== undefined;
    const run = isLong ? this.#findAmongMany(timeline, span) : latestRun(timeline, this.#pattern, this.#within, span);
    if (run === undefined) return undefined;
    timeline.changesAt(this.#since.leavesAt(span, timeline.rows.timestamp(run[run.length - 1] as number)));
    return run;
  }

  #findAmongMany(timeline: Timeline, { after, upTo, jumpsAt }: Span): readonly number[] | undefined {
    const { rows } = timeline;
    const fold = timeline.long?.prefix(this, () => new LongRun(timeline.timelines, this.#pattern, this.#within));
    const run = fold?.latestUpTo(timeline, upTo);
    if (run !== undefined && rows.timestamp(run[run.length - 1] as number) > after) return run;
    // Only another last event can make it true: one that comes, or has come and waits for its period.
    if (Number.isFinite(jumpsAt) && this.#ends.anyIn(timeline, upTo, timeline.now)) timeline.changesAt(jumpsAt);
    this.#ends.comesNext(timeline);
    return undefined;
  }
}
