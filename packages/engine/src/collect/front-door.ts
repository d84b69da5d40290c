import type { IncomingMessage, ServerResponse } from 'node:http';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { asCuspError } from '../runtime/problem.js';
import { passing } from '../runtime/steps.js';
import type { CleanedItem } from '../vocabulary/cleaned-item.js';
import type { Instant, Milliseconds } from '../vocabulary/instant.js';
import type { Outcome } from '../vocabulary/outcome.js';
import { Admission } from './admission.js';
import { answerOutcomes, answerProblem, answerSuccess, wantsOutcomes } from './answer.js';
import { inflateBody, isPlain, parseBody, readBytes, toldLength, tooLarge } from './body.js';
import { CALL_BY_PATH, type Call, itemsOf } from './calls.js';
import type { CollectOptions } from './collect-options.js';
import { dropRest } from './drop-rest.js';
import { IN_FLIGHT, MAX_BATCH_BYTES, MAX_BATCH_ITEMS } from './limits.js';
import { RateLimits } from './rate-limits.js';
import { Turns } from './turns.js';
import type { Visit } from './visit.js';
import { sourceOf, sourceOfHeader, sourceOfQuery } from './write-key.js';

/** Made once: a flood is refused with it, and making an error costs more than sending it. */
const OVERLOADED = new CuspError(ERRORS.overloaded, 'send it again in a moment', { retryAfterSeconds: 1 });

/** Answers the calls of the tracking API on Node's own HTTP, without a framework between them and the engine. */
export class FrontDoor {
  readonly #options: CollectOptions;
  readonly #admission: Admission;
  readonly #limits: RateLimits;
  readonly #turns: Turns;
  readonly #retries = new Map<string, number>();
  #closing = false;

  constructor(options: CollectOptions) {
    const time = options.time ?? (() => performance.now());
    this.#options = options;
    this.#admission = new Admission(options.inFlight ?? IN_FLIGHT, time);
    this.#limits = new RateLimits(options.clock, options.limitsOf ?? (() => undefined));
    this.#turns = new Turns(time);
  }

