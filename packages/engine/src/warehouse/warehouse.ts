import type { SqlAnswer } from '../answers.js';
import type { Offset } from '../journal/journal.js';
import type { JsonObject } from '../vocabulary/json.js';
import type { ClickHouse, WritingSession } from './clickhouse.js';
import { embeddedClickHouse } from './embedded.js';
import { eraseRows, type ErasedSubject } from './erasure.js';
import { type CustomerRow, customersInsert, HANDED_IN_LINES, identitiesInsert, type IdentityRow } from './handed-in.js';
import { beginReplacement, type Comparison, dropReplacements, finishReplacement, replacementOf } from './replacement.js';
import { pureFunctions } from './query-guard.js';
import { serverClickHouse } from './server.js';
import {
  CUSTOMERS,
  createWarehouse,
  IDENTITIES,
  IDENTITY_DICTIONARY,
  insertInto,
  type KeptTable,
  keptTable,
  STORE_DATABASE,
  type StoredTable,
} from './tables.js';
import { Turns } from './turns.js';
import { DEFAULT_QUERY_LIMITS, type QueryLimits, UserQueries } from './user-queries.js';

export interface WarehouseOptions {
  /** Where ClickHouse is: in this process, keeping its data below a directory that nobody else uses, or a server. */
  readonly at: { readonly directory: string } | { readonly url: string };
  readonly limits?: Partial<QueryLimits>;
}

/** How far a stored table reaches. */
export interface TableReach {
  /** The offset of its last row; -1 without rows. */
  readonly last: Offset;
  /** How many entries of the journal its rows are from. */
  readonly entries: number;
}

/** Adds rows to a stored table, or to the one that is being built to replace it. */
export type Load = (table: StoredTable, lines: Uint8Array) => Promise<void>;

/** The journal as tables that can be queried. Whoever loads it is the feeder; whoever asks it is a user. */
export interface Warehouse {
  /** Everything before this offset is loaded; undefined before the first batch. */
  loadedUntil(): Promise<Offset | undefined>;
  setLoadedUntil(until: Offset): Promise<void>;
  reach(table: StoredTable): Promise<TableReach>;
  /** Inserts lines as one part: all of them or none. */
  readonly load: Load;
  /** Fills new tables with what `fill` loads, compares, and lets them take the old ones' place. Nobody may load meanwhile. */
  rebuild(tables: readonly StoredTable[], fill: (load: Load) => Promise<void>): Promise<Comparison>;

  /** Says whose identifiers are from now on; every row of theirs reads so at the next query. */
  setIdentities(changes: readonly IdentityRow[]): Promise<void>;
  /** Says it of all identifiers whose customer is not the one that they would be alone. */
  replaceIdentities(all: Iterable<IdentityRow> | AsyncIterable<IdentityRow>): Promise<Comparison>;
  setCustomers(rows: readonly CustomerRow[], gone?: readonly string[]): Promise<void>;
  replaceCustomers(all: Iterable<CustomerRow> | AsyncIterable<CustomerRow>): Promise<Comparison>;

  /** @throws CuspError invalid_query, query_limit or warehouse_unavailable. */
  sql(query: string, params?: JsonObject): Promise<SqlAnswer>;

  /** Resolves when no byte of the subject is left. Use the feeder's, which keeps a batch on its way from bringing it back. */
  erase(subject: ErasedSubject): Promise<void>;
  /** Ends all sessions; the directory can then be opened again. */
  close(): Promise<void>;
}

/** Opens the warehouse and makes the tables that are missing. @throws CuspError warehouse_unavailable */
export async function openWarehouse(options: WarehouseOptions): Promise<Warehouse> {
  const clickhouse = 'url' in options.at ? serverClickHouse(options.at.url) : embeddedClickHouse(options.at.directory);
  const upkeep = await clickhouse.openWriter();
  try {
    for (const statement of createWarehouse(clickhouse.sourceCredentials)) await upkeep.command(statement);
    await dropReplacements(upkeep);
    const queries = await UserQueries.open(clickhouse, await pureFunctions(upkeep), { ...DEFAULT_QUERY_LIMITS, ...options.limits });
    return new ClickHouseWarehouse(clickhouse, upkeep, await clickhouse.openWriter(), queries);
  } catch (error) {
    await upkeep.close();
    await clickhouse.close();
    throw error;
  }
}

class ClickHouseWarehouse implements Warehouse {
  readonly #clickhouse: ClickHouse;
  /** Loads the journal. */
  readonly #loader: WritingSession;
  /** Does everything else that writes, so that it waits for no batch. */
  readonly #upkeep: WritingSession;
  readonly #queries: UserQueries;
  readonly #turns = new Turns();
  #identitiesChanged = false;

  constructor(clickhouse: ClickHouse, upkeep: WritingSession, loader: WritingSession, queries: UserQueries) {
    this.#clickhouse = clickhouse;
    this.#upkeep = upkeep;
    this.#loader = loader;
    this.#queries = queries;
  }

