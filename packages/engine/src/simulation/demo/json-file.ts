import { readFileSync } from 'node:fs';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { writeWholeFile } from '../../runtime/whole-file.js';

/** A small JSON file that is replaced whole: after a crash it holds the old or the new value, never a part of one. */
export class JsonFile<Schema extends TSchema> {
  readonly #path: string;
  readonly #check: (value: unknown) => value is Static<Schema>;
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string, schema: Schema) {
    this.#path = path;
    const compiled = Compile(schema);
    this.#check = (value): value is Static<Schema> => compiled.Check(value);
  }

  /** What it holds; undefined when there is no such file. @throws CuspError data_corrupt when it holds something else. */
  read(): Static<Schema> | undefined {
    let value: unknown;
    try {
      value = JSON.parse(readFileSync(this.#path, 'utf8'));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw this.#corrupt(error);
    }
    if (!this.#check(value)) throw this.#corrupt(undefined);
    return value;
  }

  /** Replaces what it holds; resolves when that is on disk. Writes take place one after the other. */
  write(value: Static<Schema>): Promise<void> {
    const text = `${JSON.stringify(value, null, 2)}\n`;
    // An earlier write that failed was reported to whoever asked for it; it is no reason not to try this one.
    this.#writing = this.#writing.catch(() => undefined).then(() => writeWholeFile(this.#path, text));
    return this.#writing;
  }

  #corrupt(cause: unknown): CuspError {
    const remedy = 'Delete the file: the demo then begins a new history beside what is stored.';
    return new CuspError(ERRORS.dataCorrupt, `${this.#path} cannot be read`, { cause, remedy });
  }
}
