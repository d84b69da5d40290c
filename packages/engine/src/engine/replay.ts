import { type AccountingEntry, type ErasureEntry, entryValue } from '../journal/entries.js';
import type { Outbox } from '../act/outbox.js';
import type { Entry, Offset } from '../journal/journal.js';
import type { Occurrence, Pipeline } from '../pipeline.js';
import { NO_ROW } from '../timeline/event-rows.js';
import { type CustomerEvent, primaryIdentifier } from '../vocabulary/event.js';
import { formatIdentifier } from '../vocabulary/identifier.js';
import type { IdentityDecision } from '../vocabulary/identity-decision.js';
import type { QuarantinedItem } from '../vocabulary/quarantined-item.js';
import { eachChange } from '../vocabulary/segment-change.js';
import { HashedIdentifiers } from './hashed-identifiers.js';
import { MOST_ON_THE_WAY } from './intake.js';
import type { Publisher } from './publisher.js';

/** What the journal brings back to life. */
export interface Recovering {
  readonly pipeline: Pipeline;
  readonly publisher: Publisher;
  readonly outbox: Pick<Outbox, 'restore'>;
  /** Told of every erasure on record, in order. */
  readonly onErasure: (erasure: ErasureEntry) => void;
}

/** Something that was taken in, and is not folded yet. */
interface ReadAhead {
  readonly offset: Offset;
  readonly fold: (offset: Offset) => void;
}

/**
 * Folds entries of the journal as they were folded when they were new. Events are read ahead: while they were on their way to the
 * disk, acts were found that stand behind them in the journal and belong before them, and each says so. None stands more than
 * {@link MOST_ON_THE_WAY} events behind its place.
 */
export class Replay {
  readonly #recovering: Recovering;
  readonly #touched = new Set<number>();
  readonly #hashed: HashedIdentifiers;
  #ahead: ReadAhead[] = [];
  #folded = 0;
  readonly #unsure: Occurrence[] = [];

  constructor(recovering: Recovering) {
    this.#recovering = recovering;
    const { timelines, tombstones, quality } = recovering.pipeline;
    this.#hashed = new HashedIdentifiers(timelines.identifiers, (text) => tombstones.hash(text));
    quality.beginReplay();
    recovering.pipeline.surges.beginReplay();
  }

  /** The identifiers of everybody whom what was folded concerns. */
  get touched(): ReadonlySet<number> {
    return this.#touched;
  }

  /** What may have set campaigns off, with no decision about it on record: a crash came in between. */
  get unsure(): readonly Occurrence[] {
    return this.#unsure;
  }

  /** Folds the journal up to its durable end. @returns that end; events near it wait for acts that may follow, until {@link finish} */
  async read(from: Offset): Promise<Offset> {
    const { pipeline } = this.#recovering;
    const until = pipeline.journal.durable;
    for await (const entries of pipeline.journal.scan(from, until)) {
      for (const entry of entries) {
        if (entry.kind === 'publicationMark') await this.#readBeforeMark(entry);
        this.#read(entry);
        noteOccurrences(entry, this.#unsure);
      }
    }
    return until;
  }

  /** The journal has come to its end: no act follows any more. */
  finish(): void {
    this.#foldTo(Number.POSITIVE_INFINITY);
    this.#recovering.pipeline.quality.endReplay();
    this.#recovering.pipeline.recovered();
  }

  #read(entry: Entry): void {
    const { pipeline } = this.#recovering;
    pipeline.changes.note(entry.kind, entry.offset);
    switch (entry.kind) {
      case 'event': {
        const event = entryValue(entry, 'event');
        return this.#readAhead(entry.offset, (offset) => replayEvent(pipeline, event, offset, this.#touched));
      }
      case 'quarantined': {
        const item = entryValue(entry, 'quarantined');
        return this.#readAhead(entry.offset, (offset) => foldQuarantined(pipeline, item, offset));
      }
      case 'identityDecision':
      case 'learnedLink': {
        const decision = entryValue(entry, entry.kind);
        return this.#readAhead(entry.offset, (offset) => replayDecision(pipeline, decision, offset, this.#touched));
      }
      case 'accounting': {
        const books = entryValue(entry, 'accounting');
        return this.#readAhead(entry.offset, () => foldAccounting(pipeline, books));
      }
      default:
        this.#foldTo(placeOf(entry));
        return this.#foldFound(entry);
    }
  }

