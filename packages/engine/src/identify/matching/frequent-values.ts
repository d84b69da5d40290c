import type { FrequentValues } from './model.js';
import type { RecordTable } from './record-table.js';
import { textHash } from './text-hash.js';

/** Persons who have a value, at least, for it to be kept: a value of one or two would say who somebody is. */
const SEVERAL = 2.5;
/** Values of a field that are kept, the most frequent. */
export const MOST_FREQUENT_KEPT = 50_000;

/** The values of a field that several persons have, and the mean share of the others. */
export function frequentValues(
  table: RecordTable,
  field: number,
  shares: Float64Array,
): { readonly frequent: FrequentValues; readonly rest: number } {
  const least = leastShareOf(shares);
  const numbers = [...shares.keys()].filter((value) => (shares[value] as number) >= SEVERAL * least);
  const kept = numbers.sort((a, b) => (shares[b] as number) - (shares[a] as number)).slice(0, MOST_FREQUENT_KEPT);
  const isKept = new Set(kept);
  let sum = 0;
  let others = 0;
  for (const [value, share] of shares.entries()) {
    if (share === 0 || isKept.has(value)) continue;
    sum += share;
    others += 1;
  }
  const forms = table.dictionaries[field]?.forms ?? [];
  const entries = kept
    .map((value): readonly [number, number] => [valueHash(forms[value] ?? ''), shares[value] as number])
    .sort(([a], [b]) => a - b);
  return {
    frequent: { hashes: entries.map(([hash]) => hash), shares: entries.map(([, share]) => share) },
    rest: others === 0 ? least : sum / others,
  };
}

/** The share of one person. */
function leastShareOf(shares: Float64Array): number {
  let least = 1;
  for (const share of shares) if (share > 0 && share < least) least = share;
  return least;
}

/** 53 bits of a value. */
export function valueHash(form: string): number {
  return (textHash(form, 0x2545f491) >>> 0) * 0x200000 + (textHash(form, 0x3c6ef372) >>> 11);
}
