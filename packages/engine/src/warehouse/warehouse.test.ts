import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customerIdOf } from '../vocabulary/customer.js';
import { primaryIdentifier } from '../vocabulary/event.js';
import { personIdentifier } from '../vocabulary/identifier.js';
import { embeddedClickHouse } from './embedded.js';
import { createWarehouseFeeder, type WarehouseFeeder } from './feeder.js';
import { FixtureJournal } from './fixture-journal.js';
import {
  aDecision,
  aDeliveryResult,
  aMoment,
  aSurge,
  anEvent,
  aSegmentChange,
  temporaryDirectory,
  raise,
  segmentChanges,
} from './fixtures.js';
import { openWarehouse, type Warehouse } from './warehouse.js';

const directory = temporaryDirectory();
const journal = new FixtureJournal(7);
let warehouse: Warehouse;
let feeder: WarehouseFeeder;

beforeAll(async () => {
  warehouse = await openWarehouse({ at: { directory: directory.path } });
  feeder = createWarehouseFeeder({
    journal,
    warehouse,
    onFailure: raise,
    batchEntries: 20,
    countEntries: (kinds, before) => journal.count(kinds, before),
  });
  await feeder.start();
});

afterAll(async () => {
  await feeder.stop();
  await warehouse.close();
  directory.remove();
});

async function one(query: string, params = {}): Promise<unknown> {
  const { rows } = await warehouse.sql(query, params);
  return Object.values(rows[0] ?? {})[0];
}

describe('events', () => {
  it('read as they were sent', async () => {
    const properties = { 'a.b': 1, a: { b: 2 }, price: 10, text: '2024-01-01 10:00:00.5', list: [1, 'x', { deep: true }], ключ: 'ü😀' };
    await journal.put('event', anEvent(1, { messageId: 'as-sent', properties, traits: { city: 'Köln' }, timestamp: -1_500 }));
    await feeder.flush();
    const { rows } = await warehouse.sql("SELECT * FROM events WHERE message_id = 'as-sent'");
    expect(rows).toEqual([
      expect.objectContaining({
        message_id: 'as-sent',
        customer_id: customerIdOf([personIdentifier('userId', 'user-1')]),
        type: 'track',
        event: 'Product Viewed',
        user_id: 'user-1',
        anonymous_id: null,
        timestamp: '1969-12-31 23:59:58.500',
        source: 'shop',
        properties,
        context: {},
        traits: { city: 'Köln' },
      }),
    ]);
  });

  it('add up whether a number came as 10, 10.5 or "10"', async () => {
    const lines = [{ quantity: 2, price: 1.5 }, { quantity: 1, price: 3 }, { quantity: 1.5, price: 2 }, { price: 7 }];
    await journal.put('event', ...lines.map((properties, i) => anEvent(100 + i, { event: 'Order Completed', properties })));
    await feeder.flush();
    const sum =
      "SELECT round(sum(JSONExtractFloat(properties,'quantity')*JSONExtractFloat(properties,'price')),2) FROM events WHERE event = {e:String}";
    expect(await one(sum, { e: 'Order Completed' })).toBe(9);
    expect(await one("SELECT sum(properties.price::Nullable(Float64)) FROM events WHERE event = 'Order Completed'")).toBe(13.5);
  });

  it('belong to the loyalty card that alone names them', async () => {
    const ids = ['123', 'Kärtchen 😀"\\'];
    const events = ids.map((id, i) =>
      anEvent(900 + i, {
        source: 'till',
        userId: null,
        anonymousId: null,
        properties: { userId: null, anonymousId: null },
        context: {
          externalIds: [
            { type: 'accounts', id: 1, collection: 'accounts' },
            { type: 'loyalty_card', id },
          ],
        },
      }),
    );
    await journal.put(
      'event',
      ...events,
      anEvent(902, { source: 'till', userId: 'user-1', properties: { userId: null, anonymousId: null } }),
    );
    await feeder.flush();
    const { rows } = await warehouse.sql("SELECT customer_id FROM events WHERE source = 'till' ORDER BY message_id");
    const expected = [...ids.map((id) => personIdentifier('loyalty_card', id)), personIdentifier('userId', 'user-1')];
    expect(rows.map((row) => row.customer_id).sort()).toEqual(expected.map((identifier) => customerIdOf([identifier])).sort());
  });

  it('belong to the customer that customerIdOf names, whatever the identifier', async () => {
    const texts = fc.sample(
      fc.oneof(fc.string({ unit: 'binary', minLength: 1 }), fc.string({ minLength: 1 }), fc.constant('half \ud800 character')),
      60,
    );
    const events = texts.map((text, i) =>
      anEvent(1_000 + i, { source: 'ids', ...(i % 2 === 0 ? { userId: text } : { userId: null, anonymousId: text }) }),
    );
    await journal.put('event', ...events);
    await feeder.flush();
    const { rows } = await warehouse.sql("SELECT message_id, customer_id FROM events WHERE source = 'ids'");
    const expected = events.map((event) => ({ message_id: event.messageId, customer_id: customerIdOf([primaryIdentifier(event)]) }));
    expect(new Map(rows.map((row) => [row.message_id, row.customer_id]))).toEqual(
      new Map(expected.map((row) => [row.message_id, row.customer_id])),
    );
  });

  it('are each there once, in whatever batches they came', async () => {
    const [before] = [Number(await one('SELECT count() FROM events'))];
    for (let batch = 0; batch < 5; batch++)
      await journal.put('event', ...Array.from({ length: 33 }, (_, i) => anEvent(5_000 + batch * 33 + i)));
    await Promise.all([feeder.flush(), feeder.flush(), feeder.flush()]);
    expect(Number(await one('SELECT count() FROM events')) - before).toBe(165);
    expect(await one('SELECT count() - uniqExact(message_id) FROM events')).toBe(0);
  });
});

