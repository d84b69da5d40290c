import type { Outbox } from '../act/outbox.js';
import { fillColumns, forEachCustomer } from './history.js';
import { type ErasureEntry, entryValue } from '../journal/entries.js';
import type { Entry, Offset } from '../journal/journal.js';
import type { Occurrence, Pipeline } from '../pipeline.js';
import type { Publisher } from './publisher.js';
import { loadSnapshot } from './snapshot.js';
import { readSnapshot } from '../state/snapshot-file.js';
import { NO_ROW } from '../timeline/event-rows.js';
import { primaryIdentifier } from '../vocabulary/event.js';
import { formatIdentifier } from '../vocabulary/identifier.js';
import { eachChange } from '../vocabulary/segment-change.js';

/** What recovery brings back to life. */
export interface Recovering {
  readonly pipeline: Pipeline;
  readonly publisher: Publisher;
  readonly outbox: Pick<Outbox, 'restore'>;
  /** Told of every erasure on record, in order. */
  readonly onErasure: (erasure: ErasureEntry) => void;
}

/**
 * Brings the state back: from the newest snapshot and the journal's tail after it, or from the journal alone. What was observed
 * is taken over as it was; what is true now is then asked anew, and where the two differ (a window ended while the engine was
 * off) the change is observed now, with the instant at which it was.
 * @param directory where snapshots are; undefined to read the journal from its start
 */
export async function recover(recovering: Recovering, directory: string | undefined): Promise<void> {
  const { pipeline } = recovering;
  const snapshot = directory === undefined ? undefined : await readSnapshot(directory);
  if (snapshot !== undefined) {
    loadSnapshot(pipeline, recovering.publisher, snapshot);
    // Memberships are in the snapshot as they are today; the others are folded from their entries.
    for (const act of pipeline.acts.inOrder()) if (act.kind !== 'segmentChanges') foldAct(recovering, pipeline.journal.entryAt(act.offset));
  }
  const { touched, unsure } = await replayFrom(recovering, Math.max(snapshot?.offset ?? 0, pipeline.journal.start));
  pipeline.decideAgain(unsure);
  await reviewAll(pipeline, snapshot === undefined ? undefined : touched, recovering.publisher.untoldSegments());
  recovering.publisher.endTelling();
  await pipeline.actLog.write();
}

/**
 * Folds the journal a second time while it grows, and asks what is true only at its end: what a first part leaves open, the
 * acts that follow may answer.
 * @param whenStill does its work at a moment at which the journal stands still
 */
export async function refold<T>(recovering: Recovering, whenStill: (work: () => Promise<T>) => Promise<T>, compare: () => T): Promise<T> {
  const { until } = await replayFrom(recovering, recovering.pipeline.journal.start);
  return whenStill(async () => {
    await replayFrom(recovering, until);
    await reviewAll(recovering.pipeline, undefined, recovering.publisher.untoldSegments());
    return compare();
  });
}

async function replayFrom(
  recovering: Recovering,
  from: Offset,
): Promise<{ readonly touched: ReadonlySet<number>; readonly unsure: readonly Occurrence[]; readonly until: Offset }> {
  const { pipeline } = recovering;
  const until = pipeline.journal.durable;
  const touched = new Set<number>();
  const unsure: Occurrence[] = [];
  pipeline.quality.beginReplay();
  for await (const entries of pipeline.journal.scan(from, until)) {
    for (const entry of entries) {
      replay(recovering, entry, touched);
      noteOccurrences(entry, unsure);
    }
  }
  pipeline.quality.endReplay();
  await fillColumns(pipeline);
  return { touched, unsure, until };
}