  /** What goes live may rest on what all events of before say, also those that were read ahead. */
  async #readBeforeMark(entry: Entry): Promise<void> {
    this.#foldTo(placeOf(entry));
    await this.#recovering.publisher.readBefore(entryValue(entry, 'publicationMark'));
  }

  #readAhead(offset: Offset, fold: (offset: Offset) => void): void {
    this.#ahead.push({ offset, fold });
    if (this.#ahead.length - this.#folded > MOST_ON_THE_WAY) this.#foldNext();
    if (this.#folded <= MOST_ON_THE_WAY) return;
    this.#ahead = this.#ahead.slice(this.#folded);
    this.#folded = 0;
  }

  /** Folds what was read ahead, up to an offset. */
  #foldTo(offset: Offset): void {
    while (this.#folded < this.#ahead.length && (this.#ahead[this.#folded] as ReadAhead).offset < offset) this.#foldNext();
  }

  #foldNext(): void {
    const { offset, fold } = this.#ahead[this.#folded++] as ReadAhead;
    fold(offset);
  }

  #foldFound(entry: Entry): void {
    const { pipeline, publisher } = this.#recovering;
    if (entry.kind === 'publication') {
      publisher.replay(entryValue(entry, 'publication'));
      this.#touchEverybody();
    }
    if (entry.kind === 'publicationMark') {
      publisher.replayMark(entryValue(entry, 'publicationMark'));
      this.#touchEverybody();
    }
    if (entry.kind === 'matchModel') pipeline.matchModels.set(entryValue(entry, 'matchModel').matching, entry.offset);
    if (entry.kind === 'campaignAct') pipeline.campaignActs.fold(entryValue(entry, 'campaignAct'));
    if (entry.kind === 'campaignRun') pipeline.campaignRuns.fold(entryValue(entry, 'campaignRun'));
    if (entry.kind === 'draft') pipeline.drafts.fold(entryValue(entry, 'draft'));
    if (entry.kind === 'erasure') {
      const erasure = entryValue(entry, 'erasure');
      this.#recovering.onErasure(erasure);
      this.#forget(erasure);
      // Entries that have been redacted since are not read any more, and were counted all the same.
      for (const counted of erasure.counted ?? []) pipeline.books.restore(counted);
      pipeline.decisions.keepTaken(erasure.taken ?? []);
    }
    indexAct(pipeline, entry);
    foldAct(this.#recovering, entry);
  }

  #forget({ status, identifierHashes, offsets }: ErasureEntry): void {
    const { pipeline } = this.#recovering;
    if (status === 'done') return;
    for (const customer of pipeline.forgetAgain(this.#hashed.find(identifierHashes))) this.#touched.add(customer);
    pipeline.dropActs(offsets);
  }

  /** What a publication that was cut short left undone concerns everybody, and so do the deadlines of what it put in place. */
  #touchEverybody(): void {
    for (let identifier = 0; identifier < this.#recovering.pipeline.timelines.identifiers.size; identifier++) this.#touched.add(identifier);
  }
}

/**
 * What was in the journal before this offset had been folded when an entry was written. Moments, decisions and what became of them
 * say nothing that events would move.
 */
function placeOf(entry: Entry): Offset {
  switch (entry.kind) {
    case 'segmentChanges':
    case 'publicationMark':
    case 'alert':
      return entryValue(entry, entry.kind).foldedTo ?? entry.offset;
    case 'moment':
    case 'surge':
    case 'decision':
    case 'attempt':
    case 'delivery':
      return 0;
    default:
      return entry.offset;
  }
}

/** Folds an event's entry. @param touched gets the identifiers that it concerns */
export function replayEvent(pipeline: Pipeline, event: CustomerEvent, offset: Offset, touched: Set<number>): void {
  const identifier = pipeline.timelines.identifiers.intern(formatIdentifier(primaryIdentifier(event)));
  if (pipeline.timelines.find(identifier, event.messageId) !== NO_ROW) return;
  pipeline.books.add(event.source, 'accepted', 1, event.receivedAt);
  pipeline.quality.fold(event);
  const row = pipeline.place({ event, offset: offset, identifier });
  touched.add(identifier);
  const change = pipeline.identities.learn(pipeline.linksIn(event, row));
  if (change !== undefined) {
    pipeline.redistribute(change);
    for (const customer of change.after.keys()) touched.add(customer);
  }
  const customer = pipeline.identities.customerOf(identifier);
  pipeline.timelines.insert(customer, row);
  pipeline.timelines.sessions.eventArrived(customer, row);
}

