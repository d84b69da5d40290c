import { expect, test } from 'vitest';
import { Life } from '../simulation/oracle/life.js';
import { eventAt, second } from '../simulation/twin/history.js';
import type { JsonObject } from '../vocabulary/json.js';

const SEGMENT = {
  kind: 'segment',
  name: 'buyers',
  where: {
    all: [
      { performed: 'Order Complted', where: { 'properties.performed': 'Nothing' } },
      { not: { performed: 'Page Viewed' } },
      { sequence: [{ performed: 'Order Completed' }, { without: 'Refunded' }, { performed: 'Order Planned' }] },
    ],
  },
};
const METRIC = { kind: 'metric', name: 'share', value: { ratio: [{ count: 'order completed' }, { count: 'Order Completed' }] } };
const MOMENT = { kind: 'moment', name: 'm', intent: 'buy', pattern: [{ performed: 'Screen Viewed' }, { performed: 'Lost' }] };

/** What a plan warns of, in short. */
async function warned(world: Life, ...definitions: readonly object[]): Promise<readonly string[]> {
  const changes = await world.publisher.plan(definitions as readonly JsonObject[]);
  return changes.flatMap(({ kind, warnings = [] }) => warnings.map(({ pointer, message }) => `${kind} ${pointer} ${message}`));
}

test('event names that nobody has sent or planned are told, with what was meant, and are no mistake', async () => {
  const world = new Life(second(10));
  await world.take(eventAt(1, 'Order Completed'));
  const plan = { kind: 'tracking-plan', name: 'web', rules: { events: { 'Order Planned': {} } } };
  const told = await warned(world, SEGMENT, METRIC, MOMENT, plan);
  expect(told).toEqual([
    "segment /where/all/0/performed no event of the name 'Order Complted' has come yet; did you mean 'Order Completed'?",
    "segment /where/all/2/sequence/1/without no event of the name 'Refunded' has come yet",
    "metric /value/ratio/0/count no event of the name 'order completed' has come yet; did you mean 'Order Completed'?",
    "moment /pattern/1/performed no event of the name 'Lost' has come yet",
  ]);
  await world.publish([SEGMENT, METRIC, MOMENT, plan]);
  expect(await warned(world, SEGMENT)).toEqual([]);
  const preview = await world.publisher.preview({ where: { performed: 'Order Complted' } });
  expect(preview).toMatchObject({ count: 0, warnings: [{ code: 'unknown_event', pointer: '/where/performed' }] });
});

test('before anything has come, nothing is said', async () => {
  expect(await warned(new Life(second(10)), SEGMENT, METRIC, MOMENT)).toEqual([]);
});
