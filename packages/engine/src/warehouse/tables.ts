import type { EntryKind } from '../journal/journal.js';
import type { LinesInsert } from './clickhouse.js';

/** The database that users query: views, one per table of the contract. */
export const PUBLIC_DATABASE = 'cusp';
/** The database that the views read: rows as loaded. */
export const STORE_DATABASE = 'cusp_store';

/** A column of a stored table: its name and type, and the expression over a line's fields that fills it. */
interface Column {
  readonly name: string;
  readonly type: string;
  readonly from: string;
}

/** A table whose rows are the journal's entries of some kinds: one row an entry, or one for each element of a list in it. */
export interface StoredTable {
  readonly name: StoredTableName;
  readonly kinds: readonly EntryKind[];
  /** The structure of a line: the entry's own JSON, with `offset` and `kind` put in front. Fields left out are not read. */
  readonly line: string;
  /** The field that holds a list, each element of which (`each`, counted from 1 by `number`) becomes a row. */
  readonly list?: string;
  readonly columns: readonly Column[];
  /** An aggregate over the rows that counts the entries. */
  readonly countEntries?: string;
  readonly orderBy: string;
}

export const STORED_TABLE_NAMES = [
  'events',
  'segment_changes',
  'moments',
  'decisions',
  'deliveries',
  'identity_decisions',
  'surges',
] as const;
export type StoredTableName = (typeof STORED_TABLE_NAMES)[number];

/**
 * At most this many paths of one JSON column get a column of their own in a part; all further ones share one.
 * Clients choose keys: without a bound a million of them would be a million files.
 */
const JSON_TYPE = 'JSON(max_dynamic_paths = 256)';
const INSTANT_TYPE = "DateTime64(3, 'UTC')";
const IDENTIFIER_LINE = 'identifier Tuple(subject String, type String, value String)';

/**
 * Twelve bytes of SHA-256: what `customerIdOf` says of one identifier alone, as bytes (`home`).
 * Which customer the identifier belongs to today is looked up when reading.
 */
function homeOf(subject: string, type: string, value: string): string {
  return `substring(SHA256(concat(${subject}, '\\0', ${type}, '\\0', ${value})), 1, 12)`;
}

const PLACE: readonly Column[] = [
  { name: 'partition', type: 'UInt32', from: '0' },
  { name: 'offset', type: 'Int64', from: 'offset' },
];
const IDENTIFIER_HOME: Column = {
  name: 'home',
  type: 'FixedString(12)',
  from: homeOf('identifier.subject', 'identifier.type', 'identifier.value'),
};

const same = (name: string, type: string): Column => ({ name, type, from: name });
const renamed = (name: string, type: string, from: string): Column => ({ name, type, from });
const instant = (name: string, from: string): Column => ({ name, type: INSTANT_TYPE, from: `fromUnixTimestamp64Milli(${from}, 'UTC')` });

/** A field of the element that the row is for. */
function inEach(field: string): string {
  return `tupleElement(each, '${field}')`;
}

const EVENTS: StoredTable = {
  name: 'events',
  kinds: ['event'],
  line:
    'offset Int64, messageId String, type String, event String, userId Nullable(String), anonymousId Nullable(String), ' +
    'previousId Nullable(String), groupId Nullable(String), timestamp Int64, receivedAt Int64, source String, ' +
    `properties ${JSON_TYPE}, context ${JSON_TYPE}, traits ${JSON_TYPE}, ${IDENTIFIER_LINE}`,
  columns: [
    ...PLACE,
    {
      name: 'home',
      type: 'FixedString(12)',
      // The identifier is spliced in for an event that has neither userId nor anonymousId, and empty for all others.
      from: homeOf(
        "'person'",
        "multiIf(notEmpty(identifier.type), identifier.type, isNull(userId), 'anonymousId', 'userId')",
        "if(notEmpty(identifier.type), identifier.value, coalesce(userId, anonymousId, ''))",
      ),
    },
    renamed('message_id', 'String', 'messageId'),
    same('type', 'LowCardinality(String)'),
    same('event', 'LowCardinality(String)'),
    renamed('user_id', 'Nullable(String)', 'userId'),
    renamed('anonymous_id', 'Nullable(String)', 'anonymousId'),
    renamed('previous_id', 'Nullable(String)', 'previousId'),
    renamed('group_id', 'Nullable(String)', 'groupId'),
    instant('timestamp', 'timestamp'),
    instant('received_at', 'receivedAt'),
    same('source', 'LowCardinality(String)'),
    same('properties', JSON_TYPE),
    same('context', JSON_TYPE),
    same('traits', JSON_TYPE),
  ],
  orderBy: '(timestamp, offset)',
};

