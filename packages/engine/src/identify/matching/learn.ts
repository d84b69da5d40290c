import { type AllPairs, lookAtPairs } from './all-pairs.js';
import { forEachCandidate } from './candidates.js';
import { type BlockingLimits, type LikelyMatch, possibleRules, type PricedRule, rulesThatCover, rulesToLearnFrom } from './choose-rules.js';
import {
  bitsOf,
  expectationMaximisation,
  type Known,
  type Learned,
  type LevelShares,
  probabilityOf,
  weightsOf,
} from './expectation-maximisation.js';
import { LinkedLevels, missingShares } from './drift.js';
import { frequentValues } from './frequent-values.js';
import { heldBack, likenessOf, lookAlikeKinds } from './look-alikes.js';
import type { FieldModel, LearnedFrom, LevelModel, MatchModel, Thresholds } from './model.js';
import { NOTHING_TO_COMPARE, PairComparer } from './pair-levels.js';
import { PairStore } from './pair-store.js';
import { Patterns } from './patterns.js';
import type { Random } from '../../runtime/seeded-random.js';
import { Rarity, type TypicalShares } from './rarity.js';
import type { RecordTable } from './record-table.js';
import { AgreeingCount, asShares, chanceOfSame, personsBehind, valueCounts, type ValueShares } from './value-shares.js';

/** How much is looked at, and where the thresholds of the model lie. */
export interface LearnOptions {
  /** What bringing records together may cost while learning. */
  readonly learning: BlockingLimits;
  /** What it may cost afterwards. */
  readonly blocking: BlockingLimits;
  readonly thresholds: Thresholds;
  /** Pairs drawn at random, at most. */
  readonly randomPairs: number;
  /** Pairs brought together by blocking that are learned from, at most (about). */
  readonly candidatePairs: number;
  readonly random: Random;
}

/** One configuration for all data. */
export const DEFAULTS: Omit<LearnOptions, 'random'> = {
  learning: { largestBlock: 400, pairsARecord: 20, allPairsARecord: 150, mostRules: 40 },
  blocking: { largestBlock: 400, pairsARecord: 20, allPairsARecord: 60, mostRules: 24 },
  thresholds: { link: 0.5, suggestion: 0.1 },
  randomPairs: 200_000,
  candidatePairs: 1_000_000,
};

/** Rounds: what a round says of who is who sharpens how rare values are in the next. */
const ROUNDS = 3;
/** Level of equal values, as written. */
const EQUAL = 1;

/**
 * Learns a model from records, without labels: by which rules they are brought together, what agreement and difference in each field say, how rare values are, how many matches there are.
 * The same records in the same order, with the same random numbers, give the same model.
 */
export function learn(table: RecordTable, options: LearnOptions): MatchModel {
  return new Learner(table, options).learn();
}

/** What one round knows. */
interface Round {
  readonly shares: ValueShares;
  readonly typical: TypicalShares;
  readonly learned: Learned;
  /** By pair of the store, the probability of a match. */
  readonly probabilities: Float64Array;
}

class Learner {
  readonly #table: RecordTable;
  readonly #options: LearnOptions;
  readonly #comparer: PairComparer;
  readonly #counts: readonly Float64Array[];
  readonly #possible: readonly PricedRule[];
  readonly #pairs: PairStore;
  /** Pairs that one pair of the store stands for. */
  readonly #oneOf: number;

