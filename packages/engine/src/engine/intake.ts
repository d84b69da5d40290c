import { crc32 } from 'node:zlib';
import { appendValue } from '../journal/entries.js';
import type { Journal, Offset } from '../journal/journal.js';
import type { Quality } from '../quality/quality.js';
import type { Books } from '../state/books.js';
import type { Tombstones } from '../state/tombstones.js';
import { NO_ROW } from '../timeline/event-rows.js';
import type { Timelines } from '../timeline/timelines.js';
import { type CustomerEvent, primaryIdentifier } from '../vocabulary/event.js';
import { formatIdentifier } from '../vocabulary/identifier.js';
import type { CleanedItem } from '../vocabulary/cleaned-item.js';
import type { Instant } from '../vocabulary/instant.js';
import type { Outcome } from '../vocabulary/outcome.js';
import type { QuarantinedItem } from '../vocabulary/quarantined-item.js';
import { passing } from '../runtime/steps.js';

/** An event that is on disk and is to be folded. */
export interface Taken {
  readonly event: CustomerEvent;
  readonly offset: Offset;
  /** The primary identifier's number. */
  readonly identifier: number;
  readonly contentHash: number;
}

/** What a call of {@link Intake.take} has brought onto the disk. */
export interface TakenItems {
  readonly events: readonly Taken[];
  readonly quarantined: readonly (QuarantinedItem & { readonly offset: Offset })[];
}

export interface IntakeInput {
  readonly journal: Journal;
  readonly timelines: Timelines;
  readonly tombstones: Tombstones;
  readonly books: Books;
  readonly quality: Pick<Quality, 'foldDuplicates'>;
}

/**
 * Where items become safe. Each event is counted once; what has been counted, also what is still on its way to the disk, is a
 * duplicate. A duplicate is answered only when the first one is on disk too, for both wait for the same commit.
 */
export class Intake {
  readonly #input: IntakeInput;
  /** Events on their way to the disk: their content hash by identifier and messageId. */
  readonly #onTheWay = new Map<string, number>();
  readonly #takes = new Set<Promise<unknown>>();
  /** While this is there, what comes waits for it. */
  #held: Promise<void> | undefined;

  constructor(input: IntakeInput) {
    this.#input = input;
  }

  /**
   * Brings items onto the disk, then hands them to `fold`, in the same turn in which they stop being on the way.
   * @throws CuspError journal_unavailable: then none of them was taken in, and all may be sent again.
   */
  async take(source: string, items: readonly CleanedItem[], now: Instant, fold: (taken: TakenItems) => void): Promise<readonly Outcome[]> {
    while (this.#held !== undefined) await this.#held;
    const batch = new Batch();
    const taking = this.#bring(source, items, batch, now, fold);
    this.#takes.add(taking);
    try {
      await taking;
    } finally {
      this.#takes.delete(taking);
    }
    this.#book(source, batch, now);
    return batch.outcomes;
  }

  /** Lets nothing more in until the work is done. */
  async whileHeld<T>(work: () => Promise<T>): Promise<T> {
    while (this.#held !== undefined) await this.#held;
    let release: () => void = () => undefined;
    this.#held = new Promise((resolve) => {
      release = resolve;
    });
    try {
      return await work();
    } finally {
      this.#held = undefined;
      release();
    }
  }

  /** Whether nothing is on its way. */
  get idle(): boolean {
    return this.#takes.size === 0;
  }

