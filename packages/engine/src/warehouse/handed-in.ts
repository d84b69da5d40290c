import { customerIdOf } from '../vocabulary/customer.js';
import { formatIdentifier, type Identifier } from '../vocabulary/identifier.js';
import type { Instant } from '../vocabulary/instant.js';
import type { JsonObject } from '../vocabulary/json.js';
import type { LinesInsert } from './clickhouse.js';
import { withoutLoneSurrogates } from './line-buffer.js';
import { STORE_DATABASE } from './tables.js';

/** Whose an identifier is today. */
export interface IdentityRow {
  readonly identifier: Identifier;
  readonly customerId: string;
}

/** A customer as the state holds them. */
export interface CustomerRow {
  readonly customerId: string;
  readonly identifiers: readonly Identifier[];
  readonly traits: JsonObject;
  readonly firstSeen: Instant | null;
  readonly lastSeen: Instant | null;
  readonly events: number;
}

/** Lines that one insert takes. */
export const HANDED_IN_LINES = 50_000;

/** The identities of identifiers as an insert. An identifier that stands for itself again is said so, and counts as not listed. */
export function identitiesInsert(changes: readonly IdentityRow[], table = 'identities'): LinesInsert {
  const lines = changes.map(({ identifier, customerId }) =>
    JSON.stringify({ default_id: customerIdOf([identifier]), customer_id: customerId }),
  );
  return {
    into: `${STORE_DATABASE}.${table}`,
    columns: ['default_id', 'customer_id'],
    line: 'default_id String, customer_id String',
    select: ['default_id', 'customer_id'],
    lines: toLines(lines),
  };
}

/** Customers as an insert; of those in `gone` (merged into others, erased) only the id is kept, so that their older rows no longer count. */
export function customersInsert(rows: readonly CustomerRow[], gone: readonly string[] = [], table = 'customers'): LinesInsert {
  const instant = (field: string): string => `fromUnixTimestamp64Milli(${field}, 'UTC')`;
  return {
    into: `${STORE_DATABASE}.${table}`,
    columns: ['customer_id', 'identifiers', 'traits', 'first_seen', 'last_seen', 'events', 'gone'],
    line:
      'customer_id String, identifiers Array(String), traits JSON(max_dynamic_paths = 256), first_seen Nullable(Int64), ' +
      'last_seen Nullable(Int64), events UInt64, gone Bool',
    select: ['customer_id', 'identifiers', 'traits', instant('first_seen'), instant('last_seen'), 'events', 'gone'],
    lines: toLines([...rows.map(customerLine), ...gone.map(goneLine)]),
  };
}

/** Put together by hand: every touched customer becomes a line, and most of it is the same in all. */
function customerLine({ customerId, identifiers, traits, firstSeen, lastSeen, events }: CustomerRow): string {
  return (
    `{"customer_id":${JSON.stringify(customerId)},"identifiers":${JSON.stringify(identifiers.map(formatIdentifier))},` +
    `"traits":${JSON.stringify(traits)},"first_seen":${firstSeen},"last_seen":${lastSeen},"events":${events},"gone":false}`
  );
}

function goneLine(customerId: string): string {
  return JSON.stringify({ customer_id: customerId, identifiers: [], traits: {}, first_seen: null, last_seen: null, events: 0, gone: true });
}

function toLines(lines: readonly string[]): Uint8Array {
  return Buffer.from(lines.map((line) => `${withoutLoneSurrogates(line)}\n`).join(''));
}
