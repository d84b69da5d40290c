import { cleanItems } from '../src/clean/clean-items.js';
import type { Fetching, FetchingInput, FetchingKind, UnmappedDocument } from '../src/collect/ways-in/way-in.js';
import { ERRORS } from '../src/runtime/error-catalogue.js';
import { CuspError } from '../src/runtime/errors.js';
import { systemClock } from '../src/runtime/clock.js';
import type { Json, JsonObject } from '../src/vocabulary/json.js';
import type { Outcome } from '../src/vocabulary/outcome.js';
import { delivery } from './cleaning.js';
import { FakeAccept } from './fake-accept.js';

/** What a way in is handed, in memory: everything that it takes in is cleaned and counted as an engine does, and survives it. */
export class FakeFetching {
  readonly engine = new FakeAccept();
  readonly putAside: UnmappedDocument[] = [];
  readonly faults: unknown[] = [];
  readonly secrets = new Map<string, string>();
  /** While true, nothing can be taken in. */
  unavailable = false;
  /** Called before each take; what it throws, the take throws. */
  beforeTake: () => Promise<void> = () => Promise.resolve();
  /** Called once a take is on disk; what it throws looks to the way in as a take that failed. */
  afterTake: () => Promise<void> = () => Promise.resolve();
  takes = 0;
  #checkpoint: string | undefined;

  /** Makes a way in ready that begins where the last one wrote that it was. */
  open<F extends Fetching = Fetching>(kind: FetchingKind, settings: JsonObject, mapping: JsonObject, over: Partial<FetchingInput> = {}): F {
    return kind.open({ ...this.#input(settings, mapping), ...over }) as F;
  }

  loseCheckpoint(): void {
    this.#checkpoint = undefined;
  }

  get checkpoint(): Json | undefined {
    return this.#checkpoint === undefined ? undefined : (JSON.parse(this.#checkpoint) as Json);
  }

  #input(settings: JsonObject, mapping: JsonObject): FetchingInput {
    return {
      source: 'crm',
      settings,
      mapping,
      take: (items) => this.#take(items),
      putAside: (rows) => this.#put(rows),
      secret: (name) => this.secrets.get(name),
      checkpoint: {
        read: () => Promise.resolve(this.checkpoint),
        write: async (value) => {
          await nextTurn();
          this.#checkpoint = JSON.stringify(value);
        },
      },
      clock: systemClock(),
      random: () => 0,
      allowPrivateAddresses: ['127.0.0.1'],
      onFault: (error) => this.faults.push(error),
    };
  }

  async #take(items: readonly Json[]): Promise<readonly Outcome[]> {
    this.takes++;
    await this.beforeTake();
    await nextTurn();
    if (this.unavailable) throw new CuspError(ERRORS.journalUnavailable, 'the test says so');
    const outcomes = await this.engine.accept('crm', cleanItems(items, delivery({ source: 'crm' })));
    await this.afterTake();
    return outcomes;
  }

  async #put(rows: readonly UnmappedDocument[]): Promise<void> {
    await nextTurn();
    if (this.unavailable) throw new CuspError(ERRORS.journalUnavailable, 'the test says so');
    this.putAside.push(...rows);
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Resolves once something holds; fails after forty seconds: machines that test are busy. */
export async function eventually(holds: () => boolean, what = 'it'): Promise<void> {
  const deadline = performance.now() + 40_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`${what} never came to hold`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
