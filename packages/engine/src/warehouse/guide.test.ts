import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWarehouseFeeder } from './feeder.js';
import { FixtureJournal } from './fixture-journal.js';
import {
  aDecision,
  aDeliveryResult,
  aMoment,
  aSurge,
  anEvent,
  aSegmentChange,
  anIdentityDecision,
  temporaryDirectory,
  raise,
  segmentChanges,
} from './fixtures.js';
import { openWarehouse, type Warehouse } from './warehouse.js';

const guide = readFileSync(new URL('../../../../docs/guide/sql.md', import.meta.url), 'utf8');
const examples = [...guide.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, query]) => query as string);
/** The columns that the guide lists under a table's heading. */
function listed(table: string): readonly string[] {
  const section = guide.split(`### ${table}\n`)[1]?.split(/\n##/)[0] ?? '';
  const rows = [...section.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, names]) => [...(names as string).matchAll(/`(\w+)`/g)]);
  return (rows.length > 0 ? rows : [...section.matchAll(/`(\w+)`/g)]).map(([, name]) => name as string);
}

const directory = temporaryDirectory();
let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openWarehouse({ at: { directory: directory.path } });
  const journal = new FixtureJournal();
  const orders = [
    { quantity: 2, price: 1.25 },
    { quantity: 1.5, price: 3 },
    { quantity: 1, price: 10 },
  ];
  await journal.put('event', ...Array.from({ length: 12 }, (_, i) => anEvent(i)));
  await journal.put('event', ...orders.map((properties, i) => anEvent(i, { messageId: `o${i}`, event: 'Order Completed', properties })));
  const views = [
    { experiment_name: 'banner', experiment_id: '7', variation_name: 'bright' },
    { experiment_id: 'banner', variation_id: 2 },
    { experiment_name: 'banner' },
  ];
  await journal.put('event', ...views.map((properties, i) => anEvent(i, { messageId: `x${i}`, event: 'Experiment Viewed', properties })));
  const page = { url: 'https://shop.example/' };
  const visits = [0, 10, 28, 58].map((minute) => ({
    messageId: `v${minute}`,
    timestamp: Date.parse('2026-02-01T09:00:00Z') + minute * 60_000,
  }));
  await journal.put(
    'event',
    ...visits.map((visit, i) =>
      anEvent(i, { ...visit, type: 'page', userId: 'visitor', context: i === 0 ? { page, campaign: { source: 'mail' } } : { page } }),
    ),
  );
  await journal.put('segmentChanges', segmentChanges(aSegmentChange(), aSegmentChange({ entered: false })));
  await journal.put('moment', aMoment());
  await journal.put('surge', aSurge());
  await journal.put('decision', aDecision());
  await journal.put('delivery', aDeliveryResult());
  await journal.put('identityDecision', anIdentityDecision());
  await createWarehouseFeeder({ journal, warehouse, onFailure: raise }).flush();
});

afterAll(async () => {
  await warehouse.close();
  directory.remove();
});

describe('docs/guide/sql.md', () => {
  it.each(['events', 'customers', 'segment_changes', 'moments', 'decisions', 'identity_decisions', 'exposures', 'surges'])(
    'lists the columns of %s',
    async (table) => {
      const { rows } = await warehouse.sql(`DESCRIBE TABLE ${table}`);
      expect([...listed(table)].sort()).toEqual(rows.map((row) => row.name).sort());
    },
  );

  it('shows who saw which variant', async () => {
    const { rows } = await warehouse.sql('SELECT experiment, arm, customer_id AS customer, at FROM exposures ORDER BY at');
    expect(rows).toMatchObject([
      { experiment: 'banner', arm: 'bright' },
      { experiment: 'banner', arm: '2' },
    ]);
  });

  it('has examples that answer', async () => {
    const answers = [];
    for (const query of examples) answers.push((await warehouse.sql(query)).rows);
    expect(answers[0]).toEqual([{ revenue: 17 }]);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual([{ day: '2026-01-01', revenue: 17 }]);
    expect(answers[3]).toHaveLength(8);
    expect(answers[4]).toEqual([{ campaign: 'kettle_offer', outcome: 'send', delivery_status: 'delivered', decisions: 1 }]);
    expect(answers[5]).toEqual([{ segment: 'lookers', entries: 1, exits: 1 }]);
    expect(answers[6]).toEqual([
      { customer_id: expect.any(String), started_at: expect.stringContaining('09:00'), events: 3, source: 'mail' },
      { customer_id: expect.any(String), started_at: expect.stringContaining('09:58'), events: 1, source: null },
    ]);
    expect(answers[7]).toEqual([
      {
        decided_at: expect.stringContaining('2026-01-02'),
        ...{ decided_by: 'Ann', action: 'merge', identifiers: ['userId:user-1', 'loyalty_card:9:1'], reason: 'they told us' },
      },
    ]);
    expect(answers).toHaveLength(8);
  });
});
