import { Type } from 'typebox';
import { NO_ROW } from '../../timeline/event-rows.js';
import { compileTest, OPERATORS } from '../../timeline/operators.js';
import type { Timeline } from '../../timeline/timeline.js';
import { scoreEventName } from '../../timeline/timelines.js';
import { ABSENT, type Values } from '../../timeline/values.js';
import { CellTest, EVERYTHING, type Where } from '../../timeline/where.js';
import { explainedEvent } from '../explained-event.js';
import { nameOf, OperatorsSchema } from '../schemas.js';
import { type Condition, type ConditionKind, explainLeaf } from './condition.js';

/** `score: P` with operators: the newest value by event time of a score that was made elsewhere satisfies them. */
export const score: ConditionKind = {
  key: 'score',
  schema: () =>
    Type.Object(
      { ...OperatorsSchema.properties, score: nameOf('score') },
      {
        additionalProperties: false,
        minProperties: 2,
        title: 'Has a score',
        description: 'The newest value of a score that was made elsewhere',
        examples: [{ score: '', gte: 0.5 }],
      },
    ),
  compile(spec, pointer, compilation) {
    compilation.only(spec, pointer, ['score', ...OPERATORS]);
    const name = compilation.text(spec, pointer, 'score') ?? '';
    const { score: _, ...operators } = spec;
    const compiled = compileTest(operators);
    if ('message' in compiled) compilation.problem(pointer + compiled.pointer, compiled.message, compiled.remedy);
    const event = compilation.names.intern(scoreEventName(name));
    const column = compilation.columns.need('properties.value', [event]);
    const { values } = compilation.columns;
    const test = 'message' in compiled || column === undefined ? undefined : new CellTest(column, values, compiled.holds);
    return new Scored(event, `score ${name} ${'message' in compiled ? '' : compiled.words}`, test, values);
  },
};

class Scored implements Condition {
  readonly kind = 'score';
  readonly names: readonly number[];
  readonly needs: number | null;
  readonly timed = false;
  readonly words: string;
  readonly #event: number;
  readonly #test: CellTest | undefined;
  readonly #values: Values;

  constructor(event: number, words: string, test: CellTest | undefined, values: Values) {
    this.names = [event];
    this.words = words;
    this.#event = event;
    this.#test = test;
    this.#values = values;
    this.needs = test?.holdsFor(ABSENT) === false ? event : null;
  }

  filtersOf(name: number): readonly Where[] {
    return name === this.#event ? [EVERYTHING] : [];
  }

  holds(timeline: Timeline): boolean {
    return this.#test?.holdsFor(this.#cellOf(timeline.newestOf(this.#event))) === true;
  }

  explain(timeline: Timeline): ReturnType<Condition['explain']> {
    return explainLeaf(timeline, this, () => {
      const row = timeline.newestOf(this.#event);
      const value = this.#values.valueOf(this.#cellOf(row));
      return { holds: this.holds(timeline), value: { value }, events: row === NO_ROW ? [] : [explainedEvent(timeline, row)] };
    });
  }

  #cellOf(row: number): number {
    return row === NO_ROW ? ABSENT : (this.#test?.column.at(row) ?? ABSENT);
  }
}
