import type { Instant } from '../vocabulary/instant.js';
import { NO_ROW } from './event-rows.js';

/** Rows of a leaf, at most; and parts of what is no leaf. */
const MOST_ROWS = 256;
const MOST_PARTS = 32;

/** So many summaries are kept of a run: more than there are definitions at a time. */
const MOST_KEPT = 4_096;

/** A chain through the rows: from each to the next older one. */
export interface Chain {
  previous(row: number): number;
  setPrevious(row: number, previous: number): void;
  timestamp(row: number): Instant;
  /** The order of the chain. */
  isBefore(left: number, right: number): boolean;
}

/**
 * What can be worked out for any rows and put together, in whatever order: a count, an exact sum, the newest row that a filter lets
 * pass. The object itself is the name under which it is kept.
 */
export interface Summary<S> {
  /** Whether a summary of few rows is about as large as they are, and not worth keeping. */
  readonly heavy?: boolean;
  empty(): S;
  add(into: S, row: number, chain: Chain): void;
  join(into: S, other: S, chain: Chain): void;
}

/** A run of neighbouring rows: a leaf when it has no parts. */
interface Run {
  newest: number;
  oldest: number;
  count: number;
  /** Oldest first. */
  parts: Run[] | undefined;
  /** Summaries that were asked for; a row that comes is added to them. */
  known: Map<Summary<unknown>, unknown> | undefined;
}

/**
 * Finds its way in a long chain: a tree over runs of its rows. The rows and their order stay where they are, in the chain; the tree says
 * where to go in, and remembers summaries of whole runs.
 */
export class RowTree {
  readonly #chain: Chain;
  #root: Run;

  /** Over a chain that has rows already. */
  constructor(chain: Chain, newest: number) {
    this.#chain = chain;
    let leaves: Run[] = [];
    for (let row = newest; row !== NO_ROW; row = chain.previous(row)) {
      const leaf = leaves.at(-1);
      if (leaf === undefined || leaf.count === MOST_ROWS)
        leaves.push({ newest: row, oldest: row, count: 1, parts: undefined, known: undefined });
      else {
        leaf.oldest = row;
        leaf.count++;
      }
    }
    leaves.reverse();
    while (leaves.length > 1) leaves = inGroups(leaves);
    this.#root = leaves[0] as Run;
  }

  get newest(): number {
    return this.#root.newest;
  }
  get oldest(): number {
    return this.#root.oldest;
  }

  /** Puts a row in its place in the chain. */
  insert(row: number): void {
    const split = this.#insert(this.#root, row);
    if (split !== undefined) this.#root = inGroups([this.#root, split])[0] as Run;
  }

  /** The newest row that is not later than `now`; {@link NO_ROW} when there is none. */
  newestUpTo(now: Instant): number {
    const { timestamp, previous } = this.#chain;
    let run = this.#root;
    if (timestamp(run.oldest) > now) return NO_ROW;
    while (run.parts !== undefined) run = run.parts.findLast((part) => timestamp(part.oldest) <= now) as Run;
    let row = run.newest;
    while (timestamp(row) > now) row = previous(row);
    return row;
  }

  /** The oldest row that is later than `now`; {@link NO_ROW} when there is none. */
  oldestAfter(now: Instant): number {
    const { timestamp, previous } = this.#chain;
    let run = this.#root;
    if (timestamp(run.newest) <= now) return NO_ROW;
    while (run.parts !== undefined) run = run.parts.find((part) => timestamp(part.newest) > now) as Run;
    let row = run.newest;
    while (row !== run.oldest && timestamp(previous(row)) > now) row = previous(row);
    return row;
  }

  /**
   * The oldest row later than `after` that passes; {@link NO_ROW} when there is none.
   * @param mayPass whether any row of a run may, by its summary
   */
  oldestPassing<S>(after: Instant, passes: (row: number) => boolean, mayPass: (known: S) => boolean, summary: Summary<S>): number {
    return this.#oldestPassing(this.#root, after, passes, (run) => mayPass(this.#known(run, summary)));
  }

