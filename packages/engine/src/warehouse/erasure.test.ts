import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customerIdOf } from '../vocabulary/customer.js';
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
  anIdentityDecision,
  temporaryDirectory,
  raise,
  segmentChanges,
} from './fixtures.js';
import { openWarehouse, type Warehouse } from './warehouse.js';

const directory = temporaryDirectory();
const journal = new FixtureJournal();
let warehouse: Warehouse;
let feeder: WarehouseFeeder;

beforeAll(async () => {
  warehouse = await openWarehouse({ at: { directory: directory.path } });
  feeder = createWarehouseFeeder({ journal, warehouse, onFailure: raise });
});

afterAll(async () => {
  await warehouse.close();
  directory.remove();
});

/** Files below the directory that hold any of these bytes. */
function filesWith(...needles: readonly (string | Buffer)[]): readonly string[] {
  const files = readdirSync(directory.path, { recursive: true, encoding: 'utf8' }).map((name) => join(directory.path, name));
  return files.filter((file) => {
    if (!statSync(file).isFile()) return false;
    const bytes = readFileSync(file);
    return needles.some((needle) => bytes.includes(needle));
  });
}

/** Text that looks random: LZ4 stores what it has not seen before as it is, so that a scan of the bytes finds it (and the test sees that it does). */
const canary = (where: string): string => createHash('sha256').update(where).digest('base64url');

const subject = personIdentifier('userId', canary('user'));
const visitor = personIdentifier('anonymousId', canary('visitor'));
const texts = [
  'user',
  'visitor',
  'event',
  'source',
  'property',
  'key',
  'nested key',
  'trait',
  'context',
  'message',
  'subject-line',
  'detail',
  'identity reason',
  'surge',
].map(canary);

async function plant(): Promise<readonly number[]> {
  const own = {
    userId: subject.value,
    event: canary('event'),
    source: canary('source'),
    properties: { secret: canary('property'), [canary('key')]: 1, list: [{ [canary('nested key')]: 1 }] },
    traits: { name: canary('trait') },
  };
  for (let batch = 0; batch < 6; batch++) {
    await journal.put('event', ...Array.from({ length: 200 }, (_, i) => anEvent(batch * 1_000 + i)));
    await journal.put(
      'event',
      anEvent(batch * 1_000 + 500, { ...own, messageId: canary('message'), context: { page: canary('context') } }),
    );
    await journal.put('event', anEvent(batch * 1_000 + 501, { userId: null, anonymousId: visitor.value }));
    await feeder.flush();
  }
  await journal.put(
    'segmentChanges',
    segmentChanges(aSegmentChange({ identifier: subject, because: [canary('message')] })),
    segmentChanges(aSegmentChange()),
  );
  await journal.put('moment', aMoment({ identifier: subject, evidence: [canary('message')] }), aMoment({ id: 'other' }));
  await journal.put(
    'decision',
    aDecision({ identifier: subject, message: { subject: canary('subject-line') } }),
    aDecision({ decisionId: 'other' }),
  );
  await journal.put('delivery', aDeliveryResult({ identifier: subject, detail: canary('detail') }));
  const kept = personIdentifier('userId', 'kept');
  const deciding = await journal.put(
    'identityDecision',
    anIdentityDecision({ decisionId: 'second', identifiers: [kept, subject], reason: canary('identity reason') }),
    anIdentityDecision({ decisionId: 'first', identifiers: [subject, kept], reason: canary('identity reason') }),
  );
  await journal.put('identityDecision', anIdentityDecision({ decisionId: 'other' }));
  const [ofThem] = await journal.put('surge', aSurge({ value: canary('surge') }), aSurge({ surgeId: 'other' }));
  const shared = await journal.put('event', anEvent(99_999, { properties: { about: canary('property') } }));
  await feeder.flush();
  const row = { customerId: customerIdOf([subject]), identifiers: [subject, visitor], firstSeen: null, lastSeen: null, events: 1 };
  await warehouse.setCustomers([{ ...row, traits: { name: canary('trait') } }]);
  await warehouse.setCustomers([{ ...row, customerId: 'c_kept', identifiers: [personIdentifier('userId', 'kept')], traits: {} }]);
  await warehouse.setCustomers([{ ...row, traits: { city: canary('trait') } }]);
  await warehouse.setIdentities([
    { identifier: visitor, customerId: customerIdOf([subject]) },
    { identifier: personIdentifier('anonymousId', 'kept'), customerId: 'c_kept' },
  ]);
  // What names them in the second place is told by its entry alone.
  return [...shared, ...deciding.slice(0, 1), ofThem as number];
}

