import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Offset } from '../journal/journal.js';
import type { JsonObject } from '../vocabulary/json.js';
import { createWarehouseFeeder, type FeederOptions } from './feeder.js';
import { FixtureJournal } from './fixture-journal.js';
import { aMoment, anEvent, aSegmentChange, segmentChanges } from './fixtures.js';
import type { StoredTable, StoredTableName } from './tables.js';
import type { Load, Warehouse } from './warehouse.js';

/** A warehouse of arrays that can refuse, fail, or lose power between any two steps. */
class ArrayWarehouse {
  readonly rows = new Map<StoredTableName, JsonObject[]>();
  readonly batches: number[] = [];
  until: Offset | undefined;
  rebuilt: StoredTableName[] = [];
  /** Steps that still succeed; then everything fails. */
  strength = Number.POSITIVE_INFINITY;
  refuses: (row: JsonObject) => boolean = () => false;

  #step(): void {
    if (this.strength-- <= 0) throw new Error('gone');
  }

  of(table: StoredTableName): JsonObject[] {
    const rows = this.rows.get(table) ?? [];
    this.rows.set(table, rows);
    return rows;
  }

  readonly load: Load = async (table, bytes) => {
    this.#step();
    const rows = parsed(bytes);
    if (rows.some(this.refuses)) throw Object.assign(new Error('Cannot parse'), { code: '117' });
    this.of(table.name).push(...rows);
    this.batches.push(rows.length);
  };

  async loadedUntil(): Promise<Offset | undefined> {
    return this.until;
  }

  async setLoadedUntil(until: Offset): Promise<void> {
    this.#step();
    this.until = until;
  }

  async reach({ name }: StoredTable): Promise<{ last: Offset; entries: number }> {
    const rows = this.of(name);
    return { last: rows.reduce((last, row) => Math.max(last, Number(row.offset)), -1), entries: rows.length };
  }

  async rebuild(tables: readonly StoredTable[], fill: (load: Load) => Promise<void>): Promise<{ rows: number; differing: number }> {
    for (const { name } of tables) this.rows.set(name, []);
    this.rebuilt.push(...tables.map(({ name }) => name));
    await fill(async (table, bytes) => void this.of(table.name).push(...parsed(bytes)));
    return { rows: 0, differing: 0 };
  }

  get port(): Warehouse {
    return this as unknown as Warehouse;
  }
}

function parsed(bytes: Uint8Array): JsonObject[] {
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as JsonObject);
}

function feederOf(journal: FixtureJournal, warehouse: ArrayWarehouse, options: Partial<FeederOptions> = {}) {
  return createWarehouseFeeder({ journal, warehouse: warehouse.port, lingerMs: 1, onFailure: () => {}, ...options });
}

const offsets = (rows: readonly JsonObject[]): number[] => rows.map((row) => Number(row.offset));

