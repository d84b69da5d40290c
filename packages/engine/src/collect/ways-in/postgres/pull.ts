import { hash } from 'node:crypto';
import { ERRORS } from '../../../runtime/error-catalogue.js';
import { CuspError } from '../../../runtime/errors.js';
import { parseDuration } from '../../../vocabulary/instant.js';
import type { JsonObject } from '../../../vocabulary/json.js';
import type { DocumentMapper } from '../../mapping/document-mapper.js';
import { LONGEST_RAW, type MappedRow } from '../../mapping/import-item.js';
import { deliverRows, Stopped } from '../deliver-rows.js';
import type { FetchingInput } from '../way-in.js';
import { checkpointValue, type PullCheckpoint, readCheckpoint } from './checkpoint.js';
import { columnValue } from './column-values.js';
import type { RecentKeys } from './recent-keys.js';
import { comparable, type Horizon, nextHorizon, readSnapshot, wholeNumber } from './row-versions.js';
import { type Page, type PostgresSession, statementTimeout } from './session.js';
import type { PostgresSettings } from './settings.js';
import {
  beginPull,
  CURSOR_TYPES,
  type CursorStart,
  cursorType,
  declarePages,
  DESCRIBE_CLUSTER,
  describeTable,
  fetchPage,
  largestCursor,
  VERSION_COLUMN,
} from './statements.js';

/** What one pull did. */
export interface Pulled {
  /** Rows that the database sent. */
  readonly read: number;
  /** Rows among them that had been delivered before, as far as that is remembered. */
  readonly readAgain: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly quarantined: number;
}

/** What a pull works with. */
export interface PullInput {
  readonly settings: PostgresSettings;
  readonly source: string;
  readonly map: DocumentMapper;
  readonly input: FetchingInput;
  /** Rows delivered lately. */
  readonly recent: RecentKeys;
  readonly signal: AbortSignal;
}

const PAGE_ROWS = 1_000;
const DEFAULT_OVERLAP = { interval: '1h', bigint: 10_000 } as const;

type Follow = NonNullable<PostgresSettings['follow']>;

/** What there is, as one transaction sees it. */
interface Sight {
  readonly place: string;
  readonly follow: Follow;
  readonly now: Pick<Horizon, 'oldest' | 'next'>;
  /** The cursor's type, and the largest one; null where nothing is read by it. */
  readonly cursor: { readonly type: string; readonly largest: string | null } | null;
}

/**
 * Reads what changed since the checkpoint, in one read-only transaction, delivers it page by page, and writes the next checkpoint once
 * all is on disk. When it fails or is stopped half-way nothing is lost: the next pull begins at the same checkpoint.
 * @throws CuspError of the database or of the engine; Stopped
 */
export async function pull(session: PostgresSession, pulling: PullInput): Promise<Pulled> {
  const { settings, input } = pulling;
  for (const text of beginPull(statementTimeout(settings))) await session.run({ text, values: [] });
  const sight = await look(session, settings);
  const stored = readCheckpoint(await input.checkpoint.read());
  const before = stored !== undefined && stored.place === sight.place ? stored : undefined;
  const horizon = before?.horizon ?? undefined;
  const since = sight.follow === 'versions' && horizon !== undefined && comparable(horizon, sight.now) ? horizon : undefined;
  const from = cursorStart(settings, sight, before, since, input.clock.now());
  await session.run(declarePages(settings, { versions: sight.follow === 'versions', since, from }));
  const found = new Set<number>();
  const pulled = await deliverPages(session, pulling, sight, found);
  await session.run({ text: 'COMMIT', values: [] });
  const swept = sight.follow === 'versions' && from === undefined;
  const next: PullCheckpoint = {
    place: sight.place,
    // A look by the cursor alone has not seen every row, so it proves nothing about transactions.
    horizon: swept ? nextHorizon(since, sight.now, found) : (horizon ?? null),
    cursor: sight.cursor?.largest ?? before?.cursor ?? null,
    sweptAt: from === undefined ? input.clock.now() : (before?.sweptAt ?? 0),
  };
  await input.checkpoint.write(checkpointValue(next));
  return pulled;
}

async function look(session: PostgresSession, settings: PostgresSettings): Promise<Sight> {
  const snapshot = await session.value('SELECT pg_current_snapshot()::text');
  const now = readSnapshot(snapshot ?? '');
  const [cluster = []] = (await session.run({ text: DESCRIBE_CLUSTER, values: [] })).rows;
  const [kind, parts] = settings.table === undefined ? ['query', ''] : await tableKind(session, settings.table);
  const follow = followed(settings, kind);
  const place = [...cluster, settings.database, settings.table ?? settings.query, parts, follow].join('\n');
  const byCursor = follow === 'cursor' || settings.sweep !== undefined;
  const cursor = byCursor && settings.cursor !== undefined ? await cursorSight(session, settings, settings.cursor) : null;
  return { place: digest(place), follow, now, cursor };
}

async function tableKind(session: PostgresSession, table: string): Promise<readonly [string, string]> {
  const [kind, parts] = (await session.run(describeTable(table))).rows[0] ?? [];
  if (typeof kind !== 'string' || typeof parts !== 'string') throw unreadable(`there is no table ${table} that the user may see`);
  return [kind, parts];
}

/** Ordinary and partitioned tables and materialised views have row versions. */
const WITH_VERSIONS: ReadonlySet<string> = new Set(['r', 'p', 'm']);