describe('erasure', () => {
  it('leaves no byte of the subject on the disk, and all of everybody else', async () => {
    const offsets = await plant();
    const byId = [subject, visitor].map((identifier) => customerIdOf([identifier]).slice(2));
    const homes = byId.map((hex) => Buffer.from(hex, 'hex'));
    expect([...texts, ...byId, ...homes].filter((needle) => filesWith(needle).length === 0)).toEqual([]);

    await feeder.erase({ identifiers: [subject, visitor], offsets });

    expect(filesWith(...texts, ...byId, ...homes)).toEqual([]);
    const counts = await warehouse.sql(
      `SELECT (SELECT count() FROM events) AS events, (SELECT count() FROM segment_changes) AS changes, (SELECT count() FROM moments) AS moments,
        (SELECT groupArray(decision_id) FROM decisions) AS decisions, (SELECT groupArray(customer_id) FROM customers) AS customers,
        (SELECT groupArray(decision_id) FROM identity_decisions) AS identities, (SELECT groupArray(surge_id) FROM surges) AS surges`,
    );
    expect(counts.rows).toEqual([
      { events: 1_200, changes: 1, moments: 1, decisions: ['other'], customers: ['c_kept'], identities: ['other'], surges: ['other'] },
    ]);
  });

  it('leaves nothing of a subject whose keys others use too: not even a name in a dictionary of names', async () => {
    const properties = { products: [{ sku: 'a', prices: [{ net: 1 }] }] };
    const other = {
      properties,
      userId: canary('other user'),
      event: canary('other event'),
      source: canary('other source'),
      traits: { mail: canary('mail') },
    };
    await journal.put('event', anEvent(200_000, other), anEvent(200_001, { properties, traits: { mail: 'kept@example.org' } }));
    await feeder.flush();
    const found = (where: string): boolean => filesWith(canary(where)).length > 0;
    const places = ['other user', 'other event', 'other source', 'mail'];
    expect(places.filter(found)).toEqual(places);
    await feeder.erase({ identifiers: [personIdentifier('userId', other.userId)], offsets: [] });
    expect(places.filter(found)).toEqual([]);
    expect((await warehouse.sql('SELECT count() AS n FROM events')).rows).toEqual([{ n: 1_201 }]);
    texts.push(...places.map(canary));
  });

  it('stays erased through merges, rebuilding and reopening', async () => {
    const own = [];
    for await (const entries of journal.scan(0)) own.push(...entries.filter((entry) => texts.some((text) => entry.payload.includes(text))));
    await journal.redact(own.map((entry) => entry.offset));
    expect((await feeder.rebuild()).differing).toBe(0);
    const upkeep = await embeddedClickHouse(directory.path).openWriter();
    await upkeep.command('OPTIMIZE TABLE cusp_store.events FINAL');
    await upkeep.close();
    await warehouse.close();
    expect(filesWith(...texts)).toEqual([]);
    warehouse = await openWarehouse({ at: { directory: directory.path } });
    expect((await warehouse.sql('SELECT count() AS n FROM events')).rows).toEqual([{ n: 1_201 }]);
    feeder = createWarehouseFeeder({ journal, warehouse, onFailure: raise, countEntries: (kinds, before) => journal.count(kinds, before) });
    await feeder.start();
    await feeder.stop();
    expect((await warehouse.sql('SELECT count() AS n FROM events')).rows).toEqual([{ n: 1_201 }]);
  });

  it('finishes what was interrupted: leftovers of a crash are dropped on opening', async () => {
    const upkeep = await embeddedClickHouse(directory.path).openWriter();
    await upkeep.command('CREATE TABLE cusp_store.events_replacement (text String) ENGINE = MergeTree ORDER BY tuple()');
    await upkeep.command(`INSERT INTO cusp_store.events_replacement SELECT '${canary('leftover')}'`);
    await upkeep.close();
    expect(filesWith(canary('leftover'))).not.toEqual([]);
    await warehouse.close();
    warehouse = await openWarehouse({ at: { directory: directory.path } });
    expect(filesWith(canary('leftover'))).toEqual([]);
  });

  it('ends a drop that was cut short: its files are gone on opening, though the table has no name any more', async () => {
    const upkeep = await embeddedClickHouse(directory.path).openWriter();
    for (const text of ['half dropped', 'dropped by halves']) {
      await upkeep.command('CREATE TABLE cusp_store.events_replacement (text String) ENGINE = MergeTree ORDER BY tuple()');
      await upkeep.command(`INSERT INTO cusp_store.events_replacement SELECT '${canary(text)}'`);
      // Without SYNC, ClickHouse forgets the name now and clears the files later, as after a crash in the middle.
      await upkeep.command('DROP TABLE cusp_store.events_replacement');
    }
    await upkeep.close();
    expect(filesWith(canary('half dropped'))).not.toEqual([]);
    await warehouse.close();
    warehouse = await openWarehouse({ at: { directory: directory.path } });
    expect(filesWith(canary('half dropped'), canary('dropped by halves'))).toEqual([]);
    expect((await warehouse.sql('SELECT count() AS n FROM events')).rows).toEqual([{ n: 1_201 }]);
  });
});
