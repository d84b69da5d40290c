import { SharedAnswer, type SharedAnswerInput } from './shared-answer.js';

/** Shared answers to questions of one kind, by what is asked; of very many, the one that was asked least lately is let go. */
export class SharedAnswers<T> {
  readonly #input: Omit<SharedAnswerInput<T>, 'work'>;
  readonly #most: number;
  readonly #answers = new Map<string, SharedAnswer<T>>();

  /** @param most so many are kept */
  constructor(input: Omit<SharedAnswerInput<T>, 'work'>, most: number) {
    this.#input = input;
    this.#most = most;
  }

  /** @param work comes to the answer to what is asked @throws what the work throws */
  get(asked: string, work: () => Promise<T>): Promise<T> {
    const shared = this.#answers.get(asked) ?? new SharedAnswer({ ...this.#input, work });
    this.#answers.delete(asked);
    this.#answers.set(asked, shared);
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= this.#most) break;
      this.#answers.delete(oldest);
    }
    return shared.get();
  }
}
