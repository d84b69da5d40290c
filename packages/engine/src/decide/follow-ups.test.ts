import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Decision } from '../vocabulary/decision.js';
import { personIdentifier } from '../vocabulary/identifier.js';
import { NEVER } from '../vocabulary/instant.js';
import { FollowUps } from './follow-ups.js';

function sendOf(decisionId: string, change: Partial<Decision> = {}): Decision {
  return {
    decisionId,
    campaign: 'c',
    version: 1,
    identifier: personIdentifier('userId', decisionId),
    cause: { kind: 'segment', changeId: decisionId, segment: 's', at: 0 },
    decidedAt: 0,
    outcome: 'send',
    reason: null,
    checks: [],
    message: {},
    ...change,
  };
}

const end = (decisionId: string, outcome: 'delivered' | 'dead' | 'refused') =>
  ({
    decisionId,
    identifier: personIdentifier('userId', decisionId),
    attempt: 1,
    at: 0,
    outcome,
    reason: null,
    detail: '',
    nextAttemptAt: null,
  }) as const;

test('those whose time has come are taken out once, the earliest first', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 60 }),
      fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 6 }),
      (times, waits) => {
        const followUps = new FollowUps();
        times.forEach((followUpAt, index) => followUps.fold(sendOf(`d${index}`, { followUpAt })));
        let now = 0;
        const taken: number[] = [];
        for (const wait of [...waits, 100]) {
          now += wait;
          for (const { at } of followUps.takeDue(now)) {
            expect(at).toBeLessThanOrEqual(now);
            taken.push(at);
          }
          expect(followUps.next).toBeGreaterThan(now);
        }
        expect(taken).toEqual(times.toSorted((left, right) => left - right));
        expect([followUps.next, followUps.size]).toEqual([NEVER, 0]);
      },
    ),
  );
});

test('nothing follows a message that was never sent, or somebody who was erased', () => {
  const followUps = new FollowUps();
  for (const id of ['sent', 'dead', 'refused', 'erased']) followUps.fold(sendOf(id, { followUpAt: 10 }));
  followUps.foldDelivery(end('sent', 'delivered'));
  followUps.foldDelivery(end('dead', 'dead'));
  followUps.foldDelivery(end('refused', 'refused'));
  followUps.erase([personIdentifier('userId', 'erased')]);
  expect(followUps.takeDue(10).map(({ follows }) => follows)).toEqual(['sent']);
});

test('what is on record of a follow-up has been its turn, and promises the next', () => {
  const followUps = new FollowUps();
  followUps.fold(sendOf('first', { followUpAt: 10, offer: 'o' }));
  followUps.fold(sendOf('second', { follows: 'first', step: 1, followUpAt: 20, offer: 'o' }));
  // A result of the first message that comes this late stops nothing.
  followUps.foldDelivery(end('first', 'dead'));
  expect(followUps.takeDue(15)).toEqual([]);
  expect(followUps.takeDue(20)).toMatchObject([{ follows: 'first', step: 2, offer: 'o', after: 'second' }]);
});
