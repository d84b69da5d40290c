import { type TSchema, Type } from 'typebox';
import { type Column, EVERY_NAME } from '../../timeline/columns.js';
import { type Compilation, escapeKey } from '../../timeline/compilation.js';
import { Matching } from '../../timeline/matching.js';
import { parsePath } from '../../timeline/path.js';
import { ABSENT, NULL } from '../../timeline/values.js';
import { eventsOf, SESSION_STARTED } from '../../timeline/named-events.js';
import { compileWhere, EVERYTHING, pathInWords, type Where } from '../../timeline/where.js';
import type { CompileCondition } from '../conditions/condition.js';
import type { Guard, GuardAnswers } from './guard.js';
import { isJsonObject, type Json, type JsonObject, ownValue } from '../../vocabulary/json.js';
import { nameOf, OperatorsSchema, Scalar, TestSchema, WhereSchema, whereSchema } from '../schemas.js';

/** A comparison with an event that an earlier step took. */
export interface Comparison {
  /** What is compared and how, in words, without the step that it is compared with. */
  readonly words: string;
  /** What it is compared with, in words. */
  readonly otherWords: string;
  readonly column: Column;
  /** Which earlier event, by its place in the tuple. */
  readonly place: number;
  readonly otherColumn: Column;
  readonly same: boolean;
}

/** An event that the pattern takes. A step with `times` stands here as so many steps. */
export interface Step {
  /** What it takes, in words. */
  readonly words: string;
  readonly name: number;
  readonly where: Where;
  readonly comparisons: readonly Comparison[];
  /** What may not come strictly between this event and the one before. */
  readonly forbidden: readonly Forbidden[];
  readonly guard: Guard | undefined;
}

/** An event that may not come. */
export interface Forbidden {
  readonly name: number;
  readonly where: Where;
  readonly guard: Guard | undefined;
}

/** A compiled pattern: events in order, what may not come between them, and what may not come after. */
export interface Pattern {
  readonly steps: readonly Step[];
  /** What may not come after the last step until `within` after the first has passed. */
  readonly trailing: readonly Forbidden[];
  /** What the first step may take, guards aside. */
  readonly begins: Matching;
  /** Of the events that steps name; not those that guards ask about. */
  readonly names: readonly number[];
  readonly guards: readonly Guard[];
  readonly words: string;
}

/** What a place that holds steps allows: a moment's pattern more than a segment's sequence. */
export interface PatternRules {
  readonly comparisons: boolean;
  readonly trailingWithout: boolean;
  /** Compiles what has to hold at an event; absent where steps have no guards. */
  readonly guards?: CompileCondition;
}

/** More taken events than this in one pattern is a mistake, or a trap. */
const MOST_STEPS = 32;

const Reference = Type.String({
  pattern: '^[^.]+\\.(properties|context|traits|session)\\..+$',
  description: 'NAME.PATH, for instance first.properties.category',
  'x-cusp-names': 'step',
});
const references = (title: string) => Type.Union([Reference, Type.Array(Reference)], { title });

/** A test that may also compare with what an earlier step took. */
const Comparable = Type.Union([
  Scalar,
  Type.Object(
    {
      ...OperatorsSchema.properties,
      sameAs: Type.Optional(references('is the same as')),
      differsFrom: Type.Optional(references('differs from')),
    },
    { additionalProperties: false, minProperties: 1 },
  ),
]);

/**
 * The schema of steps: an event to take, or one that may not come.
 * @param condition stands for any condition, where steps have guards
 */
function stepSchema(test: TSchema, condition?: TSchema): TSchema {
  const guard = condition && { if: Type.Optional(condition) };
  return Type.Union([
    Type.Object(
      {
        performed: nameOf('event'),
        where: Type.Optional(whereSchema(test)),
        times: Type.Optional(Type.Object({ atLeast: Type.Integer({ minimum: 1, examples: [2] }) }, { additionalProperties: false })),
        as: Type.Optional(Type.String({ minLength: 1, description: 'A name by which later steps compare with this one' })),
        ...guard,
      },
      { additionalProperties: false, title: 'Does', description: 'An event that is taken' },
    ),
    Type.Object(
      { without: nameOf('event'), where: Type.Optional(WhereSchema), ...guard },
      { additionalProperties: false, title: 'Does not', description: 'An event that may not come between its neighbours' },
    ),
  ]);
}

