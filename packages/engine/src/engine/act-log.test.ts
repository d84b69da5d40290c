import { describe, expect, it } from 'vitest';
import { type ActEntry, ActLog } from './act-log.js';
import { entryValue } from '../journal/entries.js';
import type { Entry } from '../journal/journal.js';
import { MemoryJournal } from '../journal/memory-journal.js';
import { eachChange, type SegmentChange } from '../vocabulary/segment-change.js';
import { aDecision, aSegmentChange, raise, segmentChanges } from '../warehouse/fixtures.js';

function entry(...changes: readonly SegmentChange[]): ActEntry {
  return { kind: 'segmentChanges', value: segmentChanges(...changes) };
}

function started() {
  const journal = new MemoryJournal();
  const recorded: string[] = [];
  const log = new ActLog({ journal, onRecorded: ({ kind }) => recorded.push(kind), onFault: raise });
  return { journal, log, recorded };
}

async function entriesOf(journal: MemoryJournal): Promise<Entry[]> {
  const found: Entry[] = [];
  for await (const entries of journal.scan(0)) found.push(...entries);
  return found;
}

async function changesOf(journal: MemoryJournal): Promise<SegmentChange[][]> {
  return (await entriesOf(journal)).map((entry) => eachChange(entryValue(entry, 'segmentChanges')));
}

describe('the log of acts', () => {
  it('writes the changes of one look at one customer as one entry, which gives each of them back', async () => {
    const { journal, log, recorded } = started();
    const changes = ['a', 'b', 'c'].map((segment) => aSegmentChange({ segment }));
    log.add(entry(...changes));
    await log.write();
    expect(await changesOf(journal)).toEqual([changes]);
    expect(recorded).toEqual(['segmentChanges']);
  });

  it('keeps the order of changes and of the decisions that they led to', async () => {
    const { journal, log } = started();
    log.add(entry(aSegmentChange({ segment: 'a' })));
    log.add({ kind: 'decision', value: aDecision() });
    log.add(entry(aSegmentChange({ segment: 'b' })));
    await log.write();
    expect((await entriesOf(journal)).map(({ kind }) => kind)).toEqual(['segmentChanges', 'decision', 'segmentChanges']);
  });

  it('forgets no change that comes while others are being written', async () => {
    const { journal, log } = started();
    const [a, b] = ['a', 'b'].map((segment) => aSegmentChange({ segment })) as [SegmentChange, SegmentChange];
    log.add(entry(a));
    const writing = log.write();
    log.add(entry(b));
    await writing;
    expect(log.pending).toBe(0);
    expect(await changesOf(journal)).toEqual([[a], [b]]);
  });
});
