import { hash } from 'node:crypto';
import { formatInstant } from '../../vocabulary/instant.js';
import type { JsonObject } from '../../vocabulary/json.js';
import type { Columns } from './columns.js';
import type { ImportItem, UnmappableRow } from './import-item.js';
import type { ColumnValue, Mapping, ValueRule } from './mapping.js';
import { type Row, RowProblem, type RowValue, rowInstant, rowTest, rowValue } from './row-values.js';
import { TraitMemory } from './trait-memory.js';

/** What becomes of one row. */
export type MappedRow =
  | { readonly kind: 'items'; readonly items: readonly ImportItem[] }
  | { readonly kind: 'unmappable'; readonly row: UnmappableRow };

/** Maps the rows of one file, in their order. `number` is 1 for the first row after the header. */
export type MapRow = (row: Row, number: number) => MappedRow;

interface RowParts {
  readonly timestamp: (row: Row) => number;
  readonly userId: RowValue;
  readonly anonymousId: RowValue;
  /** Undefined when the mapping has no `event`: then rows are identify items. */
  readonly event: ((row: Row) => string) | undefined;
  readonly properties: Values | undefined;
  readonly context: Values | undefined;
  readonly traits: Values | undefined;
}
type Values = (row: Row) => JsonObject;

/**
 * Compiles a mapping for a file's columns.
 * @throws CuspError invalid_mapping when the mapping does not fit the file, or itself.
 */
export function rowMapper(mapping: Mapping, source: string, columns: Columns, columnNames: readonly string[]): MapRow {
  const parts = compileParts(mapping, columns);
  const memory = new TraitMemory();
  return (row, number) => {
    const messageId = rowMessageId(source, number, row);
    try {
      if (row.length !== columnNames.length) throw new RowProblem('row', `has ${row.length} fields, the header ${columnNames.length}`);
      return { kind: 'items', items: rowItems(parts, row, messageId, memory) };
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      const detail = `row ${number}: ${error.message}`;
      const owner = ownerOf(parts, row);
      return { kind: 'unmappable', row: { messageId, row: number, field: error.field, detail, raw: rawRow(row, columnNames), ...owner } };
    }
  };
}

/** Stands between fields where they are hashed; the control character that ASCII has for it. */
const FIELD_END = '\u001f';

/** A line that is no JSON object, as an unmappable row. */
export function unmappableLine(source: string, number: number, line: string): MappedRow {
  const row = { messageId: rowMessageId(source, number, [line]), row: number, field: 'row', detail: `row ${number}: is no JSON object` };
  return { kind: 'unmappable', row: { ...row, raw: line } };
}

/**
 * The stable id of a row: equal rows at different places of a file are different events, the same row imported again is the same one.
 * It begins with the row's number, so that events of the same instant keep the order of the file (they are ordered by messageId).
 * The file's name is no part of it, so that a file that was moved is still the same file; give files with equal rows different sources.
 */
function rowMessageId(source: string, number: number, row: Row): string {
  const digest = hash('sha256', `${source}\n${number}\n${row.join(FIELD_END)}`, 'hex').slice(0, 32);
  return `import-${String(number).padStart(10, '0')}-${digest}`;
}

function compileParts(mapping: Mapping, columns: Columns): RowParts {
  if (mapping.userId === undefined && mapping.anonymousId === undefined) {
    throw columns.invalid('userId', 'neither userId nor anonymousId is mapped: nobody would own the events');
  }
  if (mapping.event === undefined && mapping.traits === undefined) {
    throw columns.invalid('event', 'neither event nor traits is mapped: the rows would say nothing');
  }
  if (mapping.event === undefined && mapping.properties !== undefined) {
    throw columns.invalid('properties', 'only events have properties; name the event, or map the values as traits');
  }
  return {
    timestamp: rowTimestamp(mapping.timestamp, columns),
    userId: rowId(mapping.userId, 'userId', columns),
    anonymousId: rowId(mapping.anonymousId, 'anonymousId', columns),
    event: mapping.event === undefined ? undefined : rowEvent(mapping.event, columns),
    properties: rowValues(mapping.properties, 'properties', columns),
    context: rowValues(mapping.context, 'context', columns),
    traits: rowValues(mapping.traits, 'traits', columns),
  };
}

