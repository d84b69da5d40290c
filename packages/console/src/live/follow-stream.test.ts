import type { StreamMessage } from '@cusp/engine/contract';
import { describe, expect, it } from 'vitest';
import { followStream, type LiveStatus, readMessage, WAITS } from './follow-stream.js';

const event = (position: string) => `event: event\nid: ${position}\ndata: {"messageId":"m${position}"}\n\n`;

/** Runs the follower over the connections given, one after the other, and stops it when they are used up. */
async function follow(connections: readonly (() => Response | Promise<Response>)[]) {
  const seen = { asked: [] as Headers[], messages: [] as StreamMessage[], statuses: [] as LiveStatus[], waits: [] as number[] };
  const ending = new AbortController();
  let next = 0;
  await followStream({
    url: '/api/v1/stream',
    signal: ending.signal,
    onMessage: (message) => seen.messages.push(message),
    onStatus: (status) => seen.statuses.push(status),
    fetch: async (_url, init) => {
      seen.asked.push(new Headers(init?.headers));
      const connection = connections[next];
      next += 1;
      if (!connection) throw new TypeError('no connection left');
      return connection();
    },
    wait: async (milliseconds) => {
      seen.waits.push(milliseconds);
      if (next >= connections.length) ending.abort();
    },
  });
  return seen;
}

describe('following the stream', () => {
  it('continues after the last position seen', async () => {
    const seen = await follow([() => new Response(`${event('0:1')}${event('0:2')}`), () => new Response(event('0:3'))]);
    expect(seen.asked.map((headers) => headers.get('last-event-id'))).toEqual([null, '0:2']);
    expect(seen.messages.map((message) => message.position)).toEqual(['0:1', '0:2', '0:3']);
    expect(seen.statuses).toEqual(['live', 'retrying', 'live', 'retrying']);
  });

  it('does not count half a message: it is asked for again', async () => {
    const seen = await follow([() => new Response(`${event('0:1')}event: event\nid: 0:2\ndata: {"mess`), () => new Response(event('0:2'))]);
    expect(seen.asked[1]?.get('last-event-id')).toBe('0:1');
    expect(seen.messages.map((message) => message.position)).toEqual(['0:1', '0:2']);
  });

  it('waits longer with each failure, and short again after a success', async () => {
    const down = () => Promise.reject(new TypeError('refused'));
    const busy = () => new Response('', { status: 503 });
    const seen = await follow([down, busy, down, () => new Response(event('0:1')), down]);
    expect(seen.waits).toEqual([WAITS[0], WAITS[1], WAITS[2], WAITS[0], WAITS[1]]);
  });

  it('gives up when it is refused', async () => {
    const seen = await follow([() => new Response('', { status: 401 }), () => new Response(event('0:1'))]);
    expect(seen.asked.length).toBe(1);
    expect(seen.statuses).toEqual(['refused']);
  });

  it('survives a message that is not JSON: it connects again', async () => {
    const seen = await follow([() => new Response('event: event\nid: 0:1\ndata: {\n\n'), () => new Response(event('0:2'))]);
    expect(seen.messages.map((message) => message.position)).toEqual(['0:2']);
  });

  it('passes over types that it does not know', () => {
    expect(readMessage({ event: 'budget', data: '{}', id: '1' })).toBeUndefined();
    expect(readMessage({ event: 'moment', data: '{"id":"m"}', id: '1' })).toEqual({ type: 'moment', position: '1', value: { id: 'm' } });
  });
});
