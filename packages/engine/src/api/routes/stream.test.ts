import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeEngine, HAPPENINGS } from '../../../test/fake-engine.js';
import { presentHappening } from '../present/happening.js';
import { listen } from '../listen.js';
import { createServer } from '../server.js';

let engine: FakeEngine;
let app: FastifyInstance;
let address: string;
beforeEach(async () => {
  engine = new FakeEngine();
  app = await createServer({ engine, adminToken: 'token', writeKeys: () => undefined, heartbeat: 20 });
  address = await listen(app, { host: '127.0.0.1', port: 0, adminTokenChosen: false });
});
afterEach(() => app.close());

const headers = { authorization: 'Bearer token' };

/** Opens the stream and reads until `enough` has been seen, or to its end. */
async function read(
  query: string,
  over: Record<string, string>,
  enough: (text: string) => boolean,
): Promise<{ text: string; close: () => void }> {
  const stop = new AbortController();
  const answer = await fetch(`${address}/api/v1/stream${query}`, { headers: { ...headers, ...over }, signal: stop.signal });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    if (enough(text)) break;
  }
  return { text, close: () => stop.abort() };
}

function idsIn(text: string): string[] {
  return [...text.matchAll(/^id: (.*)$/gm)].map((match) => match[1] as string);
}

describe('the stream', () => {
  it('says each happening with its type, its position and its value', async () => {
    const { text } = await read('', {}, (seen) => seen.includes('id: p6') && seen.endsWith('\n\n'));
    const messages = text.split('\n\n').filter((block) => block.startsWith('id: '));
    expect(messages).toEqual(
      HAPPENINGS.map((happening) => {
        const { type, position, value } = presentHappening(happening);
        return `id: ${position}\nevent: ${type}\ndata: ${JSON.stringify(value)}`;
      }),
    );
  });

  it('gives the types that are asked for, after the position that was seen last', async () => {
    const { text } = await read('?types=segment,decision', { 'last-event-id': 'p2' }, (seen) => seen.includes('heartbeat'));
    expect(idsIn(text)).toEqual(['p4']);
    expect(engine.asked[0]).toEqual({ follow: ['segment', 'decision'], after: 'p2' });
  });

  it('stays alive in silence, and stops following when its reader goes', async () => {
    const { text } = await read('?types=event', { 'last-event-id': 'p9' }, (seen) => seen.split('heartbeat').length > 2);
    expect(idsIn(text)).toEqual([]);
    // Leaving the loop above has closed the connection.
    while (!engine.asked.includes('stopped following')) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('ends when the server closes', async () => {
    const reading = read('', {}, () => false);
    while (engine.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await app.close();
    expect(idsIn((await reading).text)).toEqual(['p1', 'p2', 'p3', 'p4', 'p5', 'p6']);
  });

  it('answers a position that is none with a problem', async () => {
    const answer = await fetch(`${address}/api/v1/stream`, { headers: { ...headers, 'last-event-id': 'nonsense' } });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([400, 'invalid_request']);
  });

  it('says a failure on the way within the stream', async () => {
    engine.follow = async function* () {
      yield HAPPENINGS[0] as (typeof HAPPENINGS)[number];
      await new Promise((resolve) => setTimeout(resolve, 30));
      throw new Error('secret detail');
    };
    const { text } = await read('', {}, () => false);
    expect(idsIn(text)).toEqual(['p1']);
    expect(text).toMatch(/event: error\ndata: \{.*"code":"internal".*\}/);
    expect(text).not.toContain('secret');
  });
});