describe('identities', () => {
  it('read as today’s, back and forth', async () => {
    const anonymous = personIdentifier('anonymousId', 'visitor');
    const [merged, alone] = [customerIdOf([personIdentifier('userId', 'user-3')]), customerIdOf([anonymous])];
    await journal.put('event', anEvent(20_000, { userId: null, anonymousId: 'visitor' }));
    await journal.put('segmentChanges', segmentChanges(aSegmentChange({ identifier: anonymous, segment: 'visitors' })));
    await feeder.flush();
    const seen = () => one("SELECT customer_id FROM events WHERE anonymous_id = 'visitor'");
    expect(await seen()).toBe(alone);
    await warehouse.setIdentities([{ identifier: anonymous, customerId: merged }]);
    expect(await seen()).toBe(merged);
    expect(await one("SELECT customer_id FROM segment_changes WHERE segment = 'visitors'")).toBe(merged);
    await warehouse.setIdentities([{ identifier: anonymous, customerId: alone }]);
    expect(await seen()).toBe(alone);
    expect(await warehouse.replaceIdentities([{ identifier: anonymous, customerId: merged }])).toEqual({ rows: 1, differing: 1 });
    expect(await seen()).toBe(merged);
    expect(await warehouse.replaceIdentities([{ identifier: anonymous, customerId: merged }])).toEqual({ rows: 1, differing: 0 });
    expect(await seen()).toBe(merged);
  });
});

