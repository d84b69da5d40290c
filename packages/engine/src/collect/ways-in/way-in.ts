import type { TSchema } from 'typebox';
import type { Clock } from '../../runtime/clock.js';
import type { Json, JsonObject } from '../../vocabulary/json.js';
import type { Outcome } from '../../vocabulary/outcome.js';
import type { WayIn, WayInStatus } from '../../vocabulary/source.js';
import type { ExternalId } from '../mapping/import-item.js';

/** A kind of way in that fetches or listens for itself: one file, and one line in `table.ts`. */
export interface FetchingKind {
  /** Its key under `from` of a source. */
  readonly wayIn: WayIn;
  /** What may stand under that key. Credentials are not written there but named: `password: { secret: crm_password }`. */
  readonly settings: TSchema;
  /** Everything that is wrong with settings which fit the schema, in words; empty when nothing. */
  readonly problems: (settings: JsonObject) => readonly string[];
  /** Makes it ready; nothing runs before {@link Fetching.start}. @throws CuspError invalid_mapping */
  readonly open: (input: FetchingInput) => Fetching;
}

/** What a fetching way in is handed. */
export interface FetchingInput {
  readonly source: string;
  /** Fits the kind's schema. */
  readonly settings: JsonObject;
  /** The source's mapping, when it has one. */
  readonly mapping: JsonObject | undefined;
  /**
   * Cleans items of the tracking API and takes them in: resolves with one outcome per item once all are on disk and folded.
   * @throws CuspError journal_unavailable or overloaded: then none was taken in, and all may be given again.
   */
  readonly take: (items: readonly Json[]) => Promise<readonly Outcome[]>;
  /** Puts documents aside that the mapping cannot read. Resolves once they are on disk. */
  readonly putAside: (rows: readonly UnmappedDocument[]) => Promise<void>;
  /** A secret by the name under which it is kept; undefined when there is none. */
  readonly secret: (name: string) => string | undefined;
  /** Where it has come to: survives restarts, and may be lost, because what comes again is a duplicate. */
  readonly checkpoint: Checkpoint;
  readonly clock: Clock;
  /** Between 0 and 1: spreads retries. */
  readonly random: () => number;
  /** Addresses and networks of this machine's surroundings that may be called; a connector asks before it connects. */
  readonly allowPrivateAddresses: readonly string[];
  /** Told of every failure that was dealt with. */
  readonly onFault: (error: unknown) => void;
}

/** A document that no item could be made of. */
export interface UnmappedDocument {
  readonly messageId: string;
  readonly field: string;
  readonly detail: string;
  /** The document as JSON text. */
  readonly raw: string;
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly externalIds?: readonly ExternalId[];
}

/** A small value that is written down whole (fsync) and read back. */
export interface Checkpoint {
  read(): Promise<Json | undefined>;
  write(value: Json): Promise<void>;
}

/** A way in at work. */
export interface Fetching {
  start(): void;
  /** Finishes what was begun, and lets go of every connection. */
  stop(): Promise<void>;
  status(): WayInStatus;
}
