import type { MomentItem, StreamMessage } from '@cusp/engine/contract';
import { describe, expect, it } from 'vitest';
import { type Diary, EMPTY_DIARY, withCustomer, withMessage, withSent } from './diary.js';

const event = (messageId: string, customerId: string, name = 'Product Viewed'): StreamMessage => ({
  type: 'event',
  position: messageId,
  value: { messageId, customerId, type: 'track', event: name, timestamp: '', receivedAt: '', source: 'web', properties: {} },
});
const moment = (customerId: string): StreamMessage => ({
  type: 'moment',
  position: 'p',
  value: { id: 'm1', customerId, status: 'detected' } as MomentItem,
});
const sent = (diary: Diary, messageId: string, at: number, name = 'Product Viewed') => withSent(diary, { messageId, event: name, at });

describe('the visitor’s diary', () => {
  it('measures from the click to the arrival, and learns who the visitor is', () => {
    const diary = withMessage(sent(EMPTY_DIARY, 'a', 1_000), event('a', 'c_1'), 1_042);
    expect(diary.customerIds).toEqual(['c_1']);
    expect(diary.entries).toMatchObject([{ kind: 'event', event: 'Product Viewed', tookMs: 42 }]);
  });

  it('leaves out other people', () => {
    const diary = withMessage(withMessage(withCustomer(EMPTY_DIARY, 'c_1'), event('x', 'c_2'), 5), moment('c_2'), 5);
    expect(diary.entries).toEqual([]);
  });

  it('follows the visitor when signing in makes them another customer', () => {
    const before = withMessage(sent(EMPTY_DIARY, 'a', 0), event('a', 'c_anonymous'), 5);
    const after = withMessage(withMessage(sent(before, 'b', 10), event('b', 'c_user'), 15), moment('c_user'), 16);
    expect(after.customerIds).toEqual(['c_anonymous', 'c_user']);
    expect(after.entries[0]).toMatchObject({ kind: 'moment' });
  });

  it('shows a message once, however often it comes', () => {
    let diary = sent(sent(EMPTY_DIARY, 'a', 0), 'a', 0);
    diary = withMessage(withMessage(diary, event('a', 'c_1'), 5), event('a', 'c_1'), 900);
    diary = withMessage(withMessage(diary, moment('c_1'), 6), moment('c_1'), 7);
    expect(diary.entries.map((entry) => entry.kind)).toEqual(['moment', 'event']);
    expect(diary.entries[1]).toMatchObject({ tookMs: 5 });
  });
});
