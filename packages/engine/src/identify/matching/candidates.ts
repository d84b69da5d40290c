import { groupRows } from './block-groups.js';
import { type BlockingRule, compileRule, PartHashes } from './blocking-rule.js';
import type { RecordTable } from './record-table.js';

/** Which pairs are visited. */
export interface CandidateOptions {
  readonly rules: readonly BlockingRule[];
  /** Blocks with more records bring nobody together. */
  readonly largestBlock: number;
  /** One block of so many is visited; 1 visits all. Every pair has the same chance to be among them. */
  readonly oneOf?: number;
}

/** Calls `visit` once for each pair of rows that some rule brings together. */
export function forEachCandidate(
  table: RecordTable,
  { rules, largestBlock, oneOf = 1 }: CandidateOptions,
  visit: (a: number, b: number) => void,
): void {
  const hashes = new PartHashes();
  const earlier: Int32Array[] = [];
  let blocks = 0;
  for (const rule of rules) {
    const { groupOf, starts, rows } = groupRows(table.length, compileRule(rule, table, hashes));
    for (let group = 0; group + 1 < starts.length; group++) {
      const from = starts[group] as number;
      const to = starts[group + 1] as number;
      if (to - from > largestBlock) for (let place = from; place < to; place++) groupOf[rows[place] as number] = -1;
      else if (to - from > 1 && blocks++ % oneOf === 0) visitBlock(rows.subarray(from, to), earlier, visit);
    }
    earlier.push(groupOf);
  }
}

function visitBlock(rows: Int32Array, earlier: readonly Int32Array[], visit: (a: number, b: number) => void): void {
  for (let i = 0; i < rows.length; i++) {
    const a = rows[i] as number;
    for (let j = i + 1; j < rows.length; j++) {
      const b = rows[j] as number;
      if (!areTogether(a, b, earlier)) visit(a, b);
    }
  }
}

function areTogether(a: number, b: number, earlier: readonly Int32Array[]): boolean {
  for (const groupOf of earlier) {
    const group = groupOf[a] as number;
    if (group >= 0 && group === groupOf[b]) return true;
  }
  return false;
}
