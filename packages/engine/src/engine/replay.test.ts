import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MemoryJournal } from '../journal/memory-journal.js';
import { Life } from '../simulation/oracle/life.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import { anEvent } from '../warehouse/fixtures.js';

const START = 1_790_000_000_000;
const SEGMENTS = [
  { kind: 'segment', name: 'viewers', where: { performed: 'Product Viewed' } },
  { kind: 'segment', name: 'no_buyers', where: { not: { performed: 'Order Completed' } } },
  { kind: 'segment', name: 'one_view', where: { performed: 'Product Viewed', times: { exactly: 1 } } },
];

interface Said {
  readonly user: number | null;
  readonly device: number | null;
  readonly card: number | null;
  readonly event: string;
}

const said = fc.record<Said>({
  user: fc.option(fc.nat(2)),
  device: fc.option(fc.nat(2)),
  card: fc.option(fc.nat(1)),
  event: fc.constantFrom('Product Viewed', 'Order Completed'),
});

/** Requests of several events each, several of them under way at once. */
const requests = fc.array(fc.array(fc.array(said, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 }), {
  minLength: 1,
  maxLength: 5,
});

function eventOf({ user, device, card, event }: Said, index: number): CustomerEvent {
  return anEvent(index, {
    messageId: `m${index}`,
    event,
    userId: user === null && device === null ? 'user-0' : user === null ? null : `user-${user}`,
    anonymousId: device === null ? null : `device-${device}`,
    context: card === null ? {} : { externalIds: [{ type: 'loyalty_card', id: `card-${card}` }] },
    timestamp: START + index,
    receivedAt: START + index,
  });
}

function membersOf({ pipeline }: Life): Record<string, string[]> {
  return Object.fromEntries(
    pipeline.segments.all().map(({ definition, members }) => {
      const identified: string[] = [];
      for (let customer = members.next(0); customer >= 0; customer = members.next(customer + 1))
        identified.push(pipeline.identities.customerId(customer));
      return [definition.name, identified.sort()];
    }),
  );
}

it('law: a journal read again tells nothing anew, in whatever order identities changed while events were on their way', async () => {
  await fc.assert(
    fc.asyncProperty(requests, async (rounds) => {
      let index = 0;
      const life = new Life(START).start();
      await life.publish(SEGMENTS);
      for (const round of rounds) {
        life.clock.advanceTo(START + (index += 20));
        await Promise.all(round.map((request) => life.take(...request.map((each) => eventOf(each, index++)))));
      }
      const told = await life.acts();
      const members = membersOf(life);
      const again = await life.restarted(life.clock.now());
      expect(await again.acts()).toEqual(told);
      expect(membersOf(again)).toEqual(members);
      again.stop();
    }),
    { numRuns: 150 },
  );
});

it('acts that a failed write kept from the disk stand before what is taken in next', async () => {
  const journal = new MemoryJournal();
  const faults: unknown[] = [];
  const life = new Life(START, journal, undefined, (fault) => faults.push(fault)).start();
  await life.publish(SEGMENTS);
  life.clock.advanceTo(START + 9);
  const alone: Said = { user: 1, device: null, card: null, event: 'Product Viewed' };
  await life.take(eventOf(alone, 1));
  journal.failNextCommit();
  await life.pipeline.actLog.write();
  expect(faults.length).toBeGreaterThan(0);
  journal.recover();
  await life.take(eventOf({ ...alone, user: 2 }, 2));
  await life.pipeline.settled();
  const kinds: string[] = [];
  for await (const entries of journal.scan(0)) kinds.push(...entries.map(({ kind }) => kind));
  expect(kinds.filter((kind) => kind === 'event' || kind === 'segmentChanges')).toEqual([
    'event',
    'segmentChanges',
    'event',
    'segmentChanges',
  ]);
  life.stop();
});
