import { appendValue, entryValue } from '../journal/entries.js';
import type { Journal, Offset } from '../journal/journal.js';
import type { Quality } from '../quality/quality.js';
import type { Books } from '../state/books.js';
import { hashOfItem, type QuarantineIndex } from '../state/quarantine-index.js';
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
}

/** What a call of {@link Intake.take} has brought onto the disk. */
export interface TakenItems {
  readonly events: readonly Taken[];
  readonly quarantined: readonly (QuarantinedItem & { readonly offset: Offset })[];
}

/**
 * Most items that are on their way to the disk at a time. Whoever reads the journal again finds what was found before an event was
 * folded at most that many items behind it.
 */
export const MOST_ON_THE_WAY = 10_000;

export interface IntakeInput {
  readonly journal: Journal;
  /** Hands acts that wait to the journal: they stand before what is taken in now. @throws CuspError journal_unavailable */
  readonly appendActs: () => void;
  readonly timelines: Timelines;
  readonly tombstones: Tombstones;
  readonly books: Books;
  /** What was put aside before: a document that no item could be made of counts once, like the events of one that fits. */
  readonly quarantined: Pick<QuarantineIndex, 'mayBeAt'>;
  readonly quality: Pick<Quality, 'foldDuplicates'>;
}

/**
 * Where items become safe. Each event is counted once; what has been counted, also what is still on its way to the disk, is a
 * duplicate. A duplicate is answered only when the first one is on disk too, for both wait for the same commit.
 */
export class Intake {
  readonly #input: IntakeInput;
  /** Events on their way to the disk, by messageId. */
  readonly #onTheWay = new Map<string, readonly Taken[]>();
  /** Items on their way to quarantine, by their hash. */
  readonly #asideOnTheWay = new Map<number, QuarantinedItem>();
  readonly #takes = new Set<Promise<unknown>>();
  #itemsOnTheWay = 0;
  #newest: Offset = -1;
  /** While this is there, what comes waits for it. */
  #held: Promise<void> | undefined;

  constructor(input: IntakeInput) {
    this.#input = input;
  }

  /**
   * Brings items onto the disk, then hands them to `fold`, in the same turn in which they stop being on the way. More than may be on the
   * way at a time go one part after the other.
   * @throws CuspError journal_unavailable: then none of them was taken in, or of many the parts before the one that failed. All may be sent again.
   */
  async take(source: string, items: readonly CleanedItem[], now: Instant, fold: (taken: TakenItems) => void): Promise<readonly Outcome[]> {
    if (items.length <= MOST_ON_THE_WAY) return this.#takePart(source, items, now, fold);
    const outcomes: Outcome[] = [];
    for (let from = 0; from < items.length; from += MOST_ON_THE_WAY)
      for (const outcome of await this.#takePart(source, items.slice(from, from + MOST_ON_THE_WAY), now, fold)) outcomes.push(outcome);
    return outcomes;
  }

  async #takePart(
    source: string,
    items: readonly CleanedItem[],
    now: Instant,
    fold: (taken: TakenItems) => void,
  ): Promise<readonly Outcome[]> {
    while (this.#held !== undefined || this.#itemsOnTheWay + items.length > MOST_ON_THE_WAY) await (this.#held ?? this.#oldestTake());
    const batch = new Batch();
    this.#itemsOnTheWay += items.length;
    const taking = this.#bring(source, items, batch, now, fold).finally(() => {
      this.#itemsOnTheWay -= items.length;
    });
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

  /** Where the newest event stands that was appended; −1 before the first. It need not be on disk, nor ever come there. */
  get newest(): Offset {
    return this.#newest;
  }

  /** Whether nothing is on its way. */
  get idle(): boolean {
    return this.#takes.size === 0;
  }

  /** Resolves when everything that was being taken in is on disk or has failed. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#takes);
  }

  async #oldestTake(): Promise<void> {
    const [oldest] = this.#takes;
    await Promise.allSettled([oldest]);
  }

  async #bring(
    source: string,
    items: readonly CleanedItem[],
    batch: Batch,
    now: Instant,
    fold: (taken: TakenItems) => void,
  ): Promise<void> {
    try {
      this.#input.appendActs();
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
    for (const { event, identifier } of batch.events) {
      const left = this.#onTheWay.get(event.messageId)?.filter((taken) => taken.identifier !== identifier) ?? [];
      if (left.length === 0) this.#onTheWay.delete(event.messageId);
      else this.#onTheWay.set(event.messageId, left);
    }
  }

  #takeEvent(event: CustomerEvent, batch: Batch): void {
    const { timelines, journal, tombstones } = this.#input;
    const text = formatIdentifier(primaryIdentifier(event));
    const { messageId } = event;
    if (tombstones.covers(text, messageId, event.timestamp)) return batch.addDuplicate(messageId, false);
    const identifier = timelines.identifiers.intern(text);
    const payload = JSON.stringify(event);
    const row = timelines.find(identifier, messageId);
    const waiting = this.#onTheWay.get(messageId);
    const first = row === NO_ROW ? waiting?.find((taken) => taken.identifier === identifier)?.offset : timelines.rows.offset(row);
    if (first !== undefined) return batch.addDuplicate(messageId, this.#saysOtherThan(first, payload));
    const taken = { event, offset: journal.append('event', payload), identifier };
    this.#newest = taken.offset;
    batch.addEvent(taken);
    this.#onTheWay.set(messageId, waiting === undefined ? [taken] : [...waiting, taken]);
  }

  /** Whether the first event under a messageId has another body. Duplicates are rare, so the first is read again and nothing is kept for it. */
  #saysOtherThan(first: Offset, payload: string): boolean {
    const { journal } = this.#input;
    // What has been lost with a failed write cannot be read; then this item is not taken in either.
    if (first >= journal.head) return false;
    const entry = journal.entryAt(first);
    return entry.kind === 'event' && contentOf(entry.payload.toString('utf8')) !== contentOf(payload);
  }

  #takeQuarantined(item: QuarantinedItem, batch: Batch): void {
    if (this.#input.tombstones.coversItem(item.raw)) return batch.addDuplicate(item.messageId, false);
    const hash = hashOfItem(item);
    if (hash !== null && this.#isAside(item, hash)) return batch.addDuplicate(item.messageId, false);
    batch.addQuarantined(item, appendValue(this.#input.journal, 'quarantined', item));
    if (hash !== null) this.#asideOnTheWay.set(hash, item);
  }

  /** Whether the same item, word for word, was put aside before or is about to be. */
  #isAside(item: QuarantinedItem, hash: number): boolean {
    const { quarantined, journal } = this.#input;
    const offset = quarantined.mayBeAt(hash);
    const known = offset === undefined ? this.#asideOnTheWay.get(hash) : entryValue(journal.entryAt(offset), 'quarantined');
    return known?.source === item.source && known.messageId === item.messageId && known.raw === item.raw;
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
  duplicate = 0;
  conflicting = 0;

  addEvent(taken: Taken): void {
    this.events.push(taken);
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

/**
 * What an event says, as text that is equal when two say the same. The times and the source are left out, because a retry is stamped anew.
 * @param payload the event as JSON, with the fields in their declared order. What is looked for cannot stand within a text, where quotes are escaped.
 */
function contentOf(payload: string): string {
  return payload.slice(0, payload.indexOf(',"timestamp":')) + payload.slice(payload.indexOf(',"properties":'));
}
