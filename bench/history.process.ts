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
interface Driver {
  openEmbeddedJournal(options: { readonly directory: string }): Promise<Journal>;
}

const EVENTS_A_COMMIT = 20_000;

answerParent(async ({ data, ...past }: HistoryRequest): Promise<HistoryWritten> => {
  const driver = new URL('../../packages/engine/dist/journal/embedded/embedded-journal.js', import.meta.url).href;
  const { openEmbeddedJournal } = (await import(driver)) as Driver;
  const journal = await openEmbeddedJournal({ directory: join(data, 'journal') });
  for (let index = 0; index < past.count; index++) {
    journal.append('event', pastEventText(past, index));
    if (index % EVENTS_A_COMMIT === EVENTS_A_COMMIT - 1) await journal.commit();
  }
  await journal.commit();
  const bytes = journal.durable;
  await journal.close();
  return { bytes };
});
