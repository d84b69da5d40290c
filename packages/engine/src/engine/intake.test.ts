import { describe, expect, it } from 'vitest';
import { MemoryJournal } from '../journal/memory-journal.js';
import { Books } from '../state/books.js';
import { Tombstones } from '../state/tombstones.js';
import { Timelines } from '../timeline/timelines.js';
import type { CleanedItem } from '../vocabulary/cleaned-item.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import type { Outcome } from '../vocabulary/outcome.js';
import { anEvent } from '../warehouse/fixtures.js';
import { Intake, MOST_ON_THE_WAY, type TakenItems } from './intake.js';

function started() {
  const journal = new MemoryJournal();
  const timelines = new Timelines();
  const quality = { foldDuplicates: () => undefined };
  const quarantined = { mayBeAt: () => undefined };
  const intake = new Intake({
    journal,
    appendActs: () => undefined,
    timelines,
    tombstones: new Tombstones(Buffer.alloc(32)),
    books: new Books(),
    quality,
    quarantined,
  });
  const fold = ({ events }: TakenItems): void => {
    for (const { event, offset, identifier } of events) {
      const { messageId, timestamp, receivedAt } = event;
      timelines.add({ timestamp, receivedAt, offset, name: 0, identifier }, messageId);
    }
  };
  const take = (...events: readonly CustomerEvent[]): Promise<readonly Outcome[]> =>
    intake.take(
      'shop',
      events.map((event): CleanedItem => ({ kind: 'event', event })),
      1,
      fold,
    );
  return { journal, take };
}

/** Each outcome in a word. */
function words(outcomes: readonly Outcome[]): string[] {
  return outcomes.map((outcome) => (outcome.status === 'duplicate' && outcome.conflicting ? 'conflicting' : outcome.status));
}

const sent = anEvent(1, { properties: { price: 5, note: ',"timestamp":1,"properties":\ud800' } });
const again = { ...sent, timestamp: sent.timestamp + 1, receivedAt: sent.receivedAt + 9, source: 'other' };
const others: CustomerEvent[] = [
  { ...sent, properties: { ...sent.properties, price: 6 } },
  { ...sent, traits: { age: 1 } },
  { ...sent, context: { ip: '::1' } },
  { ...sent, event: 'Another' },
  { ...sent, type: 'page' },
  { ...sent, anonymousId: 'device' },
  { ...sent, groupId: 'group' },
];

describe('an event counts once', () => {
  it('within a batch', async () => {
    const { take } = started();
    expect(words(await take(sent, again, ...others))).toEqual(['accepted', 'duplicate', ...others.map(() => 'conflicting')]);
  });

  it('while the first is on its way to the disk', async () => {
    const { take } = started();
    const [first, second] = await Promise.all([take(sent), take(again, ...others)]);
    expect(words(first)).toEqual(['accepted']);
    expect(words(second)).toEqual(['duplicate', ...others.map(() => 'conflicting')]);
  });

  it('when the first has been folded', async () => {
    const { take } = started();
    await take(anEvent(0), sent);
    expect(words(await take(again, ...others))).toEqual(['duplicate', ...others.map(() => 'conflicting')]);
  });

  it('for each identifier by itself, also while several are on their way', async () => {
    const { take } = started();
    const elsewhere = { ...sent, userId: 'somebody else' };
    const [first, second] = await Promise.all([take(sent, elsewhere), take(elsewhere, sent)]);
    expect(words(first)).toEqual(['accepted', 'accepted']);
    expect(words(second)).toEqual(['duplicate', 'duplicate']);
  });

  it('and is taken in again when the first was lost with a failed write', async () => {
    const { journal, take } = started();
    journal.failNextCommit();
    await expect(take(sent)).rejects.toThrow('simulated');
    journal.recover();
    expect(words(await take(sent))).toEqual(['accepted']);
  });
});

it('takes in more than may be on the way at a time, part by part, and others in between', async () => {
  const { journal, take } = started();
  const many = Array.from({ length: 2 * MOST_ON_THE_WAY + 1 }, (_, index) => anEvent(index));
  const [all, other] = await Promise.all([take(...many), take(anEvent(0, { userId: 'somebody else' }))]);
  expect(words(other)).toEqual(['accepted']);
  expect(all.map(({ messageId }) => messageId)).toEqual(many.map(({ messageId }) => messageId));
  expect(new Set(words(all))).toEqual(new Set(['accepted']));
  expect(new Set(words(await take(...many)))).toEqual(new Set(['duplicate']));
  expect(journal.durable).toBe(journal.head);
});
