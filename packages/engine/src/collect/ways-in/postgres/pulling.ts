import type { Milliseconds } from '../../../vocabulary/instant.js';
import { parseDuration } from '../../../vocabulary/instant.js';
import type { JsonObject } from '../../../vocabulary/json.js';
import type { WayInStatus } from '../../../vocabulary/source.js';
import { documentMapper, type DocumentMapper } from '../../mapping/document-mapper.js';
import type { MappingBody } from '../../mapping/mapping.js';
import { Stopped } from '../deliver-rows.js';
import { pause, retryDelay } from '../../../runtime/pause.js';
import type { Fetching, FetchingInput } from '../way-in.js';
import { WayInState } from '../way-in-state.js';
import { pull, type Pulled } from './pull.js';
import { RecentKeys } from './recent-keys.js';
import { PostgresSession } from './session.js';
import type { PostgresSettings } from './settings.js';

/** Versions of rows remembered: about 5 MB. */
const RECENT_ROWS = 50_000;

/** A database that is looked at again and again. */
export class Pulling implements Fetching {
  readonly #input: FetchingInput;
  readonly #settings: PostgresSettings;
  readonly #map: DocumentMapper;
  readonly #every: Milliseconds;
  readonly #state: WayInState;
  readonly #recent = new RecentKeys(RECENT_ROWS);
  readonly #stop = new AbortController();
  readonly #totals = { pulls: 0, rowsRead: 0, rowsReadAgain: 0, accepted: 0, duplicate: 0, quarantined: 0 };
  #last: Pulled | undefined;
  #work: Promise<void> | undefined;

  /** @throws CuspError invalid_mapping */
  constructor(input: FetchingInput) {
    this.#input = input;
    this.#settings = input.settings as PostgresSettings;
    this.#map = documentMapper((input.mapping ?? {}) as MappingBody, input.source);
    this.#every = parseDuration(this.#settings.every) ?? 60_000;
    this.#state = new WayInState(input.clock);
  }

  start(): void {
    this.#work ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#work;
    this.#state.stopped();
  }

  status(): WayInStatus {
    const progress: JsonObject = { ...this.#totals, ...(this.#last && { lastPull: { ...this.#last } }) };
    return this.#state.status(progress);
  }

  /**
   * Looks once, now.
   * @throws CuspError of the database or of the engine; Stopped
   */
  async pullOnce(): Promise<Pulled> {
    const { signal } = this.#stop;
    const session = await PostgresSession.connect(this.#settings, this.#input, signal);
    try {
      const { source } = this.#input;
      const pulled = await pull(session, {
        settings: this.#settings,
        source,
        map: this.#map,
        input: this.#input,
        recent: this.#recent,
        signal,
      });
      this.#count(pulled);
      return pulled;
    } finally {
      await session.close();
    }
  }

  #count(pulled: Pulled): void {
    this.#last = pulled;
    this.#totals.pulls++;
    this.#totals.rowsRead += pulled.read;
    this.#totals.rowsReadAgain += pulled.readAgain;
    this.#totals.accepted += pulled.accepted;
    this.#totals.duplicate += pulled.duplicate;
    this.#totals.quarantined += pulled.quarantined;
  }

  async #run(): Promise<void> {
    const { clock } = this.#input;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const wait = await this.#tryPull();
      this.#state.waits(wait);
      await pause(clock, wait, signal);
    }
  }

  /** @returns how long to wait. */
  async #tryPull(): Promise<Milliseconds> {
    const { clock, random, onFault } = this.#input;
    this.#state.running();
    const began = clock.now();
    try {
      await this.pullOnce();
      this.#state.succeeded();
      return Math.max(0, began + this.#every - clock.now());
    } catch (error) {
      // What was under way when it was told to stop breaks off, however that shows.
      if (error instanceof Stopped || this.#stop.signal.aborted) return 0;
      this.#state.failed(error);
      onFault(error);
      return retryDelay(this.#state.failures, random());
    }
  }
}
