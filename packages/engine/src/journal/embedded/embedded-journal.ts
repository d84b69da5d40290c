import { type Clock, systemClock } from '../../runtime/clock.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import type { Entry, EntryKind, Extent, Journal, Offset, Position } from '../journal.js';
import { notAPosition, parsePosition, positionOf } from '../position.js';
import { CommitGroup } from './commit-group.js';
import { type DiskIo, nodeDisk } from './disk-io.js';
import { EntryReader } from './entry-reader.js';
import { redactInPlace } from './redaction.js';
import { recover, type Recovered } from './recovery.js';
import { dropped, scanSegments } from './scanning.js';
import type { Segments } from './segments.js';
import { FailedSync, SegmentWriter } from './segment-writer.js';
import { passing } from '../../runtime/steps.js';

/** How the embedded journal is opened. */
export interface EmbeddedJournalOptions {
  /** Where the segment files are; made when it is not there. The caller holds the data folder's lock. */
  readonly directory: string;
  /** How long a segment file may become before the next is begun, in bytes (64 MiB). An entry larger than that gets a segment of its own. */
  readonly segmentBytes?: number;
  /** `none` leaves out every fsync: only to measure what fsync costs. A loss of power may then lose what was acknowledged. */
  readonly durability?: 'fsync' | 'none';
  /** How long after a failed write the next append may try again (1 s). */
  readonly retryAfter?: Milliseconds;
  readonly clock?: Clock;
  readonly io?: DiskIo;
}

/** Why nothing can be written, and until when. */
interface Failure {
  readonly reason: string;
  readonly cause: unknown;
  /** A failed fsync: what the page cache holds is unknown, so nothing is tried before the journal is opened again. */
  readonly final: boolean;
  /** From then on an append is taken as a probe. */
  readonly retryAt: Instant;
}

const SEGMENT_BYTES = 64 * 1024 * 1024;
const RETRY_AFTER: Milliseconds = 1_000;
const RETRY_AFTER_FINAL_SECONDS = 30;

/**
 * Opens the journal of one process in a folder, after recovering from whatever stopped it last time.
 * @throws CuspError data_corrupt, with file and byte, when something durable is damaged or missing: nothing is then changed.
 */
export async function openEmbeddedJournal(options: EmbeddedJournalOptions): Promise<EmbeddedJournal> {
  const io = options.io ?? nodeDisk;
  return new EmbeddedJournal(options, io, await recover(io, options.directory));
}

/** The journal in segment files of one folder. Open it with {@link openEmbeddedJournal}. */
export class EmbeddedJournal implements Journal {
  readonly #segments: Segments;
  readonly #writer: SegmentWriter;
  readonly #reader: EntryReader;
  readonly #clock: Clock;
  readonly #segmentBytes: number;
  readonly #retryAfter: Milliseconds;
  readonly #listeners = new Set<(durable: Offset) => void>();
  #durable: Offset;
  #open: CommitGroup;
  /** Where the segment begins that the next entry joins. */
  #openSegment: Offset;
  #inFlight: CommitGroup | undefined;
  #spare: Buffer | undefined;
  #flushing: Promise<void> | undefined;
  /** Whether a thread finds the files where this journal does. */
  readonly #isOnThisMachine: boolean;
  #failure: Failure | undefined;
  /** Entries were voided before anyone called commit for them: the next commit must hear of it. */
  #orphans = false;
  #closed = false;
  /** How many bytes of a group that was never acknowledged were cut off when it was opened. */
  readonly cutBytes: number;

  constructor(options: EmbeddedJournalOptions, io: DiskIo, recovered: Recovered) {
    this.#isOnThisMachine = io === nodeDisk;
    this.#segments = recovered.segments;
    this.#writer = new SegmentWriter(io, recovered, options.durability !== 'none');
    this.#reader = new EntryReader(recovered.segments);
    this.#clock = options.clock ?? systemClock();
    this.#segmentBytes = options.segmentBytes ?? SEGMENT_BYTES;
    this.#retryAfter = options.retryAfter ?? RETRY_AFTER;
    this.#durable = recovered.end;
    this.#open = new CommitGroup(recovered.end);
    this.#openSegment = recovered.segments.last;
    this.cutBytes = recovered.cutBytes;
  }

