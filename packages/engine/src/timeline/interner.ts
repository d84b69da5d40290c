import { ManyNumbers } from './many-numbers.js';

/** Gives every distinct text a dense number, in order of first sight. */
export class Interner {
  readonly #numbers = new ManyNumbers<string>();
  readonly #texts: string[] = [];

  get size(): number {
    return this.#texts.length;
  }

  /** The text's number, given to it now if it has none yet. */
  intern(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#texts.length;
    this.#texts.push(text);
    this.#numbers.set(text, number);
    return number;
  }

  /** The text's number, or undefined when it has never been seen. */
  find(text: string): number | undefined {
    return this.#numbers.get(text);
  }

  textOf(number: number): string {
    return this.#texts[number] as string;
  }

  /** Forgets what the number stood for: nobody finds it again, and the text is gone. The number itself is not given out anew. */
  forget(number: number): void {
    this.#numbers.delete(this.#texts[number] as string);
    this.#texts[number] = '';
  }

  /** All texts by number, for a snapshot; forgotten ones are empty. */
  texts(): readonly string[] {
    return this.#texts;
  }

  /** Fills an empty interner from a snapshot. */
  load(texts: readonly string[]): void {
    for (const text of texts) {
      if (text !== '') this.#numbers.set(text, this.#texts.length);
      this.#texts.push(text);
    }
  }
}
