import { Type } from 'typebox';
import type { Column } from '../../timeline/columns.js';
import { NO_ROW } from '../../timeline/event-rows.js';
import { OPERATORS } from '../../timeline/operators.js';
import type { Timeline } from '../../timeline/timeline.js';
import { IDENTIFY_NAME } from '../../timeline/timelines.js';
import { ABSENT, NULL, type Values } from '../../timeline/values.js';
import { type CellTest, compileCellTest, EVERYTHING, type Where } from '../../timeline/where.js';
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
    // For a part of a trait (address.city), the trait's newest value decides, whether it has that part or not.
    const whole = compilation.columns.need(`traits.${name.split('.')[0]}`, [identify]);
    return new Trait(compiled?.words ?? name, identify, compiled?.test, whole, compilation.columns.values);
  },
};

class Trait implements Condition {
  readonly kind = 'trait';
  readonly names: readonly number[];
  readonly needs = null;
  readonly timed = false;
  readonly words: string;
  readonly #test: CellTest | undefined;
  readonly #whole: Column | undefined;
  readonly #values: Values;

  constructor(words: string, identify: number, test: CellTest | undefined, whole: Column | undefined, values: Values) {
    this.words = words.replace(/^traits\./, 'trait ');
    this.names = [identify];
    this.#test = test;
    this.#whole = whole;
    this.#values = values;
  }

  filtersOf(name: number): readonly Where[] {
    return name === this.names[0] ? [EVERYTHING] : [];
  }

  holds(timeline: Timeline): boolean {
    const test = this.#test;
    if (test === undefined) return false;
    const row = this.#newest(timeline);
    return test.holdsFor(row === NO_ROW ? ABSENT : test.column.at(row));
  }

  explain(timeline: Timeline): ReturnType<Condition['explain']> {
    return explainLeaf(timeline, this, () => {
      const column = this.#test?.column;
      const row = this.#newest(timeline);
      const cell = column === undefined || row === NO_ROW ? NULL : column.at(row);
      return { holds: this.holds(timeline), value: { value: this.#values.valueOf(cell) }, rows: row === NO_ROW ? [] : [row] };
    });
  }

  /** The newest identify call that says anything about the trait, be it `null`. */
  #newest(timeline: Timeline): number {
    let row = timeline.newestOf(this.names[0] as number);
    while (row !== NO_ROW && (this.#whole?.at(row) ?? ABSENT) === ABSENT) row = timeline.olderOf(row);
    return row;
  }
}
