import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { answerParent } from './child.js';
import type { HistoryRequest, HistoryWritten } from './history.js';
import { eventJson } from './load/events.js';

/** As much of the engine's journal as is written here. */
interface Journal {
  append(kind: string, payload: string): number;
  commit(): Promise<void>;
  close(): Promise<void>;
  readonly durable: number;
}

const EVENTS_A_COMMIT = 20_000;

answerParent(async ({ data, customers, events, from, until }: HistoryRequest): Promise<HistoryWritten> => {
  const driver = new URL('../../packages/engine/dist/journal/embedded/embedded-journal.js', import.meta.url).href;
  const { openEmbeddedJournal } = (await import(driver)) as { openEmbeddedJournal: (options: object) => Promise<Journal> };
  const directory = join(data, 'journal');
  mkdirSync(directory, { recursive: true });
  const journal = await openEmbeddedJournal({ directory });
  const stream = { run: 'history', seed: 20_261_122, customers, count: events, from, step: (until - from) / events };
  for (let index = 0; index < events; index++) {
    journal.append('event', acceptedEvent(eventJson(stream, index)));
    if (index % EVENTS_A_COMMIT === EVENTS_A_COMMIT - 1) await journal.commit();
  }
  await journal.commit();
  const bytes = journal.durable;
  await journal.close();
  return { bytes };
});

/** What the engine would have put down for an event on the wire, its fields in the order of the entry. */
function acceptedEvent(wire: string): string {
  const { messageId, event, userId, timestamp, properties, context } = JSON.parse(wire) as Record<string, unknown>;
  const at = Date.parse(String(timestamp));
  return JSON.stringify({
    messageId,
    type: 'track',
    event,
    userId,
    anonymousId: null,
    previousId: null,
    groupId: null,
    timestamp: at,
    receivedAt: at,
    source: 'bench',
    properties,
    context,
    traits: {},
  });
}