  readonly load: Load = (table, lines) => this.#loader.insertLines(insertInto(table, lines));

  async loadedUntil(): Promise<Offset | undefined> {
    const [[until] = []] = await this.#loader.rows(`SELECT until FROM ${STORE_DATABASE}.loaded FINAL WHERE partition = 0`);
    return until === undefined ? undefined : Number(until);
  }

  async setLoadedUntil(until: Offset): Promise<void> {
    await this.#loader.command(`INSERT INTO ${STORE_DATABASE}.loaded SELECT 0, {until:Int64}`, { until });
  }

  async reach(table: StoredTable): Promise<TableReach> {
    const { name, countEntries = 'count()' } = table;
    const [[last, entries] = []] = await this.#loader.rows(`SELECT maxOrNull(offset), ${countEntries} FROM ${STORE_DATABASE}.${name}`);
    return { last: last === null || last === undefined ? -1 : Number(last), entries: Number(entries) };
  }

  rebuild(tables: readonly StoredTable[], fill: (load: Load) => Promise<void>): Promise<Comparison> {
    const kept = tables.map(keptTable);
    return this.#turns.take(async () => {
      for (const table of kept) await beginReplacement(this.#upkeep, table);
      await fill((table, lines) => this.#loader.insertLines(insertInto(table, lines, replacementOf(table.name))));
      return this.#finish(kept);
    });
  }

  async #finish(kept: readonly KeptTable[]): Promise<Comparison> {
    let [rows, differing] = [0, 0];
    for (const table of kept) {
      const compared = await finishReplacement(this.#upkeep, table);
      rows += compared.rows;
      differing += compared.differing;
    }
    return { rows, differing };
  }

  async setIdentities(changes: readonly IdentityRow[]): Promise<void> {
    if (changes.length === 0) return;
    await this.#turns.take(async () => {
      for (const portion of portions(changes)) await this.#upkeep.insertLines(identitiesInsert(portion));
      this.#identitiesChanged = true;
    });
  }

  replaceIdentities(all: Iterable<IdentityRow> | AsyncIterable<IdentityRow>): Promise<Comparison> {
    return this.#replace(IDENTITIES, all, (portion, table) => identitiesInsert(portion, table)).finally(() => {
      this.#identitiesChanged = true;
    });
  }

  async setCustomers(rows: readonly CustomerRow[], gone: readonly string[] = []): Promise<void> {
    if (rows.length === 0 && gone.length === 0) return;
    await this.#turns.take(async () => {
      for (const portion of portions(rows)) await this.#upkeep.insertLines(customersInsert(portion));
      for (const portion of portions(gone)) await this.#upkeep.insertLines(customersInsert([], portion));
    });
  }

  replaceCustomers(all: Iterable<CustomerRow> | AsyncIterable<CustomerRow>): Promise<Comparison> {
    return this.#replace(CUSTOMERS, all, (portion, table) => customersInsert(portion, [], table));
  }

  #replace<T>(
    target: KeptTable,
    all: Iterable<T> | AsyncIterable<T>,
    insert: (portion: readonly T[], table: string) => ReturnType<typeof identitiesInsert>,
  ): Promise<Comparison> {
    return this.#turns.take(async () => {
      await beginReplacement(this.#upkeep, target);
      let portion: T[] = [];
      const write = async (): Promise<void> => {
        if (portion.length > 0) await this.#upkeep.insertLines(insert(portion, replacementOf(target.name)));
        portion = [];
      };
      for await (const item of all) {
        portion.push(item);
        if (portion.length === HANDED_IN_LINES) await write();
      }
      await write();
      return finishReplacement(this.#upkeep, target);
    });
  }

  async sql(query: string, params: JsonObject = {}): Promise<SqlAnswer> {
    if (this.#identitiesChanged) await this.#turns.take(() => this.#readIdentities());
    return this.#queries.answer(query, params);
  }

  /** Loading a million identities takes half a second, so it is done when somebody asks, and once for all that changed. */
  async #readIdentities(): Promise<void> {
    if (!this.#identitiesChanged) return;
    this.#identitiesChanged = false;
    try {
      await this.#upkeep.command(`SYSTEM RELOAD DICTIONARY ${IDENTITY_DICTIONARY}`);
    } catch (error) {
      this.#identitiesChanged = true;
      throw error;
    }
  }

  erase(subject: ErasedSubject): Promise<void> {
    return this.#turns.take(async () => {
      await eraseRows(this.#upkeep, subject);
      this.#identitiesChanged = true;
      await this.#readIdentities();
    });
  }

  async close(): Promise<void> {
    await this.#turns.take(async () => {
      await Promise.all([this.#queries.close(), this.#upkeep.close(), this.#loader.close()]);
      await this.#clickhouse.close();
    });
  }
}

function* portions<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += HANDED_IN_LINES) yield items.slice(from, from + HANDED_IN_LINES);
}