/** A step of a segment's sequence. */
export const SequenceStepSchema = stepSchema(TestSchema);

/**
 * A step of a moment's pattern: it may compare with an earlier one, and have a condition that must hold for the customer at the instant of
 * its event.
 * @param condition stands for any condition
 */
export function patternStepSchema(condition: TSchema): TSchema {
  return stepSchema(Comparable, condition);
}

/** Compiles the steps of a sequence or a moment's pattern. */
export function compilePattern(specs: readonly Json[], pointer: string, rules: PatternRules, compilation: Compilation): Pattern {
  const reader = new PatternReader(rules, compilation);
  specs.forEach((spec, index) => {
    const at = `${pointer}/${index}`;
    const step = compilation.object(spec, at, 'a step');
    if (step !== undefined) reader.read(step, at);
  });
  return reader.finish(pointer);
}

class PatternReader {
  readonly #rules: PatternRules;
  readonly #compilation: Compilation;
  readonly #steps: Step[] = [];
  readonly #names = new Set<number>();
  readonly #guards: Guard[] = [];
  readonly #words: string[] = [];
  /** Named steps: their place among the taken events, and their event name. */
  readonly #labels = new Map<string, { readonly place: number; readonly name: number }>();
  #forbidden: Forbidden[] = [];

  constructor(rules: PatternRules, compilation: Compilation) {
    this.#rules = rules;
    this.#compilation = compilation;
  }

  read(step: JsonObject, pointer: string): void {
    if (Object.hasOwn(step, 'without')) this.#readForbidden(step, pointer);
    else this.#readTaken(step, pointer);
  }