  /** Resolves when everything that was being taken in is on disk or has failed. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#takes);
  }

  async #bring(
    source: string,
    items: readonly CleanedItem[],
    batch: Batch,
    now: Instant,
    fold: (taken: TakenItems) => void,
  ): Promise<void> {
    try {
      this.#append(source, items, batch, now);
      passing('entries appended');
      await this.#input.journal.commit();
      if (batch.quarantined.length > 0) passing('quarantine written');
      fold(batch);
      passing('events folded');
    } finally {
      // In the very turn in which the commit fails: a moment later, somebody could be told "duplicate" of what is not there.
      this.#release(batch);
    }
  }

  #append(source: string, items: readonly CleanedItem[], batch: Batch, now: Instant): void {
    for (const item of items) {
      if (item.kind === 'event') this.#takeEvent(item.event, batch);
      else this.#takeQuarantined(item.item, batch);
    }
    const { duplicate, conflicting } = batch;
    if (duplicate > 0) appendValue(this.#input.journal, 'accounting', { source, duplicate, conflicting, refused: 0, at: now });
  }

  #release(batch: Batch): void {
    for (const key of batch.keys) this.#onTheWay.delete(key);
  }

  #takeEvent(event: CustomerEvent, batch: Batch): void {
    const { timelines, journal, tombstones } = this.#input;
    const text = formatIdentifier(primaryIdentifier(event));
    const { messageId } = event;
    if (tombstones.covers(text, messageId, event.timestamp)) return batch.addDuplicate(messageId, false);
    const identifier = timelines.identifiers.intern(text);
    const payload = JSON.stringify(event);
    const contentHash = hashOf(event, payload);
    const key = `${identifier}\0${messageId}`;
    const row = timelines.find(identifier, messageId);
    const known = row === NO_ROW ? this.#onTheWay.get(key) : timelines.rows.contentHash(row);
    if (known !== undefined) return batch.addDuplicate(messageId, known !== contentHash);
    batch.addEvent({ event, offset: journal.append('event', payload), identifier, contentHash }, key);
    this.#onTheWay.set(key, contentHash);
  }

  #takeQuarantined(item: QuarantinedItem, batch: Batch): void {
    if (this.#input.tombstones.coversItem(item.raw)) return batch.addDuplicate(item.messageId, false);
    batch.addQuarantined(item, appendValue(this.#input.journal, 'quarantined', item));
  }

  #book(source: string, batch: Batch, now: Instant): void {
    const { books, quality } = this.#input;
    quality.foldDuplicates(source, batch.duplicate, batch.conflicting, now);
    if (batch.events.length > 0) books.add(source, 'accepted', batch.events.length, now);
    if (batch.duplicate > 0) books.add(source, 'duplicate', batch.duplicate, now);
    if (batch.quarantined.length > 0) books.add(source, 'quarantined', batch.quarantined.length, now);
  }
}

/** What one call brings in, in the making. */
class Batch implements TakenItems {
  readonly outcomes: Outcome[] = [];
  readonly events: Taken[] = [];
  readonly quarantined: (QuarantinedItem & { readonly offset: Offset })[] = [];
  readonly keys: string[] = [];
  duplicate = 0;
  conflicting = 0;

  addEvent(taken: Taken, key: string): void {
    this.events.push(taken);
    this.keys.push(key);
    this.outcomes.push({ status: 'accepted', messageId: taken.event.messageId });
  }

  addDuplicate(messageId: string | null, conflicting: boolean): void {
    this.duplicate++;
    if (conflicting) this.conflicting++;
    this.outcomes.push({ status: 'duplicate', messageId, conflicting });
  }

  addQuarantined(item: QuarantinedItem, offset: Offset): void {
    const { messageId, reason, field, detail } = item;
    this.quarantined.push({ ...item, offset });
    this.outcomes.push({ status: 'quarantined', messageId, reason, field, detail });
  }
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * A hash of what an event says. Two bodies with one messageId conflict when theirs differ; the times are left out, because a
 * retry is stamped anew. FNV-1a, and for the long part the platform's CRC-32: a collision would call a conflict a plain duplicate,
 * nothing worse.
 * @param payload the event as JSON, with the fields in their declared order
 */
export function hashOf(event: CustomerEvent, payload: string): number {
  let hash = fnv(FNV_OFFSET, event.type);
  hash = fnv(hash, event.event);
  hash = fnv(hash, event.userId ?? '');
  hash = fnv(hash ^ 1, event.anonymousId ?? '');
  hash = fnv(hash ^ 1, event.previousId ?? '');
  hash = fnv(hash ^ 1, event.groupId ?? '');
  return crc32(payload.slice(payload.indexOf(',"properties":')), hash >>> 0) | 0;
}

function fnv(start: number, text: string): number {
  let hash = start;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME);
  return hash;
}
