import type { Entry, EntryKind, Offset } from '../journal/journal.js';
import type { JsonObject } from '../vocabulary/json.js';
import { isJsonObject } from '../vocabulary/json.js';
import { type CustomerEvent, primaryIdentifier } from '../vocabulary/event.js';
import { isEngineError } from './clickhouse.js';
import { LineBuffer } from './line-buffer.js';
import { STORED_TABLES, type StoredTable } from './tables.js';
import type { Load } from './warehouse.js';
import { passing } from '../runtime/steps.js';

/** Rows of one table on their way. */
interface Lane {
  readonly table: StoredTable;
  readonly lines: LineBuffer;
  last: Offset;
}

/** Entries collected for one load, sorted into the tables that they belong to. */
export class Batch {
  readonly #entries: number;
  readonly #bytes: number;
  readonly #lanes: readonly Lane[] = STORED_TABLES.map((table) => ({ table, lines: new LineBuffer(), last: -1 }));
  readonly #laneOfKind: ReadonlyMap<EntryKind, Lane>;

  /** @param entries and @param bytes: with so many it is full. */
  constructor(entries: number, bytes: number) {
    this.#entries = entries;
    this.#bytes = bytes;
    this.#laneOfKind = new Map(this.#lanes.flatMap((lane) => lane.table.kinds.map((kind) => [kind, lane] as const)));
  }

  get isFull(): boolean {
    let [entries, bytes] = [0, 0];
    for (const { lines } of this.#lanes) {
      entries += lines.lines;
      bytes += lines.byteLength;
    }
    return entries >= this.#entries || bytes >= this.#bytes;
  }

  /** The table that entries of a kind become rows of, if they do. */
  tableOf(kind: EntryKind): StoredTable | undefined {
    return this.#laneOfKind.get(kind)?.table;
  }

  add(table: StoredTable, entry: Entry): void {
    const lane = this.#laneOfKind.get(entry.kind);
    if (lane === undefined) return;
    const owner = entry.kind === 'event' ? externalOwner(entry.payload) : '';
    lane.lines.add(entry.offset, entry.payload, table.kinds.length > 1 ? entry.kind : undefined, owner);
    lane.last = entry.offset;
  }

  /** Loads every table's rows, reports how far each has come, and is empty then. */
  async load(load: Load, reached: (table: StoredTable, last: Offset) => void): Promise<void> {
    for (const { table, lines, last } of this.#lanes) {
      if (lines.lines === 0) continue;
      await loadLines(load, table, lines, 0, lines.lines);
      passing('table loaded');
      lines.clear();
      reached(table, last);
    }
  }

  clear(): void {
    for (const { lines } of this.#lanes) lines.clear();
  }
}

const UNNAMED = Buffer.from('"userId":null,"anonymousId":null');

/** The field `identifier` for an event that only its external ids name: which of them counts is not for SQL to say. Empty for all others. */
function externalOwner(payload: Buffer): string {
  if (!payload.includes(UNNAMED)) return '';
  const event = JSON.parse(payload.toString('utf8')) as CustomerEvent;
  // What a client sent may hold the same text.
  if (event.userId !== null || event.anonymousId !== null) return '';
  const json = JSON.stringify(primaryIdentifier(event));
  return `,"identifier":${json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}`;
}

/**
 * Loads lines `from` to `to`. When ClickHouse refuses them the line at fault is found by halving, so that one odd event cannot hold up
 * all that follow; it is loaded with its objects as text. Halves are loaded in order, so a crash in between leaves a prefix, as ever.
 */
async function loadLines(load: Load, table: StoredTable, lines: LineBuffer, from: number, to: number): Promise<void> {
  try {
    await load(table, lines.slice(from, to));
  } catch (error) {
    if (!isRefusedData(error)) throw error;
    if (to - from === 1) return load(table, withObjectsAsText(lines.slice(from, to)));
    const middle = (from + to) >>> 1;
    await loadLines(load, table, lines, from, middle);
    await loadLines(load, table, lines, middle, to);
  }
}

/** ClickHouse's numbers for data that it cannot read: unparsable text, values out of range, JSON that fits no column. */
const REFUSED_DATA: ReadonlySet<string> = new Set([
  '6',
  '25',
  '26',
  '27',
  '33',
  '38',
  '41',
  '53',
  '69',
  '72',
  '117',
  '130',
  '131',
  '306',
  '321',
  '636',
]);

function isRefusedData(error: unknown): boolean {
  return isEngineError(error) && REFUSED_DATA.has(error.code);
}

/** The line with each of its objects as `{"unreadable": "<its JSON>"}`: odd, but there. */
function withObjectsAsText(line: Buffer): Buffer {
  const value = JSON.parse(line.toString('utf8')) as JsonObject;
  const legible = Object.entries(value).map(([field, held]) => [
    field,
    isJsonObject(held) && field !== 'identifier' ? { unreadable: JSON.stringify(held) } : held,
  ]);
  return Buffer.from(`${JSON.stringify(Object.fromEntries(legible))}\n`);
}
