import { formatInstant } from '../../vocabulary/instant.js';
import type { Json, JsonObject } from '../../vocabulary/json.js';
import { type Columns, invalidMapping } from './columns.js';
import { instantReader } from './convert.js';
import type { ExternalId, ImportItem, UnmappableRow } from './import-item.js';
import type { ColumnValue, ConstantValue, MappingBody } from './mapping.js';
import { RowProblem } from './row-problem.js';
import type { TraitMemory } from './trait-memory.js';
import { rowIdentifier, type RowTest, rowTest, rowValue, type RowValues, rowValues } from './values.js';

/** A mapping made ready for rows of one kind. */
export interface CompiledMapping<R> {
  /**
   * The items of a row: one, and an identify item before it when its traits are news to the memory.
   * @throws RowProblem
   */
  items(row: R, messageId: string, memory: TraitMemory): readonly ImportItem[];
  /** Whose a broken row is; nobody's when even that cannot be told. */
  owner(row: R): RowOwner;
}

/** Whose a row is. */
export type RowOwner = Pick<UnmappableRow, 'userId' | 'anonymousId' | 'externalIds'>;

interface RowParts<R> {
  /** RFC 3339; undefined where the mapping has no timestamp. */
  readonly timestamp: ((row: R) => string) | undefined;
  readonly owner: (row: R) => RowOwner;
  /** Undefined when the mapping has no `event`: then rows are identify items. */
  readonly event: ((row: R) => string) | undefined;
  readonly properties: RowValues<R> | undefined;
  readonly context: RowValues<R> | undefined;
  readonly traits: RowValues<R> | undefined;
}

/**
 * Compiles a mapping for rows of one kind.
 * @throws CuspError invalid_mapping when the mapping does not fit the columns, or itself.
 */
export function compileMapping<R>(mapping: MappingBody, columns: Columns<R>): CompiledMapping<R> {
  const parts = compileParts(mapping, columns);
  return {
    items: (row, messageId, memory) => rowItems(parts, row, messageId, memory),
    owner: (row) => ownerOrNobody(parts, row),
  };
}

function compileParts<R>(mapping: MappingBody, columns: Columns<R>): RowParts<R> {
  refuseContradictions(mapping);
  const values = (part: 'properties' | 'context' | 'traits'): RowValues<R> | undefined => {
    const rules = mapping[part];
    return rules === undefined ? undefined : rowValues(rules, part, columns);
  };
  return {
    timestamp: mapping.timestamp === undefined ? undefined : rowTimestamp(mapping.timestamp, columns),
    owner: rowOwner(mapping, columns),
    event: mapping.event === undefined ? undefined : rowEvent(mapping.event, columns),
    properties: values('properties'),
    context: values('context'),
    traits: values('traits'),
  };
}

function refuseContradictions({ userId, anonymousId, externalIds, event, properties, context, traits }: MappingBody): void {
  if (userId === undefined && anonymousId === undefined && Object.keys(externalIds ?? {}).length === 0) {
    throw invalidMapping('userId', 'neither userId, anonymousId nor externalIds is mapped: nobody would own the events');
  }
  if (event === undefined && traits === undefined) {
    throw invalidMapping('event', 'neither event nor traits is mapped: the rows would say nothing');
  }
  if (event === undefined && properties !== undefined) {
    throw invalidMapping('properties', 'only events have properties; name the event, or map the values as traits');
  }
  if (externalIds !== undefined && context !== undefined && Object.hasOwn(context, 'externalIds')) {
    throw invalidMapping('context.externalIds', 'externalIds fills it already');
  }
}

function rowTimestamp<R>(rule: string | ColumnValue | ConstantValue, columns: Columns<R>): (row: R) => string {
  if (typeof rule === 'object' && 'constant' in rule) return constantTimestamp(rule);
  const full: ColumnValue = typeof rule === 'string' ? { column: rule } : rule;
  if (full.type !== undefined && full.type !== 'time') throw invalidMapping('timestamp', `its type is time, not ${full.type}`);
  const { format: _format, since: _since, timeZone: _timeZone, type: _type, ...plain } = full;
  const value = rowValue({ ...plain, required: true }, 'timestamp', columns);
  const read = instantReader(full, 'timestamp');
  // Rows that follow each other often have the same time.
  let last: Json | undefined;
  let lastTimestamp = '';
  return (row) => {
    const found = value(row);
    if (found === undefined) throw new RowProblem(full.column, 'gives no timestamp');
    if (found === last) return lastTimestamp;
    lastTimestamp = formatInstant(read(found));
    last = found;
    return lastTimestamp;
  };
}