function followed({ follow, cursor }: PostgresSettings, kind: string): Follow {
  if (follow === 'versions' && !WITH_VERSIONS.has(kind))
    throw unreadable('the rows of a view have no versions; follow its cursor or its content');
  return follow ?? (WITH_VERSIONS.has(kind) ? 'versions' : cursor === undefined ? 'content' : 'cursor');
}

async function cursorSight(session: PostgresSession, settings: PostgresSettings, column: string): Promise<Sight['cursor']> {
  const type = (await session.value(cursorType(settings, column))) ?? '';
  if (!CURSOR_TYPES.has(type)) throw unreadable(`a cursor is a time or a whole number, and ${column} is ${type}`);
  return { type, largest: await session.value(largestCursor(settings, column, type)) };
}

/** Where to begin by the cursor; undefined when everything is looked at. */
function cursorStart(
  settings: PostgresSettings,
  { follow, cursor }: Sight,
  before: PullCheckpoint | undefined,
  since: Horizon | undefined,
  now: number,
): CursorStart | undefined {
  const value = before?.cursor ?? null;
  if (settings.cursor === undefined || cursor === null || value === null || before === undefined) return undefined;
  const { type } = cursor;
  if (follow === 'cursor') return { column: settings.cursor, value, type, behind: overlap(settings, type), orNone: true };
  const sweepAfter = parseDuration(settings.sweep ?? '') ?? 0;
  const sweepIsDue = since === undefined || now - before.sweptAt >= sweepAfter;
  return sweepIsDue ? undefined : { column: settings.cursor, value, type, orNone: false };
}

function overlap(settings: PostgresSettings, type: string): string {
  const unit = CURSOR_TYPES.get(type) ?? 'bigint';
  const given = settings.overlap ?? DEFAULT_OVERLAP[unit];
  if ((typeof given === 'number') !== (unit === 'bigint')) {
    throw unreadable(
      unit === 'bigint' ? 'the cursor is a number, and so must be overlap' : 'the cursor is a time: overlap is a duration such as 1h',
    );
  }
  return unit === 'bigint' ? String(given) : `${parseDuration(String(given)) ?? 0} milliseconds`;
}

async function deliverPages(session: PostgresSession, pulling: PullInput, sight: Sight, found: Set<number>): Promise<Pulled> {
  const { settings, recent, input, signal } = pulling;
  const counts = { read: 0, readAgain: 0, accepted: 0, duplicate: 0, quarantined: 0 };
  const fetch = (): Promise<Page> => session.run({ text: fetchPage(settings.pageRows ?? PAGE_ROWS), values: [] });
  for (let coming = fetch(); ; ) {
    const page = await coming;
    if (signal.aborted) throw new Stopped();
    if (page.rows.length === 0) return counts;
    // While these rows go onto the disk, the next ones come; whether that fails is seen when they are wanted.
    coming = fetch();
    coming.catch(() => undefined);
    const rows = readPage(page, pulling, sight, found);
    const news = rows.filter(({ key }) => !recent.has(key));
    const delivered = await deliverRows(
      news.flatMap(({ mapped }) => mapped()),
      input,
      signal,
    );
    for (const { key } of news) recent.add(key);
    counts.read += rows.length;
    counts.readAgain += rows.length - news.length;
    counts.accepted += delivered.accepted;
    counts.duplicate += delivered.duplicate;
    counts.quarantined += delivered.quarantined;
  }
}

interface VersionedRow {
  /** Tells this version of this row from every other. */
  readonly key: string;
  readonly mapped: () => readonly MappedRow[];
}

function readPage({ columns, rows }: Page, pulling: PullInput, { follow, now }: Sight, found: Set<number>): readonly VersionedRow[] {
  const { settings, map, source } = pulling;
  const versioned = follow === 'versions';
  const names = columns.map(({ name }) => name);
  const keyAt = settings.key.map((name) => names.indexOf(name, versioned ? 1 : 0));
  const missing = settings.key.find((_name, index) => keyAt[index] === -1);
  if (missing !== undefined) throw unreadable(`there is no column ${missing}, which the key names`);
  return rows.map((row) => {
    const xmin = versioned ? row[0] : null;
    if (typeof xmin === 'string') found.add(wholeNumber(Number(xmin), now.next));
    const texts = versioned ? row.slice(1) : row;
    const document = rowDocument(columns, row, versioned);
    const keyTexts = keyAt.map((index) => row[index] ?? null);
    const key = digest(JSON.stringify([source, keyTexts, xmin, digest(JSON.stringify(texts))]));
    const mapped = (): readonly MappedRow[] => (keyTexts.includes(null) ? [withoutKey(document, key, settings)] : map(document, key));
    return { key, mapped };
  });
}

/** Object.fromEntries defines names as they are: a column may be called `__proto__`. */
function rowDocument(columns: Page['columns'], row: readonly (string | null)[], versioned: boolean): JsonObject {
  return Object.fromEntries(
    columns.flatMap(({ name, type }, index) =>
      versioned && index === 0 && name === VERSION_COLUMN ? [] : [[name, columnValue(row[index] ?? null, type)]],
    ),
  );
}

function withoutKey(document: JsonObject, key: string, settings: PostgresSettings): MappedRow {
  const raw = JSON.stringify(document).slice(0, LONGEST_RAW);
  const detail = 'a column of the key is null, so that the row cannot be told from others';
  return { kind: 'unmappable', row: { messageId: `row-${key}`, row: 1, field: settings.key.join(', '), detail, raw } };
}

function unreadable(why: string): CuspError {
  return new CuspError(ERRORS.sourceUnreadable, why);
}

function digest(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 27);
}
