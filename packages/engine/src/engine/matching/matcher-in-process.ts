import type { Link } from '../../identify/matching/clusters.js';
import { driftOf, lookOf } from '../../identify/matching/drift.js';
import { inferFields } from '../../identify/matching/evaluate-matching.js';
import { bitsOf, probabilityOf } from '../../identify/matching/expectation-maximisation.js';
import { explainPair, type PairExplanation } from '../../identify/matching/explain.js';
import { compareKeys } from '../../identify/matching/key-order.js';
import { DEFAULTS, learn } from '../../identify/matching/learn.js';
import { keysInOrder, linkTrees } from '../../identify/matching/link-trees.js';
import { type IndexChange, MatchIndex } from '../../identify/matching/match-index.js';
import type { MatchModel } from '../../identify/matching/model.js';
import { RecordTable } from '../../identify/matching/record-table.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { seededRandom } from '../../runtime/seeded-random.js';
import { HeldRecords } from './held-records.js';
import type { LearnRequest, MatchChanges, MatchedPair, Matcher, MatcherState, MatchRecord, PairOfKeys, SuggestionPage } from './matcher.js';
import { SaidLinks } from './said-links.js';

/** From fewer records next to nothing can be learned, and what is learned of nothing links anybody. */
const FEWEST_TO_LEARN_FROM = 50;

const NO_CHANGES: MatchChanges = { linked: [], ended: [] };

/** A matcher in the caller's own thread. @param fields the names of the fields, in the order of the records' values */
export function matcherInProcess(fields: readonly string[]): Matcher {
  return new MatcherInProcess(fields);
}

/** @throws CuspError invalid_model when a model's fields are not a matcher's */
export function requireFields(model: MatchModel | undefined, fields: readonly string[]): void {
  const names = model?.fields.map(({ name }) => name) ?? fields;
  if (names.length !== fields.length || names.some((name, field) => name !== fields[field]))
    throw new CuspError(ERRORS.invalidModel, `it was learned from ${names.join(', ')}, and not from ${fields.join(', ')}`);
}

/** Records that were matched under a model. */
interface Matched {
  readonly model: MatchModel;
  readonly index: MatchIndex;
  /** What was seen when everything was looked at last, and how many records have changed since then. */
  look?: Pick<MatcherState, 'suggestions' | 'drift'>;
  changes: number;
}

class MatcherInProcess implements Matcher {
  readonly #fields: readonly string[];
  readonly #records = new HeldRecords();
  readonly #said = new SaidLinks();
  #matched: Matched | undefined;
  #failure: Error | undefined;

  constructor(fields: readonly string[]) {
    this.#fields = fields;
  }

  async learn({ seed, thresholds }: LearnRequest): Promise<MatchModel> {
    if (this.#failure === undefined) this.#requireEnough();
    return this.#answer(() => {
      const records = [...this.#records.mixed()];
      const table = new RecordTable(inferFields(this.#fields, records));
      for (const { key, values } of records) table.add(key, values);
      return learn(table, { ...DEFAULTS, thresholds: { ...DEFAULTS.thresholds, ...thresholds }, random: seededRandom(seed) });
    });
  }

  async use(model: MatchModel | undefined): Promise<MatchChanges> {
    requireFields(model, this.#fields);
    return this.#answer(() => {
      this.#matched = undefined;
      if (model === undefined) return this.#said.become(undefined, []);
      const index = new MatchIndex(model);
      index.fill(this.#records.all());
      this.#matched = { model, index, changes: 0 };
      return this.#said.become(undefined, this.#linksAmong(this.#matched, index.links()));
    });
  }

  take(changed: readonly MatchRecord[], gone: readonly string[]): Promise<MatchChanges> {
    return this.#answer(() => {
      const touched = new Set<number>();
      const removed: string[] = [];
      for (const key of gone) {
        if (!this.#records.remove(key)) continue;
        removed.push(key);
        const row = this.#matched?.index.rowOf(key);
        note(touched, this.#matched?.index.remove(key));
        if (row !== undefined) touched.delete(row);
      }
      for (const record of changed) {
        if (!this.#records.put(record)) continue;
        note(touched, this.#matched?.index.put({ ...record, sourceWithoutDuplicates: record.source }));
      }
      if (this.#matched === undefined) return NO_CHANGES;
      this.#matched.changes += changed.length + gone.length;
      return this.#changesOf(this.#matched, touched, removed);
    });
  }

  believed(pairs: readonly PairOfKeys[]): Promise<void> {
    return this.#answer(() => {
      this.#said.clear();
      for (const pair of pairs) this.#said.add(pair);
    });
  }

  suggestions(limit: number, after?: Omit<MatchedPair, 'probability'>): Promise<SuggestionPage> {
    return this.#answer(() => {
      if (this.#matched === undefined) return { pairs: [], more: false };
      const { index } = this.#matched;
      const pairs: MatchedPair[] = [];
      for (const link of suggestedLinks(index)) {
        const pair = pairOf(index, link);
        if (after === undefined || compareSuggestions(after, pair) < 0) pairs.push(pair);
      }
      return { pairs: pairs.sort(compareSuggestions).slice(0, limit), more: pairs.length > limit };
    });
  }

  explain(left: string, right: string): Promise<PairExplanation | undefined> {
    return this.#answer(() => {
      if (this.#matched === undefined) return undefined;
      const { model, index } = this.#matched;
      const [a, b] = [index.rowOf(left), index.rowOf(right)];
      return a === undefined || b === undefined ? undefined : explainPair(index.table, model, index.scorer, a, b);
    });
  }

  state(): Promise<MatcherState> {
    return this.#answer(() => {
      const { heapUsed, external } = process.memoryUsage();
      const counts = { records: this.#records.size, links: this.#said.count, memoryBytes: heapUsed + external };
      return { ...counts, ...this.#looked() };
    });
  }

  async close(): Promise<void> {
    this.#failure ??= new CuspError(ERRORS.interrupted, 'the matcher is closed');
    this.#records.clear();
    this.#said.clear();
    this.#matched = undefined;
  }

  /** What was left half done by a failure cannot be relied upon: from then on every call fails with it. */
  async #answer<Answer>(work: () => Answer): Promise<Answer> {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      return work();
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  }

