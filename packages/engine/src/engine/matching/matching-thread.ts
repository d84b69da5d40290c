import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { PairExplanation } from '../../identify/matching/explain.js';
import type { MatchModel } from '../../identify/matching/model.js';
import { CuspError, type ErrorKind } from '../../runtime/errors.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import type { LearnRequest, MatchChanges, MatchedPair, Matcher, MatcherState, MatchRecord, PairOfKeys, SuggestionPage } from './matcher.js';
import { matcherInProcess, requireFields } from './matcher-in-process.js';
import { joinedChanges } from './said-links.js';

const PROGRAM = new URL('./matching.worker.js', import.meta.url);
/** Heap of the thread, enough for three million records with seven fields (bench/README.md). What needs more ends the thread, and with it its matcher, and nothing else. */
const HEAP_MEGABYTES = 6_144;
/** Records of one message, at most: handing over more at once would hold up everybody else. */
const RECORDS_A_MESSAGE = 5_000;

/** What the thread is asked: a method of {@link Matcher} with its arguments. */
export type MatcherCall = {
  [Name in Exclude<keyof Matcher, 'close'>]: { readonly call: Name; readonly args: Parameters<Matcher[Name]> };
}[Exclude<keyof Matcher, 'close'>];

/** What it answers: what the method did, why it would not, or what went wrong. */
export type MatcherReply =
  | { readonly answer: unknown }
  | { readonly refusal: string; readonly kind: ErrorKind }
  | { readonly failure: Error };

/**
 * Starts a matcher in a thread of its own, which owns all records, so that matching holds nobody up. Whoever starts it closes it.
 * @param fields the names of the fields, in the order of the records' values
 * @param program what runs in the thread; where it is not built, the matcher is in the caller's own
 */
export function startMatcher(fields: readonly string[], program: URL = PROGRAM): Matcher {
  return existsSync(fileURLToPath(program)) ? new MatcherThread(fields, program) : matcherInProcess(fields);
}

class MatcherThread implements Matcher {
  readonly #fields: readonly string[];
  readonly #worker: Worker;
  #waiting: { readonly resolve: (answer: unknown) => void; readonly reject: (error: Error) => void } | undefined;
  #failure: Error | undefined;
  /** Done when the calls before are. */
  #turn: Promise<void> = Promise.resolve();

  constructor(fields: readonly string[], program: URL) {
    this.#fields = fields;
    this.#worker = new Worker(program, { workerData: fields, resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES } });
    this.#worker.on('message', (reply: MatcherReply) => {
      if ('refusal' in reply) this.#waiting?.reject(new CuspError(reply.kind, reply.refusal));
      else if ('failure' in reply) this.#waiting?.reject(failed(reply.failure));
      else this.#waiting?.resolve(reply.answer);
    });
    this.#worker.on('error', (error: Error) => this.#fail(failed(error)));
    this.#worker.on('exit', (code) => this.#fail(failed(new Error(`it has ended (${code})`))));
  }

  learn(request: LearnRequest): Promise<MatchModel> {
    return this.#inTurn(() => this.#ask({ call: 'learn', args: [request] }));
  }

  async use(model: MatchModel | undefined): Promise<MatchChanges> {
    requireFields(model, this.#fields);
    return this.#inTurn(() => this.#ask({ call: 'use', args: [model] }));
  }

  take(changed: readonly MatchRecord[], gone: readonly string[]): Promise<MatchChanges> {
    return this.#inTurn(async () => {
      const parts = [await this.#ask<MatchChanges>({ call: 'take', args: [changed.slice(0, RECORDS_A_MESSAGE), gone] })];
      for (let from = RECORDS_A_MESSAGE; from < changed.length; from += RECORDS_A_MESSAGE)
        parts.push(await this.#ask({ call: 'take', args: [changed.slice(from, from + RECORDS_A_MESSAGE), []] }));
      return joinedChanges(parts);
    });
  }

  believed(pairs: readonly PairOfKeys[]): Promise<void> {
    return this.#inTurn(() => this.#ask({ call: 'believed', args: [pairs] }));
  }

  suggestions(limit: number, after?: Omit<MatchedPair, 'probability'>): Promise<SuggestionPage> {
    return this.#inTurn(() => this.#ask({ call: 'suggestions', args: [limit, after] }));
  }

  explain(left: string, right: string): Promise<PairExplanation | undefined> {
    return this.#inTurn(() => this.#ask({ call: 'explain', args: [left, right] }));
  }

  state(): Promise<MatcherState> {
    return this.#inTurn(() => this.#ask({ call: 'state', args: [] }));
  }

  async close(): Promise<void> {
    this.#fail(new CuspError(ERRORS.interrupted, 'the matcher is closed'));
    await this.#worker.terminate();
  }

  /** Does something when everything asked for before is done, whether it went well or not. */
  #inTurn<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const done = this.#turn.then(work);
    this.#turn = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }

  #ask<Answer>(call: MatcherCall): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      // What the thread answers is what the method of that name does: matching.worker.ts calls just that.
      this.#waiting = { resolve: (answer) => resolve(answer as Answer), reject };
      this.#worker.postMessage(call);
    });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#waiting?.reject(this.#failure);
  }
}

function failed(cause: Error): CuspError {
  return new CuspError(ERRORS.internal, `the thread that matches records has failed: ${cause.message}`, { cause });
}