  get head(): Offset {
    return this.#open.end;
  }

  get durable(): Offset {
    return this.#durable;
  }

  get start(): Offset {
    return this.#segments.first;
  }

  get failed(): string | null {
    return this.#failure?.reason ?? null;
  }

  append(kind: EntryKind, payload: string): Offset {
    if (this.#failure !== undefined || this.#closed) this.#refuseUnlessProbing();
    const offset = this.#open.end;
    this.#openSegment = this.#open.append(kind, payload, this.#openSegment, this.#segmentBytes);
    return offset;
  }

  commit(): Promise<void> {
    if (this.#orphans) return this.#rejectOrphans();
    if (this.#open.end === this.#open.base) return this.#joinInFlight();
    this.#open.awaited = true;
    this.#open.unclaimed = false;
    this.#flushing ??= this.#flush();
    return this.#open.written;
  }

  entryAt(offset: Offset): Entry {
    if (offset < this.start) throw dropped(offset, this.start);
    if (offset >= this.head) throw noSuchEntry(offset, this.head);
    if (this.#closed) throw this.#unavailable();
    if (offset < this.#durable) return this.#reader.fromDisk(offset);
    const group = offset >= this.#open.base ? this.#open : this.#inFlight;
    return this.#reader.fromGroup(group ?? this.#open, offset);
  }

  scan(from: Offset, to: Offset = this.#durable): AsyncIterable<readonly Entry[]> {
    return scanSegments(this.#segments, from, Math.min(to, this.#durable));
  }

  /** Undefined on a disk that was handed in: a thread sees the machine's alone. */
  extents(): readonly Extent[] | undefined {
    return this.#isOnThisMachine ? this.#segments.extents(this.#durable) : undefined;
  }

  onDurable(listener: (durable: Offset) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async redact(offsets: readonly Offset[]): Promise<void> {
    if (offsets.length === 0) return;
    if (offsets.some((offset) => offset >= this.#durable)) await this.commit();
    if (this.#failure?.final === true || this.#closed) throw this.#unavailable();
    const beyond = offsets.find((offset) => offset >= this.#durable);
    if (beyond !== undefined) throw noSuchEntry(beyond, this.head);
    try {
      await this.#writer.syncMarker();
      await redactInPlace(this.#segments, offsets, this.#writer.sync);
    } catch (error) {
      if (error instanceof CuspError) throw error;
      if (error instanceof FailedSync) this.#failure = this.#failureFrom(error);
      throw journalUnavailable(`an entry could not be redacted: ${messageOf(error)}`, this.#retryAfter, error);
    } finally {
      this.#forget();
    }
  }

  async dropBefore(offset: Offset): Promise<void> {
    try {
      await this.#segments.dropBefore(Math.min(offset, this.#durable), this.#writer.durableSegment);
    } catch (error) {
      throw journalUnavailable(`a segment could not be removed: ${messageOf(error)}`, this.#retryAfter, error);
    }
  }

  position(offset: Offset): Position {
    return positionOf(offset);
  }

  offsetOf(position: string): Offset {
    const offset = parsePosition(position, this.head);
    const kept = offset >= this.start && offset < this.#durable;
    if (kept && !this.#reader.standsAt(offset)) throw notAPosition(position, 'no entry begins there');
    return offset;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    try {
      if (this.#failure === undefined) await this.commit();
    } finally {
      this.#closed = true;
      await this.#flushing;
      await this.#writer.close(this.#failure?.final !== true);
      await this.#segments.close();
    }
  }

  /** Wipes what reading and earlier groups have left in memory. */
  #forget(): void {
    this.#spare?.fill(0);
    this.#open.wipeUnused();
    this.#inFlight?.wipeUnused();
    this.#reader.forget();
  }

  #joinInFlight(): Promise<void> {
    if (this.#inFlight === undefined) return this.#failureOfClosing();
    this.#inFlight.awaited = true;
    this.#inFlight.unclaimed = false;
    return this.#inFlight.written;
  }

  #failureOfClosing(): Promise<void> {
    return this.#closed ? Promise.reject(this.#unavailable()) : Promise.resolve();
  }

  /** Writes group after group until nobody waits; meanwhile the next group collects. */
  async #flush(): Promise<void> {
    // Everything appended and committed in the present turn joins the first group.
    await Promise.resolve();
    try {
      while (this.#open.awaited) await this.#flushGroup(this.#takeOpenGroup());
    } finally {
      this.#flushing = undefined;
    }
  }

  #takeOpenGroup(): CommitGroup {
    const group = this.#open;
    this.#inFlight = group;
    this.#open = new CommitGroup(group.end, this.#spare);
    this.#spare = undefined;
    return group;
  }

  async #flushGroup(group: CommitGroup): Promise<void> {
    try {
      await this.#writer.write(group);
    } catch (error) {
      await this.#abandon(group, error);
      return;
    }
    passing('group synced');
    this.#durable = group.end;
    this.#inFlight = undefined;
    this.#spare = group.spare();
    if (this.#failure?.final !== true) this.#failure = undefined;
    this.#vouch();
    group.succeed();
    this.#tellListeners();
  }

  /** What is durable stays acknowledged when only the marker fails; but nothing more is taken until it can be written again. */
  #vouch(): void {
    try {
      this.#writer.vouch(this.#durable);
    } catch (error) {
      if (this.#failure?.final !== true) this.#failure = this.#failureFrom(error);
    }
  }

  #tellListeners(): void {
    for (const listener of this.#listeners) {
      try {
        listener(this.#durable);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  /** Voids the group that failed and the one that has collected behind it, so that the journal ends where it is durable. */
  async #abandon(group: CommitGroup, error: unknown): Promise<void> {
    const collected = this.#open;
    this.#failure = { ...this.#failureFrom(error), retryAt: Number.POSITIVE_INFINITY };
    this.#orphans ||= group.unclaimed || collected.unclaimed;
    this.#inFlight = undefined;
    this.#resetOpen();
    const problem = await this.#writer.repair(this.#failure.final);
    this.#failure = this.#failureFrom(problem instanceof FailedSync ? problem : error);
    for (const voided of [group, collected]) if (voided.awaited) voided.fail(this.#unavailable());
  }

  #resetOpen(): void {
    this.#open = new CommitGroup(this.#durable);
    this.#openSegment = this.#writer.durableSegment;
  }

  #rejectOrphans(): Promise<void> {
    this.#orphans = false;
    this.#resetOpen();
    const reason = this.failed ?? 'a write failed meanwhile';
    return Promise.reject(journalUnavailable(`${reason}; what was appended before it does not exist`, this.#retryAfter));
  }

  #refuseUnlessProbing(): void {
    const failure = this.#failure;
    if (!this.#closed && failure !== undefined && !failure.final && this.#clock.now() >= failure.retryAt) return;
    throw this.#unavailable();
  }

  #failureFrom(error: unknown): Failure {
    const final = error instanceof FailedSync;
    const reason = final
      ? `an fsync failed (${messageOf(error.cause)}), and what the disk holds is known again only once the engine has been restarted`
      : `a write failed (${messageOf(error)}); it is tried again`;
    return { reason, cause: error, final, retryAt: this.#clock.now() + this.#retryAfter };
  }

  #unavailable(): CuspError {
    const failure = this.#failure;
    if (failure === undefined) return journalUnavailable('it has been closed', this.#retryAfter);
    const retryAfter = failure.final ? RETRY_AFTER_FINAL_SECONDS * 1_000 : this.#retryAfter;
    return journalUnavailable(failure.reason, retryAfter, failure.cause);
  }
}

function journalUnavailable(why: string, retryAfter: Milliseconds, cause?: unknown): CuspError {
  return new CuspError(ERRORS.journalUnavailable, why, { cause, retryAfterSeconds: Math.max(1, Math.ceil(retryAfter / 1_000)) });
}

function noSuchEntry(offset: Offset, head: Offset): CuspError {
  return new CuspError(ERRORS.notFound, `the journal ends at ${head}, before ${offset}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
