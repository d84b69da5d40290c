/** Remembers which versions of rows were delivered lately, so that they are not sent again; what it forgets is a duplicate at worst. */
export class RecentKeys {
  readonly #half: number;
  // Two generations: taking the oldest out of one large set, key by key, would walk over all that were taken out before.
  #young = new Set<string>();
  #old = new Set<string>();

  /** @param capacity keys held, at most; at least the younger half of them is kept. */
  constructor(capacity: number) {
    this.#half = Math.max(1, Math.floor(capacity / 2));
  }

  has(key: string): boolean {
    return this.#young.has(key) || this.#old.has(key);
  }

  add(key: string): void {
    if (this.#young.size >= this.#half) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    this.#young.add(key);
  }
}
