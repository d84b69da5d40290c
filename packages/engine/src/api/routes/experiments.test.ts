import { Compile } from 'typebox/compile';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { FakeEngine } from '../../../test/fake-engine.js';
import { ExperimentDesk } from '../../engine/experiments/experiment-desk.js';
import { Life } from '../../simulation/oracle/life.js';
import { ExperimentList, ExperimentPower, ExperimentResults } from '../contract.js';
import { createServer } from '../server.js';

const EXPERIMENT = {
  kind: 'experiment',
  name: 'banner',
  control: 'plain',
  variants: [{ name: 'plain', weight: 3 }, { name: 'bright' }],
  metrics: [{ name: 'bought', performed: 'Order Completed', within: '7d' }],
};
const headers = { authorization: 'Bearer admin' };

let app: FastifyInstance;
let life: Life;
beforeEach(async () => {
  life = new Life(Date.UTC(2026, 0, 5));
  await life.publish([EXPERIMENT]);
  const experiments = new ExperimentDesk({ pipeline: life.pipeline, take: async () => undefined, onLive: () => undefined });
  const engine = Object.assign(new FakeEngine(), { experiments });
  app = await createServer({ engine, adminToken: 'admin', writeKeys: (key) => (key === 'key' ? 'web' : undefined) });
});
afterEach(async () => {
  await app.close();
  life.stop();
});

const get = (path: string) => app.inject({ method: 'GET', url: `/api/v1/experiments${path}`, headers });

describe('/api/v1/experiments', () => {
  it.each([
    ['', ExperimentList],
    ['/banner/results', ExperimentResults],
    ['/banner/results?method=fixed&alpha=0.01', ExperimentResults],
    ['/banner/power?effect=0.1', ExperimentPower],
  ])('answers %s as the contract says', async (path, contract) => {
    const answer = await get(path);
    expect(answer.statusCode).toBe(200);
    expect([...Compile(contract).Errors(answer.json())]).toEqual([]);
  });

  it('tells shares and flags', async () => {
    expect((await get('')).json<ExperimentList>().experiments).toMatchObject([
      { name: 'banner', flag: 'banner', status: 'running', variants: [{ share: 0.75 }, { share: 0.25 }] },
    ]);
  });

  it.each([
    ['/none/results', 404],
    ['/none/power?effect=0.1', 404],
    ['/banner/power', 400],
    ['/banner/results?alpha=2', 400],
  ])('refuses %s', async (path, status) => {
    expect((await get(path)).statusCode).toBe(status);
  });

  it('keeps flags apart: an admin token evaluates nothing, and a write key is told no results', async () => {
    const url = '/ofrep/v1/evaluate/flags/banner';
    const payload = { context: { targetingKey: 'u1' } };
    expect((await app.inject({ method: 'POST', url, payload, headers })).statusCode).toBe(401);
    expect((await app.inject({ method: 'POST', url, payload, headers: { authorization: 'Bearer key' } })).statusCode).toBe(200);
    const results = { method: 'GET', url: '/api/v1/experiments', headers: { authorization: 'Bearer key' } } as const;
    expect((await app.inject(results)).statusCode).toBe(401);
  });
});
