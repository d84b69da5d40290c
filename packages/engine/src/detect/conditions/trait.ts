import { Type } from 'typebox';
import type { Column } from '../../timeline/columns.js';
import { NO_ROW } from '../../timeline/event-rows.js';
import { OPERATORS } from '../../timeline/operators.js';
import type { Timeline } from '../../timeline/timeline.js';
import { IDENTIFY_NAME } from '../../timeline/timelines.js';
import { ABSENT, NULL, type Values } from '../../timeline/values.js';
import { type CellTest, compileCellTest } from '../../timeline/where.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { TestSchema } from '../schemas.js';
import { type Condition, type ConditionKind, explainLeaf } from './condition.js';

const Operators = Type.Exclude(TestSchema, Type.Union([Type.String(), Type.Number(), Type.Boolean()])) as ReturnType<typeof Type.Object>;

/** `trait: T` with operators: the newest value by event time satisfies them. A newest `null` means missing. */
export const trait: ConditionKind = {
  key: 'trait',
  schema: () =>
    Type.Object(
      { ...Operators.properties, trait: Type.String({ minLength: 1, description: "The trait's name" }) },
      { additionalProperties: false, minProperties: 2, description: "The customer's newest value of a trait" },
    ),
  compile(spec, pointer, compilation) {
    const name = compilation.text(spec, pointer, 'trait') ?? '';
    const { trait: _, ...operators } = spec;
    compilation.only(spec, pointer, ['trait', ...Object.keys(OPERATORS)]);
    const identify = compilation.names.intern(IDENTIFY_NAME);
    const compiled = compileCellTest(`traits.${name}`, operators as JsonObject, pointer, [identify], compilation);
    if (compiled === undefined) return new Trait(name, identify, undefined, compilation.columns.values);
    return new Trait(compiled.words, identify, compiled.test, compilation.columns.values);
  },
};

class Trait implements Condition {
  readonly kind = 'trait';
  readonly names: readonly number[];
  readonly timed = false;
  readonly words: string;
  readonly #test: CellTest | undefined;
  readonly #values: Values;

  constructor(words: string, identify: number, test: CellTest | undefined, values: Values) {
    this.words = words.replace(/^traits\./, 'trait ');
    this.names = [identify];
    this.#test = test;
    this.#values = values;
  }

  holds(timeline: Timeline): boolean {
    const test = this.#test;
    if (test === undefined) return false;
    const row = newestWith(timeline, test.column, this.names[0] as number);
    return test.holdsFor(row === NO_ROW ? ABSENT : test.column.at(row));
  }

  explain(timeline: Timeline): ReturnType<Condition['explain']> {
    return explainLeaf(timeline, this, () => {
      const column = this.#test?.column;
      const row = column === undefined ? NO_ROW : newestWith(timeline, column, this.names[0] as number);
      const cell = column === undefined || row === NO_ROW ? NULL : column.at(row);
      return { holds: this.holds(timeline), value: { value: this.#values.valueOf(cell) }, rows: row === NO_ROW ? [] : [row] };
    });
  }
}

/** The newest identify call that says anything about the trait, be it `null`. */
function newestWith(timeline: Timeline, column: Column, identify: number): number {
  let row = timeline.newestOf(identify);
  while (row !== NO_ROW && column.at(row) === ABSENT) row = timeline.olderOf(row);
  return row;
}
