import { COMPARISONS } from './comparisons/all.js';
import { probabilityOf } from './expectation-maximisation.js';
import { ARRANGEMENT_WORDS } from './level-words.js';
import { compareKeys } from './key-order.js';
import type { MatchModel } from './model.js';
import { NOTHING_TO_COMPARE } from './pair-levels.js';
import { MISSING, type RecordTable } from './record-table.js';
import type { Scorer } from './scorer.js';
import { type Verdict, verdictOf } from './thresholds.js';

/** Why two records are, or are not, taken to be of one person: the prior, what each field adds, and what comes out. */
export interface PairExplanation {
  /** Share of all pairs that are of one person, and the same in bits. */
  readonly prior: { readonly probability: number; readonly bits: number };
  readonly steps: readonly EvidenceStep[];
  /** What is taken off because two who look alike (namesakes whose e-mail addresses are made of their names) might be behind it: 0 or less. */
  readonly lookAlikeBits: number;
  /** The sum. */
  readonly bits: number;
  readonly probability: number;
  readonly verdict: Verdict;
}

/** What one field adds. */
export interface EvidenceStep {
  readonly field: string;
  readonly level: string;
  /** The values that were held against each other, in their normalised form; null when missing, or for an arrangement. */
  readonly left: string | null;
  readonly right: string | null;
  /** log2 of m over u. */
  readonly bits: number;
  /** What the rarity of the value adds to it. */
  readonly rarityBits: number;
}

/** Explains a pair of rows; the left record is that with the smaller key. */
export function explainPair(table: RecordTable, model: MatchModel, scorer: Scorer, a: number, b: number): PairExplanation {
  const [left, right] = compareKeys(table.keys[a] as string, table.keys[b] as string) <= 0 ? [a, b] : [b, a];
  const bits = scorer.score(left, right);
  const fields = model.fields.map((_, field) => fieldStep(table, model, scorer, field));
  const arrangements = model.arrangements.map((_, number) => arrangementStep(model, scorer, number));
  const probability = probabilityOf(bits);
  return {
    prior: { probability: model.prior, bits: scorer.priorBits },
    steps: [...fields, ...arrangements],
    lookAlikeBits: scorer.lookAlikeBits(),
    bits,
    probability,
    verdict: verdictOf(probability, model.thresholds),
  };
}

const NOTHING = 'nothing to compare';

function fieldStep(table: RecordTable, model: MatchModel, { comparer, rarity, weights }: Scorer, field: number): EvidenceStep {
  const { name, kind } = model.fields[field] as MatchModel['fields'][number];
  const level = comparer.levels[field] as number;
  const form = (value: number): string | null => (value === MISSING ? null : (table.dictionaries[field]?.forms[value] ?? null));
  return {
    field: name,
    level: level === NOTHING_TO_COMPARE ? NOTHING : (COMPARISONS[kind].levels[level - 1] ?? ''),
    left: form(comparer.left[field] as number),
    right: form(comparer.right[field] as number),
    bits: weights[field]?.[level] ?? 0,
    rarityBits: level === NOTHING_TO_COMPARE ? 0 : rarity.ofField(field),
  };
}

function arrangementStep(model: MatchModel, { comparer, weights }: Scorer, number: number): EvidenceStep {
  const slot = model.fields.length + number;
  const level = comparer.levels[slot] as number;
  const [first, second] = model.arrangements[number]?.fields ?? [0, 0];
  return {
    field: `${model.fields[first]?.name ?? ''}, ${model.fields[second]?.name ?? ''}`,
    level: level === NOTHING_TO_COMPARE ? NOTHING : (ARRANGEMENT_WORDS[level - 1] ?? ''),
    left: null,
    right: null,
    bits: weights[slot]?.[level] ?? 0,
    rarityBits: 0,
  };
}