  finish(pointer: string): Pattern {
    const trailing = this.#forbidden;
    if (this.#steps.length === 0) this.#compilation.problem(pointer, 'no step takes an event', 'add a step with performed');
    if (this.#steps.length > MOST_STEPS)
      this.#compilation.problem(pointer, `the steps take ${this.#steps.length} events`, `take at most ${MOST_STEPS}`);
    if (trailing.length > 0 && !this.#rules.trailingWithout)
      this.#compilation.problem(pointer, 'a sequence may not end with without', 'use a moment, or not: { performed: … }');
    const [first] = this.#steps;
    const begins = new Matching(eventsOf(first?.name ?? EVERY_NAME), first?.where ?? EVERYTHING);
    return { steps: this.#steps, begins, trailing, names: [...this.#names], guards: this.#guards, words: this.#words.join(', then ') };
  }

  #readForbidden(step: JsonObject, pointer: string): void {
    this.#compilation.only(step, pointer, this.#keys('without', 'where'));
    if (this.#steps.length === 0)
      this.#compilation.problem(pointer, 'a pattern may not begin with without', 'start with a step that takes an event');
    const event = this.#compilation.text(step, pointer, 'without') ?? '';
    const name = this.#intern(event, `${pointer}/without`);
    const where = compileWhere(ownValue(step, 'where'), `${pointer}/where`, [name], this.#compilation);
    const guard = this.#readGuard(step, pointer);
    this.#forbidden.push({ name, where, guard });
    this.#words.push(`no “${event}”${where.words === '' ? '' : ` where ${where.words}`}${guardInWords(guard)}`);
  }

  #readTaken(step: JsonObject, pointer: string): void {
    this.#compilation.only(step, pointer, this.#keys('performed', 'where', 'times', 'as'));
    const event = this.#compilation.text(step, pointer, 'performed') ?? '';
    const name = this.#intern(event, `${pointer}/performed`);
    const { plain, comparisons } = this.#readWhere(step, pointer, name);
    const where = compileWhere(plain, `${pointer}/where`, [name], this.#compilation);
    const repeats = this.#readTimes(step, pointer);
    this.#readLabel(step, pointer, name, repeats);
    const guard = this.#readGuard(step, pointer);
    const words = `${takenInWords(event, where, comparisons)}${guardInWords(guard)}`;
    for (let repeat = 0; repeat < Math.min(repeats, MOST_STEPS + 1); repeat++) {
      this.#steps.push({ words, name, where, comparisons, forbidden: repeat === 0 ? this.#forbidden : [], guard });
    }
    this.#forbidden = [];
    this.#words.push(repeats > 1 ? `${words} ${repeats} times` : words);
  }

  #keys(...keys: readonly string[]): readonly string[] {
    return this.#rules.guards === undefined ? keys : [...keys, 'if'];
  }

  #readGuard(step: JsonObject, pointer: string): Guard | undefined {
    const { guards: compileCondition } = this.#rules;
    if (compileCondition === undefined || !Object.hasOwn(step, 'if')) return undefined;
    const spec = this.#compilation.object(ownValue(step, 'if'), `${pointer}/if`, 'a condition');
    if (spec === undefined) return undefined;
    const condition = compileCondition(spec, `${pointer}/if`, this.#compilation);
    const guard: Guard = { words: condition.words, condition };
    this.#guards.push(guard);
    return guard;
  }

  #readTimes(step: JsonObject, pointer: string): number {
    const times = ownValue(step, 'times');
    if (times === undefined) return 1;
    const object = this.#compilation.object(times, `${pointer}/times`, 'times') ?? {};
    this.#compilation.only(object, `${pointer}/times`, ['atLeast']);
    if (Object.keys(object).length === 0) this.#compilation.problem(`${pointer}/times`, 'times names no bound', 'give it atLeast');
    return this.#compilation.whole(object, `${pointer}/times`, 'atLeast', 1) ?? 1;
  }

  #readLabel(step: JsonObject, pointer: string, name: number, repeats: number): void {
    if (!Object.hasOwn(step, 'as')) return;
    const label = this.#compilation.text(step, pointer, 'as');
    if (label === undefined) return;
    if (repeats > 1) this.#compilation.problem(`${pointer}/as`, 'a repeated step has no name', 'write the repeated step out, or drop as');
    if (this.#labels.has(label)) this.#compilation.problem(`${pointer}/as`, `"${label}" is taken`, 'choose another name');
    this.#labels.set(label, { place: this.#steps.length, name });
  }

  #readWhere(
    step: JsonObject,
    pointer: string,
    name: number,
  ): { readonly plain: JsonObject | undefined; readonly comparisons: readonly Comparison[] } {
    const where = ownValue(step, 'where');
    if (!isJsonObject(where)) return { plain: where === undefined ? undefined : (where as unknown as JsonObject), comparisons: [] };
    const plain: [string, Json][] = [];
    const comparisons: Comparison[] = [];
    for (const [path, test] of Object.entries(where)) {
      const at = `${pointer}/where/${escapeKey(path)}`;
      const rest = isJsonObject(test) ? Object.entries(test).filter(([key]) => key !== 'sameAs' && key !== 'differsFrom') : undefined;
      if (isJsonObject(test))
        for (const key of ['sameAs', 'differsFrom'] as const) comparisons.push(...this.#readComparisons(test, key, path, at, name));
      if (rest === undefined) plain.push([path, test]);
      else if (rest.length > 0 || Object.keys(test as JsonObject).length === 0) plain.push([path, Object.fromEntries(rest)]);
    }
    return { plain: Object.fromEntries(plain), comparisons };
  }

  #readComparisons(test: JsonObject, key: 'sameAs' | 'differsFrom', path: string, pointer: string, name: number): Comparison[] {
    const operand = ownValue(test, key);
    if (operand === undefined) return [];
    const at = `${pointer}/${key}`;
    if (!this.#rules.comparisons) this.#compilation.problem(at, `${key} is for moments only`, 'define a moment');
    const references = Array.isArray(operand) ? operand : [operand];
    return references.flatMap((reference) => this.#readReference(reference, key === 'sameAs', path, at, name) ?? []);
  }

  #readReference(reference: Json, same: boolean, path: string, pointer: string, name: number): Comparison | undefined {
    const [label, ...rest] = typeof reference === 'string' ? reference.split('.') : [];
    const earlier = label === undefined ? undefined : this.#labels.get(label);
    if (earlier === undefined)
      return this.#compilation.problem(
        pointer,
        `${JSON.stringify(reference)} names no earlier step`,
        'give the earlier step a name with as, and write NAME.PATH',
      );
    const column = this.#columnOf(path, name);
    const otherColumn = this.#columnOf(rest.join('.'), earlier.name);
    if (column === undefined || otherColumn === undefined)
      return this.#compilation.problem(pointer, 'not a path into an event', 'write NAME.properties.category');
    const words = `${pathInWords(path)} ${same ? 'is the same as in' : 'differs from'}`;
    const otherPath = rest.join('.');
    const otherWords = `step ${earlier.place + 1}${otherPath === path ? '' : ` (${pathInWords(otherPath)})`}`;
    return { words, otherWords, column, place: earlier.place, otherColumn, same };
  }

  /** The column of a path to one value of events of a name. */
  #columnOf(path: string, name: number): Column | undefined {
    return parsePath(path)?.leadsTo === 'one' ? this.#compilation.columns.need(path, [name]) : undefined;
  }

  #intern(event: string, pointer: string): number {
    if (event === SESSION_STARTED)
      this.#compilation.problem(
        pointer,
        `“${event}” is no step: it is the first event of a session, whatever its name`,
        'name that event, with where: { session.isStart: true }',
      );
    const name = this.#compilation.names.intern(event);
    this.#names.add(name);
    return name;
  }
}