describe('the feeder', () => {
  it('follows the journal by itself, each entry into its table, its JSON untouched', async () => {
    const [journal, warehouse] = [new FixtureJournal(), new ArrayWarehouse()];
    const feeder = feederOf(journal, warehouse);
    await feeder.start();
    const event = anEvent(1, { properties: { text: 'a"\n\\ü', 'quoted "key"': [1.5, null] } });
    const [offset] = await journal.put('event', event);
    await journal.put('segmentChanges', segmentChanges(aSegmentChange()));
    await journal.put('accounting', { source: 's', duplicate: 1, conflicting: 0, refused: 0, at: 0 });
    await vi.waitFor(() => expect(warehouse.until).toBe(journal.durable));
    expect(warehouse.of('events')).toEqual([{ offset, ...event }]);
    expect(warehouse.of('segment_changes')).toHaveLength(1);
    expect([...warehouse.rows.values()].flat()).toHaveLength(2);
    await feeder.stop();
    await journal.put('event', anEvent(2));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(warehouse.of('events')).toHaveLength(1);
  });

  it('cuts batches by entries and by bytes', async () => {
    const [journal, byEntries, byBytes] = [new FixtureJournal(5), new ArrayWarehouse(), new ArrayWarehouse()];
    await journal.put('event', ...Array.from({ length: 50 }, (_, i) => anEvent(i)));
    await feederOf(journal, byEntries, { batchEntries: 20 }).flush();
    expect(byEntries.batches).toEqual([20, 20, 10]);
    await feederOf(journal, byBytes, { batchBytes: 2_000 }).flush();
    expect(byBytes.batches).toEqual([10, 10, 10, 10, 10]);
  });

  it('loads every entry once, whenever it fails and however it is cut the next time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }),
        fc.array(fc.record({ strength: fc.nat(6), batch: fc.integer({ min: 1, max: 20 }), counts: fc.boolean() }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        async (kinds, lives, scanBatch) => {
          const [journal, warehouse] = [new FixtureJournal(scanBatch), new ArrayWarehouse()];
          for (const [i, isEvent] of kinds.entries()) {
            if (isEvent) await journal.put('event', anEvent(i));
            else await journal.put('moment', aMoment({ id: String(i) }));
          }
          for (const { strength, batch } of [...lives, { strength: Number.POSITIVE_INFINITY, batch: 7 }]) {
            warehouse.strength = strength;
            const feeder = feederOf(journal, warehouse, { batchEntries: batch });
            await feeder.start();
            await feeder.flush().catch(() => undefined);
            await feeder.stop();
          }
          expect(warehouse.rebuilt).toEqual([]);
          expect(warehouse.of('events')).toHaveLength(kinds.filter(Boolean).length);
          expect(warehouse.of('moments')).toHaveLength(kinds.filter((isEvent) => !isEvent).length);
          for (const rows of warehouse.rows.values()) expect(offsets(rows)).toEqual([...new Set(offsets(rows))].sort((a, b) => a - b));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('says what kept it from loading, and tries again', async () => {
    const [journal, warehouse, failures] = [new FixtureJournal(), new ArrayWarehouse(), [] as unknown[]];
    await journal.put('event', anEvent(1));
    warehouse.strength = 0;
    const feeder = feederOf(journal, warehouse, { onFailure: (error) => failures.push(error) });
    await feeder.start();
    await vi.waitFor(() => expect(failures).toEqual([new Error('gone')]));
    await expect(feeder.flush()).rejects.toThrow('gone');
    warehouse.strength = Number.POSITIVE_INFINITY;
    await vi.waitFor(() => expect(warehouse.of('events')).toHaveLength(1), { timeout: 10_000 });
    await feeder.stop();
  });

  it('does not let one row that is refused hold up the others', async () => {
    const [journal, warehouse] = [new FixtureJournal(), new ArrayWarehouse()];
    await journal.put('event', ...Array.from({ length: 9 }, (_, i) => anEvent(i, { properties: { odd: i === 4, deep: { n: i } } })));
    warehouse.refuses = (row) => (row.properties as JsonObject).odd === true;
    await feederOf(journal, warehouse).flush();
    expect(warehouse.of('events').map((row) => row.messageId)).toEqual(Array.from({ length: 9 }, (_, i) => `m${i}`));
    expect(warehouse.of('events')[4]?.properties).toEqual({ unreadable: '{"odd":true,"deep":{"n":4}}' });
  });

  it('mends half characters, which ClickHouse refuses, the way in which UTF-8 does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) }), { minLength: 1 }),
        async (texts) => {
          const [journal, warehouse] = [new FixtureJournal(), new ArrayWarehouse()];
          await journal.put('event', ...texts.map((text, i) => anEvent(i, { properties: { text: `\\ud800${text}\ud801` } })));
          await feederOf(journal, warehouse).flush();
          const wellFormed = texts.map((text) => Buffer.from(`\\ud800${text}\ud801`).toString());
          expect(warehouse.of('events').map((row) => (row.properties as JsonObject).text)).toEqual(wellFormed);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('builds those tables anew whose rows are not as many as the journal’s entries', async () => {
    const [journal, warehouse] = [new FixtureJournal(), new ArrayWarehouse()];
    await journal.put('event', anEvent(1), anEvent(2), anEvent(3));
    await journal.put('moment', aMoment());
    await feederOf(journal, warehouse).flush();
    warehouse.of('events').splice(1, 1);
    const feeder = feederOf(journal, warehouse, { countEntries: (kinds, before) => journal.count(kinds, before) });
    await feeder.start();
    await feeder.stop();
    expect(warehouse.rebuilt).toEqual(['events']);
    expect(warehouse.of('events').map((row) => row.messageId)).toEqual(['m1', 'm2', 'm3']);
  });

  it('believes a journal that ends earlier than what was loaded', async () => {
    const [longer, restored, warehouse] = [new FixtureJournal(), new FixtureJournal(), new ArrayWarehouse()];
    for (const journal of [longer, restored]) await journal.put('event', anEvent(1));
    await longer.put('event', anEvent(2), anEvent(3));
    await feederOf(longer, warehouse).flush();
    const feeder = feederOf(restored, warehouse);
    await feeder.start();
    expect(warehouse.of('events').map((row) => row.messageId)).toEqual(['m1']);
    await restored.put('event', anEvent(4));
    await feeder.flush();
    expect(warehouse.of('events').map((row) => row.messageId)).toEqual(['m1', 'm4']);
    await feeder.stop();
  });
});
