import { COMPARISONS } from './comparisons/all.js';
import type { MatchModel } from './model.js';
import { weightOf } from './scorer.js';

/** One learned level, in words. */
export interface LearnedLevel {
  readonly field: string;
  readonly level: string;
  /** Share among pairs of one person, and of two. */
  readonly m: number;
  readonly u: number;
  /** What it adds to the evidence: log2 of m over u. */
  readonly bits: number;
}

/** What the levels of two fields that exchange values are called. */
export const ARRANGEMENT_WORDS: readonly string[] = ['each in its place', 'exchanged'];

/** Everything that a model has learned of its fields, in words. */
export function levelWords(model: MatchModel): readonly LearnedLevel[] {
  const ofFields = model.fields.flatMap(({ name, kind, levels }) =>
    levels.map((level, number) => learned(name, COMPARISONS[kind].levels[number], level)),
  );
  const nameOf = (field: number): string => model.fields[field]?.name ?? '';
  const ofArrangements = model.arrangements.flatMap(({ fields: [first, second], levels }) =>
    levels.map((level, number) => learned(`${nameOf(first)}, ${nameOf(second)}`, ARRANGEMENT_WORDS[number], level)),
  );
  return [...ofFields, ...ofArrangements];
}

function learned(field: string, level: string | undefined, { m, u }: { readonly m: number; readonly u: number }): LearnedLevel {
  return { field, level: level ?? '', m, u, bits: weightOf({ m, u }) };
}
