import { compareKeys } from '../../identify/matching/key-order.js';
import type { MatchChanges, MatchedPair, PairOfKeys } from './matcher.js';

/** Which links a matcher has said to be in force: what differences are taken to. */
export class SaidLinks {
  /** By key the keys it is linked with; each link stands under both. */
  readonly #partners = new Map<string, readonly string[]>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#partners.clear();
    this.#count = 0;
  }

  /** Adds a link that is in force already. */
  add([left, right]: PairOfKeys): void {
    if (this.has(left, right)) return;
    this.#put(left, right);
    this.#put(right, left);
    this.#count += 1;
  }

  has(left: string, right: string): boolean {
    return this.#partners.get(left)?.includes(right) ?? false;
  }

  /**
   * Brings what is said up to date where something may have changed.
   * @param keys All whose links may have changed; undefined for all there are.
   * @param wanted Every link of these that should be in force.
   * @returns the difference, and takes it as said
   */
  become(keys: Iterable<string> | undefined, wanted: readonly MatchedPair[]): MatchChanges {
    const wantedTexts = new Set(wanted.map(({ left, right }) => pairText(left, right)));
    const ended = new Map<string, PairOfKeys>();
    for (const key of keys ?? this.#partners.keys()) {
      for (const partner of this.#partners.get(key) ?? []) {
        const pair: PairOfKeys = compareKeys(key, partner) <= 0 ? [key, partner] : [partner, key];
        const text = pairText(...pair);
        if (!wantedTexts.has(text)) ended.set(text, pair);
      }
    }
    for (const [left, right] of ended.values()) this.#end(left, right);
    const linked = wanted.filter(({ left, right }) => !this.has(left, right));
    for (const { left, right } of linked) this.add([left, right]);
    return {
      linked: linked.sort((one, other) => comparePairs([one.left, one.right], [other.left, other.right])),
      ended: [...ended.values()].sort(comparePairs),
    };
  }

  #end(left: string, right: string): void {
    this.#drop(left, right);
    this.#drop(right, left);
    this.#count -= 1;
  }

  #put(key: string, partner: string): void {
    this.#partners.set(key, [...(this.#partners.get(key) ?? []), partner]);
  }

  #drop(key: string, partner: string): void {
    const left = (this.#partners.get(key) ?? []).filter((other) => other !== partner);
    if (left.length === 0) this.#partners.delete(key);
    else this.#partners.set(key, left);
  }
}

/** What several differences, one after the other, come to. */
export function joinedChanges(parts: readonly MatchChanges[]): MatchChanges {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const linked = new Map<string, MatchedPair>();
  const ended = new Map<string, PairOfKeys>();
  for (const part of parts) {
    for (const pair of part.ended) if (!linked.delete(pairText(...pair))) ended.set(pairText(...pair), pair);
    for (const pair of part.linked) if (!ended.delete(pairText(pair.left, pair.right))) linked.set(pairText(pair.left, pair.right), pair);
  }
  return {
    linked: [...linked.values()].sort((one, other) => comparePairs([one.left, one.right], [other.left, other.right])),
    ended: [...ended.values()].sort(comparePairs),
  };
}

function pairText(left: string, right: string): string {
  return `${left.length} ${left}${right}`;
}

function comparePairs(one: PairOfKeys, other: PairOfKeys): number {
  return compareKeys(one[0], other[0]) || compareKeys(one[1], other[1]);
}