/** A row for all segments that somebody entered, or left, at once: of the single changes there are many times as many. */
const SEGMENT_CHANGES: StoredTable = {
  name: 'segment_changes',
  kinds: ['segmentChanges'],
  line:
    `offset Int64, ${IDENTIFIER_LINE}, observedAt Int64, cause String, changes Array(Tuple(` +
    'entered Bool, at Int64, because Array(String), segments Array(String), versions Array(UInt32)))',
  list: 'changes',
  columns: [
    ...PLACE,
    renamed('number', 'UInt32', 'number'),
    IDENTIFIER_HOME,
    renamed('identifier', 'String', "concat(identifier.type, ':', identifier.value)"),
    renamed('segments', 'Array(LowCardinality(String))', inEach('segments')),
    renamed('versions', 'Array(UInt32)', inEach('versions')),
    renamed('entered', 'Bool', inEach('entered')),
    instant('at', inEach('at')),
    instant('observed_at', 'observedAt'),
    same('cause', 'LowCardinality(String)'),
    renamed('because', 'Array(String)', inEach('because')),
  ],
  countEntries: 'countIf(number = 1)',
  orderBy: '(at, offset, number)',
};

const MOMENTS: StoredTable = {
  name: 'moments',
  kinds: ['moment'],
  line:
    `offset Int64, id String, name String, version UInt32, ${IDENTIFIER_LINE}, at Int64, detectedAt Int64, status String, ` +
    'withdrawnAt Nullable(Int64), warmUntil Int64, intent String, feeling String, segments Array(String), evidence Array(String)',
  columns: [
    ...PLACE,
    IDENTIFIER_HOME,
    same('id', 'String'),
    same('name', 'LowCardinality(String)'),
    same('version', 'UInt32'),
    instant('at', 'at'),
    instant('detected_at', 'detectedAt'),
    same('status', 'LowCardinality(String)'),
    {
      name: 'withdrawn_at',
      type: `Nullable(${INSTANT_TYPE})`,
      from: "fromUnixTimestamp64Milli(withdrawnAt, 'UTC')",
    },
    instant('warm_until', 'warmUntil'),
    same('intent', 'LowCardinality(String)'),
    same('feeling', 'LowCardinality(String)'),
    same('segments', 'Array(String)'),
    same('evidence', 'Array(String)'),
  ],
  orderBy: '(id, offset)',
};

const DECISIONS: StoredTable = {
  name: 'decisions',
  kinds: ['decision'],
  line:
    `offset Int64, decisionId String, campaign String, version UInt32, ${IDENTIFIER_LINE}, cause ${JSON_TYPE}, decidedAt Int64, ` +
    'outcome String, reason Nullable(String), checks Array(JSON), message Nullable(String)',
  columns: [
    ...PLACE,
    IDENTIFIER_HOME,
    renamed('decision_id', 'String', 'decisionId'),
    same('campaign', 'LowCardinality(String)'),
    same('version', 'UInt32'),
    same('outcome', 'LowCardinality(String)'),
    same('reason', 'Nullable(String)'),
    same('cause', JSON_TYPE),
    instant('decided_at', 'decidedAt'),
    same('checks', 'Array(JSON)'),
    { name: 'message', type: JSON_TYPE, from: "ifNull(message, '{}')" },
  ],
  orderBy: '(decision_id, offset)',
};

/** Attempts and their results: folded into the decision that they belong to when reading. */
const DELIVERIES: StoredTable = {
  name: 'deliveries',
  kinds: ['attempt', 'delivery'],
  line:
    `offset Int64, kind String, decisionId String, ${IDENTIFIER_LINE}, attempt UInt32, at Int64, outcome Nullable(String), ` +
    'reason Nullable(String), detail Nullable(String)',
  columns: [
    ...PLACE,
    IDENTIFIER_HOME,
    same('kind', 'LowCardinality(String)'),
    renamed('decision_id', 'String', 'decisionId'),
    same('attempt', 'UInt32'),
    instant('at', 'at'),
    same('outcome', 'Nullable(String)'),
    same('reason', 'Nullable(String)'),
    same('detail', 'Nullable(String)'),
  ],
  orderBy: '(decision_id, offset)',
};

