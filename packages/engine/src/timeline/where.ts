import type { Json } from '../vocabulary/json.js';
import type { Column } from './columns.js';
import { type Compilation, escapeKey } from './compilation.js';
import { compileTest } from './operators.js';
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
    const compiled = compileCellTest(path, test, `${pointer}/${escapeKey(path)}`, names, compilation);
    if (compiled === undefined) continue;
    tests.push(compiled.test);
    words.push(compiled.words);
  }
  return { words: words.join(' and '), tests, holds: (row) => passesAll(tests, row) };
}

function passesAll(tests: readonly CellTest[], row: number): boolean {
  for (const test of tests) if (!test.holds(row)) return false;
  return true;
}

/** Compiles the test of one path. @returns undefined after reporting what is wrong with it. */
export function compileCellTest(
  path: string,
  spec: Json,
  pointer: string,
  names: readonly number[],
  compilation: Compilation,
): { readonly test: CellTest; readonly words: string } | undefined {
  const test = compileTest(spec);
  if ('message' in test) return compilation.problem(pointer + test.pointer, test.message, test.remedy);
  const column = compilation.columns.need(path, names);
  if (column === undefined) {
    return compilation.problem(
      pointer,
      `"${path}" is no path into an event`,
      'start it with properties., context., traits. or session. and name every level, for instance properties.category',
    );
  }
  return { test: new CellTest(column, compilation.columns.values, test.holds), words: `${pathInWords(path)} ${test.words}` };
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
