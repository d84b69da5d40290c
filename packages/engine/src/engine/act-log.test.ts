import { describe, expect, it } from 'vitest';
import { ActLog } from './act-log.js';
import { entryValue } from '../journal/entries.js';
import type { Entry } from '../journal/journal.js';
import { MemoryJournal } from '../journal/memory-journal.js';
import { type Identifier, personIdentifier } from '../vocabulary/identifier.js';
import { eachChange, type SegmentChange } from '../vocabulary/segment-change.js';
import { aDecision, aSegmentChange, raise } from '../warehouse/fixtures.js';

const somebody = personIdentifier('userId', 'somebody');

function change(segment: string, identifier: Identifier = somebody, observedAt = 5): SegmentChange {
  return aSegmentChange({ changeId: `${segment}/${identifier.value}/${observedAt}`, segment, identifier, observedAt });
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
    const changes = [change('a'), change('b'), change('c')];
    for (const one of changes) log.addChange(one);
    await log.write();
    expect(await changesOf(journal)).toEqual([changes]);
    expect(recorded).toEqual(['segmentChanges']);
  });

  it('keeps customers, instants and causes apart', async () => {
    const { journal, log } = started();
    const changes = [change('a'), change('a', personIdentifier('userId', 'other')), change('b'), change('c', somebody, 6)];
    for (const one of [...changes, { ...change('d', somebody, 6), cause: 'time' as const }]) log.addChange(one);
    await log.write();
    expect((await changesOf(journal)).map((entry) => entry.length)).toEqual([1, 1, 1, 1, 1]);
  });

  it('keeps the order of changes and of the decisions that they led to', async () => {
    const { journal, log } = started();
    log.addChange(change('a'));
    log.add({ kind: 'decision', value: aDecision() });
    log.addChange(change('b'));
    await log.write();
    expect((await entriesOf(journal)).map(({ kind }) => kind)).toEqual(['segmentChanges', 'decision', 'segmentChanges']);
  });

  it('forgets no change that comes while others are being written', async () => {
    const { journal, log } = started();
    log.addChange(change('a'));
    const writing = log.write();
    log.addChange(change('b'));
    await writing;
    expect(log.pending).toBe(0);
    expect(await changesOf(journal)).toEqual([[change('a')], [change('b')]]);
  });
});
