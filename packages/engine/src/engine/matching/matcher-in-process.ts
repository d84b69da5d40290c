import { explainPair, type PairExplanation } from '../../identify/matching/explain.js';
import { inferFields } from '../../identify/matching/evaluate-matching.js';
import { probabilityOf } from '../../identify/matching/expectation-maximisation.js';
import { DEFAULTS, learn } from '../../identify/matching/learn.js';
import { keysInOrder, linkTrees } from '../../identify/matching/link-trees.js';
import { type BatchResult, matchBatch, suggestionsOf } from '../../identify/matching/match-batch.js';
import type { MatchModel } from '../../identify/matching/model.js';
import { RecordTable } from '../../identify/matching/record-table.js';
import { Scorer } from '../../identify/matching/scorer.js';
import { verdictOfBits } from '../../identify/matching/thresholds.js';
import type { Link } from '../../identify/matching/clusters.js';
import { seededRandom } from '../../runtime/seeded-random.js';
import { compareUtf8 } from '../../vocabulary/customer.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { LearnRequest, MatchChanges, MatchedPair, Matcher, MatcherState, MatchRecord, PairOfKeys, SuggestionPage } from './matcher.js';
import { SaidLinks } from './said-links.js';

const NO_CHANGES: MatchChanges = { linked: [], ended: [] };

/** A matcher in the caller's own thread. @param fields the names of the fields, in the order of the records' values */
export function matcherInProcess(fields: readonly string[]): Matcher {
  return new MatcherInProcess(fields);
}

class MatcherInProcess implements Matcher {
  readonly #fields: readonly string[];
  readonly #records = new Map<string, MatchRecord>();
  readonly #said = new SaidLinks();
  #model: MatchModel | undefined;
  #matched: { readonly table: RecordTable; readonly result: BatchResult } | undefined;

  constructor(fields: readonly string[]) {
    this.#fields = fields;
  }

  async learn({ seed, thresholds }: LearnRequest): Promise<MatchModel> {
    const records = this.#inOrder();
    const table = new RecordTable(inferFields(this.#fields, records));
    for (const { key, values } of records) table.add(key, values);
    return learn(table, { ...DEFAULTS, thresholds: { ...DEFAULTS.thresholds, ...thresholds }, random: seededRandom(seed) });
  }

  async use(model: MatchModel | undefined): Promise<MatchChanges> {
    if (model !== undefined && model.fields.some(({ name }, field) => name !== this.#fields[field]))
      throw new CuspError(ERRORS.invalidModel, 'it was learned from other fields');
    this.#model = model;
    return this.#again();
  }

  async take(changed: readonly MatchRecord[], gone: readonly string[]): Promise<MatchChanges> {
    for (const key of gone) this.#records.delete(key);
    for (const record of changed) this.#records.set(record.key, record);
    return this.#model === undefined ? NO_CHANGES : this.#again();
  }

  async believed(pairs: readonly PairOfKeys[]): Promise<void> {
    this.#said.clear();
    for (const pair of pairs) this.#said.add(pair);
  }

  async suggestions(limit: number, after?: Omit<MatchedPair, 'probability'>): Promise<SuggestionPage> {
    if (this.#matched === undefined) return { pairs: [], more: false };
    const pairs = suggestionsOf(this.#matched.result).map((link) => this.#pairOf(link));
    const rest = pairs.sort(compareSuggestions).filter((pair) => after === undefined || compareSuggestions(after, pair) < 0);
    return { pairs: rest.slice(0, limit), more: rest.length > limit };
  }

  async explain(left: string, right: string): Promise<PairExplanation | undefined> {
    if (this.#matched === undefined || this.#model === undefined) return undefined;
    const { table } = this.#matched;
    const [a, b] = [table.keys.indexOf(left), table.keys.indexOf(right)];
    if (a < 0 || b < 0) return undefined;
    return explainPair(table, this.#model, new Scorer(table, this.#model), a, b);
  }

  async state(): Promise<MatcherState> {
    return {
      records: this.#records.size,
      links: this.#said.count,
      suggestions: this.#matched === undefined ? 0 : suggestionsOf(this.#matched.result).length,
      drift: null,
      memoryBytes: process.memoryUsage.rss(),
    };
  }

  async close(): Promise<void> {
    this.#records.clear();
    this.#said.clear();
    this.#matched = undefined;
  }

  /** In an order that follows from the records, whatever way they came. */
  #inOrder(): readonly MatchRecord[] {
    return [...this.#records.values()].sort((one, other) => compareUtf8(one.key, other.key));
  }

  #again(): MatchChanges {
    const model = this.#model;
    this.#matched = undefined;
    if (model === undefined) return this.#said.become(undefined, []);
    const records = this.#inOrder();
    const table = new RecordTable(model.fields);
    for (const { key, values } of records) table.add(key, values);
    const result = matchBatch(table, model, (row) => records[row]?.source);
    this.#matched = { table, result };
    const sure = result.links.filter(({ bits }) => verdictOfBits(bits, model.thresholds) === 'link');
    const tree = linkTrees(
      sure,
      (row) => result.clusterOf[row] as number,
      (row) => table.keys[row] as string,
    );
    return this.#said.become(
      undefined,
      tree.map((link) => this.#pairOf(link)),
    );
  }

  #pairOf(link: Link): MatchedPair {
    const [left, right] = keysInOrder(link, (row) => this.#matched?.table.keys[row] as string);
    return { left, right, bits: link.bits, probability: probabilityOf(link.bits) };
  }
}

type Ordered = Omit<MatchedPair, 'probability'>;

/** The surest first; of equals the one with the smaller keys. */
function compareSuggestions(one: Ordered, other: Ordered): number {
  return other.bits - one.bits || compareUtf8(one.left, other.left) || compareUtf8(one.right, other.right);
}