  constructor(table: RecordTable, options: LearnOptions) {
    this.#table = table;
    this.#options = options;
    this.#comparer = new PairComparer(table);
    this.#counts = valueCounts(table);
    this.#possible = possibleRules(table, options.learning);
    const rules = rulesToLearnFrom(this.#possible, options.learning);
    const cost = this.#possible.reduce((sum, { rule, cost: own }) => sum + (rules.includes(rule) ? own : 0), 0);
    this.#oneOf = Math.max(1, Math.round((cost * table.length) / options.candidatePairs));
    this.#pairs = new PairStore(this.#comparer.shape.slots);
    forEachCandidate(table, { rules, largestBlock: options.learning.largestBlock, oneOf: this.#oneOf }, (a, b) => {
      this.#comparer.compare(a, b);
      this.#pairs.add(a, b, this.#comparer.levels);
    });
  }

  learn(): MatchModel {
    let shares = asShares(this.#counts);
    const looked = lookAtPairs(this.#table, this.#comparer, shareIn(shares), this.#options.randomPairs, this.#options.random);
    let round = this.#round(shares, looked, this.#start());
    for (let count = 1; count < ROUNDS; count++) {
      shares = asShares(personsBehind(this.#counts, this.#agreeing(round)));
      round = this.#round(shares, looked, { m: round.learned.m, prior: round.learned.prior });
    }
    return this.#model(round);
  }

  #round(shares: ValueShares, looked: AllPairs, start: { readonly m: LevelShares; readonly prior: number }): Round {
    // In a field without values nothing is known: later ones say nothing either, for as long as the model is in use.
    const same = chanceOfSame(shares).map((chance) => (chance === 0 ? undefined : chance));
    const typical = looked.typical.map((ofField, field) =>
      ofField.map((share, level) => (level === EQUAL && field < same.length ? same[field] : share)),
    );
    const rarity = new Rarity(this.#table, this.#comparer, typical, shareIn(shares));
    const patterns = new Patterns(this.#comparer.shape);
    const rarities = new Float32Array(this.#pairs.length);
    for (let pair = 0; pair < this.#pairs.length; pair++) {
      this.#recall(pair);
      rarities[pair] = rarity.ofPair();
      patterns.add(this.#comparer.levels, rarities[pair] as number);
    }
    const learned = expectationMaximisation(patterns, this.#known(looked, same), start);
    return { shares, typical, learned, probabilities: this.#probabilities(learned, rarities) };
  }

  #known(looked: AllPairs, same: readonly (number | undefined)[]): Known {
    return {
      amongAll: looked.shares,
      chanceOfSame: looked.shares.map((_, slot) => same[slot]),
      leastShare: 0.5 / Math.max(1, looked.pairs),
      allPairs: Math.max(1, (this.#table.length * (this.#table.length - 1)) / 2),
      weight: this.#oneOf,
      lookAlikes: lookAlikeKinds(this.#table.fields),
    };
  }

  /** Matches agree more often than not, and about every second record has one. */
  #start(): { readonly m: LevelShares; readonly prior: number } {
    const m = this.#comparer.shape.levelCounts.map((levels) => {
      const raw = Array.from({ length: levels }, (_, level) => (level === NOTHING_TO_COMPARE ? 0 : 0.5 ** level));
      const sum = raw.reduce((all, value) => all + value, 0);
      return raw.map((value) => value / sum);
    });
    return { m, prior: Math.min(0.1, 1 / Math.max(1, this.#table.length)) };
  }

  #probabilities({ m, u, prior, lookAlikes }: Learned, rarities: Float32Array): Float64Array {
    const weights = weightsOf(m, u);
    const priorBits = bitsOf(prior);
    return Float64Array.from(rarities, (rarity, pair) => {
      let bits = priorBits + rarity;
      const levels = this.#pairs.levels(pair);
      for (const [slot, level] of levels.entries()) bits += weights[slot]?.[level] ?? 0;
      const alike = lookAlikes.map((one) => likenessOf(one, (slot) => levels[slot] as number, rarity));
      return probabilityOf(bits + heldBack(alike));
    });
  }

  #agreeing({ probabilities }: Round): ReturnType<AgreeingCount['shares']> {
    const count = new AgreeingCount(this.#counts);
    const { levels, left } = this.#comparer;
    for (let pair = 0; pair < this.#pairs.length; pair++) {
      this.#recall(pair);
      for (let field = 0; field < left.length; field++) {
        if (levels[field] === EQUAL) count.add(field, left[field] as number, (probabilities[pair] as number) * this.#oneOf);
      }
    }
    return count.shares();
  }

  #recall(pair: number): void {
    this.#comparer.recall(this.#pairs.a(pair), this.#pairs.b(pair), this.#pairs.levels(pair));
  }

  #likely(probabilities: Float64Array): readonly LikelyMatch[] {
    const likely: LikelyMatch[] = [];
    for (const [pair, probability] of probabilities.entries()) {
      if (probability > 0.5) likely.push({ a: this.#pairs.a(pair), b: this.#pairs.b(pair), probability });
    }
    return likely;
  }

  #model({ shares, typical, learned, probabilities }: Round): MatchModel {
    const { fields, partners } = this.#table;
    const { blocking, thresholds } = this.#options;
    return {
      version: 2,
      fields: fields.map((field, number): FieldModel => {
        const values = frequentValues(this.#table, number, shares[number] as Float64Array);
        return { ...field, levels: levelModels(learned, typical, number), ...values };
      }),
      arrangements: this.#comparer.shape.exchanging.map((first, k) => ({
        fields: [first, partners[first] as number] as const,
        levels: levelModels(learned, typical, fields.length + k),
      })),
      prior: learned.prior,
      lookAlikes: learned.lookAlikes,
      rules: rulesThatCover(this.#table, this.#possible, this.#likely(probabilities), this.#oneOf, blocking),
      largestBlock: blocking.largestBlock,
      thresholds,
      learnedFrom: this.#learnedFrom(probabilities),
    };
  }

  #learnedFrom(probabilities: Float64Array): LearnedFrom {
    const linked = new LinkedLevels(this.#table);
    for (const [pair, probability] of probabilities.entries()) {
      if (probability >= this.#options.thresholds.link) linked.add(this.#pairs.levels(pair));
    }
    const records = this.#table.length;
    return { records, links: linked.links, missing: missingShares(this.#table, records), levels: linked.shares() };
  }
}

function shareIn(shares: ValueShares): (field: number, value: number) => number {
  return (field, value) => shares[field]?.[value] ?? 0;
}

function levelModels({ m, u }: Learned, typical: TypicalShares, slot: number): readonly LevelModel[] {
  return (m[slot] ?? []).slice(1).map((share, level) => {
    const typicalShare = typical[slot]?.[level + 1];
    return { m: share, u: u[slot]?.[level + 1] ?? 1, ...(typicalShare !== undefined && { typicalShare }) };
  });
}
