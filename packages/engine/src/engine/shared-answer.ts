import type { Milliseconds } from '../vocabulary/instant.js';

/** An answer serves for so many times as long as it took: whoever asks all the time costs at most this part of the machine's time. */
const SERVES_TIMES = 10;

export interface SharedAnswerInput<T> {
  readonly work: () => Promise<T>;
  /** Whether it is so little work that it is done for everybody who asks. */
  readonly isLittle: () => boolean;
  /** What the answer rests on beside events; when that is another one, an older answer serves nobody. */
  readonly ground: () => unknown;
  /** The machine's time. */
  readonly now: () => Milliseconds;
}

/** An answer that takes going through everybody: worked out once for all who ask meanwhile and for a while after. */
export class SharedAnswer<T> {
  readonly #input: SharedAnswerInput<T>;
  #newest: { readonly ground: unknown; readonly answer: Promise<T>; servesUntil: Milliseconds } | undefined;

  constructor(input: SharedAnswerInput<T>) {
    this.#input = input;
  }

  /** @throws what the work throws: everybody who waits for it is told, and the next who asks begins anew */
  get(): Promise<T> {
    const { work, isLittle, ground, now } = this.#input;
    if (isLittle()) return work();
    const newest = this.#newest;
    if (newest !== undefined && newest.ground === ground() && now() < newest.servesUntil) return newest.answer;
    return this.#begin(now());
  }

  #begin(began: Milliseconds): Promise<T> {
    const { work, ground, now } = this.#input;
    const begun = { ground: ground(), answer: work(), servesUntil: Number.POSITIVE_INFINITY };
    this.#newest = begun;
    begun.answer.then(
      () => {
        const ended = now();
        begun.servesUntil = ended + SERVES_TIMES * (ended - began);
      },
      () => {
        begun.servesUntil = Number.NEGATIVE_INFINITY;
      },
    );
    return begun.answer;
  }
}
