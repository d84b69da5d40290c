import type { Clock } from '../../runtime/clock.js';
import { asCuspError } from '../../runtime/problem.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import type { JsonObject } from '../../vocabulary/json.js';
import type { WayInStatus } from '../../vocabulary/source.js';

/** Keeps what a way in says about itself. */
export class WayInState {
  readonly #clock: Clock;
  #state: WayInStatus['state'] = 'stopped';
  #lastSuccessAt: Instant | null = null;
  #failure: WayInStatus['failure'] = null;
  #nextTryAt: Instant | undefined;
  /** How many failures in a row there were. */
  failures = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  running(): void {
    // What failed keeps being shown as failing until something succeeds.
    if (this.#failure === null) this.#state = 'running';
    this.#nextTryAt = undefined;
  }

  succeeded(): void {
    this.failures = 0;
    this.#failure = null;
    this.#state = 'running';
    this.#lastSuccessAt = this.#clock.now();
  }

  failed(error: unknown): void {
    this.failures++;
    const { code, message } = asCuspError(error);
    this.#failure = { code, message, at: this.#clock.now() };
    this.#state = 'failing';
  }

  waits(length: Milliseconds): void {
    this.#nextTryAt = this.#clock.now() + length;
  }

  stopped(): void {
    this.#state = 'stopped';
    this.#nextTryAt = undefined;
  }

  status(progress: JsonObject): WayInStatus {
    const nextTryIn = this.#nextTryAt === undefined ? undefined : Math.max(0, this.#nextTryAt - this.#clock.now());
    return {
      state: this.#state,
      lastSuccessAt: this.#lastSuccessAt,
      failure: this.#failure,
      progress,
      ...(nextTryIn !== undefined && { nextTryIn }),
    };
  }
}
