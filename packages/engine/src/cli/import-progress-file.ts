import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Instant, Milliseconds } from '../vocabulary/instant.js';
import type { CliEnvironment } from './environment.js';

const Reached = Type.Object({ row: Type.Integer({ minimum: 1 }), batchAfter: Type.Integer({ minimum: 0 }) });
type Reached = Static<typeof Reached>;
const shape = Compile(Reached);

/** How often it is written, at most: an import that is killed goes on this far before where it was. */
const INTERVAL: Milliseconds = 500;

/**
 * Remembers how far the import of one file came, so that it goes on there when it was interrupted. It holds two numbers and nothing of
 * the file. Correctness does not depend on it: what is sent again counts once, and what the engine does not have is sent.
 */
export class ImportProgressFile {
  readonly #path: string;
  readonly #environment: Pick<CliEnvironment, 'now' | 'stderr'>;
  #written: Instant | undefined;
  #failed = false;

  /** @param identity What tells file, mapping, source and engine apart. */
  constructor(identity: string, environment: Pick<CliEnvironment, 'now' | 'stderr' | 'env'>) {
    const { XDG_STATE_HOME: state, HOME: home } = environment.env;
    this.#path = join(state || join(home || homedir(), '.local', 'state'), 'cusp', 'imports', `${identity}.json`);
    this.#environment = environment;
  }

  /** How far an earlier run came; undefined when there was none, or it came to its end. */
  read(): Reached | undefined {
    try {
      const value: unknown = JSON.parse(readFileSync(this.#path, 'utf8'));
      return shape.Check(value) ? value : undefined;
    } catch {
      // Not there, or half written: the import then begins at the first row, which is always right.
      return undefined;
    }
  }

  /** Writes down that rows are in; now and then, not each time. */
  reached(reached: Reached): void {
    const now = this.#environment.now();
    if (this.#failed || reached.row < 1 || (this.#written !== undefined && now - this.#written < INTERVAL)) return;
    this.#written = now;
    this.#try(() => {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      const draft = `${this.#path}.${process.pid}`;
      writeFileSync(draft, JSON.stringify(reached), { mode: 0o600 });
      renameSync(draft, this.#path);
    });
  }

  /** The import has come to its end. */
  done(): void {
    this.#try(() => rmSync(this.#path, { force: true }));
  }

  /** An import without this file is slower to go on, and nothing worse: it says so once and goes on. */
  #try(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#failed = true;
      this.#environment.stderr(`how far the import came cannot be kept: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
}
