import { Type } from 'typebox';
import { EVERY_NAME } from '../../timeline/columns.js';
import type { Compilation } from '../../timeline/compilation.js';
import { firstChange } from '../../timeline/first-change.js';
import type { MetricReader, Reading } from '../../timeline/metric-reader.js';
import { compileTest, OPERATORS } from '../../timeline/operators.js';
import type { Timeline } from '../../timeline/timeline.js';
import type { Where } from '../../timeline/where.js';
import { LATEST, parseDuration } from '../../vocabulary/instant.js';
import type { Json, JsonObject } from '../../vocabulary/json.js';
import { explainedEvent } from '../explained-event.js';
import { nameOf, OperatorsSchema } from '../schemas.js';
import { shareAs } from './asked-once.js';
import { type Condition, type ConditionKind, explainLeaf } from './condition.js';
import { nameUnder, resolve } from './reference.js';

/** `metric: M` with operators: the metric's value satisfies them. Times are compared with durations. */
export const metric: ConditionKind = {
  key: 'metric',
  restsOn: 'metric',
  sharesItself: true,
  schema: () =>
    Type.Object(
      { ...OperatorsSchema.properties, metric: nameOf('metric') },
      {
        additionalProperties: false,
        minProperties: 2,
        title: 'Has a metric',
        description: 'The value of a metric; times since something are compared with durations',
        examples: [{ metric: '', gte: 1 }],
      },
    ),
  compile(spec, pointer, compilation) {
    compilation.only(spec, pointer, ['metric', ...OPERATORS]);
    const named = nameUnder('metric', spec, pointer, compilation);
    const reader = named && resolve(named, (name) => compilation.references.metric(name), compilation);
    if (named === undefined || reader === undefined)
      return new Compared({ name: '', words: '', test: never, reader: NO_READER, bounds: [] });
    if (reader.course === 'unknown') refuseCourse(named.pointer, named.name, compilation);
    const { metric: _, ...written } = spec;
    const operators = reader.unit === 'time' ? inMilliseconds(written, pointer, compilation) : written;
    const test = compileTest(operators);
    if ('message' in test) compilation.problem(pointer + test.pointer, test.message, test.remedy);
    compilation.meanings.add(reader.meaning);
    const holds = 'message' in test ? never : test.holds;
    const words = `metric ${named.name} ${'message' in test ? '' : wordsOf(written)}`;
    const bounds = Object.values(operators)
      .flat()
      .filter((bound) => typeof bound === 'number');
    const compile = (): Condition => new Compared({ name: named.name, words, test: holds, reader, bounds });
    return shareAs(`${JSON.stringify(spec)} ${reader.meaning}`, compilation, compile);
  },
};

const never = (): boolean => false;

/** Stands for a metric that nobody has defined; the definition that names it is refused. */
const NO_READER: MetricReader = {
  words: '',
  unit: 'value',
  course: 'steady',
  names: [],
  filtersOf: () => [],
  timed: false,
  meaning: '',
  overNothing: null,
  read: () => ({ value: null, later: undefined }),
  rowsFor: () => [],
};

function refuseCourse(pointer: string, name: string, compilation: Compilation): void {
  compilation.problem(
    pointer,
    `metric "${name}" combines times so that the instant at which it passes a bound cannot be told exactly`,
    'compare the recencies one by one, or combine them by sum and difference alone',
  );
}

/** Operators by which a time may be compared. */
const OF_TIMES: readonly string[] = ['is', 'isNot', 'in', 'notIn', 'gt', 'gte', 'lt', 'lte', 'between'];

/** Operands as written, their durations as milliseconds. A bare number but 0 is refused: nobody could tell its unit. */
function inMilliseconds(operators: JsonObject, pointer: string, compilation: Compilation): JsonObject {
  const entries = Object.entries(operators).map(([operator, operand]): [string, Json] => {
    if (!OF_TIMES.includes(operator)) {
      const isMeant = operator === 'exists' || !OPERATORS.includes(operator);
      if (!isMeant) compilation.problem(`${pointer}/${operator}`, `${operator} says nothing of a time`, `use ${OF_TIMES.join(', ')}`);
      return [operator, operand];
    }
    const read = (text: Json): Json => {
      const length = typeof text === 'string' ? parseDuration(text) : text === 0 ? 0 : undefined;
      if (length === undefined)
        compilation.problem(`${pointer}/${operator}`, `${JSON.stringify(text)} is no duration`, 'write a duration such as 30d');
      return length ?? 0;
    };
    return [operator, Array.isArray(operand) ? operand.map(read) : read(operand)];
  });
  return Object.fromEntries(entries);
}

function wordsOf(operators: JsonObject): string {
  const test = compileTest(operators);
  return 'message' in test ? '' : test.words;
}

interface ComparedInput {
  readonly name: string;
  readonly words: string;
  readonly test: (value: Json) => boolean;
  readonly reader: MetricReader;
  /** The numbers that the value is compared with. */
  readonly bounds: readonly number[];
}

class Compared implements Condition {
  readonly kind = 'metric';
  readonly names: readonly number[];
  readonly needs: number | null;
  readonly timed: boolean;
  readonly words: string;
  readonly #name: string;
  readonly #test: (value: Json) => boolean;
  readonly #reader: MetricReader;
  readonly #bounds: readonly number[];

  constructor({ name, words, test, reader, bounds }: ComparedInput) {
    this.words = words;
    this.#name = name;
    this.#test = test;
    this.#reader = reader;
    this.#bounds = bounds;
    this.names = reader.names;
    this.timed = reader.timed;
    const [only] = reader.names;
    const isOne = reader.names.length === 1 && only !== EVERY_NAME;
    this.needs = only !== undefined && isOne && !test(reader.overNothing) ? only : null;
  }

  filtersOf(name: number): readonly Where[] {
    return this.#reader.filtersOf(name);
  }

  holds(timeline: Timeline): boolean {
    return this.#test(this.#read(timeline).value);
  }

  explain(timeline: Timeline): ReturnType<Condition['explain']> {
    return explainLeaf(timeline, this, () => {
      const { value } = this.#read(timeline);
      const events = this.#reader.rowsFor(timeline, MOST_EVENTS).map((row) => explainedEvent(timeline, row));
      return { holds: this.#test(value), value: { metric: this.#name, value }, events };
    });
  }

  /** Reads the value, and lowers `until` to the instant at which it passes one of the bounds. */
  #read(timeline: Timeline): Reading {
    const reading = this.#reader.read(timeline);
    const { value, later } = reading;
    if (later === undefined || this.#bounds.length === 0) return reading;
    const horizon = Math.min(timeline.until, LATEST) - timeline.now;
    const by = firstChange((much) => this.#bounds.every((bound) => side(later(much), bound) === side(value, bound)), horizon);
    if (by !== undefined) timeline.changesAt(timeline.now + by);
    return reading;
  }
}

/** Most events that an explanation shows. */
const MOST_EVENTS = 10;

/** On which side of a bound a value is; nowhere when it is none. */
function side(value: Json, bound: number): number | undefined {
  return typeof value === 'number' ? Math.sign(value - bound) : undefined;
}
