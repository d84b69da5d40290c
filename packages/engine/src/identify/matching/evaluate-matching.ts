import { type Agreement, agreement } from './agreement.js';
import { type FieldKind, inferKind, type MatchField, type MatchValue } from './field-kind.js';
import { DEFAULTS, learn, type LearnOptions } from './learn.js';
import { type BatchResult, matchBatch } from './match-batch.js';
import type { MatchModel } from './model.js';
import { seededRandom } from '../../runtime/seeded-random.js';
import { RecordTable } from './record-table.js';

/** A record whose person is known, for measuring. */
export interface LabelledRecord {
  /** Unique among all. */
  readonly key: string;
  readonly values: readonly MatchValue[];
  /** Who it is; undefined when nobody else's record can be of the same person. */
  readonly entity: string | undefined;
  /** A source that holds nobody twice. */
  readonly sourceWithoutDuplicates?: string;
}

/** How well records were matched, and by what. */
export interface MatchingEvaluation extends Agreement {
  readonly records: number;
  readonly clusters: number;
  readonly result: BatchResult;
  readonly model: MatchModel;
  readonly table: RecordTable;
}

/** Records by whose values the kinds of fields are told, at most. */
const LOOKED_AT = 5_000;
/** One seed: the same records give the same figures. */
const SEED = 20_260_101;

/**
 * Learns from the records, matches them, and holds what comes out to the truth. The truth is looked at only at the very end.
 * @param names Of the fields, in the order of the values.
 */
export function evaluateMatching(
  names: readonly string[],
  records: readonly LabelledRecord[],
  options: Partial<LearnOptions> = {},
): MatchingEvaluation {
  const table = new RecordTable(inferFields(names, records));
  for (const { key, values } of records) table.add(key, values);
  const model = learn(table, { ...DEFAULTS, random: seededRandom(SEED), ...options });
  const result = matchBatch(table, model, (row) => records[row]?.sourceWithoutDuplicates);
  const truth = records.map(({ entity, key }) => (entity === undefined ? `alone ${key}` : `entity ${entity}`));
  return { records: records.length, clusters: result.clusters, ...agreement(result.clusterOf, truth), result, model, table };
}

/** What each field holds, by its values and its name. */
export function inferFields(
  names: readonly string[],
  records: readonly { readonly values: readonly MatchValue[] }[],
): readonly MatchField[] {
  return names.map((name, field) => ({ name, kind: kindOf(name, field, records) }));
}

function kindOf(name: string, field: number, records: readonly { readonly values: readonly MatchValue[] }[]): FieldKind {
  return inferKind(
    name,
    records.slice(0, LOOKED_AT).map(({ values }) => values[field] ?? null),
  );
}
