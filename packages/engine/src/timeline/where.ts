import type { Json } from '../vocabulary/json.js';
import type { Column } from './columns.js';
import { type Compilation, escapeKey } from './compilation.js';
import { compileTest } from './operators.js';
import { itemPath, parsePath, remedyOf } from './path.js';
import { ABSENT, NULL, type Values } from './values.js';

/** A filter on events: every path's test must hold. */
export interface Where {
  readonly words: string;
  readonly tests: readonly CellTest[];
  holds(row: number): boolean;
}

/** The filter that lets every event pass. */
export const EVERYTHING: Where = { words: '', tests: [], holds: () => true };

/** Compiles the `where` of a condition, metric or step for events of these names. */
export function compileWhere(spec: Json | undefined, pointer: string, names: readonly number[], compilation: Compilation): Where {
  if (spec === undefined) return EVERYTHING;
  const paths = compilation.object(spec, pointer, 'where');
  if (paths === undefined) return EVERYTHING;
  const tests: CellTest[] = [];
  const words: string[] = [];
  for (const [path, test] of Object.entries(paths)) {
    const compiled = compileCellTests(path, test, `${pointer}/${escapeKey(path)}`, names, compilation);
    if (compiled === undefined) continue;
    tests.push(...compiled.tests);
    words.push(compiled.words);
  }
  return { words: words.join(' and '), tests, holds: (row) => passesAll(tests, row) };
}

function passesAll(tests: readonly CellTest[], row: number): boolean {
  for (const test of tests) if (!test.holds(row)) return false;
  return true;
}

/**
 * Compiles the test of one path: one test of the value as a whole, and one for each question about the items of an array, which has a
 * column of its own. @returns undefined after reporting what is wrong with it.
 */
export function compileCellTests(
  path: string,
  spec: Json,
  pointer: string,
  names: readonly number[],
  compilation: Compilation,
): { readonly tests: readonly CellTest[]; readonly words: string } | undefined {
  const { columns } = compilation;
  const test = compileTest(spec);
  if ('message' in test) return compilation.problem(pointer + test.pointer, test.message, test.remedy);
  const way = parsePath(path);
  if (way === undefined || way.leadsTo !== 'one') {
    const remedy =
      way === undefined
        ? remedyOf(path)
        : `ask about the items by ${way.root}.${way.keys.join('.')}: { anyItem: { … } }; [] is for the of of a metric`;
    return compilation.problem(pointer, `"${path}" is no path to a value in an event`, remedy);
  }
  const tests: CellTest[] = [];
  const ask = (text: string, holds: (value: Json) => boolean): void => {
    const column = columns.need(text, names);
    if (column !== undefined) tests.push(new CellTest(column, columns.values, holds));
  };
  if (test.whole !== undefined) ask(path, test.whole);
  for (const { question, whenFound } of test.items) ask(itemPath(path, question), (place) => (place !== null) === whenFound);
  return { tests, words: `${pathInWords(path)} ${test.words}` };
}

/** The items of arrays that tests have found in an event, such as `properties.products[1]`: what decided. */
export function decidingItems({ tests }: Pick<Where, 'tests'>, row: number): readonly string[] {
  return tests.flatMap((test) => test.itemAt(row) ?? []);
}

/** A path for people: that something is a property goes without saying. */
export function pathInWords(path: string): string {
  return path.replace(/^properties\./, '');
}

const UNKNOWN = 0;
const NO = 1;
const YES = 2;

/** A test of one column's cells, worked out once for each distinct value. */
export class CellTest {
  readonly column: Column;
  readonly #values: Values;
  readonly #test: (value: Json) => boolean;
  #answers = new Uint8Array(64);

  constructor(column: Column, values: Values, test: (value: Json) => boolean) {
    this.column = column;
    this.#values = values;
    this.#test = test;
  }

  holds(row: number): boolean {
    return this.holdsFor(this.column.at(row));
  }

  /** The item that the row's array was found to have; undefined when there is none, or no items are asked about. */
  itemAt(row: number): string | undefined {
    const { path } = this.column;
    const place = path.leadsTo === 'item' ? this.#values.valueOf(this.column.at(row)) : null;
    return place === null ? undefined : `${path.root}.${path.keys.join('.')}[${String(place)}]`;
  }

  /** Whether the value of this number passes. */
  holdsFor(number: number): boolean {
    if (number >= this.#answers.length) this.#grow(number);
    const known = this.#answers[number] as number;
    if (known !== UNKNOWN) return known === YES;
    const answer = this.#test(number === ABSENT || number === NULL ? null : this.#values.valueOf(number));
    this.#answers[number] = answer ? YES : NO;
    return answer;
  }

  #grow(number: number): void {
    const larger = new Uint8Array(Math.max(number + 1, this.#answers.length * 2));
    larger.set(this.#answers);
    this.#answers = larger;
  }
}