function rowTimestamp(rule: string | ColumnValue, columns: Columns): (row: Row) => number {
  const full = typeof rule === 'string' ? { column: rule } : rule;
  if (full.type !== undefined && full.type !== 'time') throw columns.invalid('timestamp', `its type is time, not ${full.type}`);
  const { format: _format, timeZone: _timeZone, type: _type, ...plain } = full;
  const text = rowValue({ ...plain, required: true }, 'timestamp', columns);
  const read = rowInstant(full, 'timestamp', columns);
  return (row) => {
    const found = text(row);
    if (typeof found !== 'string') throw new RowProblem(full.column, 'gives no timestamp');
    return read(found.trim());
  };
}

function rowId(rule: ValueRule | undefined, at: string, columns: Columns): RowValue {
  if (rule === undefined) return () => undefined;
  const type = typeof rule === 'object' && 'column' in rule ? (rule.type ?? 'text') : 'text';
  if (type !== 'text' && type !== 'integer') throw columns.invalid(at, `an id is text or integer, not ${type}`);
  return rowValue(rule, at, columns);
}

function rowEvent(rule: NonNullable<Mapping['event']>, columns: Columns): (row: Row) => string {
  if (typeof rule === 'string') return () => rule;
  const rules = rule.map(({ name, when }, index) => ({ name, test: rowTest(when, `event.${index}.when`, columns) }));
  return (row) => {
    const found = rules.find(({ test }) => test(row));
    if (found === undefined) throw new RowProblem('event', 'no rule of the mapping names an event for it');
    return found.name;
  };
}

function rowValues(rules: Readonly<Record<string, ValueRule>> | undefined, at: string, columns: Columns): Values | undefined {
  if (rules === undefined) return undefined;
  const compiled = Object.entries(rules).map(([name, rule]) => ({ name, value: rowValue(rule, `${at}.${name}`, columns) }));
  return (row) => {
    const values: JsonObject = {};
    for (const { name, value } of compiled) {
      const found = value(row);
      if (found !== undefined) values[name] = found;
    }
    return values;
  };
}

function rowItems(parts: RowParts, row: Row, messageId: string, memory: TraitMemory): readonly ImportItem[] {
  const ids = rowIds(parts, row);
  const base = { ...ids, timestamp: formatInstant(parts.timestamp(row)), ...(parts.context && { context: parts.context(row) }) };
  const traits = parts.traits?.(row);
  if (parts.event === undefined) return [{ type: 'identify', messageId, ...base, traits: traits ?? {} }];
  const track: ImportItem = {
    type: 'track',
    messageId,
    event: parts.event(row),
    ...base,
    ...(parts.properties && { properties: parts.properties(row) }),
  };
  if (traits === undefined || !memory.changed(ids, traits)) return [track];
  return [{ type: 'identify', messageId: `${messageId}-traits`, ...base, traits }, track];
}

interface RowIds {
  readonly userId?: string;
  readonly anonymousId?: string;
}

function rowIds(parts: RowParts, row: Row): RowIds {
  const userId = parts.userId(row);
  const anonymousId = parts.anonymousId(row);
  if (userId === undefined && anonymousId === undefined) {
    throw new RowProblem('userId', 'gives neither a userId nor an anonymousId');
  }
  return {
    ...(userId !== undefined && { userId: String(userId) }),
    ...(anonymousId !== undefined && { anonymousId: String(anonymousId) }),
  };
}

/** Whose a broken row is; nobody's when even that cannot be told. */
function ownerOf(parts: RowParts, row: Row): RowIds {
  try {
    return rowIds(parts, row);
  } catch (error) {
    if (error instanceof RowProblem) return {};
    throw error;
  }
}

function rawRow(row: Row, columnNames: readonly string[]): string {
  const entries = row.map((text, index): readonly [string, string] => [columnNames[index] ?? `column ${index + 1}`, text]);
  return JSON.stringify(Object.fromEntries(entries));
}