  /** What takes a look at everything, and so is looked at again only when a hundredth of the records has changed. */
  #looked(): Pick<MatcherState, 'suggestions' | 'drift'> {
    const matched = this.#matched;
    if (matched === undefined) return { suggestions: 0, drift: null };
    if (matched.look === undefined || 100 * matched.changes >= matched.index.size) {
      const { model, index } = matched;
      let suggestions = 0;
      for (const _ of suggestedLinks(index)) suggestions += 1;
      matched.look = { suggestions, drift: driftOf(model, lookOf(index, bitsOf(model.thresholds.link))) };
      matched.changes = 0;
    }
    return matched.look;
  }

  #requireEnough(): void {
    const { size } = this.#records;
    if (size < FEWEST_TO_LEARN_FROM) throw new CuspError(ERRORS.tooFewRecords, `there are ${size}, and it takes ${FEWEST_TO_LEARN_FROM}`);
  }

  #changesOf(matched: Matched, touched: ReadonlySet<number>, removed: readonly string[]): MatchChanges {
    const { index } = matched;
    const links = new Set<Link>();
    const keys = [...removed];
    for (const row of touched) {
      keys.push(index.table.keys[row] as string);
      for (const link of index.linksOf(row)) links.add(link);
    }
    return this.#said.become(keys, this.#linksAmong(matched, links));
  }

  #linksAmong({ model, index }: Matched, links: Iterable<Link>): readonly MatchedPair[] {
    const least = bitsOf(model.thresholds.link);
    const sure: Link[] = [];
    for (const link of links) if (link.bits >= least) sure.push(link);
    const trees = linkTrees(
      sure,
      (row) => index.clusterOf(row),
      (row) => index.table.keys[row] as string,
    );
    return trees.map((link) => pairOf(index, link));
  }
}

function note(touched: Set<number>, change: IndexChange | undefined): void {
  for (const row of change?.clusters.keys() ?? []) touched.add(row);
}

/** Links between two clusters. */
function* suggestedLinks(index: MatchIndex): Iterable<Link> {
  for (const link of index.links()) if (index.clusterOf(link.a) !== index.clusterOf(link.b)) yield link;
}

function pairOf({ table }: MatchIndex, link: Link): MatchedPair {
  const [left, right] = keysInOrder(link, (row) => table.keys[row] as string);
  return { left, right, bits: link.bits, probability: probabilityOf(link.bits) };
}

type Ordered = Omit<MatchedPair, 'probability'>;

/** The surest first; of equals the one with the smaller keys. */
function compareSuggestions(one: Ordered, other: Ordered): number {
  return other.bits - one.bits || compareKeys(one.left, other.left) || compareKeys(one.right, other.right);
}
