import type * as answers from '../../answers.js';
import { levelWords } from '../../identify/matching/level-words.js';
import type { PairExplanation } from '../../identify/matching/explain.js';
import type { Pipeline } from '../../pipeline.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { compareUtf8 } from '../../vocabulary/customer.js';
import { formatIdentifier, type Identifier, parseIdentifier } from '../../vocabulary/identifier.js';
import { customerNamed, identifierMeant } from '../named-customer.js';
import { pageSize } from '../paging.js';
import { IdentityWays } from './identity-ways.js';
import type { ModelOnRecord } from './journalled-model.js';
import type { Doing, LiveMatching } from './live-matching.js';
import type { MatchedPair, Matcher, MatcherState } from './matcher.js';

export interface MatchingDeskInput {
  readonly pipeline: Pipeline;
  readonly live: LiveMatching;
  /** The customer with events of an identifier, or of a `customerId`. */
  readonly find: (identifier: Identifier) => number | undefined;
}

/** Pairs that are looked at for one page of suggestions, at most: what somebody has decided on is passed over. */
const MOST_PASSED = 5_000;
const PASSED_AT_A_TIME = 200;
/** Of a customer's records, so many are held against the other's to explain the two. */
const MOST_RECORDS = 10;

const STATES: Readonly<Record<Exclude<Doing, 'nothing'>, answers.MatchingState>> = {
  starting: 'starting',
  learning: 'learning',
  matchingAll: 'matching',
  matching: 'matching',
};

/** What can be asked of matching, and told. */
export class MatchingDesk {
  readonly #input: MatchingDeskInput;
  readonly #ways: IdentityWays;

  constructor(input: MatchingDeskInput) {
    this.#input = input;
    this.#ways = new IdentityWays(input.pipeline);
  }

  /** How it stands, with the model in force. */
  async state(): Promise<answers.MatchingAnswer> {
    const { live, pipeline } = this.#input;
    const { waiting, links, failure } = live.progress;
    const matcher = await live.look();
    const published = live.published ?? pipeline.definitions.of('matching')[0];
    const { inUse } = live;
    return {
      state: this.#state(),
      matching: published?.definition.name ?? null,
      title: published?.definition.title ?? null,
      version: published?.version ?? null,
      model: inUse === undefined ? null : modelAnswer(inUse, matcher),
      records: matcher?.records ?? 0,
      waiting,
      links,
      suggestions: matcher?.suggestions ?? 0,
      failure,
      drift: matcher?.drift ? { index: matcher.drift.index, verdict: matcher.drift.verdict } : null,
    };
  }

  /** Begins to learn a model from the records as they are. @throws CuspError no_matching, matching_busy */
  async learn(by: string): Promise<answers.MatchingAnswer> {
    this.#input.live.learn(by);
    return this.state();
  }

  /**
   * Pairs that may be one person and that nobody has decided on, the most probable first. A page may have fewer than `limit` although more follow.
   * @throws CuspError invalid_request when the cursor is none; matching_busy, matching_failed
   */
  async suggestions({ cursor, limit }: answers.PageRequest): Promise<answers.Page<answers.MatchingSuggestion>> {
    const size = pageSize(limit);
    let after = cursor === undefined ? undefined : pairIn(cursor);
    const { live } = this.#input;
    if (live.inUse === undefined && !this.#isBusy) return { items: [], nextCursor: null };
    const matcher = this.#matcher();
    const items: answers.MatchingSuggestion[] = [];
    for (let passed = 0; passed < MOST_PASSED; passed += PASSED_AT_A_TIME) {
      const { pairs, more } = await matcher.suggestions(PASSED_AT_A_TIME, after);
      for (const [index, pair] of pairs.entries()) {
        after = pair;
        const suggestion = await this.#suggestion(pair, matcher);
        if (suggestion !== undefined) items.push(suggestion);
        if (items.length === size) return { items, nextCursor: more || index < pairs.length - 1 ? cursorOf(pair) : null };
      }
      if (!more) return { items, nextCursor: null };
    }
    return { items, nextCursor: after === undefined ? null : cursorOf(after) };
  }

  /** Why two are one customer, or not. @throws CuspError unknown_customer */
  async explain(left: Identifier, right: Identifier): Promise<answers.IdentityExplanation> {
    const { pipeline, find } = this.#input;
    const customers = [left, right].map((identifier) => customerNamed(pipeline, find, identifier)) as [number, number];
    const [one, other] = [left, right].map((identifier, index) => identifierMeant(pipeline, identifier, customers[index] as number)) as [
      Identifier,
      Identifier,
    ];
    const explained = this.#ways.between(this.#number(one), this.#number(other));
    const matching = await this.#bestPair(one, other);
    return { left: this.#somebody(one), right: this.#somebody(other), ...explained, matching };
  }

  #state(): answers.MatchingState {
    const { live, pipeline } = this.#input;
    const { doing, hasFailed } = live.progress;
    if (hasFailed) return 'failed';
    if (doing !== 'nothing') return STATES[doing];
    if (live.published === undefined) return pipeline.definitions.of('matching').length === 0 ? 'undefined' : 'starting';
    return live.inUse === undefined ? 'noModel' : 'live';
  }

  get #isBusy(): boolean {
    const { doing } = this.#input.live.progress;
    return doing === 'starting' || doing === 'learning' || doing === 'matchingAll';
  }