function takenInWords(event: string, where: Where, comparisons: readonly Comparison[]): string {
  const compared = new Map<string, string[]>();
  for (const { words, otherWords } of comparisons) compared.set(words, [...(compared.get(words) ?? []), otherWords]);
  const tests = [...compared].map(([words, others]) => `${words} ${others.join(' and ')}`);
  if (where.words !== '') tests.unshift(where.words);
  return tests.length === 0 ? `“${event}”` : `“${event}” where ${tests.join(', ')}`;
}

function guardInWords(guard: Guard | undefined): string {
  return guard === undefined ? '' : ` if ${guard.words}`;
}

/** Whether an event can be taken by a step, its guard aside, given the events taken so far. Both values must be present to compare. */
export function takes(step: Step, row: number, taken: readonly number[]): boolean {
  if (!step.where.holds(row)) return false;
  for (const { column, place, otherColumn, same } of step.comparisons) {
    const value = column.at(row);
    const other = otherColumn.at(taken[place] as number);
    if (value === ABSENT || value === NULL || other === ABSENT || other === NULL) return false;
    if ((value === other) !== same) return false;
  }
  return true;
}

/**
 * An event of a name that none of these lets pass is neither taken by a step, nor one that may not come, nor one that a guard asks about: it
 * is as if it were not there.
 */
export function filtersOf({ steps, trailing, guards }: Pattern, name: number): readonly Where[] {
  const asked = steps.flatMap((step) => [step, ...step.forbidden]);
  const wheres = [...asked, ...trailing].filter((one) => one.name === name).map(({ where }) => where);
  return [...new Set([...wheres, ...guards.flatMap(({ condition }) => condition.filtersOf(name))])];
}

/** The names of all events that matter to a pattern. */
export function namesOf({ names, guards }: Pattern): readonly number[] {
  return guards.length === 0 ? names : [...new Set([...names, ...guards.flatMap(({ condition }) => condition.names)])];
}

/** Whether an event is one of those that may not come. @param guards absent where steps have none */
export function isForbidden(forbidden: readonly Forbidden[], row: number, name: number, guards?: GuardAnswers): boolean {
  for (const event of forbidden)
    if (event.name === name && event.where.holds(row) && (guards === undefined || guards.lets(event.guard, row))) return true;
  return false;
}
