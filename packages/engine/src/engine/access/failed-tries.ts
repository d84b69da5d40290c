import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';

interface Failures {
  readonly count: number;
  readonly last: Instant;
}

/** After so long without a failure, failures are forgotten. */
const FORGOTTEN_AFTER: Milliseconds = 15 * 60_000;
const FIRST_WAIT: Milliseconds = 30_000;
/** Names and addresses that are remembered; the oldest are forgotten first. */
const MOST_REMEMBERED = 10_000;

/** Counts failed sign-ins of one login or address, and makes whoever fails wait: twice as long each time, up to a quarter of an hour. */
export class FailedTries {
  readonly #free: number;
  readonly #failures = new Map<string, Failures>();

  /** @param free how many may fail before anybody waits */
  constructor(free: number) {
    this.#free = free;
  }

  /** @throws CuspError too_many_tries with how long to wait */
  check(key: string, now: Instant): void {
    const found = this.#failures.get(key);
    if (found === undefined) return;
    const { count, last } = found;
    if (count < this.#free) return;
    const wait = Math.min(FIRST_WAIT * 2 ** Math.min(count - this.#free, 10), FORGOTTEN_AFTER);
    const left = last + wait - now;
    if (left > 0) throw new CuspError(ERRORS.tooManyTries, 'wait a little', { retryAfterSeconds: Math.ceil(left / 1_000) });
  }

  /** One more has failed. To be called before the password is compared, so that many at once count as many. */
  add(key: string, now: Instant): void {
    const found = this.#failures.get(key);
    const count = found === undefined || now - found.last >= FORGOTTEN_AFTER ? 0 : found.count;
    this.#failures.delete(key);
    this.#failures.set(key, { count: count + 1, last: now });
    if (this.#failures.size > MOST_REMEMBERED) this.#failures.delete(this.#failures.keys().next().value as string);
  }

  /** It did not fail after all: what was counted for a login is forgotten. */
  clear(key: string): void {
    this.#failures.delete(key);
  }

  /** Takes one failure back, for an address that others may share. */
  takeBack(key: string): void {
    const found = this.#failures.get(key);
    if (found !== undefined) this.#failures.set(key, { ...found, count: found.count - 1 });
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#failures.size;
  }
}
