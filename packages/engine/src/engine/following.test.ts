import { describe, expect, it } from 'vitest';
import type { Happening } from '../answers.js';
import { follow } from './following.js';
import { appendValue } from '../journal/entries.js';
import { MemoryJournal } from '../journal/memory-journal.js';
import { Publications } from './publications.js';
import type { Questions } from './questions.js';
import { VirtualClock } from '../runtime/clock.js';
import { CuspError } from '../runtime/errors.js';
import { Life } from '../simulation/oracle/life.js';
import { personIdentifier } from '../vocabulary/identifier.js';
import type { IdentityDecision } from '../vocabulary/identity-decision.js';
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

describe('following identities', () => {
  const pair = (left: string, right: string) => [personIdentifier('userId', left), personIdentifier('userId', right)] as const;
  const decision = (number: number, action: IdentityDecision['action'], identifiers: IdentityDecision['identifiers']) =>
    ({ decisionId: `d${number}`, requestId: 'r', action, identifiers, parts: false, by: 'Dana', reason: 'r', at: 1_000 + number }) as const;

  /** Follows a life by identities alone, until so many were told. */
  async function toldOf(life: Life, after: string | undefined, most: number) {
    const stop = new AbortController();
    const found: Happening[] = [];
    const input = { journal: life.journal, questions: life.questions, publications };
    for await (const happening of follow(input, ['identity'], after, stop.signal)) {
      found.push(happening);
      if (found.length === most) break;
    }
    return found;
  }

  it('tells of each decision as it is made, with whom it leaves, and goes on after any of them', async () => {
    const life = new Life(1_000).start();
    await life.take(...['ann', 'bob'].map((userId, index) => anEvent(index, { messageId: userId, userId })));
    const all = toldOf(life, undefined, 4);
    await life.pipeline.decideIdentities([decision(1, 'merge', pair('ann', 'bob'))]);
    await life.pipeline.decideIdentities([decision(2, 'unmerge', pair('ann', 'bob')), decision(3, 'block', pair('ann', 'bob'))]);
    const learned = { modelId: 'm', bits: 12, probability: 0.999 };
    await life.pipeline.decideIdentities([{ ...decision(4, 'merge', pair('ann', 'bob')), by: 'matching people', learned }]);
    const told = await all;
    expect(told.map(({ type, value }) => [type, type === 'identity' && value.action])).toEqual([
      ['identity', 'merge'],
      ['identity', 'unmerge'],
      ['identity', 'block'],
      ['identity', 'merge'],
    ]);
    expect(told[3]?.value).toMatchObject({ by: 'matching people', learned });
    expect(told[2]).toMatchObject({ customers: [expect.stringMatching(/^c_/), expect.stringMatching(/^c_/)] });
    for (const [index, { position }] of told.slice(0, 3).entries())
      expect((await toldOf(life, position, 3 - index)).map(({ position: at }) => at)).toEqual(
        told.slice(index + 1).map(({ position: at }) => at),
      );
    life.stop();
  });
});

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
