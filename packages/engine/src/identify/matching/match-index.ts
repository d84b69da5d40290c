import { BlockIndex } from './block-index.js';
import { compileRule, NO_BLOCK, PartHashes } from './blocking-rule.js';
import type { Link } from './clusters.js';
import { bitsOf } from './expectation-maximisation.js';
import type { MatchValue } from './field-kind.js';
import { GrowingInts } from './growing-array.js';
import { clusterRows, matchBatch } from './match-batch.js';
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
  readonly sourceWithoutDuplicates?: string | undefined;
}

/** What a record changed that came, became another, or went. */
export interface IndexChange {
  /** New links, from the threshold of suggestions on. */
  readonly links: readonly Link[];
  /** Links that no longer hold: of the record as it was, and of others whom nothing but a block brought together that has become too large to say anything. */
  readonly withdrawn: readonly Link[];
  /** Rows of the clusters that may have changed, each with the row that its cluster is called by. */
  readonly clusters: ReadonlyMap<number, number>;
}

const NOTHING: IndexChange = { links: [], withdrawn: [], clusters: new Map() };

/** One block of one rule. */
interface Block {
  readonly rule: BlockIndex;
  readonly block: number;
}

/**
 * All known records under one model. A record that comes is compared with those that a rule brings it together with, a bounded number, and takes its place in the clusters.
 * After any sequence of records that come, become others and go, links and clusters are those of {@link matchBatch} over the records that are there.
 */
export class MatchIndex {
  readonly table: RecordTable;
  readonly scorer: Scorer;
  readonly #model: MatchModel;
  readonly #rules: readonly BlockIndex[];
  readonly #least: number;
  readonly #leastLink: number;
  readonly #rows = new Map<string, number>();
  /** Links by row, under both of their rows. */
  readonly #links = new Map<number, readonly Link[]>();
  readonly #sources = new Map<number, string>();
  readonly #clusterOf = new GrowingInts();
  /** By row the last comparison that it was part of: a pair that several rules bring together is compared once. */
  readonly #comparedIn = new GrowingInts();
  #comparison = 0;

  constructor(model: MatchModel) {
    this.#model = model;
    this.table = new RecordTable(model.fields);
    this.scorer = new Scorer(this.table, model);
    const hashes = new PartHashes();
    this.#rules = model.rules.map((rule) => new BlockIndex(compileRule(rule, this.table, hashes)));
    this.table.remember(hashes);
    this.table.remember(this.scorer);
    this.#least = bitsOf(model.thresholds.suggestion);
    this.#leastLink = bitsOf(model.thresholds.link);
  }

  /** Records that are there. */
  get size(): number {
    return this.#rows.size;
  }

  /** A record's row; undefined when it is not there. */
  rowOf(key: string): number | undefined {
    return this.#rows.get(key);
  }

  /** The row that a row's cluster is called by: that whose key is the smallest. */
  clusterOf(row: number): number {
    return this.#clusterOf.at(row);
  }

  /** Links of a row, from the threshold of suggestions on. */
  linksOf(row: number): readonly Link[] {
    return this.#links.get(row) ?? [];
  }

  /** Every link from the threshold of suggestions on. */
  *links(): Iterable<Link> {
    for (const [row, links] of this.#links) for (const link of links) if (link.a === row) yield link;
  }

  /** Takes many records in at once, into an index that has none: as one by one, in less time. */
  fill(records: Iterable<ArrivingRecord>): void {
    if (this.#rows.size > 0) throw new RangeError('records are there already');
    for (const record of records) {
      const row = this.#enter(record);
      for (const rule of this.#rules) {
        const block = rule.blockOf(row);
        if (block !== NO_BLOCK) rule.add(row, block);
      }
    }
    const { links, clusterOf } = matchBatch(this.table, this.#model, (row) => this.#sources.get(row));
    for (const link of links) this.#link(link);
    for (const [row, cluster] of clusterOf.entries()) this.#clusterOf.set(row, cluster);
  }

  /** Takes a record in, instead of the one that has its key, and matches it against all others. */
  put(record: ArrivingRecord): IndexChange {
    const known = this.#rows.get(record.key);
    if (known === undefined) return this.#moved(this.#enter(record), this.#noBlocks(), []);
    const blocks = this.#blocksOf(known);
    const source = record.sourceWithoutDuplicates;
    const isOther = this.table.change(known, record.values);
    if (!isOther && source === this.#sources.get(known)) return NOTHING;
    this.#setSource(known, source);
    return this.#moved(known, blocks, this.#unlink(known));
  }

  /** Lets a record go. Values that nobody else has are not kept anywhere. */
  remove(key: string): IndexChange {
    const row = this.#rows.get(key);
    if (row === undefined) return NOTHING;
    const blocks = this.#blocksOf(row);
    const withdrawn = this.#unlink(row);
    this.#rows.delete(key);
    this.#setSource(row, undefined);
    this.table.remove(row);
    const { links, withdrawn: others, clusters } = this.#moved(row, blocks, withdrawn);
    const left = new Map(clusters);
    left.delete(row);
    return { links, withdrawn: others, clusters: left };
  }

  #enter({ key, values, sourceWithoutDuplicates }: ArrivingRecord): number {
    const row = this.table.add(key, values);
    this.#rows.set(key, row);
    if (row === this.#clusterOf.length) {
      this.#clusterOf.push(row);
      this.#comparedIn.push(0);
    }
    this.#setSource(row, sourceWithoutDuplicates);
    return row;
  }

  #setSource(row: number, source: string | undefined): void {
    if (source === undefined) this.#sources.delete(row);
    else this.#sources.set(row, source);
  }

  #blocksOf(row: number): readonly number[] {
    return this.#rules.map(({ blockOf }) => blockOf(row));
  }

  #noBlocks(): readonly number[] {
    return this.#rules.map(() => NO_BLOCK);
  }