const NAMED = "concat(tupleElement(named, 'type'), ':', tupleElement(named, 'value'))";

/** What people decided, or matching learned, of two identifiers. An erasure of either takes the row: of the second it names the entry. */
const IDENTITY_DECISIONS: StoredTable = {
  name: 'identity_decisions',
  kinds: ['identityDecision', 'learnedLink'],
  line:
    'offset Int64, decisionId String, requestId String, action String, identifiers Array(Tuple(subject String, type String, value String)), ' +
    'parts Bool, by String, reason String, at Int64',
  columns: [
    ...PLACE,
    {
      name: 'home',
      type: 'FixedString(12)',
      from: homeOf(
        "tupleElement(identifiers[1], 'subject')",
        "tupleElement(identifiers[1], 'type')",
        "tupleElement(identifiers[1], 'value')",
      ),
    },
    renamed('decision_id', 'String', 'decisionId'),
    renamed('request_id', 'String', 'requestId'),
    same('action', 'LowCardinality(String)'),
    renamed('identifiers', 'Array(String)', `arrayMap(named -> ${NAMED}, identifiers)`),
    same('parts', 'Bool'),
    renamed('decided_by', 'String', '`by`'),
    same('reason', 'String'),
    instant('decided_at', 'at'),
  ],
  orderBy: '(decision_id, offset)',
};

/** What was told of surges. They are of the many: a row has no customer. */
const SURGES: StoredTable = {
  name: 'surges',
  kinds: ['surge'],
  line:
    'offset Int64, surgeId String, name String, version UInt32, value Nullable(String), direction String, status String, `from` Int64, ' +
    '`until` Nullable(Int64), becameUsual Bool, observed Float64, expected Float64, ratio Float64, interval Array(Float64), ' +
    'peak Tuple(at Int64, observed Float64, expected Float64), toldAt Int64',
  columns: [
    ...PLACE,
    renamed('surge_id', 'String', 'surgeId'),
    same('name', 'LowCardinality(String)'),
    same('version', 'UInt32'),
    same('value', 'Nullable(String)'),
    same('direction', 'LowCardinality(String)'),
    same('status', 'LowCardinality(String)'),
    instant('started_at', '`from`'),
    { name: 'ended_at', type: `Nullable(${INSTANT_TYPE})`, from: "fromUnixTimestamp64Milli(`until`, 'UTC')" },
    renamed('became_usual', 'Bool', 'becameUsual'),
    same('observed', 'Float64'),
    same('expected', 'Float64'),
    same('ratio', 'Float64'),
    renamed('ratio_low', 'Float64', 'interval[1]'),
    renamed('ratio_high', 'Float64', 'interval[2]'),
    instant('peak_at', "tupleElement(peak, 'at')"),
    renamed('peak_observed', 'Float64', "tupleElement(peak, 'observed')"),
    renamed('peak_expected', 'Float64', "tupleElement(peak, 'expected')"),
    instant('told_at', 'toldAt'),
  ],
  orderBy: '(surge_id, offset)',
};

/** All stored tables that follow from the journal, in the order in which a batch is loaded. */
export const STORED_TABLES: readonly StoredTable[] = [EVENTS, SEGMENT_CHANGES, MOMENTS, DECISIONS, DELIVERIES, IDENTITY_DECISIONS, SURGES];

/**
 * How tables are kept. fsync: the row that says how far the journal was loaded must never outlive the rows that it speaks of.
 * `map`: the shared part of a JSON column as one map; the other layouts took minutes and gigabytes to merge a million distinct keys.
 */
const TABLE_SETTINGS =
  'fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, old_parts_lifetime = 1, ' +
  "object_shared_data_serialization_version = 'map', object_shared_data_serialization_version_for_zero_level_parts = 'map'";

/** The insert of an entries' lines into their table, or into a table of the same columns. */
export function insertInto(table: StoredTable, lines: Uint8Array, name: string = table.name): LinesInsert {
  return {
    into: `${STORE_DATABASE}.${name}`,
    columns: table.columns.map((column) => column.name),
    line: table.line,
    list: table.list,
    select: table.columns.map((column) => column.from),
    lines,
  };
}

