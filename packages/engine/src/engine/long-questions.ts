import { randomUUID } from 'node:crypto';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';

/** So many that are over are kept to be asked for. */
const MOST_KEPT = 20;
/** So many are under way or wait at once. */
const MOST_WAITING = 4;

/** How long work is watched. */
export interface Work {
  /** Gives it up. */
  readonly signal: AbortSignal;
  /** Is told how much of the work is done, from 0 to 1. */
  readonly onShare: (share: number) => void;
}

/** How far the answer to a question is. */
export interface QuestionProgress<A> {
  readonly id: string;
  readonly status: 'running' | 'done' | 'failed' | 'stopped';
  /** How much of the work is done, from 0 to 1; 0 while it waits for those before it. */
  readonly share: number;
  /** The answer, once it is done. */
  readonly answer: A | null;
  /** Why it failed. */
  readonly failure: CuspError | null;
}

/** One that was asked. */
interface Asked<A> {
  progress: QuestionProgress<A>;
  readonly work: AbortController;
  over: Promise<void>;
}

/** What long questions are about. */
export interface LongQuestionsInput<Q, A> {
  /** Before the number of each one's id. */
  readonly prefix: string;
  readonly answer: (question: Q, work: Work) => Promise<A>;
  readonly onFault: (error: unknown) => void;
}

/**
 * Questions of all timelines, answered one after the other, since each looks at everything. Nothing of them is kept beyond a restart.
 */
export class LongQuestions<Q, A> {
  readonly #input: LongQuestionsInput<Q, A>;
  /** Oldest first. */
  readonly #asked = new Map<string, Asked<A>>();
  #last: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(input: LongQuestionsInput<Q, A>) {
    this.#input = input;
  }

  /** Asks one. @throws CuspError questions_waiting while too many are; interrupted when the engine stops */
  begin(question: Q): QuestionProgress<A> {
    if (this.#stopped) throw new CuspError(ERRORS.interrupted, 'the engine is stopping');
    const waiting = [...this.#asked.values()].filter(({ progress }) => progress.status === 'running').length;
    if (waiting >= MOST_WAITING) throw new CuspError(ERRORS.questionsWaiting, `${waiting} are under way`);
    const id = `${this.#input.prefix}_${randomUUID()}`;
    const asked: Asked<A> = {
      progress: { id, status: 'running', share: 0, answer: null, failure: null },
      work: new AbortController(),
      over: Promise.resolve(),
    };
    asked.over = this.#last.then(() => this.#run(asked, question));
    this.#last = asked.over;
    this.#asked.set(id, asked);
    for (const [oldest, { progress }] of this.#asked) {
      if (this.#asked.size <= MOST_KEPT) break;
      if (progress.status !== 'running') this.#asked.delete(oldest);
    }
    return asked.progress;
  }

  /** How far one is. @throws CuspError not_found */
  get(id: string): QuestionProgress<A> {
    return this.#find(id).progress;
  }

  /** Resolves when one is over, with what came of it. @throws CuspError not_found */
  async whenOver(id: string): Promise<QuestionProgress<A>> {
    const asked = this.#find(id);
    await asked.over;
    return asked.progress;
  }

  /** Gives one up, and resolves when it has ended. One that is over stays as it is. @throws CuspError not_found */
  async stop(id: string): Promise<QuestionProgress<A>> {
    this.#find(id).work.abort(new CuspError(ERRORS.interrupted, 'somebody stopped it'));
    return this.whenOver(id);
  }

  /** Gives up what is running, and begins no more. */
  async close(): Promise<void> {
    this.#stopped = true;
    for (const { work } of this.#asked.values()) work.abort(new CuspError(ERRORS.interrupted, 'the engine stopped'));
    await this.#last;
  }

  #find(id: string): Asked<A> {
    const asked = this.#asked.get(id);
    if (asked === undefined) throw new CuspError(ERRORS.notFound, `${id.slice(0, 200)}: no such question; after a restart ask it again`);
    return asked;
  }

  async #run(asked: Asked<A>, question: Q): Promise<void> {
    const { signal } = asked.work;
    try {
      signal.throwIfAborted();
      const onShare = (share: number): void => {
        asked.progress = { ...asked.progress, share };
      };
      const answer = await this.#input.answer(question, { signal, onShare });
      asked.progress = { ...asked.progress, status: 'done', share: 1, answer };
    } catch (error) {
      if (signal.aborted) asked.progress = { ...asked.progress, status: 'stopped' };
      else {
        if (!(error instanceof CuspError)) this.#input.onFault(error);
        const failure = error instanceof CuspError ? error : new CuspError(ERRORS.internal, 'the question failed', { cause: error });
        asked.progress = { ...asked.progress, status: 'failed', failure };
      }
    }
  }
}
