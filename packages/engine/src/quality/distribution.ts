/** Below this many events a day's shares say nothing. */
export const LEAST_FOR_SHARES = 50;
/** A day's weight a day later, in what is usual. */
const DECAY = 0.95;
/** Categories of which fewer are expected are counted together, as for any test on counts. */
const LEAST_EXPECTED = 5;

/** How a day's counts differ from what is usual. */
export interface Difference {
  /** Twice the log-likelihood ratio over its degrees of freedom: about 1 for independent events, more for those that come in bunches. */
  readonly ratio: number;
  /** The population stability index. */
  readonly index: number;
  /** The category that differs most, and its shares. */
  readonly most: { readonly category: number; readonly share: number; readonly usual: number };
}

/** The usual shares of a field's categories: an average that forgets. */
export class UsualShares {
  #shares = new Map<number, number>();
  #weight = 0;

  /** Compares a day's counts with what is usual (G-test, Woolf 1957); undefined when there is too little of either. */
  compare(counts: ReadonlyMap<number, number>): Difference | undefined {
    const total = sum(counts);
    if (total < LEAST_FOR_SHARES || this.#weight < 5) return undefined;
    let g = 0;
    let index = 0;
    let cells = 0;
    let rest = { seen: 0, expected: 0 };
    let most = { category: 0, share: 0, usual: 0 };
    const add = (seen: number, expected: number): void => {
      if (seen > 0) g += 2 * seen * Math.log(seen / expected);
      index += ((seen - expected) / total) * Math.log((seen + 0.5) / (expected + 0.5));
      cells++;
    };
    for (const category of new Set([...counts.keys(), ...this.#shares.keys()])) {
      const seen = counts.get(category) ?? 0;
      const usual = (this.#shares.get(category) ?? 0) / this.#weight;
      if (Math.abs(seen / total - usual) > Math.abs(most.share - most.usual)) most = { category, share: seen / total, usual };
      if (usual * total < LEAST_EXPECTED) rest = { seen: rest.seen + seen, expected: rest.expected + usual * total };
      else add(seen, usual * total);
    }
    if (rest.seen > 0 || rest.expected > 0) add(rest.seen, Math.max(rest.expected, 0.5));
    return cells < 2 ? undefined : { ratio: Math.max(g, 0) / (cells - 1), index, most };
  }

  learn(counts: ReadonlyMap<number, number>, weight: number): void {
    const total = sum(counts);
    if (total === 0) return;
    for (const [category, share] of this.#shares) {
      if (share * DECAY < 1e-7) this.#shares.delete(category);
      else this.#shares.set(category, share * DECAY);
    }
    this.#weight = this.#weight * DECAY + weight;
    for (const [category, count] of counts) this.#shares.set(category, (this.#shares.get(category) ?? 0) + (weight * count) / total);
  }

  toJson(): { readonly weight: number; readonly shares: readonly (readonly [number, number])[] } {
    return { weight: this.#weight, shares: [...this.#shares] };
  }

  load({ weight, shares }: ReturnType<UsualShares['toJson']>): void {
    this.#weight = weight;
    this.#shares = new Map(shares);
  }
}

function sum(counts: ReadonlyMap<number, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
