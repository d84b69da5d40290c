import { BlockIndex } from './block-index.js';
import { compileRule, PartHashes } from './blocking-rule.js';
import type { Link } from './clusters.js';
import { bitsOf } from './expectation-maximisation.js';
import type { MatchValue } from './field-kind.js';
import { GrowingInts } from './growing-array.js';
import { clusterRows } from './match-batch.js';
import type { MatchModel } from './model.js';
import { RecordTable } from './record-table.js';
import { Scorer } from './scorer.js';

/** A record that comes. */
export interface ArrivingRecord {
  /** Unique among all. */
  readonly key: string;
  /** In the order of the model's fields. */
  readonly values: readonly MatchValue[];
  /** A source that is known to hold nobody twice. */
  readonly sourceWithoutDuplicates?: string;
}

/** What a record changed. */
export interface Arrival {
  readonly row: number;
  /** To earlier rows, from the threshold of suggestions on; the new row is `b`. */
  readonly links: readonly Link[];
  /** Links that no longer hold: what brought the two together now brings together too many to say anything. */
  readonly withdrawn: readonly Link[];
  /** Rows of the clusters that the record's arrival may have changed, each with the row that its cluster is called by. */
  readonly clusters: ReadonlyMap<number, number>;
}

/**
 * All known records under one model. A record that comes is compared with those that a rule brings it together with, a bounded number, and takes its place in the clusters.
 * After any sequence of arrivals links and clusters are those of {@link matchBatch} over the same records.
 */
export class MatchIndex {
  readonly table: RecordTable;
  readonly #model: MatchModel;
  readonly #scorer: Scorer;
  readonly #rules: readonly BlockIndex[];
  readonly #least: number;
  readonly #leastLink: number;
  /** Links by row, those to later rows too. */
  readonly #links = new Map<number, Link[]>();
  readonly #sources = new Map<number, string>();
  readonly #clusterOf = new GrowingInts();
  /** By row the last row that it was compared with: a pair that several rules bring together is compared once. */
  readonly #comparedWith = new GrowingInts();

  constructor(model: MatchModel) {
    this.#model = model;
    this.table = new RecordTable(model.fields);
    this.#scorer = new Scorer(this.table, model);
    const hashes = new PartHashes();
    this.#rules = model.rules.map((rule) => new BlockIndex(compileRule(rule, this.table, hashes)));
    this.#least = bitsOf(model.thresholds.suggestion);
    this.#leastLink = bitsOf(model.thresholds.link);
  }

  /** The row that a row's cluster is called by: that whose key is the smallest. */
  clusterOf(row: number): number {
    return this.#clusterOf.at(row);
  }

  /** Every link from the threshold of suggestions on. */
  links(): readonly Link[] {
    return [...this.#links].flatMap(([row, links]) => links.filter(({ b }) => b === row));
  }

  /** Takes a record in and matches it against all that came before. */
  add({ key, values, sourceWithoutDuplicates }: ArrivingRecord): Arrival {
    const row = this.table.add(key, values);
    this.#comparedWith.push(row);
    this.#clusterOf.push(row);
    if (sourceWithoutDuplicates !== undefined) this.#sources.set(row, sourceWithoutDuplicates);
    const withdrawn = this.#rules.flatMap((rule) => (rule.add(row) === this.#model.largestBlock + 1 ? this.#closed(rule, row) : []));
    const links = this.#compare(row);
    for (const link of links) {
      this.#linksOf(link.a).push(link);
      this.#linksOf(row).push(link);
    }
    const changed = [row, ...withdrawn.flatMap(({ a, b }) => [a, b])];
    return { row, links, withdrawn, clusters: this.#clusterAgain(changed, links) };
  }

  #compare(row: number): Link[] {
    const links: Link[] = [];
    for (const rule of this.#rules) {
      rule.forEachWith(row, this.#model.largestBlock, (other) => {
        if (other === row || this.#comparedWith.at(other) === row) return;
        this.#comparedWith.set(other, row);
        const bits = this.#scorer.scoreAtLeast(other, row, this.#least);
        if (bits >= this.#least) links.push({ a: other, b: row, bits });
      });
    }
    return links;
  }

  /** A block has become too large: takes back the links that it alone had brought about. */
  #closed(rule: BlockIndex, row: number): Link[] {
    const withdrawn: Link[] = [];
    rule.forEachWith(row, Number.POSITIVE_INFINITY, (member) => {
      const links = this.#links.get(member) ?? [];
      const kept = links.filter(({ a, b }) => this.#rules.some((open) => open.areTogether(a, b, this.#model.largestBlock)));
      if (kept.length === links.length) return;
      for (const link of links) if (link.b === member && !kept.includes(link)) withdrawn.push(link);
      this.#links.set(member, kept);
    });
    return withdrawn;
  }

  /** Makes the clusters anew of all that hangs together with some rows. */
  #clusterAgain(changed: readonly number[], fresh: readonly Link[]): ReadonlyMap<number, number> {
    if (changed.length === 1 && !fresh.some(({ bits }) => bits >= this.#leastLink)) return new Map(changed.map((row) => [row, row]));
    const reached = new Set<number>(changed);
    const links = new Set<Link>();
    for (const row of reached) {
      for (const link of this.#links.get(row) ?? []) {
        if (link.bits < this.#leastLink) continue;
        links.add(link);
        reached.add(link.a).add(link.b);
      }
    }
    const found = clusterRows(this.table, this.#scorer, [...reached], [...links], this.#model, (row) => this.#sources.get(row));
    for (const [row, cluster] of found) this.#clusterOf.set(row, cluster);
    return found;
  }

  #linksOf(row: number): Link[] {
    const known = this.#links.get(row);
    if (known !== undefined) return known;
    const made: Link[] = [];
    this.#links.set(row, made);
    return made;
  }
}
