import type { PreviewAnswer } from '../../answers.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { Milliseconds } from '../../vocabulary/instant.js';

/** How long one waits for the exact count before an estimate is good enough. */
const PATIENCE: Milliseconds = 1_000;
/** What nobody has asked for so long is given up. */
const ABANDONED_AFTER: Milliseconds = 10_000;
/** At most so many are kept; beyond it the one goes that has not been asked for longest. */
const MOST_BEGUN = 20;

/** One preview, to be worked out in two ways. */
export interface PreviewWork {
  /** The exact answer. @param onShare is told how much of the work is done, from 0 to 1 */
  readonly count: (signal: AbortSignal, onShare: (share: number) => void) => Promise<PreviewAnswer>;
  /** An answer from a sample, or the exact one when everybody was in the sample. */
  readonly estimate: (signal: AbortSignal) => Promise<PreviewAnswer>;
}

export interface BegunPreviewsInput {
  /** Tells the ids of this run from those of earlier ones. */
  readonly run: () => string;
  /** Calls back once after so long in real time: those who ask are people and programs outside. @returns cancels it */
  readonly after?: (time: Milliseconds, call: () => void) => () => void;
}

interface Begun {
  readonly previewId: string;
  /** Ends the exact count. */
  readonly work: AbortController;
  readonly estimate: PreviewAnswer;
  /** Of the exact count. */
  readonly progress: { readonly share: number };
  ended: { readonly answer: PreviewAnswer } | { readonly error: unknown } | undefined;
  forget: () => void;
}

/** Previews that answer with an estimate while the exact count is still being worked out. */
export class BegunPreviews {
  readonly #run: () => string;
  readonly #after: NonNullable<BegunPreviewsInput['after']>;
  /** The one that was asked for last is the last. */
  readonly #begun = new Map<string, Begun>();
  readonly #stopped = new AbortController();
  #count = 0;

  constructor({ run, after = realTime }: BegunPreviewsInput) {
    this.#run = run;
    this.#after = after;
  }

  /**
   * Estimates, and then begins to count: both at once would only make both late. @returns the exact answer when it is there within a second,
   * else the estimate, with the id by which {@link get} knows the exact one
   * @param gone whoever has begun it does not wait for the first answer any more
   * @throws what either way throws; the signal's reason
   */
  async begin({ count, estimate }: PreviewWork, gone?: AbortSignal): Promise<PreviewAnswer> {
    const work = new AbortController();
    const giveUp = (): void => work.abort(gone?.reason);
    gone?.addEventListener('abort', giveUp, { once: true });
    if (gone?.aborted === true) giveUp();
    const signal = AbortSignal.any([work.signal, this.#stopped.signal]);
    const patience = this.#patience();
    try {
      const estimated = await estimate(signal);
      if (estimated.estimate === undefined) return estimated;
      const progress = { share: 0 };
      const exact = count(signal, (share) => (progress.share = share));
      // Whoever asks for it later hears why it failed.
      exact.catch(() => undefined);
      const first = await Promise.race([exact, patience.over]);
      return first ?? answerOf(this.#keep(estimated, { work, exact, progress }));
    } finally {
      patience.cancel();
      // From now on it is not the first asker who holds the work up.
      gone?.removeEventListener('abort', giveUp);
    }
  }

  /**
   * What a preview has come to: the estimate, or the exact answer once it is there. Asking keeps it going.
   * @throws CuspError not_found when there is none such or it was given up; what the exact way threw
   */
  get(previewId: string): PreviewAnswer {
    const begun = this.#begun.get(previewId);
    if (begun === undefined)
      throw new CuspError(ERRORS.notFound, `${previewId}: nobody has asked for this preview for a while; begin it again`);
    this.#waitFor(previewId, begun);
    return answerOf(begun);
  }

  /** Gives all of them up. */
  stop(): void {
    this.#stopped.abort(new CuspError(ERRORS.interrupted, 'the engine stopped before it was counted'));
    for (const previewId of [...this.#begun.keys()]) this.#forget(previewId);
  }

  #patience(): { readonly over: Promise<undefined>; readonly cancel: () => void } {
    let cancel: () => void = () => undefined;
    const over = new Promise<undefined>((resolve) => {
      cancel = this.#after(PATIENCE, () => resolve(undefined));
    });
    return { over, cancel };
  }

  #keep(estimate: PreviewAnswer, { work, exact, progress }: Pick<Begun, 'work' | 'progress'> & { exact: Promise<PreviewAnswer> }): Begun {
    const previewId = `pre_${this.#run()}_${++this.#count}`;
    const begun: Begun = { previewId, work, estimate, progress, ended: undefined, forget: () => undefined };
    void exact.then(
      (answer) => (begun.ended = { answer }),
      (error: unknown) => (begun.ended = { error }),
    );
    this.#waitFor(previewId, begun);
    for (const oldest of this.#begun.keys()) {
      if (this.#begun.size <= MOST_BEGUN) break;
      this.#forget(oldest);
    }
    return begun;
  }

  #waitFor(previewId: string, begun: Begun): void {
    begun.forget();
    begun.forget = this.#after(ABANDONED_AFTER, () => this.#forget(previewId));
    this.#begun.delete(previewId);
    this.#begun.set(previewId, begun);
  }

  #forget(previewId: string): void {
    const begun = this.#begun.get(previewId);
    this.#begun.delete(previewId);
    begun?.forget();
    begun?.work.abort(new CuspError(ERRORS.interrupted, 'nobody has asked for the preview any more'));
  }
}

function answerOf({ previewId, estimate, progress, ended }: Begun): PreviewAnswer {
  if (ended === undefined) return { ...estimate, exact: { previewId, share: progress.share } };
  if ('error' in ended) throw ended.error;
  return ended.answer;
}

function realTime(time: Milliseconds, call: () => void): () => void {
  const timer = setTimeout(call, time);
  timer.unref();
  return () => clearTimeout(timer);
}
