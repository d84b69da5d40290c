import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message } from './message.js';
import { readSessionRecord, Unconfirmed } from './unconfirmed.js';

const message = (packetId: number, digest: string, connection: number, receivedAt = 1_000): Message => ({
  topic: 't',
  payload: Buffer.from(digest),
  retained: false,
  packetId,
  userProperties: {},
  receivedAt,
  connection,
  digest,
});

describe('which messages may come again', () => {
  test('on one connection two equal messages are two; by the next they are the same two', () => {
    const unconfirmed = new Unconfirmed(10);
    const first = unconfirmed.keyOf(message(1, 'press', 1));
    const second = unconfirmed.keyOf(message(2, 'press', 1));
    expect(second.key).not.toBe(first.key);
    expect(unconfirmed.keyOf(message(1, 'press', 2, 2_000))).toEqual({ ...first, coming: 'again' });
    expect(unconfirmed.keyOf(message(2, 'press', 2)).key).toBe(second.key);
  });

  test('a packet id stands for one message until that is acknowledged, and for another afterwards', () => {
    const unconfirmed = new Unconfirmed(10);
    const { key } = unconfirmed.keyOf(message(1, 'press', 1));
    expect(unconfirmed.keyOf(message(1, 'press', 1))).toMatchObject({ key, coming: 'twice' });
    expect(unconfirmed.keyOf(message(1, 'other', 1)).coming).toBe('new');
    unconfirmed.acknowledged(new Set([key]));
    expect(unconfirmed.keyOf(message(1, 'press', 1)).coming).toBe('new');
  });

  test('once the broker is known to have the acknowledgement, the same packet id is another message', () => {
    const unconfirmed = new Unconfirmed(10);
    const { key } = unconfirmed.keyOf(message(1, 'press', 1));
    unconfirmed.acknowledged(new Set([key]));
    unconfirmed.confirmed(unconfirmed.awaitingConfirmation());
    expect(unconfirmed.size).toBe(0);
    expect(unconfirmed.keyOf(message(1, 'press', 2)).coming).toBe('new');
  });

  test('an answer to a ping confirms nothing that came again since', () => {
    const unconfirmed = new Unconfirmed(10);
    const { key } = unconfirmed.keyOf(message(1, 'press', 1));
    unconfirmed.acknowledged(new Set([key]));
    const pinged = unconfirmed.awaitingConfirmation();
    unconfirmed.keyOf(message(1, 'press', 2));
    unconfirmed.confirmed(pinged);
    expect(unconfirmed.size).toBe(1);
  });

  test('it survives being written down, and whatever else is read', () => {
    const unconfirmed = new Unconfirmed(10);
    const { key } = unconfirmed.keyOf(message(1, 'press', 7));
    const restored = new Unconfirmed(10);
    restored.restore(JSON.parse(JSON.stringify(unconfirmed.value())));
    expect(restored.keyOf(message(1, 'press', 1)).key).toBe(key);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { unconfirmed: stored } = readSessionRecord(value as never);
        expect(() => new Unconfirmed(10).restore(stored)).not.toThrow();
      }),
    );
  });

  test('it forgets the oldest, so that it stays bounded', () => {
    const unconfirmed = new Unconfirmed(3);
    for (let n = 0; n < 100; n++) unconfirmed.keyOf(message(n, 'press', 1));
    expect(unconfirmed.size).toBe(3);
  });
});
