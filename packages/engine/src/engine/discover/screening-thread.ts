import { Worker } from 'node:worker_threads';
import type { EventColumns } from '../../discover/event-columns.js';
import type { DiscoveryQuestion } from '../../discover/finding.js';
import type { Restatement } from '../../discover/restatements.js';
import type { Screened, Screening } from '../../discover/screening.js';
import type { Situation } from '../../discover/situation.js';
import { CuspError, type ErrorKind } from '../../runtime/errors.js';
import type { MomentDefinition } from '../../vocabulary/definition.js';

/** Heap of the thread. Events are not in it, but in arrays beside it; what needs more ends the thread, and with it the discovery, and nothing else. */
const HEAP_MEGABYTES = 2_048;

/** What a thread is started with. */
export interface ScreeningTask {
  /** Over shared memory, so that nothing is copied. As for the first way, whichever it is. */
  readonly columns: EventColumns;
  readonly question: DiscoveryQuestion;
  readonly way: 0 | 1;
  /** Whether it asks for completions; otherwise the columns alone tell. */
  readonly isServed: boolean;
}

/** What the thread is asked: a method of {@link Screening} with its arguments; or told, of what it asked. */
export type ScreeningCall =
  | {
      [Name in Exclude<keyof Screening, 'close'>]: { readonly call: Name; readonly args: Parameters<Screening[Name]> };
    }[Exclude<keyof Screening, 'close'>]
  | { readonly completions: Int32Array };

/** What it says: what the method did, why it would not, or what went wrong; and in between how much is done, and which moment's completions it asks for. */
export type ScreeningReply =
  | { readonly answer: unknown; readonly memoryBytes: number }
  | { readonly refusal: string; readonly kind: ErrorKind }
  | { readonly failure: Error }
  | { readonly share: number }
  | { readonly asksFor: MomentDefinition };

/** What the thread is served with. */
export interface ScreeningService {
  /** Is told how much of the work is done, from 0 to 1. */
  readonly onShare: (share: number) => void;
  /** As in `ScreeningOptions`. */
  readonly completionsOf?: (definition: MomentDefinition) => Promise<Int32Array>;
}

/** A screening in a thread of its own. Whoever makes it closes it. */
export class ScreeningThread implements Screening {
  readonly #worker: Worker;
  readonly #service: ScreeningService;
  #waiting: { readonly resolve: (answer: unknown) => void; readonly reject: (error: unknown) => void } | undefined;
  #failure: { readonly error: unknown } | undefined;
  #serving: Promise<void> = Promise.resolve();
  /** What the thread has needed at its largest. */
  memoryBytes = 0;

  /** @param program what runs in the thread */
  constructor(task: ScreeningTask, service: ScreeningService, program: URL) {
    this.#service = service;
    this.#worker = new Worker(program, { workerData: task, resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES } });
    this.#worker.on('message', (reply: ScreeningReply) => this.#hear(reply));
    this.#worker.on('error', (error: Error) => this.#fail(failed(error)));
    this.#worker.on('exit', (code) => this.#fail(failed(new Error(`it has ended (${code})`))));
  }

  restatements(): Promise<readonly Restatement[]> {
    return this.#ask({ call: 'restatements', args: [] });
  }

  find(leftOut: readonly number[]): Promise<Screened> {
    return this.#ask({ call: 'find', args: [leftOut] });
  }

  isExplained(place: number, others: readonly Situation[]): Promise<boolean> {
    return this.#ask({ call: 'isExplained', args: [place, others] });
  }

  async close(): Promise<void> {
    this.#fail(new Error('this screening is closed'));
    await this.#worker.terminate();
    await this.#serving;
  }

  #hear(reply: ScreeningReply): void {
    if ('share' in reply) this.#service.onShare(reply.share);
    else if ('asksFor' in reply) this.#serving = this.#serve(reply.asksFor);
    else if ('refusal' in reply) this.#waiting?.reject(new CuspError(reply.kind, reply.refusal));
    else if ('failure' in reply) this.#waiting?.reject(failed(reply.failure));
    else {
      this.memoryBytes = reply.memoryBytes;
      this.#waiting?.resolve(reply.answer);
    }
  }

  async #serve(definition: MomentDefinition): Promise<void> {
    try {
      const completions = await this.#service.completionsOf?.(definition);
      if (completions !== undefined) this.#tell({ completions });
    } catch (error) {
      this.#fail(error);
    }
  }

  #ask<Answer>(call: ScreeningCall): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure.error);
      // What the thread answers is what the method of that name does: screening.worker.ts calls just that.
      this.#waiting = { resolve: (answer) => resolve(answer as Answer), reject };
      this.#tell(call);
    });
  }

  #tell(message: ScreeningCall): void {
    this.#worker.postMessage(message);
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#waiting?.reject(this.#failure.error);
  }
}

function failed(cause: Error): Error {
  return new Error(`a thread that looks for situations has failed: ${cause.message}`, { cause });
}
