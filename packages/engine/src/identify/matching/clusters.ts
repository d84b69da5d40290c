import { ClusterHeap } from './cluster-heap.js';

/** Two records and how sure it is, in bits, that they are of one person. */
export interface Link {
  readonly a: number;
  readonly b: number;
  readonly bits: number;
}

/** What clusters are made from. Records are numbers; their order breaks ties, so it has to follow from the records themselves. */
export interface ClusterInput {
  readonly records: number;
  /** Pairs from which joining begins: all that have at least `least` bits and were brought together by blocking. */
  readonly links: readonly Link[];
  /** Bits of any two records, also of those that no rule brought together. */
  readonly bitsOf: (a: number, b: number) => number;
  /** Least mean of bits between the records of two clusters for them to be joined. */
  readonly least: number;
  /** Two records of one such group are never of one person; undefined for records of no group. */
  readonly apart?: (record: number) => string | undefined;
}

/** Records of one cluster, at most: more have hardly one person behind them, and the work for each join grows with the size. */
const LARGEST_CLUSTER = 500;

/**
 * Joins records to clusters: those two first between whose records the evidence is strongest in the mean, until no two are left that should be joined.
 *
 * Every pair of records between two clusters counts, those that speak against it too. So a chain of likenesses does not melt people together as it does when all links are
 * followed (transitive closure): one bridge weighs little among many pairs that differ. And two records that look unlike can be one person's by what others have in common with both.
 * @returns by record the smallest record of its cluster
 */
export function clusters(input: ClusterInput): Int32Array {
  return new Agglomeration(input).run();
}

class Agglomeration {
  readonly #input: ClusterInput;
  readonly #heap = new ClusterHeap();
  /** By cluster its records, in order; empty when it was joined into another. A cluster is called by its smallest record. */
  readonly #members: (readonly number[])[];
  /** By cluster the sum of bits to the others that it is held against. */
  readonly #sums = new Map<number, Map<number, number>>();
  readonly #ages: Int32Array;
  readonly #groups = new Map<number, ReadonlySet<string>>();

  constructor(input: ClusterInput) {
    this.#input = input;
    this.#members = Array.from({ length: input.records }, (_, record) => [record]);
    this.#ages = new Int32Array(input.records);
    for (let record = 0; record < input.records; record++) {
      const group = input.apart?.(record);
      if (group !== undefined) this.#groups.set(record, new Set([group]));
    }
  }

  run(): Int32Array {
    for (const { a, b, bits } of this.#input.links) if (bits >= this.#input.least) this.#hold(Math.min(a, b), Math.max(a, b), bits);
    for (let next = this.#heap.pop(); next !== undefined; next = this.#heap.pop()) {
      const { a, b } = next;
      if (this.#ages[a] === next.ageA && this.#ages[b] === next.ageB) this.#join(a, b);
    }
    const clusterOf = new Int32Array(this.#input.records);
    for (const [cluster, members] of this.#members.entries()) for (const record of members) clusterOf[record] = cluster;
    return clusterOf;
  }

  /** Holds two clusters against each other by the sum of bits between their records. */
  #hold(a: number, b: number, sum: number): void {
    this.#sumsOf(a).set(b, sum);
    this.#sumsOf(b).set(a, sum);
    const pairs = this.#membersOf(a).length * this.#membersOf(b).length;
    const mean = sum / pairs;
    if (mean < this.#input.least || this.#mustStayApart(a, b)) return;
    this.#heap.push({ mean, a, b, ageA: this.#ages[a] as number, ageB: this.#ages[b] as number });
  }

  #mustStayApart(a: number, b: number): boolean {
    if (this.#membersOf(a).length + this.#membersOf(b).length > LARGEST_CLUSTER) return true;
    const groups = this.#groups.get(a);
    const others = this.#groups.get(b);
    return groups !== undefined && others !== undefined && [...groups].some((group) => others.has(group));
  }

  /** Joins `b` into `a`, the smaller. */
  #join(a: number, b: number): void {
    const before = this.#membersOf(a);
    const added = this.#membersOf(b);
    const [sumsA, sumsB] = [this.#sumsOf(a), this.#sumsOf(b)];
    const others = [...new Set([...sumsA.keys(), ...sumsB.keys()])].filter((other) => other !== a && other !== b).sort((x, y) => x - y);
    const sums = others.map(
      (other) => (sumsA.get(other) ?? this.#sumBetween(before, other)) + (sumsB.get(other) ?? this.#sumBetween(added, other)),
    );
    for (const other of sumsB.keys()) this.#sumsOf(other).delete(b);
    this.#sums.delete(b);
    sumsA.delete(b);
    this.#members[a] = [...before, ...added].sort((x, y) => x - y);
    this.#members[b] = [];
    this.#ages[a] = (this.#ages[a] as number) + 1;
    this.#ages[b] = -1;
    const groups = [...(this.#groups.get(a) ?? []), ...(this.#groups.get(b) ?? [])];
    if (groups.length > 0) this.#groups.set(a, new Set(groups));
    for (const [place, other] of others.entries()) this.#hold(Math.min(a, other), Math.max(a, other), sums[place] as number);
  }

  #sumBetween(records: readonly number[], other: number): number {
    let sum = 0;
    for (const record of records) for (const own of this.#membersOf(other)) sum += this.#input.bitsOf(record, own);
    return sum;
  }

  #membersOf(cluster: number): readonly number[] {
    return this.#members[cluster] as readonly number[];
  }

  #sumsOf(cluster: number): Map<number, number> {
    const known = this.#sums.get(cluster);
    if (known !== undefined) return known;
    const made = new Map<number, number>();
    this.#sums.set(cluster, made);
    return made;
  }
}
