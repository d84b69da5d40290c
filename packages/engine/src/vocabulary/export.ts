import type { Named } from './definition.js';
import type { Instant } from './instant.js';

/** The members of a segment as a file: kept here, or put into a bucket; when asked, or on a schedule. */
export interface ExportDefinition extends Named {
  readonly kind: 'export';
  /** What the file is for: whoever does not consent to it is left out. */
  readonly purpose: string;
  readonly segment: string;
  /** Columns beside `customerId`: identifiers by their type, then traits, then metrics. */
  readonly identifiers?: readonly string[];
  readonly traits?: readonly string[];
  readonly metrics?: readonly string[];
  readonly format: 'csv' | 'ndjson' | 'parquet';
  /** Five fields of cron (`0 6 * * *`); absent: only when asked. */
  readonly schedule?: string;
  /** The zone that the schedule is in; default UTC. */
  readonly timeZone?: string;
  /** Where it is put with PUT: the name under which the vault keeps the signed address. Absent: it is kept in the data folder. */
  readonly to?: { readonly url: { readonly secret: string } };
}

/** How one export ended. */
export interface ExportRun {
  readonly at: Instant;
  readonly rows: number;
  /** Members who were left out because they do not consent to the purpose. */
  readonly withheld: number;
  readonly bytes: number;
  /** SHA-256 of the file, in hex. */
  readonly sha256: string;
  /** The file's name where it is kept here; null where it was put elsewhere, or was removed because somebody was erased. */
  readonly file: string | null;
}

/** How an export does. */
export interface ExportStatus {
  readonly name: string;
  readonly state: 'waiting' | 'running' | 'failing';
  readonly last: ExportRun | null;
  /** Why the last run failed; null when it did not. */
  readonly failure: { readonly detail: string; readonly at: Instant } | null;
  /** When it runs next by its schedule; null when it has none. */
  readonly nextRunAt: Instant | null;
}