describe('acts', () => {
  it('show a segment change with its reasons', async () => {
    await journal.put('segmentChanges', segmentChanges(aSegmentChange({ segment: 'shown' })));
    await feeder.flush();
    const { rows } = await warehouse.sql(
      "SELECT segment, version, customer_id, entered, at, because FROM segment_changes WHERE segment = 'shown'",
    );
    const customerId = customerIdOf([personIdentifier('userId', 'user-1')]);
    expect(rows).toEqual([
      { segment: 'shown', version: 1, customer_id: customerId, entered: true, at: '2026-01-02 00:00:00.000', because: ['m1', 'm11'] },
    ]);
  });

  it('show a moment as it last was', async () => {
    await journal.put('moment', aMoment({ id: 'a' }), aMoment({ id: 'b' }));
    await journal.put('moment', aMoment({ id: 'a', status: 'withdrawn', withdrawnAt: Date.UTC(2026, 0, 3) }));
    await feeder.flush();
    const { rows } = await warehouse.sql("SELECT id, status, withdrawn_at, evidence FROM moments WHERE id IN ('a', 'b') ORDER BY id");
    expect(rows).toEqual([
      { id: 'a', status: 'withdrawn', withdrawn_at: '2026-01-03 00:00:00.000', evidence: ['m1', 'm11'] },
      { id: 'b', status: 'detected', withdrawn_at: null, evidence: ['m1', 'm11'] },
    ]);
  });

  it('show a surge as it was told of last, its value as text', async () => {
    const [from, hour] = [Date.UTC(2026, 0, 2), 3_600_000];
    const values = { a: 'kettle', b: 12.5, c: true, d: null };
    await journal.put('surge', ...Object.entries(values).map(([surgeId, value]) => aSurge({ surgeId, value })));
    await journal.put('surge', aSurge({ surgeId: 'a', status: 'ended', until: from + 5 * hour, observed: 61, toldAt: from + 6 * hour }));
    await feeder.flush();
    const { rows } = await warehouse.sql('SELECT * FROM surges ORDER BY surge_id');
    expect(rows.map(({ surge_id, value, status }) => [surge_id, value, status])).toEqual([
      ['a', 'kettle', 'ended'],
      ['b', '12.5', 'open'],
      ['c', 'true', 'open'],
      ['d', null, 'open'],
    ]);
    expect(rows[0]).toEqual({
      ...{ surge_id: 'a', name: 'interest', version: 1, value: 'kettle', direction: 'rise', status: 'ended', became_usual: false },
      ...{ started_at: '2026-01-02 00:00:00.000', ended_at: '2026-01-02 05:00:00.000', told_at: '2026-01-02 06:00:00.000' },
      ...{ observed: 61, expected: 10.5, ratio: 3.8, ratio_low: 2.5, ratio_high: 5.5 },
      ...{ peak_at: '2026-01-02 01:00:00.000', peak_observed: 30, peak_expected: 6 },
    });
    expect(rows[1]).toMatchObject({ ended_at: null });
  });

  it('show what became of a decision', async () => {
    const attempt = (decisionId: string, number: number) => ({
      decisionId,
      identifier: personIdentifier('userId', 'user-1'),
      attempt: number,
      at: Date.UTC(2026, 0, 2),
    });
    await journal.put('decision', aDecision({ decisionId: 'none', outcome: 'refused', reason: 'frequency_cap', message: null }));
    await journal.put(
      'decision',
      aDecision({ decisionId: 'pending' }),
      aDecision({ decisionId: 'trying' }),
      aDecision({ decisionId: 'sent' }),
    );
    await journal.put('attempt', attempt('trying', 1), attempt('sent', 1));
    await journal.put('delivery', aDeliveryResult({ decisionId: 'trying', outcome: 'retry', detail: '503' }));
    await journal.put('delivery', aDeliveryResult({ decisionId: 'sent', outcome: 'retry', detail: '503' }));
    await journal.put('attempt', attempt('sent', 2));
    await journal.put('delivery', aDeliveryResult({ decisionId: 'sent', attempt: 2 }));
    await feeder.flush();
    const { rows } = await warehouse.sql(
      'SELECT decision_id AS id, reason, message, delivery_status AS status, delivery_attempts AS attempts, delivery_detail AS detail FROM decisions ORDER BY decided_at, id',
    );
    const message = { subject: 'A kettle' };
    expect(rows).toEqual([
      { id: 'none', reason: 'frequency_cap', message: {}, status: 'none', attempts: 0, detail: null },
      { id: 'pending', reason: null, message, status: 'pending', attempts: 0, detail: null },
      { id: 'sent', reason: null, message, status: 'delivered', attempts: 2, detail: '200' },
      { id: 'trying', reason: null, message, status: 'pending', attempts: 1, detail: '503' },
    ]);
    expect(await one("SELECT checks[1].saw.purpose FROM decisions WHERE decision_id = 'sent'")).toBe('marketing');
    expect(await one("SELECT cause.moment FROM decisions WHERE decision_id = 'sent'")).toBe('comparing_prices');
  });
});

