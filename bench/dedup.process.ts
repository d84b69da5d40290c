import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { answerParent } from './child.js';
import type { DedupMemory, DedupRequest } from './dedup.js';

/** As much of the engine's index as answers "has this been counted?". */
interface Rows {
  add(row: { timestamp: number; receivedAt: number; offset: number; name: number; identifier: number; contentHash: number }): number;
}
interface MessageIds {
  find(rows: Rows, identifier: number, messageId: string): number;
  add(rows: Rows, row: number, identifier: number, messageId: string): void;
}

/** Where a row says where its id stands, how long it is, and the hashes of key and contents. */
const ROW_BYTES_FOR_IDS = 16;
const CUSTOMERS = 100_000;

const engine = (file: string): string => new URL(`../../packages/engine/dist/timeline/${file}.js`, import.meta.url).href;

answerParent(async ({ events }: DedupRequest): Promise<DedupMemory> => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const { Rows } = (await import(engine('event-rows'))) as { Rows: new () => Rows };
  const { MessageIds } = (await import(engine('message-ids'))) as { MessageIds: new () => MessageIds };
  const rows = new Rows();
  const ids = new MessageIds();
  for (let row = 0; row < events; row++)
    rows.add({ timestamp: row, receivedAt: row, offset: row * 700, name: 0, identifier: row % CUSTOMERS, contentHash: row });
  collect();
  const before = process.memoryUsage();
  for (let row = 0; row < events; row++) ids.add(rows, row, row % CUSTOMERS, idOf(row));
  collect();
  const after = process.memoryUsage();
  check(rows, ids, events);
  return {
    allocated: (after.heapUsed + after.external - before.heapUsed - before.external) / events + ROW_BYTES_FOR_IDS,
    ofRow: ROW_BYTES_FOR_IDS,
  };
});

/** As SDKs make them: a UUID in 36 characters. */
function idOf(number: number): string {
  const hex = createHash('sha1').update(String(number)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Memory that forgets would be small too: each id is found, and no other. */
function check(rows: Rows, ids: MessageIds, events: number): void {
  for (let row = 0; row < events; row++) {
    if (ids.find(rows, row % CUSTOMERS, idOf(row)) !== row) throw new Error(`the id of row ${row} is not found`);
    if (ids.find(rows, row % CUSTOMERS, idOf(row + events)) !== -1) throw new Error(`an id that nobody sent is found`);
  }
}
