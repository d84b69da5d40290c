import { Type } from 'typebox';
import type { Column } from '../../timeline/columns.js';
import { NO_ROW } from '../../timeline/event-rows.js';
import { OPERATORS } from '../../timeline/operators.js';
import type { Timeline } from '../../timeline/timeline.js';
import { IDENTIFY_NAME } from '../../timeline/timelines.js';
import { ABSENT, type Values } from '../../timeline/values.js';
import { type CellTest, compileCellTests, EVERYTHING, type Where } from '../../timeline/where.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { explainedEvent } from '../explained-event.js';
import { nameOf, OperatorsSchema } from '../schemas.js';
import { type Condition, type ConditionKind, explainLeaf } from './condition.js';

/**
 * `trait: T` with operators: the newest value by event time satisfies them. A newest `null` means missing. The trait `bot` is true
 * from the earliest event on that is marked as a bot's, until a newer identify call speaks of it.
 */
export const trait: ConditionKind = {
  key: 'trait',
  schema: () =>
    Type.Object(
      { ...OperatorsSchema.properties, trait: nameOf('trait') },
      {
        additionalProperties: false,
        minProperties: 2,
        title: 'Has a trait',
        description: "The customer's newest value of a trait",
        examples: [{ trait: '', is: '' }],
      },
    ),
  compile(spec, pointer, compilation) {
    const name = compilation.text(spec, pointer, 'trait') ?? '';
    const { trait: _, ...operators } = spec;
    compilation.only(spec, pointer, ['trait', ...OPERATORS]);
    const identify = compilation.names.intern(IDENTIFY_NAME);
    const compiled = compileCellTests(`traits.${name}`, operators as JsonObject, pointer, [identify], compilation);
    // For a part of a trait (address.city), the trait's newest value decides, whether it has that part or not.
    const whole = compilation.columns.need(`traits.${name.split('.')[0]}`, [identify]);
    const column = compilation.columns.need(`traits.${name}`, [identify]);
    const { values } = compilation.columns;
    return new Trait({ words: compiled?.words ?? name, name, identify, tests: compiled?.tests ?? [], column, whole, values });
  },
};

/** The trait that marks of bots speak of. */
const BOT = 'bot';

interface TraitInput {
  readonly words: string;
  readonly name: string;
  /** The number of the name of identify calls. */
  readonly identify: number;
  readonly tests: readonly CellTest[];
  /** The trait's value, also where tests only ask about its items. */
  readonly column: Column | undefined;
  readonly whole: Column | undefined;
  readonly values: Values;
}

class Trait implements Condition {
  readonly kind = 'trait';
  readonly names: readonly number[];
  readonly needs = null;
  readonly timed = false;
  readonly words: string;
  readonly #tests: readonly CellTest[];
  readonly #column: Column | undefined;
  readonly #whole: Column | undefined;
  readonly #values: Values;
  /** Whether an event that is marked as a bot's speaks of the trait. */
  readonly #isBot: boolean;
  readonly #isPart: boolean;

  constructor({ words, name, identify, tests, column, whole, values }: TraitInput) {
    this.words = words.replace(/^traits\./, 'trait ');
    this.names = [identify];
    this.#tests = tests;
    this.#column = column;
    this.#whole = whole;
    this.#values = values;
    this.#isBot = name === BOT || name.startsWith(`${BOT}.`);
    this.#isPart = name !== BOT;
  }

  filtersOf(name: number): readonly Where[] {
    return name === this.names[0] ? [EVERYTHING] : [];
  }

  holds(timeline: Timeline): boolean {
    const row = this.#newest(timeline);
    const isMarked = this.#markAfter(timeline, row) !== NO_ROW;
    return this.#tests.every((test) => test.holdsFor(isMarked ? this.#markCell(test.column) : cellOf(test.column, row)));
  }

  explain(timeline: Timeline): ReturnType<Condition['explain']> {
    return explainLeaf(timeline, this, () => {
      const row = this.#newest(timeline);
      const marked = this.#markAfter(timeline, row);
      const decisive = marked === NO_ROW ? row : marked;
      const cell = marked === NO_ROW ? cellOf(this.#column, row) : this.#markCell(this.#column);
      const events = decisive === NO_ROW ? [] : [explainedEvent(timeline, decisive, { tests: this.#tests })];
      return { holds: this.holds(timeline), value: { value: this.#values.valueOf(cell) }, events };
    });
  }

  /** Interned each time: a number that no event holds may be forgotten when somebody is erased. */
  #markCell(column: Column | undefined): number {
    return this.#isPart || column?.path.leadsTo !== 'one' ? ABSENT : this.#values.intern(true);
  }

  /** The earliest event that is marked as a bot's, when it is newer than a row (or there is no row); NO_ROW when it does not count. */
  #markAfter(timeline: Timeline, row: number): number {
    if (!this.#isBot) return NO_ROW;
    const marked = timeline.earliestMarked();
    return marked !== NO_ROW && marked !== row && (row === NO_ROW || timeline.timelines.isBefore(row, marked)) ? marked : NO_ROW;
  }

  /** The newest identify call that says anything about the trait, be it `null`. */
  #newest(timeline: Timeline): number {
    let row = timeline.newestOf(this.names[0] as number);
    while (row !== NO_ROW && (this.#whole?.at(row) ?? ABSENT) === ABSENT) row = timeline.olderOf(row);
    return row;
  }
}

function cellOf(column: Column | undefined, row: number): number {
  return row === NO_ROW ? ABSENT : (column?.at(row) ?? ABSENT);
}
