import { afterAll, beforeAll, expect, test } from 'vitest';
import { discoveryText } from '../../cli/discovery-text.js';
import { presentDiscovery } from '../../api/present/discovery.js';
import { DiscoverProgress } from '../../api/contract.js';
import { Compile } from 'typebox/compile';
import { asEvents } from '../../simulation/situations/as-events.js';
import { madeWorld, nameOf } from '../../simulation/situations/made-world.js';
import { Life } from '../../simulation/oracle/life.js';
import { Discoveries, type DiscoveryProgress } from './discoveries.js';
import { mineInTurns } from './mining.js';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5);
const END = START + 60 * DAY;
const ASKED = { goal: 'Goal', horizon: DAY, intent: 'buy' } as const;
let life: Life;
let discoveries: Discoveries;

/** A shop in which who compares after a view of theirs is far more likely to buy. */
beforeAll(async () => {
  const effect = (visit: readonly { readonly name: number }[]): number => (visit.some(({ name }) => name === nameOf('Compare')) ? 6 : 1);
  const events = [...asEvents(madeWorld({ seed: 'shop', customers: 250, base: 0.1, effect }), START)];
  life = new Life(END);
  for (let from = 0; from < events.length; from += 2_000) await life.take(...events.slice(from, from + 2_000));
  await life.publish([{ kind: 'segment', name: 'on_phones', where: { performed: 'Home', where: { 'context.device.type': 'mobile' } } }]);
  discoveries = new Discoveries(life.pipeline, mineInTurns, (error) => {
    throw error;
  });
}, 60_000);
afterAll(async () => {
  await discoveries.close();
  life.stop();
});

async function ended(begun: DiscoveryProgress): Promise<DiscoveryProgress> {
  let progress = begun;
  while (progress.status === 'running') {
    await new Promise((resolve) => setTimeout(resolve, 5));
    progress = discoveries.get(begun.discoveryId);
  }
  return progress;
}

test('what is found fires once it is adopted, for everybody', async () => {
  const { answer, status, share } = await ended(discoveries.begin(ASKED));
  expect([status, share]).toEqual(['done', 1]);
  const finding = answer?.findings[0];
  expect(finding?.definition.pattern.at(-1)).toMatchObject({ performed: 'Compare' });
  expect(finding?.lift).toBeGreaterThan(1.5);
  await life.publish([finding?.definition as object]);
  const { moments, identities, timelines } = life.pipeline;
  const standing = Array.from({ length: timelines.identifiers.size }, (_, customer) =>
    identities.customerOf(customer) === customer ? moments.standing(finding?.definition.name ?? '', customer).length : 0,
  ).reduce((left, right) => left + right, 0);
  // Those of both halves, and those after which the horizon is not over yet.
  expect(standing).toBeGreaterThan(finding?.occurrences ?? 0);
  expect(answer?.asOf).toBe(END);
});

test('an answer keeps to the contract and can be read', async () => {
  const done = await ended(discoveries.begin({ ...ASKED, segment: 'on_phones', where: { 'properties.total': { gt: 20 } } }));
  const presented = presentDiscovery(done);
  expect([...Compile(DiscoverProgress).Errors(presented)]).toEqual([]);
  expect(presented.result).toMatchObject({ segment: 'on_phones', members: 'at each instant', horizon: '1d', goal: 'Goal' });
  expect(presented.result?.population.goals).toBeLessThan(life.pipeline.timelines.events);
  expect(discoveryText(presented.result as NonNullable<typeof presented.result>)).toContain('customers mined and confirmed on the other');
});

test('one runs at a time; it can be stopped, and then says so', async () => {
  const begun = discoveries.begin(ASKED);
  expect(() => discoveries.begin(ASKED)).toThrow('Another discovery is running');
  expect(await discoveries.stop(begun.discoveryId)).toMatchObject({ status: 'stopped', answer: null, failure: null });
  expect(discoveries.get(begun.discoveryId).status).toBe('stopped');
  expect(() => discoveries.get('dis_none')).toThrow('no such discovery');
});

test.each([
  [{ goal: 'Nothing of the kind' }, 'invalid_request'],
  [{ segment: 'nobody' }, 'unknown_segment'],
  [{ where: { nonsense: { gt: 1 } } }, 'invalid_definition'],
])('what cannot be looked for fails with its reason: %j', async (change, code) => {
  const failed = await ended(discoveries.begin({ ...ASKED, ...change }));
  expect(failed).toMatchObject({ status: 'failed', answer: null });
  expect(failed.failure?.code).toBe(code);
  expect([...Compile(DiscoverProgress).Errors(presentDiscovery(failed))]).toEqual([]);
});

test('its columns are let go when it is over', async () => {
  await ended(discoveries.begin(ASKED));
  expect(life.pipeline.columns.emptySome(1)).toBe(false);
  expect(life.pipeline.columns.missing()).toEqual([]);
});
