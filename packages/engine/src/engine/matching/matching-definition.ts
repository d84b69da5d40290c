import type { MatchModel, Thresholds } from '../../identify/matching/model.js';
import type { MatchingDefinition } from '../../vocabulary/matching.js';

const TRAITS = 'traits.';
const RECORDS: readonly string[] = ['userId'];

/** The traits that a matching compares: `city` for what may be written as `traits.city`. */
export function fieldsOf({ fields }: Pick<MatchingDefinition, 'fields'>): readonly string[] {
  return fields.map((field) => (field.startsWith(TRAITS) ? field.slice(TRAITS.length) : field));
}

/** The identifier types whose own traits make a record. */
export function recordTypesOf({ records }: Pick<MatchingDefinition, 'records'>): readonly string[] {
  return records ?? RECORDS;
}

/** The thresholds that a definition gives. */
export function thresholdsOf({ linkFrom, suggestFrom }: MatchingDefinition): Partial<Thresholds> {
  return { ...(linkFrom !== undefined && { link: linkFrom }), ...(suggestFrom !== undefined && { suggestion: suggestFrom }) };
}

/** A model with the definition's thresholds in place of those that it was learned with. Nothing is a suggestion above what links. */
export function modelUnder(definition: MatchingDefinition, model: MatchModel): MatchModel {
  const { link, suggestion } = { ...model.thresholds, ...thresholdsOf(definition) };
  return { ...model, thresholds: { link, suggestion: Math.min(link, suggestion) } };
}