/** Statement that makes a stored table, under its own name or another. */
export function createStoredTable(table: StoredTable, name: string = table.name): string {
  const columns = table.columns.map((column) => `\`${column.name}\` ${column.type}`).join(', ');
  return `CREATE TABLE IF NOT EXISTS ${STORE_DATABASE}.${name} (${columns}) ENGINE = MergeTree ORDER BY ${table.orderBy} SETTINGS ${TABLE_SETTINGS}`;
}

/** A table in which rows are kept, however they got there: what erasure, rebuilding and comparing need to know of it. */
export interface KeptTable {
  readonly name: string;
  /** Statement that makes it, under its own name or another. */
  readonly create: (name: string) => string;
  readonly key: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** A subquery for the rows that count, where not all do. */
  readonly counted?: (table: string) => string;
}

/** The stored table as one that is kept. */
export function keptTable(table: StoredTable): KeptTable {
  return { name: table.name, create: (name) => createStoredTable(table, name), key: 'offset', columns: table.columns };
}

/** Identifiers whose customer is not the one that they would be alone. Handed in by the state; the newest row of an identifier counts. */
export const IDENTITIES: KeptTable = handedInTable(
  'identities',
  'default_id',
  [
    { name: 'default_id', type: 'String' },
    { name: 'customer_id', type: 'String' },
  ],
  'default_id != customer_id',
);

/** Customers as the state holds them. Handed in by the state; the newest row of a customer counts. */
export const CUSTOMERS: KeptTable = handedInTable(
  'customers',
  'customer_id',
  [
    { name: 'customer_id', type: 'String' },
    { name: 'identifiers', type: 'Array(String)' },
    { name: 'traits', type: JSON_TYPE },
    { name: 'first_seen', type: `Nullable(${INSTANT_TYPE})` },
    { name: 'last_seen', type: `Nullable(${INSTANT_TYPE})` },
    { name: 'events', type: 'UInt64' },
    { name: 'gone', type: 'Bool' },
  ],
  'NOT gone',
);

function handedInTable(name: string, key: string, columns: KeptTable['columns'], counts: string): KeptTable {
  const list = columns.map((column) => `${column.name} ${column.type}`).join(', ');
  return {
    name,
    key,
    columns,
    create: (as) =>
      `CREATE TABLE IF NOT EXISTS ${STORE_DATABASE}.${as} (${list}) ENGINE = ReplacingMergeTree ORDER BY ${key} SETTINGS ${TABLE_SETTINGS}`,
    counted: (table) => `(SELECT * FROM ${table} FINAL WHERE ${counts})`,
  };
}

/** The dictionary through which rows find today's customer. In memory; read anew by `SYSTEM RELOAD DICTIONARY`. */
export const IDENTITY_DICTIONARY = `${STORE_DATABASE}.identity`;

function identityDictionary(sourceCredentials: string): string {
  const query = `SELECT default_id, customer_id FROM ${STORE_DATABASE}.identities FINAL WHERE default_id != customer_id`;
  return (
    `CREATE DICTIONARY IF NOT EXISTS ${IDENTITY_DICTIONARY} (default_id String, customer_id String) PRIMARY KEY default_id ` +
    `SOURCE(CLICKHOUSE(${sourceCredentials} QUERY '${query}')) LAYOUT(COMPLEX_KEY_HASHED()) LIFETIME(0)`
  );
}

const DEFAULT_ID = "concat('c_', lower(hex(home)))";
const CUSTOMER_ID = `dictGetOrDefault('${IDENTITY_DICTIONARY}', 'customer_id', ${DEFAULT_ID}, ${DEFAULT_ID}) AS customer_id`;

/** As `changeIdOf` says it. */
const CHANGE_ID =
  "concat(segment, '/', toString(version), '/', identifier, if(entered, '/entered/', '/left/'), toString(toUnixTimestamp64Milli(at))) AS change_id";

