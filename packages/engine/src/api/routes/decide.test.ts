import type { FastifyInstance } from 'fastify';
import { Compile } from 'typebox/compile';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../test/fake-engine.js';
import { DecideAnswer } from '../contract.js';
import { createServer } from '../server.js';

let app: FastifyInstance;
let engine: FakeEngine;
beforeEach(async () => {
  engine = new FakeEngine();
  app = await createServer({ engine, adminToken: 'an-admin-token', writeKeys: (key) => (key === 'key' ? 'web' : undefined) });
});
afterEach(() => app.close());

const decide = (payload: object, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url: '/api/v1/decide', payload, headers });
const asked = { writeKey: 'key', anonymousId: 'a1', placements: ['banner', 'footer'] };

describe('what a site is to show', () => {
  test('is told to who has a write key, from any origin', async () => {
    const answer = await decide(asked, { origin: 'https://shop.example' });
    expect(answer.statusCode).toBe(200);
    expect([...Compile(DecideAnswer).Errors(answer.json())]).toEqual([]);
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(engine.asked).toContainEqual({ waiting: 'anonymousId:a1', placements: ['banner', 'footer'] });
    const before = await app.inject({ method: 'OPTIONS', url: '/api/v1/decide' });
    expect(before.statusCode).toBe(204);
    expect(before.headers['access-control-allow-methods']).toContain('POST');
  });

  test.each([
    ['no key', { ...asked, writeKey: undefined }, 401],
    ['another key', { ...asked, writeKey: 'other' }, 401],
    ['an admin token, which is no write key', { ...asked, writeKey: 'an-admin-token' }, 401],
    ['a userId without proof', { ...asked, userId: 'u1' }, 401],
    ['a userId with a proof while there is no secret', { ...asked, userId: 'u1', proof: 'a'.repeat(64) }, 401],
    ['nobody', { ...asked, anonymousId: undefined }, 400],
    ['no placement', { ...asked, placements: [] }, 400],
    ['a placement that is none', { ...asked, placements: ['<b>'] }, 400],
    ['more than is asked', { ...asked, profile: true }, 400],
    ['too many placements', { ...asked, placements: Array.from({ length: 21 }, (_, index) => `p${index}`) }, 400],
  ])('is not told with %s', async (_, payload, status) => {
    expect((await decide(payload)).statusCode).toBe(status);
    expect(engine.asked).toEqual([]);
  });

  test('a stream is not opened without a key, for nobody, or for nothing', async () => {
    for (const [query, status] of [
      ['anonymousId=a1&placements=banner', 401],
      ['writeKey=key&placements=banner', 400],
      ['writeKey=key&anonymousId=a1', 400],
      ['writeKey=key&userId=u1&placements=banner', 401],
    ] as const)
      expect((await app.inject({ url: `/api/v1/decide/stream?${query}` })).statusCode).toBe(status);
  });
});

describe('links in messages', () => {
  test('unsubscribing is asked by GET and done by POST, as a form or as anything', async () => {
    const page = await app.inject({ url: '/u/good' });
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.body).toContain('Offers &amp; news');
    expect(page.body).toContain('<form method="post">');
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const done = await app.inject({ method: 'POST', url: '/u/good', headers, payload: 'List-Unsubscribe=One-Click' });
    expect(done.body).toContain('Unsubscribed');
    expect((await app.inject({ method: 'POST', url: '/u/good' })).statusCode).toBe(200);
  });

  test('what was not made here leads nowhere; a picture is always one', async () => {
    expect((await app.inject({ url: '/u/bad' })).statusCode).toBe(404);
    expect((await app.inject({ method: 'POST', url: '/u/bad' })).statusCode).toBe(404);
    expect((await app.inject({ url: '/c/bad' })).statusCode).toBe(404);
    const followed = await app.inject({ url: '/c/good' });
    expect([followed.statusCode, followed.headers.location]).toEqual([302, 'https://shop.example/?a=1&b=2']);
    for (const token of ['good', 'bad']) expect((await app.inject({ url: `/o/${token}` })).headers['content-type']).toBe('image/gif');
  });
});