function replayDecision(pipeline: Pipeline, decision: IdentityDecision, offset: Offset, touched: Set<number>): void {
  const change = pipeline.foldIdentityDecision(decision, offset);
  if (change !== undefined) pipeline.redistribute(change);
  for (const customer of change?.after.keys() ?? pipeline.customersIn(decision)) touched.add(customer);
}

function foldQuarantined(pipeline: Pipeline, item: QuarantinedItem, offset: Offset): void {
  const { source, receivedAt, reason } = item;
  pipeline.quality.foldQuarantined({ source, receivedAt, reason });
  pipeline.books.add(source, 'quarantined', 1, receivedAt);
  pipeline.indexQuarantined(item, offset);
}

function foldAccounting({ books, quality }: Pipeline, { source, duplicate, conflicting, refused, at }: AccountingEntry): void {
  quality.foldDuplicates(source, duplicate, conflicting, at);
  if (duplicate > 0) books.add(source, 'duplicate', duplicate, at);
  if (refused > 0) books.refuse(source, refused);
}

/**
 * Collects what may set campaigns off and stands at the end of the journal, with nothing but acts behind it. An occurrence and the
 * decisions about it are written together, one behind the other; a crash in the middle of that leaves the occurrence alone.
 */
function noteOccurrences(entry: Entry, unsure: Occurrence[]): void {
  if (entry.kind === 'segmentChanges') unsure.push(...eachChange(entryValue(entry, 'segmentChanges')));
  else if (entry.kind === 'moment') unsure.push(entryValue(entry, 'moment'));
  else if (entry.kind !== 'decision') unsure.length = 0;
}

function indexAct(pipeline: Pipeline, entry: Entry): void {
  switch (entry.kind) {
    case 'repair':
      return pipeline.foldRepair(entryValue(entry, 'repair'), entry.offset);
    case 'segmentChanges': {
      const { identifier, observedAt } = entryValue(entry, 'segmentChanges');
      return pipeline.indexAct(entry.kind, formatIdentifier(identifier), entry.offset, observedAt);
    }
    case 'moment':
    case 'attempt':
    case 'delivery': {
      const { identifier, at } = entryValue(entry, entry.kind);
      return pipeline.indexAct(entry.kind, formatIdentifier(identifier), entry.offset, at);
    }
    case 'alert': {
      const { source, observedAt } = entryValue(entry, 'alert');
      return pipeline.indexAlert(source, entry.offset, observedAt);
    }
    case 'surge':
      return pipeline.indexSurge(entryValue(entry, 'surge'), entry.offset);
    case 'decision': {
      const { identifier, decidedAt } = entryValue(entry, 'decision');
      return pipeline.indexAct('decision', formatIdentifier(identifier), entry.offset, decidedAt);
    }
    default:
      return undefined;
  }
}

/** Takes over what an act says, without asking whether it would happen again. */
export function foldAct({ pipeline, outbox }: Recovering, entry: Entry): void {
  switch (entry.kind) {
    case 'segmentChanges': {
      const changes = entryValue(entry, 'segmentChanges');
      const customer = pipeline.identities.customerOf(pipeline.timelines.identifiers.intern(formatIdentifier(changes.identifier)));
      for (const change of eachChange(changes)) pipeline.segments.replay(change, customer);
      return undefined;
    }
    case 'moment':
      return pipeline.moments.replay(entryValue(entry, 'moment'));
    case 'decision': {
      const decision = entryValue(entry, 'decision');
      pipeline.decisions.fold(decision);
      pipeline.decisions.located(decision.decisionId, entry.offset);
      return outbox.restore({ kind: 'decision', value: decision });
    }
    case 'alert':
      return pipeline.quality.replay(entryValue(entry, 'alert'));
    case 'surge':
      return pipeline.surges.replay(entryValue(entry, 'surge'));
    case 'attempt':
      return outbox.restore({ kind: 'attempt', value: entryValue(entry, 'attempt') });
    case 'delivery': {
      const result = entryValue(entry, 'delivery');
      pipeline.foldDelivery(result);
      return outbox.restore({ kind: 'delivery', value: result });
    }
    default:
      return undefined;
  }
}
