import type { FastifyInstance } from 'fastify';
import { Compile } from 'typebox/compile';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeEngine } from '../../../test/fake-engine.js';
import { SurgeQuestions } from '../../engine/surge-questions.js';
import { Life } from '../../simulation/oracle/life.js';
import { EPOCH } from '../../simulation/twin/arbitrary.js';
import { eventAt } from '../../simulation/twin/history.js';
import { SurgeList, SurgeSeries } from '../contract.js';
import { createServer } from '../server.js';

const TOKEN = 'an-admin-token';
const HOURS = 10 * 24;
let app: FastifyInstance;
beforeEach(async () => {
  const engine = Object.assign(new FakeEngine(), { surges: new SurgeQuestions((await world()).pipeline) });
  app = await createServer({ engine, adminToken: TOKEN, writeKeys: () => undefined });
});
afterEach(() => app.close());

/** Six customers an hour look at shoes, and forty in five hours near the end. */
async function world(): Promise<Life> {
  const life = new Life(EPOCH + HOURS * 3_600_000);
  await life.publish([{ kind: 'surge', name: 'interest', title: 'Interest', of: { performed: 'Viewed' }, by: 'properties.product' }]);
  for (let hour = 0; hour < HOURS; hour++) {
    const many = hour >= 220 && hour < 225 ? 40 : 6;
    const views = Array.from({ length: many }, (_, who) => ({
      userId: `u${hour}-${who}`,
      messageId: `${hour}-${who}`,
      properties: { product: 'shoes' },
    }));
    await life.take(...views.map((view, who) => eventAt(hour * 3_600 + who, 'Viewed', view)));
  }
  life.pipeline.surges.settle(life.clock.now());
  return life;
}

const ask = async (url: string) => app.inject({ url: `/api/v1/surges${url}`, headers: { authorization: `Bearer ${TOKEN}` } });

test('surges are listed by name, status and time, with what was observed and what was to be expected', async () => {
  const all = (await ask('')).json() as SurgeList;
  expect([...Compile(SurgeList).Errors(all)]).toEqual([]);
  expect(all.surges.map(({ name, value, direction, status }) => [name, value, direction, status])).toEqual([
    ['interest', 'shoes', 'rise', 'ended'],
  ]);
  const [surge] = all.surges;
  expect(surge?.observed).toBe(200);
  expect(surge?.ratio).toBeGreaterThan(5);
  expect(((await ask('?name=interest&status=ended')).json() as SurgeList).surges).toHaveLength(1);
  expect(((await ask('?status=open')).json() as SurgeList).surges).toEqual([]);
  expect(((await ask(`?since=${surge?.until}`)).json() as SurgeList).surges).toEqual([]);
});

test('a value is shown bucket by bucket, with how many customers there were and some of their events', async () => {
  const newest = (await ask('/interest')).json() as SurgeSeries;
  expect([...Compile(SurgeSeries).Errors(newest)]).toEqual([]);
  expect(newest).toMatchObject({ name: 'interest', value: 'shoes', by: 'properties.product', everyMs: 3_600_000, values: 1, leftOut: 0 });
  expect(newest.series).toHaveLength(HOURS);
  expect(newest.evidence?.customers).toBe(200);
  expect(newest.evidence?.examples).toHaveLength(10);
  const since = new Date(EPOCH + 200 * 3_600_000).toISOString();
  expect(((await ask(`/interest?value=%22shoes%22&since=${since}`)).json() as SurgeSeries).series).toHaveLength(40);
  expect(await (await ask('/interest?value=%22hats%22')).json()).toMatchObject({ value: 'hats', series: [], surges: [], evidence: null });
});

test.each([
  ['/none', 404, 'unknown_surge'],
  ['?name=none', 404, 'unknown_surge'],
  ['/interest?value=shoes', 400, 'invalid_request'],
  ['/interest?value={}', 400, 'invalid_request'],
  ['/interest?since=soon', 400, 'invalid_request'],
  ['?status=over', 400, 'invalid_request'],
  ['?cursor=x', 400, 'invalid_request'],
])('%s is refused: %i %s', async (url, status, code) => {
  const answer = await ask(url);
  expect([answer.statusCode, (answer.json() as { code: string }).code]).toEqual([status, code]);
});
