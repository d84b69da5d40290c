import { expect, test } from 'vitest';
import { historyOf } from '../streams.js';
import { eventJson } from './events.js';

const stream = { run: 'r', seed: 7, customers: 10, count: 100, from: Date.UTC(2026, 0, 1), step: 1 };

test('a place of a stream always holds the same event', () => {
  expect(eventJson(stream, 42)).toBe(eventJson(stream, 42));
  expect(eventJson(stream, 42)).not.toBe(eventJson({ ...stream, seed: 8 }, 42));
});

test('events are about 512 bytes, have ids of their own, and reach every customer', () => {
  const events = Array.from({ length: 100 }, (_, index) => eventJson(stream, index));
  const sizes = events.map((event) => Buffer.byteLength(event));
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(512);
  expect(Math.max(...sizes)).toBeLessThan(530);
  const parsed = events.map((event) => JSON.parse(event) as { messageId: string; userId: string });
  expect(new Set(parsed.map((event) => event.messageId)).size).toBe(100);
  expect(new Set(parsed.map((event) => event.userId)).size).toBe(10);
});

test('a history has the same customers, other events, and ends where the stream begins', () => {
  const history = historyOf(stream);
  const parsed = (of: typeof stream) =>
    Array.from(
      { length: of.count },
      (_, index) => JSON.parse(eventJson(of, index)) as { messageId: string; userId: string; timestamp: string },
    );
  const [before, after] = [parsed(history), parsed(stream)];
  expect(new Set(before.map(({ userId }) => userId))).toEqual(new Set(after.map(({ userId }) => userId)));
  expect(new Set([...before, ...after].map(({ messageId }) => messageId)).size).toBe(200);
  expect(Date.parse(before.at(-1)?.timestamp ?? '')).toBeLessThan(stream.from);
  expect(Date.parse(before[0]?.timestamp ?? '')).toBe(stream.from - 30 * 24 * 60 * 60 * 1000);
});
