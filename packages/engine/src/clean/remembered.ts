/**
 * Remembers answers by text, in bounded memory: when half of the places are taken, what was not asked for since the last time is
 * forgotten. Costs one look-up where a list in order of use would take three.
 */
export class Remembered<T> {
  readonly #half: number;
  readonly #answer: (text: string) => T;
  #young = new Map<string, T>();
  #old = new Map<string, T>();

  /** @param most how many answers are kept at most */
  constructor(most: number, answer: (text: string) => T) {
    this.#half = Math.max(1, most >> 1);
    this.#answer = answer;
  }

  get(text: string): T {
    const known = this.#young.get(text);
    if (known !== undefined) return known;
    const answer = this.#old.get(text) ?? this.#answer(text);
    if (this.#young.size >= this.#half) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(text, answer);
    return answer;
  }

  /** How many answers are kept. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }
}
