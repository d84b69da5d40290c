import { describe, expect, it } from 'vitest';
import type { Happening } from '../answers.js';
import { follow } from './following.js';
import { appendValue } from '../journal/entries.js';
import { MemoryJournal } from '../journal/memory-journal.js';
import { Publications } from './publications.js';
import type { Questions } from './questions.js';
import { VirtualClock } from '../runtime/clock.js';
import { CuspError } from '../runtime/errors.js';
import { anEvent, aSegmentChange, segmentChanges } from '../warehouse/fixtures.js';

const questions = { customerIdOf: () => 'c_1' } as unknown as Questions;
const publications = new Publications(new VirtualClock(0));
const TYPES = ['event', 'segment'] as const;

async function journalWithChanges(): Promise<MemoryJournal> {
  const journal = new MemoryJournal();
  appendValue(journal, 'event', anEvent(0));
  appendValue(journal, 'event', anEvent(1));
  const changes = ['a', 'b', 'c'].map((segment) => aSegmentChange({ segment }));
  appendValue(journal, 'segmentChanges', segmentChanges(...changes));
  appendValue(journal, 'event', anEvent(2));
  await journal.commit();
  return journal;
}

/** What a follower is told who leaves after so many happenings. */
async function told(journal: MemoryJournal, after: string, most: number): Promise<Happening[]> {
  const stop = new AbortController();
  const found: Happening[] = [];
  for await (const happening of follow({ journal, questions, publications }, TYPES, after, stop.signal)) {
    found.push(happening);
    if (found.length === most) break;
  }
  return found;
}

describe('following', () => {
  it('tells each change of an entry, with a position of its own', async () => {
    const journal = await journalWithChanges();
    const all = await told(journal, journal.position(0), 5);
    expect(all.map(({ type, value }) => (type === 'segment' ? value.segment : type))).toEqual(['event', 'a', 'b', 'c', 'event']);
    expect(new Set(all.map(({ position }) => position)).size).toBe(5);
  });

  it('goes on after any position: nothing is missed, nothing is seen twice', async () => {
    const journal = await journalWithChanges();
    const all = await told(journal, journal.position(0), 5);
    for (let seen = 1; seen < all.length; seen++) {
      const rest = await told(journal, all[seen - 1]?.position ?? '', all.length - seen);
      expect(rest).toEqual(all.slice(seen));
    }
  });

  it.each(['~1', '0:0~', '0:0~00', '0:0~x', '0:0~1~1'])('refuses %s', async (position) => {
    await expect(told(await journalWithChanges(), position, 1)).rejects.toBeInstanceOf(CuspError);
  });
});
