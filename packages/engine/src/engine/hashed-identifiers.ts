import type { Interner } from '../timeline/interner.js';
import { ManyNumbers } from '../timeline/many-numbers.js';

/** Of a hash, in hexadecimal: enough to tell all identifiers apart. */
const KEPT_CHARACTERS = 16;

/** Finds identifiers by their keyed hashes, which is all that the record of an erasure says of them. Each is hashed once, and none before the first question. */
export class HashedIdentifiers {
  readonly #identifiers: Interner;
  readonly #hash: (text: string) => string;
  readonly #numbers = new ManyNumbers<string>();
  #hashed = 0;

  constructor(identifiers: Interner, hash: (text: string) => string) {
    this.#identifiers = identifiers;
    this.#hash = hash;
  }

  /** The numbers of those that are known and not forgotten. */
  find(hashes: readonly string[]): readonly number[] {
    for (; this.#hashed < this.#identifiers.size; this.#hashed++) {
      const text = this.#identifiers.textOf(this.#hashed);
      if (text !== '') this.#numbers.set(this.#hash(text).slice(0, KEPT_CHARACTERS), this.#hashed);
    }
    return hashes.flatMap((hash) => {
      const number = this.#numbers.get(hash.slice(0, KEPT_CHARACTERS));
      return number === undefined || this.#identifiers.textOf(number) === '' ? [] : [number];
    });
  }
}
