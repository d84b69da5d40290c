import { join } from 'node:path';
import { FETCHING_KINDS } from '../collect/ways-in/table.js';
import type { Checkpoint, Fetching, FetchingInput, FetchingKind, UnmappedDocument } from '../collect/ways-in/way-in.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { readWholeFile, writeWholeFile } from '../runtime/whole-file.js';
import type { Json } from '../vocabulary/json.js';
import type { Outcome } from '../vocabulary/outcome.js';
import type { SourceDefinition, WayInStatus } from '../vocabulary/source.js';
import { wayInOf } from './check-source.js';

export interface WaysInInput extends Pick<FetchingInput, 'secret' | 'clock' | 'random' | 'allowPrivateAddresses' | 'onFault'> {
  /** The sources that are defined just now. */
  readonly sources: () => readonly SourceDefinition[];
  readonly take: (source: string, items: readonly Json[]) => Promise<readonly Outcome[]>;
  readonly putAside: (source: string, rows: readonly UnmappedDocument[]) => Promise<void>;
  /** Where checkpoints are kept; it exists. */
  readonly directory: string;
  readonly kinds?: readonly FetchingKind[];
}

interface Open {
  /** The definition that it was opened with, as text. */
  readonly definition: string;
  readonly fetching: Fetching;
}

/** Runs the sources that fetch or listen for themselves: those that are defined, as they are defined. */
export class WaysIn {
  readonly #input: WaysInInput;
  readonly #kinds: readonly FetchingKind[];
  readonly #open = new Map<string, Open>();
  readonly #failed = new Map<string, WayInStatus>();
  #changing: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(input: WaysInInput) {
    this.#input = input;
    this.#kinds = input.kinds ?? FETCHING_KINDS;
  }

  /** Starts what is defined and does not run, stops what is no longer defined, and opens anew what is defined otherwise. Calls take place one after the other. */
  follow(): Promise<void> {
    const followed = this.#changing.then(() => this.#follow());
    this.#changing = followed.catch(() => undefined);
    return followed;
  }

  /** Opens a source anew, so that it meets a changed secret. */
  async reopen(source: string): Promise<void> {
    await this.#changing;
    await this.#close(source);
    await this.follow();
  }

  /** Stops all; resolves when what they had begun is over. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#changing;
    await Promise.all([...this.#open.keys()].map((source) => this.#close(source)));
  }

  /** How a source does; undefined when it is one that is sent to. */
  status(source: string): WayInStatus | undefined {
    return this.#open.get(source)?.fetching.status() ?? this.#failed.get(source);
  }

  async #follow(): Promise<void> {
    if (this.#stopped) return;
    const defined = new Map(this.#input.sources().map((definition) => [definition.name, definition]));
    for (const [name, { definition }] of [...this.#open]) {
      if (JSON.stringify(defined.get(name)) !== definition) await this.#close(name);
    }
    this.#failed.clear();
    for (const definition of defined.values()) if (!this.#open.has(definition.name)) this.#start(definition);
  }

  #start(definition: SourceDefinition): void {
    const [wayIn, settings] = wayInOf(definition);
    const kind = this.#kinds.find((other) => other.wayIn === wayIn);
    if (kind === undefined) return;
    const { name, mapping } = definition;
    const { take, putAside, directory, secret, clock, random, allowPrivateAddresses, onFault } = this.#input;
    try {
      const fetching = kind.open({
        source: name,
        settings,
        mapping,
        take: (items) => take(name, items),
        putAside: (rows) => putAside(name, rows),
        checkpoint: checkpointIn(directory, name),
        secret,
        clock,
        random,
        allowPrivateAddresses,
        onFault,
      });
      this.#open.set(name, { definition: JSON.stringify(definition), fetching });
      fetching.start();
    } catch (error) {
      // One source that cannot be opened keeps none of the others from running; its state says why.
      this.#failed.set(name, failure(error, clock.now()));
      onFault(error);
    }
  }

  async #close(source: string): Promise<void> {
    const open = this.#open.get(source);
    if (open === undefined) return;
    this.#open.delete(source);
    await open.fetching.stop();
  }
}

function failure(error: unknown, at: number): WayInStatus {
  const known = error instanceof CuspError ? error : new CuspError(ERRORS.internal, 'it could not be opened', { cause: error });
  return { state: 'failing', lastSuccessAt: null, failure: { code: known.code, message: known.message, at }, progress: {} };
}

/** Names of sources are plain words, so that they are file names too. */
function checkpointIn(directory: string, source: string): Checkpoint {
  const path = join(directory, `${source}.json`);
  return {
    read: async () => {
      const text = await readWholeFile(path);
      return text === undefined ? undefined : (JSON.parse(text) as Json);
    },
    write: (value) => writeWholeFile(path, JSON.stringify(value)),
  };
}
