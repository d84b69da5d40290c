import { setTimeout as sleep } from 'node:timers/promises';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError, type ErrorKind } from '../runtime/errors.js';
import { formatInstant, type Instant, type Milliseconds } from '../vocabulary/instant.js';
import type { CallBatch } from './call-feed.js';

/** Where tracking calls go, and how patiently. */
export interface TrackingClientOptions {
  /** The engine's address, `http://127.0.0.1:4400`. */
  readonly url: string;
  readonly writeKey: string;
  /** Stops waiting for another try; a request under way is brought to its end. */
  readonly signal?: AbortSignal;
  /** The first wait before sending again; doubles up to `longest`. Retry-After goes before it. */
  readonly retry?: { readonly first: Milliseconds; readonly longest: Milliseconds };
  /** Told of each failed try, in words. */
  readonly onRetry?: (why: string) => void;
}

const DEFAULT_RETRY = { first: 200, longest: 10_000 };
/** How long one request may take before it counts as failed. */
const REQUEST_TIMEOUT: Milliseconds = 60_000;
const LONGEST_RETRY_AFTER_SECONDS = 60;

/** What became of one try. */
type Try = { readonly kind: 'acknowledged' } | { readonly kind: 'again'; readonly why: string; readonly after: Milliseconds | null };

/** Sends batches to the public tracking API as any client would, again and again until they are acknowledged. */
export class TrackingClient {
  readonly #options: TrackingClientOptions;
  readonly #address: string;
  readonly #authorization: string;

  constructor(options: TrackingClientOptions) {
    this.#options = options;
    this.#address = new URL('/v1/batch', options.url).href;
    this.#authorization = `Basic ${Buffer.from(`${options.writeKey}:`).toString('base64')}`;
  }

  /**
   * Sends a batch until it is acknowledged; every try carries the same messageIds.
   * @param clock gives `sentAt`, as an SDK does; without it the batch's timestamps are taken as they are.
   * @returns false when it was told to stop before that.
   * @throws CuspError when the server refuses the batch for good (4xx).
   */
  async send(batch: CallBatch, clock?: { now(): Instant }): Promise<boolean> {
    const { first, longest } = this.#options.retry ?? DEFAULT_RETRY;
    for (let tries = 0; this.#options.signal?.aborted !== true; tries++) {
      const result = await this.#try(batch, clock, tries);
      if (result.kind === 'acknowledged') return true;
      this.#options.onRetry?.(result.why);
      await this.#pause(result.after ?? Math.min(first * 2 ** Math.min(tries, 20), longest));
    }
    return false;
  }

  async #try(batch: CallBatch, clock: { now(): Instant } | undefined, tries: number): Promise<Try> {
    const headers: Record<string, string> = { authorization: this.#authorization, 'content-type': 'application/json' };
    if (tries > 0) headers['x-retry-count'] = String(tries);
    // sentAt is of this try: an older one would make the calls look later than they were.
    const sentAt = clock ? `,"sentAt":"${formatInstant(clock.now())}"` : '';
    const body = Buffer.from(`{"context":${LIBRARY}${sentAt},"batch":[${batch.items.join(',')}]}`);
    try {
      const signal = AbortSignal.timeout(REQUEST_TIMEOUT);
      const response = await fetch(this.#address, { method: 'POST', headers, body, signal });
      const answer = await response.text();
      if (response.ok) return { kind: 'acknowledged' };
      if (response.status !== 429 && response.status < 500) throw refusal(response.status, answer);
      return { kind: 'again', why: `answered ${response.status}`, after: retryAfter(response) };
    } catch (error) {
      if (error instanceof CuspError) throw error;
      return { kind: 'again', why: describe(error), after: null };
    }
  }

  async #pause(milliseconds: Milliseconds): Promise<void> {
    const { signal } = this.#options;
    try {
      await sleep(milliseconds, undefined, signal ? { signal } : {});
    } catch (error) {
      if (signal?.aborted !== true) throw error;
    }
  }
}

const LIBRARY = JSON.stringify({ library: { name: 'cusp-simulation', version: '1' } });

function retryAfter(response: Response): Milliseconds | null {
  const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  return seconds >= 0 ? Math.min(seconds, LONGEST_RETRY_AFTER_SECONDS) * 1_000 : null;
}

function refusal(status: number, answer: string): CuspError {
  const kinds: Readonly<Record<number, ErrorKind>> = { 401: ERRORS.unknownWriteKey, 413: ERRORS.bodyTooLarge };
  return new CuspError(kinds[status] ?? ERRORS.invalidRequest, `the tracking API answered ${status} ${answer.slice(0, 300)}`);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
