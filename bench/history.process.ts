import { join } from 'node:path';
import { answerParent } from './child.js';
import type { HistoryRequest, HistoryWritten } from './history.js';
import { pastEventText } from './load/history-events.js';

/** As much of the engine's journal as is needed here. */
interface Journal {
  append(kind: 'event', payload: string): number;
  commit(): Promise<void>;
  close(): Promise<void>;
  readonly durable: number;
}
interface JournalDriver {
  openEmbeddedJournal(options: { readonly directory: string }): Promise<Journal>;
}

/** As much of the engine's warehouse as is needed here. */
interface Warehouse {
  load(table: object, lines: Uint8Array): Promise<void>;
  setLoadedUntil(until: number): Promise<void>;
  close(): Promise<void>;
}
interface WarehouseDriver {
  openWarehouse(options: { readonly at: { readonly directory: string } }): Promise<Warehouse>;
}
interface WarehouseTables {
  readonly STORED_TABLES: readonly { readonly name: string }[];
}

const EVENTS_A_COMMIT = 20_000;
/** Of these ClickHouse makes one part. */
const EVENTS_A_LOAD = 200_000;

answerParent(async ({ data, intoWarehouse = false, ...past }: HistoryRequest): Promise<HistoryWritten> => {
  const { openEmbeddedJournal } = await built<JournalDriver>('journal/embedded/embedded-journal.js');
  const journal = await openEmbeddedJournal({ directory: join(data, 'journal') });
  const loader = intoWarehouse ? await openLoader(join(data, 'warehouse')) : undefined;
  for (let index = 0; index < past.count; index++) {
    const text = pastEventText(past, index);
    const offset = journal.append('event', text);
    if (index % EVENTS_A_COMMIT === EVENTS_A_COMMIT - 1) await journal.commit();
    await loader?.add(offset, text);
  }
  await journal.commit();
  const bytes = journal.durable;
  await loader?.end(bytes);
  await journal.close();
  return { bytes };
});

/** Takes entries to the warehouse as the engine's feeder would. */
async function openLoader(directory: string) {
  const { openWarehouse } = await built<WarehouseDriver>('warehouse/warehouse.js');
  const { STORED_TABLES } = await built<WarehouseTables>('warehouse/tables.js');
  const events = STORED_TABLES.find(({ name }) => name === 'events');
  if (events === undefined) throw new Error('the warehouse has no table of events');
  const warehouse = await openWarehouse({ at: { directory } });
  let lines: string[] = [];
  const load = async () => {
    if (lines.length > 0) await warehouse.load(events, Buffer.from(lines.join('')));
    lines = [];
  };
  return {
    add: (offset: number, text: string): Promise<void> | undefined => {
      lines.push(`{"offset":${offset},${text.slice(1)}\n`);
      return lines.length === EVENTS_A_LOAD ? load() : undefined;
    },
    end: async (until: number): Promise<void> => {
      await load();
      await warehouse.setLoadedUntil(until);
      await warehouse.close();
    },
  };
}

async function built<Module>(file: string): Promise<Module> {
  return (await import(new URL(`../../packages/engine/dist/${file}`, import.meta.url).href)) as Module;
}
