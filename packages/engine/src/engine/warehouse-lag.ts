import { ENTRY_KINDS, type EntryKind, type Offset } from '../journal/journal.js';
import type { Pipeline } from '../pipeline.js';

const KINDS = Object.keys(ENTRY_KINDS) as EntryKind[];

/** How many events and acts the journal holds from an offset on: what a projection that was brought up to there still lacks. */
export function entriesFrom({ timelines, acts }: Pick<Pipeline, 'timelines' | 'acts'>, offset: Offset): number {
  const { rows } = timelines;
  let count = 0;
  for (let row = rows.length - 1; row >= 0 && rows.offset(row) >= offset; row--) count++;
  for (const act of acts.newestFirst(KINDS)) {
    if (act.offset < offset) break;
    count++;
  }
  return count;
}