function constantTimestamp({ constant, when }: ConstantValue): () => string {
  if (when !== undefined) throw invalidMapping('timestamp.when', 'every row needs a time');
  const read = instantReader({ column: 'timestamp' }, 'timestamp');
  try {
    const timestamp = formatInstant(read(constant));
    return () => timestamp;
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error;
    throw invalidMapping('timestamp.constant', error.message);
  }
}

function rowEvent<R>(rule: NonNullable<MappingBody['event']>, columns: Columns<R>): (row: R) => string {
  if (typeof rule === 'string') return () => rule;
  const rules = rule.map(({ name, when }, index): { name: string; test: RowTest<R> } => ({
    name,
    test: rowTest(when, `event.${index}.when`, columns),
  }));
  return (row) => {
    const found = rules.find(({ test }) => test(row));
    if (found === undefined) throw new RowProblem('event', 'no rule of the mapping names an event for it');
    return found.name;
  };
}

function rowOwner<R>(mapping: MappingBody, columns: Columns<R>): (row: R) => RowOwner {
  const userIdOf = rowIdentifier(mapping.userId, 'userId', columns);
  const anonymousIdOf = rowIdentifier(mapping.anonymousId, 'anonymousId', columns);
  const others = Object.entries(mapping.externalIds ?? {}).map(([type, rule]) => ({
    type,
    id: rowIdentifier(rule, `externalIds.${type}`, columns),
  }));
  const nobody = `gives neither a userId nor an anonymousId${others.length > 0 ? ' nor an external id' : ''}`;
  return (row) => {
    const userId = userIdOf(row);
    const anonymousId = anonymousIdOf(row);
    const externalIds = others.length === 0 ? [] : externalIdsOf(others, row);
    if (userId === undefined && anonymousId === undefined && externalIds.length === 0) throw new RowProblem('userId', nobody);
    const owner: Draft<RowOwner> = {};
    if (userId !== undefined) owner.userId = userId;
    if (anonymousId !== undefined) owner.anonymousId = anonymousId;
    if (externalIds.length > 0) owner.externalIds = externalIds;
    return owner;
  };
}

function externalIdsOf<R>(rules: readonly { type: string; id: (row: R) => string | undefined }[], row: R): readonly ExternalId[] {
  return rules.flatMap(({ type, id }) => {
    const found = id(row);
    return found === undefined ? [] : [{ type, id: found }];
  });
}

function ownerOrNobody<R>(parts: RowParts<R>, row: R): RowOwner {
  try {
    return parts.owner(row);
  } catch (error) {
    if (error instanceof RowProblem) return {};
    throw error;
  }
}

function rowItems<R>(parts: RowParts<R>, row: R, messageId: string, memory: TraitMemory): readonly ImportItem[] {
  const owner = parts.owner(row);
  const context = contextOf(parts.context?.(row), owner.externalIds);
  const timestamp = parts.timestamp?.(row);
  const traits = parts.traits?.(row);
  const { event } = parts;
  if (event === undefined) return [withRest({ type: 'identify', messageId, traits: traits ?? {} }, owner, timestamp, context)];
  const track: Draft<ImportItem> = { type: 'track', messageId, event: event(row) };
  const properties = parts.properties?.(row);
  if (properties !== undefined) track.properties = properties;
  withRest(track, owner, timestamp, context);
  if (traits === undefined || !memory.changed(owner, traits)) return [track];
  return [withRest({ type: 'identify', messageId: `${messageId}-traits`, traits }, owner, timestamp, context), track];
}

type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** Sets what all items of a row have in common, in place: this runs for every row of a file. */
function withRest(
  item: Draft<ImportItem>,
  { userId, anonymousId }: RowOwner,
  timestamp: string | undefined,
  context: JsonObject | undefined,
): ImportItem {
  if (userId !== undefined) item.userId = userId;
  if (anonymousId !== undefined) item.anonymousId = anonymousId;
  if (timestamp !== undefined) item.timestamp = timestamp;
  if (context !== undefined) item.context = context;
  return item;
}

function contextOf(values: JsonObject | undefined, externalIds: RowOwner['externalIds']): JsonObject | undefined {
  if (externalIds === undefined) return values;
  return { ...values, externalIds: externalIds.map(({ type, id }) => ({ id, type, collection: 'users', encoding: 'none' })) };
}
