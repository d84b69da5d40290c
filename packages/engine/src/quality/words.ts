/** So many different customers have to have used a word before its text is kept. */
export const K_ANONYMOUS = 3;

/** A word as saved: its hash, which of 32 groups of customers have used it, and its text once enough have. */
export type SavedWord = readonly [hash: number, groups: number, text: string | null];

interface Word {
  /** Customers are dealt into 32 groups by hash; a bit for each group that has used the word. */
  groups: number;
  text: string | null;
}

/**
 * Words that clients chose (values, paths), known by their hash. Two limits hold:
 *
 * * The text of a word is kept only when customers of at least {@link K_ANONYMOUS} groups, so at least as many customers, have
 *   used it. Before, there is a 32-bit keyed hash and a bitmap that says nothing about whom: nobody's own word outlives them here.
 * * At most `limit` words are kept: those with the smallest hashes (a bottom-k sample). Which they are, and that their counts are
 *   complete, does not depend on the order in which the words came: a word once above the limit never comes below it again.
 */
export class Words {
  readonly #words = new Map<number, Word>();
  readonly #limit: number;
  /** Hashes above this one are not kept. */
  #largest = 0xffffffff;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Notes that a customer used a word. @returns whether the word is one of those that are kept */
  note(hash: number, text: string, customerHash: number): boolean {
    const word = this.#words.get(hash);
    if (word === undefined) return this.#admit(hash, text, customerHash);
    if (word.text === null) {
      word.groups |= 1 << (customerHash & 31);
      if (bitsIn(word.groups) >= K_ANONYMOUS) word.text = text;
    }
    return true;
  }

  /** Keeps a word that no client has chosen. */
  keep(hash: number, text: string): void {
    this.#words.set(hash, { groups: 0, text });
  }

  clear(): void {
    this.#words.clear();
    this.#largest = 0xffffffff;
  }

  has(hash: number): boolean {
    return this.#words.has(hash);
  }

  /** A word's text; null while too few customers have used it. */
  textOf(hash: number): string | null {
    return this.#words.get(hash)?.text ?? null;
  }

  /** The hashes of all words that are kept. */
  hashes(): IterableIterator<number> {
    return this.#words.keys();
  }

  get size(): number {
    return this.#words.size;
  }

  toJson(): SavedWord[] {
    return [...this.#words].map(([hash, { groups, text }]) => [hash, groups, text] as const);
  }

  load(saved: readonly SavedWord[]): void {
    for (const [hash, groups, text] of saved) this.#words.set(hash, { groups, text });
    if (this.#words.size >= this.#limit) this.#largest = Math.max(...this.#words.keys());
  }

  #admit(hash: number, text: string, customerHash: number): boolean {
    if (hash > this.#largest) return false;
    this.#words.set(hash, { groups: 1 << (customerHash & 31), text: K_ANONYMOUS > 1 ? null : text });
    if (this.#words.size > this.#limit) {
      this.#words.delete(Math.max(...this.#words.keys()));
      this.#largest = Math.max(...this.#words.keys());
    }
    return this.#words.has(hash);
  }
}

function bitsIn(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count++;
  return count;
}