describe('customers', () => {
  it('show the newest row of each, and nobody who is gone', async () => {
    const row = (value: string, events: number) => ({
      customerId: `c_${value}`,
      identifiers: [personIdentifier('userId', value)],
      traits: { city: 'Bonn' },
      firstSeen: Date.UTC(2026, 0, 1),
      lastSeen: null,
      events,
    });
    await warehouse.setCustomers([row('one', 1), row('two', 1), row('three', 1)]);
    await warehouse.setCustomers([row('one', 2)], ['c_two']);
    await warehouse.setCustomers([row('one', 3)]);
    const { rows } = await warehouse.sql('SELECT * FROM customers ORDER BY customer_id');
    const seen = { traits: { city: 'Bonn' }, first_seen: '2026-01-01 00:00:00.000', last_seen: null };
    expect(rows).toEqual([
      { customer_id: 'c_one', identifiers: ['userId:one'], ...seen, events: 3 },
      { customer_id: 'c_three', identifiers: ['userId:three'], ...seen, events: 1 },
    ]);
    expect(await warehouse.replaceCustomers([row('one', 3), row('three', 1)])).toEqual({ rows: 2, differing: 0 });
    expect(await warehouse.replaceCustomers([row('one', 4), row('four', 1)])).toEqual({ rows: 2, differing: 3 });
    expect(await one('SELECT groupArray(customer_id) FROM (SELECT customer_id FROM customers ORDER BY customer_id)')).toEqual([
      'c_four',
      'c_one',
    ]);
  });
});

describe('rebuilding', () => {
  it('gives the same rows again', async () => {
    const before = (await warehouse.sql('SELECT * FROM events ORDER BY message_id')).rows;
    const { rows, differing } = await feeder.rebuild();
    expect(differing).toBe(0);
    expect(rows).toBeGreaterThan(before.length);
    expect((await warehouse.sql('SELECT * FROM events ORDER BY message_id')).rows).toEqual(before);
    await journal.put('event', anEvent(90_000));
    await feeder.flush();
    expect(await one("SELECT count() FROM events WHERE message_id = 'm90000'")).toBe(1);
  });

  it('counts the rows that were missing, doubled or other than they should be, and mends them', async () => {
    const tamper = await embeddedClickHouse(directory.path).openWriter();
    const where = (id: string) => `WHERE message_id = '${id}' SETTINGS mutations_sync = 2`;
    await tamper.command(`ALTER TABLE cusp_store.events DELETE ${where('m5000')}`);
    await tamper.command("INSERT INTO cusp_store.events SELECT * FROM cusp_store.events WHERE message_id = 'm5001'");
    await tamper.command(`ALTER TABLE cusp_store.events UPDATE properties = '{"a":1}' ${where('m5002')}`);
    await tamper.command(`ALTER TABLE cusp_store.events UPDATE group_id = 'g' ${where('m5003')}`);
    await tamper.command(`ALTER TABLE cusp_store.events UPDATE group_id = '' ${where('m5004')}`);
    await tamper.close();
    expect((await feeder.rebuild()).differing).toBe(5);
    expect((await feeder.rebuild()).differing).toBe(0);
  });
});