  /** Takes a request over and sees to its answer, if it is a tracking call. @returns false when it is somebody else's to answer. */
  take(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.method !== 'POST') return false;
    const url = request.url ?? '';
    const mark = url.indexOf('?');
    const call = CALL_BY_PATH.get(mark < 0 ? url : url.slice(0, mark));
    if (call === undefined) return false;
    const query = mark < 0 ? undefined : new URLSearchParams(url.slice(mark + 1));
    const { writeKeys } = this.#options;
    const source = sourceOfHeader(request.headers.authorization, writeKeys) ?? sourceOfQuery(query?.get('writeKey'), writeKeys);
    void this.#serve({ request, response, call, query, source, items: 1 });
    return true;
  }

  /** By source: the requests that their clients say to have sent before. */
  get retries(): ReadonlyMap<string, number> {
    return this.#retries;
  }

  /** How long what waits now will take. */
  get wait(): Milliseconds {
    return this.#admission.wait;
  }

  /** From now on each answer ends its connection, so that a server can close while clients go on sending. */
  close(): void {
    this.#closing = true;
  }

  async #serve(visit: Visit): Promise<void> {
    const { request, response } = visit;
    if (this.#closing) response.setHeader('connection', 'close');
    try {
      this.#letIn(visit);
      const bytes = await readBytes(request, visit.call.maxBytes);
      passing('request read');
      const receivedAt = this.#options.clock.now();
      const encoding = request.headers['content-encoding'];
      const body = isPlain(encoding) ? bytes : await inflateBody(bytes, encoding as string, visit.call.maxBytes);
      const outcomes = await this.#inTurn(body.length, () => this.#takeIn(visit, body, receivedAt));
      if (wantsOutcomes(visit.query, request.headers)) answerOutcomes(response, outcomes);
      else answerSuccess(response);
    } catch (error) {
      await this.#refuse(visit, asCuspError(error));
    }
  }

  /** Says no before a body is read, when that is known; else takes room for it. A length that is not told, or that inflating will change, counts as the largest. */
  #letIn({ request, response, call, source }: Visit): void {
    const told = toldLength(request);
    if (told !== undefined && told > call.maxBytes) throw tooLarge(call.maxBytes);
    if (source !== undefined) refuseUntil(this.#limits.waitOf(source), source);
    const bytes = told !== undefined && isPlain(request.headers['content-encoding']) ? told : MAX_BATCH_BYTES;
    if (!this.#admission.enter(bytes, told)) throw OVERLOADED;
    // `close` comes after an answer and after a client that went away alike; who went away on the way here is not told of again.
    const leave = (): void => this.#admission.leave(bytes);
    if (response.closed) leave();
    else response.once('close', leave);
  }

  async #inTurn<Result>(bytes: number, work: () => Promise<Result>): Promise<Result> {
    if (!this.#admission.begin(bytes)) throw OVERLOADED;
    try {
      return await this.#turns.run(work);
    } finally {
      this.#admission.end(bytes);
    }
  }

  async #takeIn(visit: Visit, bytes: Buffer, receivedAt: Instant): Promise<readonly Outcome[]> {
    const { call } = visit;
    const body = parseBody(bytes);
    const source = sourceOf(visit.source, body, this.#options.writeKeys);
    const { items, context, integrations, sentAt } = itemsOf(call, body);
    visit.source = source;
    visit.items = items.length;
    if (isRetry(visit.request)) this.#retries.set(source, (this.#retries.get(source) ?? 0) + 1);
    if (items.length > MAX_BATCH_ITEMS) throw new CuspError(ERRORS.bodyTooLarge, `${items.length} items in one batch`);
    if (items.length === 0) return [];
    refuseUntil(this.#limits.take(source, items.length), source);
    if (!this.#admission.admit(items.length)) throw OVERLOADED;
    try {
      // Only this very value is the signal.
      const gpc = visit.request.headers['sec-gpc'] === '1';
      const cleaned = this.#options.clean(items, {
        source,
        receivedAt,
        type: call.type,
        context,
        integrations,
        sentAt,
        ...(gpc && { gpc }),
      });
      refuseTooLarge(call, cleaned);
      passing('items cleaned');
      const outcomes = await this.#options.accept(source, cleaned);
      passing('outcomes known');
      return outcomes;
    } finally {
      this.#admission.release(items.length);
    }
  }

  async #refuse({ request, response, source, items }: Visit, error: CuspError): Promise<void> {
    if (error.code === ERRORS.internal.code) this.#options.onFault?.(error.cause);
    if (source !== undefined && items > 0) this.#options.recordRefused(source, items);
    // A short rest is dropped by the platform after the answer. With a long one the client is heard out first, but not for ever.
    if ((toldLength(request) ?? Number.POSITIVE_INFINITY) > MAX_BATCH_BYTES) {
      await dropRest(request);
      if (!request.readableEnded) response.setHeader('connection', 'close');
    }
    answerProblem(response, error);
  }
}

/** @throws CuspError rate_limited unless there is nothing to wait for. */
function refuseUntil(wait: Milliseconds, source: string): void {
  if (wait === 0) return;
  throw new CuspError(ERRORS.rateLimited, `the limit of source ${source} is used up`, { retryAfterSeconds: Math.ceil(wait / 1000) });
}

/** A single call that is too large is refused like any body that is; within a batch the item is put aside and the others count. */
function refuseTooLarge(call: Call, cleaned: readonly CleanedItem[]): void {
  const only = cleaned[0];
  if (call.type !== null && only?.kind === 'quarantined' && only.item.reason === 'too_large') {
    throw new CuspError(ERRORS.bodyTooLarge, only.item.detail);
  }
}

/** True when the client says that it sent this before, as Segment's SDKs do, or RudderStack's. */
function isRetry({ headers }: IncomingMessage): boolean {
  const count = headers['x-retry-count'] ?? headers['rsa-retry-attempt'];
  return count !== undefined && Number(count) > 0;
}