/** Asks everything about the customers whom the tail touched, or about everybody; the rest have their deadlines, those that have passed are asked too. */
async function reviewAll(pipeline: Pipeline, touched: ReadonlySet<number> | undefined, untold: ReadonlySet<string>): Promise<void> {
  const overdue = [...pipeline.segments.overdue(pipeline.clock.now()), ...pipeline.moments.overdue(pipeline.clock.now())];
  const customers = touched && new Set([...touched, ...overdue].map((identifier) => pipeline.identities.customerOf(identifier)));
  await forEachCustomer(pipeline, (customer) => {
    if (customers !== undefined && !customers.has(customer)) return;
    const now = pipeline.clock.now();
    pipeline.segments.review(customer, now, 'recovery', untold);
    pipeline.moments.review(customer, now, 'recovery');
  });
  await pipeline.actLog.write();
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

/** Folds one entry, and indexes it. */
function replay(recovering: Recovering, entry: Entry, touched: Set<number>): void {
  const { pipeline, publisher } = recovering;
  if (entry.kind === 'event') return replayEvent(pipeline, entry, touched);
  if (entry.kind === 'publication') {
    publisher.replay(entryValue(entry, 'publication'));
    touchEverybody(pipeline, touched);
  }
  if (entry.kind === 'publicationMark') {
    publisher.replayMark(entryValue(entry, 'publicationMark'));
    touchEverybody(pipeline, touched);
  }
  if (entry.kind === 'draft') pipeline.drafts.fold(entryValue(entry, 'draft'));
  if (entry.kind === 'erasure') recovering.onErasure(entryValue(entry, 'erasure'));
  replayBooks(pipeline, entry);
  indexAct(pipeline, entry);
  foldAct(recovering, entry);
}

/** What a publication that was cut short left undone concerns everybody, and so do the deadlines of what it put in place. */
function touchEverybody(pipeline: Pipeline, touched: Set<number>): void {
  for (let identifier = 0; identifier < pipeline.timelines.identifiers.size; identifier++) touched.add(identifier);
}

/** Folds an event's entry. @param touched gets the identifiers that it concerns */
export function replayEvent(pipeline: Pipeline, entry: Entry, touched: Set<number>): void {
  const event = entryValue(entry, 'event');
  const identifier = pipeline.timelines.identifiers.intern(formatIdentifier(primaryIdentifier(event)));
  if (pipeline.timelines.find(identifier, event.messageId) !== NO_ROW) return;
  pipeline.books.add(event.source, 'accepted', 1, event.receivedAt);
  pipeline.quality.fold(event);
  const row = pipeline.place({ event, offset: entry.offset, identifier });
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

function replayBooks({ books, quality }: Pipeline, entry: Entry): void {
  if (entry.kind === 'quarantined') {
    const { source, receivedAt, reason } = entryValue(entry, 'quarantined');
    quality.foldQuarantined({ source, receivedAt, reason });
    books.add(source, 'quarantined', 1, receivedAt);
  }
  // Entries that have been redacted since are not read any more, and were counted all the same.
  if (entry.kind === 'erasure') for (const counted of entryValue(entry, 'erasure').counted ?? []) books.restore(counted);
  if (entry.kind === 'accounting') {
    const { source, duplicate, conflicting, refused, at } = entryValue(entry, 'accounting');
    quality.foldDuplicates(source, duplicate, conflicting, at);
    if (duplicate > 0) books.add(source, 'duplicate', duplicate, at);
    if (refused > 0) books.refuse(source, refused);
  }
}

function indexAct(pipeline: Pipeline, entry: Entry): void {
  switch (entry.kind) {
    case 'quarantined':
      return pipeline.indexQuarantined(entryValue(entry, 'quarantined'), entry.offset);
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
    case 'decision': {
      const { identifier, decidedAt } = entryValue(entry, 'decision');
      return pipeline.indexAct('decision', formatIdentifier(identifier), entry.offset, decidedAt);
    }
    default:
      return undefined;
  }
}

/** Takes over what an act says, without asking whether it would happen again. */
function foldAct({ pipeline, outbox }: Recovering, entry: Entry): void {
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
      return outbox.restore({ kind: 'decision', value: decision });
    }
    case 'alert':
      return pipeline.quality.replay(entryValue(entry, 'alert'));
    case 'attempt':
      return outbox.restore({ kind: 'attempt', value: entryValue(entry, 'attempt') });
    case 'delivery':
      return outbox.restore({ kind: 'delivery', value: entryValue(entry, 'delivery') });
    default:
      return undefined;
  }
}