  #oldestPassing(run: Run, after: Instant, passes: (row: number) => boolean, mayPass: (run: Run) => boolean): number {
    const { timestamp, previous } = this.#chain;
    if (timestamp(run.newest) <= after) return NO_ROW;
    if (timestamp(run.oldest) > after && !mayPass(run)) return NO_ROW;
    let found = NO_ROW;
    if (run.parts !== undefined) {
      for (const part of run.parts) if ((found = this.#oldestPassing(part, after, passes, mayPass)) !== NO_ROW) return found;
      return NO_ROW;
    }
    let row = run.newest;
    for (let left = run.count; left > 0 && timestamp(row) > after; left--, row = previous(row)) if (passes(row)) found = row;
    return found;
  }

  /** The summary of all rows with `after` < timestamp ≤ `upTo`. */
  summarize<S>(summary: Summary<S>, after: Instant, upTo: Instant): S {
    const { timestamp } = this.#chain;
    const into = summary.empty();
    this.visit(
      after,
      upTo,
      (row) => {
        if (timestamp(row) > upTo) return true;
        summary.add(into, row, this.#chain);
        return true;
      },
      (known) => {
        summary.join(into, known(), this.#chain);
        return true;
      },
      summary,
    );
    return into;
  }

  /**
   * Goes through the rows with `after` < timestamp, newest first, until one is answered with false.
   * @param whole is offered each run that lies within the span as a whole, and says whether it is done with it
   */
  visit<S>(after: Instant, upTo: Instant, one: (row: number) => boolean, whole: (known: () => S) => boolean, summary: Summary<S>): void {
    this.#visit(this.#root, after, upTo, one, whole, summary);
  }

  #visit<S>(
    run: Run,
    after: Instant,
    upTo: Instant,
    one: (row: number) => boolean,
    whole: (known: () => S) => boolean,
    summary: Summary<S>,
  ): boolean {
    const { timestamp, previous } = this.#chain;
    if (timestamp(run.newest) <= after) return false;
    if (timestamp(run.oldest) > upTo) return true;
    const isWhole = timestamp(run.oldest) > after && timestamp(run.newest) <= upTo;
    if (isWhole && whole(() => this.#known(run, summary))) return true;
    if (run.parts !== undefined) {
      for (let index = run.parts.length - 1; index >= 0; index--)
        if (!this.#visit(run.parts[index] as Run, after, upTo, one, whole, summary)) return false;
      return true;
    }
    let row = run.newest;
    for (let left = run.count; left > 0; left--, row = previous(row)) {
      if (timestamp(row) <= after || !one(row)) return false;
    }
    return true;
  }

  /** What a run has been summarized to, worked out where nobody has asked before. */
  #known<S>(run: Run, summary: Summary<S>): S {
    const found = run.known?.get(summary as Summary<unknown>) as S | undefined;
    if (found !== undefined) return found;
    const made = summary.empty();
    this.#gather(run, summary, made);
    if (summary.heavy === true && run.parts === undefined) return made;
    run.known ??= new Map<Summary<unknown>, unknown>();
    forgetOldest(run.known);
    run.known.set(summary as Summary<unknown>, made);
    return made;
  }

  #gather<S>(run: Run, summary: Summary<S>, into: S): void {
    if (run.parts === undefined) {
      let row = run.newest;
      for (let left = run.count; left > 0; left--, row = this.#chain.previous(row)) summary.add(into, row, this.#chain);
      return;
    }
    for (const part of run.parts) {
      const known = part.known?.get(summary as Summary<unknown>) as S | undefined;
      if (known === undefined) this.#gather(part, summary, into);
      else summary.join(into, known, this.#chain);
    }
  }

  /** @returns the newer half, if the run had to be split. */
  #insert(run: Run, row: number): Run | undefined {
    if (run.known !== undefined) for (const [summary, known] of run.known) summary.add(known, row, this.#chain);
    run.count++;
    const { parts } = run;
    if (parts === undefined) return this.#insertIntoLeaf(run, row);
    const found = parts.findIndex((part) => this.#chain.isBefore(row, part.newest));
    const index = found < 0 ? parts.length - 1 : found;
    const split = this.#insert(parts[index] as Run, row);
    if (split !== undefined) parts.splice(index + 1, 0, split);
    run.newest = (parts.at(-1) as Run).newest;
    run.oldest = (parts[0] as Run).oldest;
    if (parts.length <= MOST_PARTS) return undefined;
    const newer = runOf(parts.splice(MOST_PARTS / 2));
    Object.assign(run, runOf(parts));
    return newer;
  }

  #insertIntoLeaf(leaf: Run, row: number): Run | undefined {
    const { previous, setPrevious, isBefore } = this.#chain;
    if (isBefore(leaf.newest, row)) {
      setPrevious(row, leaf.newest);
      if (leaf.count > MOST_ROWS) {
        leaf.count--;
        leaf.known = undefined;
        return { newest: row, oldest: row, count: 1, parts: undefined, known: undefined };
      }
      leaf.newest = row;
      return undefined;
    }
    let newer = leaf.newest;
    while (newer !== leaf.oldest && isBefore(row, previous(newer))) newer = previous(newer);
    setPrevious(row, previous(newer));
    setPrevious(newer, row);
    if (newer === leaf.oldest) leaf.oldest = row;
    return leaf.count > MOST_ROWS ? this.#split(leaf) : undefined;
  }

  #split(leaf: Run): Run {
    const count = leaf.count >>> 1;
    let oldest = leaf.newest;
    for (let left = count - 1; left > 0; left--) oldest = this.#chain.previous(oldest);
    const newer: Run = { newest: leaf.newest, oldest, count, parts: undefined, known: undefined };
    Object.assign(leaf, { newest: this.#chain.previous(oldest), count: leaf.count - count, known: undefined });
    return newer;
  }
}

/** Makes room for one more in what is kept by who asked for it: who no longer asks has asked longest ago. */
export function forgetOldest(kept: Map<object, unknown>): void {
  const [oldest] = kept.size < MOST_KEPT ? [] : kept.keys();
  if (oldest !== undefined) kept.delete(oldest);
}

function runOf(parts: Run[]): Run {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  return { newest: (parts.at(-1) as Run).newest, oldest: (parts[0] as Run).oldest, count, parts, known: undefined };
}

function inGroups(runs: readonly Run[]): Run[] {
  const groups: Run[] = [];
  for (let from = 0; from < runs.length; from += MOST_PARTS) groups.push(runOf(runs.slice(from, from + MOST_PARTS)));
  return groups;
}