/** What users query: name of the view, and its SELECT over the stored tables. */
const VIEWS: readonly (readonly [string, string])[] = [
  [
    'events',
    `SELECT message_id, ${CUSTOMER_ID}, type, event, user_id, anonymous_id, timestamp, received_at, source, properties, context, traits, ` +
      `previous_id, group_id FROM ${STORE_DATABASE}.events`,
  ],
  [
    'customers',
    `SELECT customer_id, identifiers, traits, first_seen, last_seen, events FROM ${STORE_DATABASE}.customers FINAL WHERE NOT gone`,
  ],
  [
    'segment_changes',
    `SELECT segment, version, ${CUSTOMER_ID}, entered, at, because, ${CHANGE_ID}, observed_at, cause FROM ${STORE_DATABASE}.segment_changes ` +
      'ARRAY JOIN segments AS segment, versions AS version',
  ],
  [
    'moments',
    `SELECT id, name, version, ${CUSTOMER_ID}, at, detected_at, status, withdrawn_at, warm_until, intent, feeling, segments, evidence ` +
      `FROM (SELECT * FROM ${STORE_DATABASE}.moments ORDER BY id, offset DESC LIMIT 1 BY id)`,
  ],
  ['decisions', decisionsView()],
  [
    'identity_decisions',
    `SELECT decision_id, request_id, action, identifiers, parts, decided_by, reason, decided_at FROM ${STORE_DATABASE}.identity_decisions`,
  ],
  [
    'surges',
    'SELECT surge_id, name, version, value, direction, status, started_at, ended_at, became_usual, observed, expected, ratio, ratio_low, ' +
      `ratio_high, peak_at, peak_observed, peak_expected, told_at FROM ${STORE_DATABASE}.surges ORDER BY surge_id, offset DESC LIMIT 1 BY surge_id`,
  ],
  ['exposures', exposuresView()],
];

/** Who saw which variant: exposures are events, so that they are joined, corrected and erased as these are. */
function exposuresView(): string {
  const named = (name: string, id: string): string =>
    `coalesce(nullIf(toString(properties.${name}), ''), nullIf(toString(properties.${id}), ''), '')`;
  const experiment = named('experiment_name', 'experiment_id');
  const arm = named('variation_name', 'variation_id');
  return (
    `SELECT ${experiment} AS experiment, ${arm} AS arm, ${CUSTOMER_ID}, timestamp AS at FROM ${STORE_DATABASE}.events ` +
    "WHERE event = 'Experiment Viewed' AND experiment != '' AND arm != ''"
  );
}

/** A decision to send is pending until a result ends it; the newest result says how. */
function decisionsView(): string {
  const deliveries =
    "SELECT decision_id, toUInt32(max(attempt)) AS attempts, argMaxIf(outcome, offset, kind = 'delivery') AS last_outcome, " +
    `argMaxIf(detail, offset, kind = 'delivery') AS last_detail FROM ${STORE_DATABASE}.deliveries GROUP BY decision_id`;
  const status =
    "multiIf(last_outcome IN ('delivered', 'dead', 'refused'), last_outcome, outcome = 'send', 'pending', 'none') AS delivery_status";
  return (
    `SELECT decision_id, campaign, version, ${CUSTOMER_ID}, outcome, reason, cause, decided_at, checks, message, ${status}, ` +
    `attempts AS delivery_attempts, last_detail AS delivery_detail FROM ${STORE_DATABASE}.decisions AS decisions ` +
    `LEFT JOIN (${deliveries}) AS deliveries USING (decision_id)`
  );
}

/** The names that users may query. */
export const PUBLIC_TABLES: readonly string[] = VIEWS.map(([name]) => name);

/** Every statement that makes the warehouse, in order; each may be repeated. */
export function createWarehouse(sourceCredentials: string): readonly string[] {
  return [
    `CREATE DATABASE IF NOT EXISTS ${STORE_DATABASE}`,
    `CREATE DATABASE IF NOT EXISTS ${PUBLIC_DATABASE}`,
    ...STORED_TABLES.map((table) => createStoredTable(table)),
    ...[IDENTITIES, CUSTOMERS].map((table) => table.create(table.name)),
    `CREATE TABLE IF NOT EXISTS ${STORE_DATABASE}.loaded (partition UInt32, until Int64) ENGINE = ReplacingMergeTree ORDER BY partition ` +
      `SETTINGS ${TABLE_SETTINGS}`,
    identityDictionary(sourceCredentials),
    ...VIEWS.map(([name, select]) => `CREATE OR REPLACE VIEW ${PUBLIC_DATABASE}.${name} AS ${select}`),
  ];
}