  /** A row has other values than before, and no link: brings blocks, links and clusters up to date. */
  #moved(row: number, before: readonly number[], unlinked: readonly Link[]): IndexChange {
    const { opened, closed } = this.#move(row, before);
    const withdrawn = [...unlinked, ...closed.flatMap((block) => this.#closed(block))];
    const links = [...opened.flatMap((block) => this.#opened(block)), ...this.#compare(row)];
    return { links, withdrawn, clusters: this.#clusterAgain(row, [...withdrawn, ...links]) };
  }

  /** Puts a row into the blocks of its values. @returns blocks that bring nobody together from now on, and those that do again */
  #move(row: number, before: readonly number[]): { readonly opened: readonly Block[]; readonly closed: readonly Block[] } {
    const { largestBlock } = this.#model;
    const opened: Block[] = [];
    const closed: Block[] = [];
    for (const [number, rule] of this.#rules.entries()) {
      const [old, block] = [before[number] as number, rule.blockOf(row)];
      if (old === block) continue;
      if (old !== NO_BLOCK && rule.remove(row, old) === largestBlock) opened.push({ rule, block: old });
      if (block !== NO_BLOCK && rule.add(row, block) === largestBlock + 1) closed.push({ rule, block });
    }
    return { opened, closed };
  }

  #compare(row: number): Link[] {
    const links: Link[] = [];
    // Comes round after 2^32 comparisons, when no number of this one is left.
    this.#comparison = (this.#comparison + 1) | 0;
    for (const rule of this.#rules) {
      const block = rule.blockOf(row);
      if (block === NO_BLOCK || rule.sizeOf(block) > this.#model.largestBlock) continue;
      rule.forEachIn(block, (other) => {
        if (other === row || this.#comparedIn.at(other) === this.#comparison) return;
        this.#comparedIn.set(other, this.#comparison);
        const link = this.#linkBetween(other, row);
        if (link !== undefined) links.push(link);
      });
    }
    return links;
  }

  #linkBetween(a: number, b: number): Link | undefined {
    const bits = this.scorer.scoreAtLeast(a, b, this.#least);
    if (bits < this.#least) return undefined;
    const link = { a, b, bits };
    this.#link(link);
    return link;
  }

  /** A block has become too large: takes back the links that it alone had brought about. */
  #closed({ rule, block }: Block): Link[] {
    const withdrawn: Link[] = [];
    rule.forEachIn(block, (member) => {
      for (const link of this.linksOf(member)) {
        if (link.a === member && !this.#rules.some((open) => open.areTogether(link.a, link.b, this.#model.largestBlock)))
          withdrawn.push(link);
      }
    });
    for (const link of withdrawn) this.#drop(link);
    return withdrawn;
  }

  /** A block is no longer too large: compares its rows with one another, but for those that are linked. */
  #opened({ rule, block }: Block): Link[] {
    const rows: number[] = [];
    rule.forEachIn(block, (row) => rows.push(row));
    const links: Link[] = [];
    for (const [place, a] of rows.entries()) {
      const linked = new Set(this.linksOf(a).map((link) => (link.a === a ? link.b : link.a)));
      for (let other = place + 1; other < rows.length; other++) {
        const b = rows[other] as number;
        const link = linked.has(b) ? undefined : this.#linkBetween(a, b);
        if (link !== undefined) links.push(link);
      }
    }
    return links;
  }

  /** Makes the clusters anew of all that hangs together, or did, with what has changed. */
  #clusterAgain(row: number, changed: readonly Link[]): ReadonlyMap<number, number> {
    const sure = changed.filter(({ bits }) => bits >= this.#leastLink);
    const reached = new Set<number>([row, ...sure.flatMap(({ a, b }) => [a, b])]);
    const links = new Set<Link>();
    for (const one of reached) {
      for (const link of this.linksOf(one)) {
        if (link.bits < this.#leastLink) continue;
        links.add(link);
        reached.add(link.a).add(link.b);
      }
    }
    const found = clusterRows(this.table, this.scorer, [...reached], [...links], this.#model, (one) => this.#sources.get(one));
    for (const [one, cluster] of found) this.#clusterOf.set(one, cluster);
    return found;
  }

  #link(link: Link): void {
    this.#links.set(link.a, [...this.linksOf(link.a), link]);
    this.#links.set(link.b, [...this.linksOf(link.b), link]);
  }

  #drop(link: Link): void {
    for (const row of [link.a, link.b]) {
      const left = this.linksOf(row).filter((other) => other !== link);
      if (left.length === 0) this.#links.delete(row);
      else this.#links.set(row, left);
    }
  }

  /** Takes all links of a row back. */
  #unlink(row: number): readonly Link[] {
    const links = this.linksOf(row);
    for (const link of links) this.#drop(link);
    return links;
  }
}
