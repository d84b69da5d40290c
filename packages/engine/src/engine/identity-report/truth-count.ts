import type { IdentityTruth } from '../../answers.js';

/** Pairs of identifiers in one customer, held against pairs of one person by the truth. */
export class TruthCount {
  readonly #trait: string;
  /** How many identifiers have each truth, by the number of its value. */
  readonly #byTruth = new Map<number, number>();
  #identifiers = 0;
  #joined = 0;
  #right = 0;

  /** @param trait whose value is the true person */
  constructor(trait: string) {
    this.#trait = trait;
  }

  /** Takes a customer's identifiers that have a truth, by the numbers of their truths. */
  add(truths: readonly number[]): void {
    const here = new Map<number, number>();
    for (const truth of truths) here.set(truth, (here.get(truth) ?? 0) + 1);
    for (const [truth, count] of here) {
      this.#byTruth.set(truth, (this.#byTruth.get(truth) ?? 0) + count);
      this.#right += pairsOf(count);
    }
    this.#identifiers += truths.length;
    this.#joined += pairsOf(truths.length);
  }

  /** The figures, over all that was taken. */
  figures(): IdentityTruth {
    let truePairs = 0;
    for (const count of this.#byTruth.values()) truePairs += pairsOf(count);
    const [joinedPairs, rightPairs] = [this.#joined, this.#right];
    return {
      trait: this.#trait,
      identifiers: this.#identifiers,
      people: this.#byTruth.size,
      truePairs,
      joinedPairs,
      rightPairs,
      precision: share(rightPairs, joinedPairs),
      recall: share(rightPairs, truePairs),
      f1: share(2 * rightPairs, joinedPairs + truePairs),
    };
  }
}

function pairsOf(count: number): number {
  return (count * (count - 1)) / 2;
}

/** Null where there is nothing to have a share of. */
function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