  #matcher(): Matcher {
    const { live } = this.#input;
    if (this.#isBusy) throw new CuspError(ERRORS.matchingBusy, 'suggestions come from all of them');
    if (live.matcher === undefined) throw new CuspError(ERRORS.matchingFailed, live.progress.failure ?? 'it has been stopped');
    return live.matcher;
  }

  /** Undefined when the two are one customer, or somebody has decided on them. */
  async #suggestion({ left, right, bits, probability }: MatchedPair, matcher: Matcher): Promise<answers.MatchingSuggestion | undefined> {
    const { identities, timelines } = this.#input.pipeline;
    const ends = [left, right].map((key) => timelines.identifiers.find(key));
    const [one, other] = ends;
    if (one === undefined || other === undefined) return undefined;
    const [customer, second] = [identities.customerOf(one), identities.customerOf(other)];
    if (customer === second || identities.decisionOn(one, other) !== undefined) return undefined;
    if (identities.blocksBetween(customer, second).length > 0) return undefined;
    const named = [one, other].map((number) => this.#somebody(identities.identifier(number))) as [
      answers.NamedCustomer,
      answers.NamedCustomer,
    ];
    return { left: named[0], right: named[1], bits, probability, explanation: this.#waterfall(await matcher.explain(left, right), true) };
  }

  /** Of all pairs of their records, the one that is most likely one person. */
  async #bestPair(left: Identifier, right: Identifier): Promise<answers.MatchingExplanation | null> {
    const { matcher } = this.#input.live;
    if (matcher === undefined) return null;
    let best: answers.MatchingExplanation | null = null;
    for (const one of this.#recordsOf(left)) {
      for (const other of this.#recordsOf(right)) {
        if (one === other) continue;
        const found = this.#waterfall(await matcher.explain(one, other), compareUtf8(one, other) <= 0);
        if (found !== null && (best === null || found.bits > best.bits)) best = found;
      }
    }
    return best;
  }

  /** The identifier itself when it makes a record, else those of its customer that do. */
  #recordsOf(identifier: Identifier): readonly string[] {
    const { pipeline, live } = this.#input;
    const text = formatIdentifier(identifier);
    if (live.reader?.isOfRecord(text) === true) return [text];
    const members = pipeline.identities.identifiersOf(pipeline.identities.customerOf(this.#number(identifier)));
    return members
      .map(formatIdentifier)
      .filter((member) => live.reader?.isOfRecord(member) === true)
      .slice(0, MOST_RECORDS);
  }

  /** @param isInOrder whether the left one is asked about as the left one: the matcher puts the smaller key to the left */
  #waterfall(explained: PairExplanation | undefined, isInOrder: boolean): answers.MatchingExplanation | null {
    const { inUse } = this.#input.live;
    if (explained === undefined || inUse === undefined) return null;
    const { steps, ...rest } = explained;
    const turned = isInOrder ? steps : steps.map(({ left, right, ...step }) => ({ ...step, left: right, right: left }));
    return { modelId: inUse.learned.modelId, ...rest, steps: turned };
  }

  #somebody(identifier: Identifier): answers.NamedCustomer {
    const { identities } = this.#input.pipeline;
    return { customerId: identities.customerId(identities.customerOf(this.#number(identifier))), identifier };
  }

  #number(identifier: Identifier): number {
    return this.#input.pipeline.timelines.identifiers.intern(formatIdentifier(identifier));
  }
}

function modelAnswer({ learned, model }: ModelOnRecord, state: MatcherState | undefined): answers.MatchingModel {
  const words = levelWords(model);
  const driftOf = (field: string): number | null => {
    const found = state?.drift?.fields.find((one) => one.field === field);
    return found === undefined ? null : Math.max(found.missing.index, found.levels ?? 0);
  };
  const { modelId, learnedAt, by, records } = learned;
  return {
    ...{ modelId, learnedAt, by, records, linkFrom: model.thresholds.link, suggestFrom: model.thresholds.suggestion, prior: model.prior },
    fields: model.fields.map(({ name, kind }) => ({
      name,
      kind,
      drift: driftOf(name),
      levels: words.filter(({ field }) => field === name).map(({ level, m, u, bits }) => ({ level, m, u, bits })),
    })),
  };
}

/** Where a page of suggestions ended, as text that is handed out. */
function cursorOf({ left, right, bits }: Pick<MatchedPair, 'left' | 'right' | 'bits'>): string {
  return Buffer.from(JSON.stringify([bits, left, right])).toString('base64url');
}

/** @throws CuspError invalid_request */
function pairIn(cursor: string): Pick<MatchedPair, 'left' | 'right' | 'bits'> {
  const refused = new CuspError(ERRORS.invalidRequest, 'the cursor is not one that was given out');
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw refused;
  }
  if (!Array.isArray(read) || read.length !== 3) throw refused;
  const [bits, left, right] = read as readonly unknown[];
  if (typeof bits !== 'number' || typeof left !== 'string' || typeof right !== 'string') throw refused;
  if (parseIdentifier(left) === undefined || parseIdentifier(right) === undefined) throw refused;
  return { bits, left, right };
}
