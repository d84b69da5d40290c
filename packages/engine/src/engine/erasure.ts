import { randomUUID } from 'node:crypto';
import type { Outbox } from '../act/outbox.js';
import { appendValue, entryValue, type ErasureEntry, type RepairEntry } from '../journal/entries.js';
import type { Offset } from '../journal/journal.js';
import { NOBODY } from './memory.js';
import type { Pipeline } from '../pipeline.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { Act } from '../state/acts.js';
import { itemKey, messageKey } from '../state/tombstones.js';
import { primaryIdentifier } from '../vocabulary/event.js';
import { formatIdentifier, type Identifier } from '../vocabulary/identifier.js';
import { passing } from '../runtime/steps.js';
import { toldTogether } from './told-together.js';

/** Whom a store is to forget: everything of these identifiers, and these entries of the journal. */
export interface ErasedSubject {
  readonly identifiers: readonly Identifier[];
  readonly offsets: readonly Offset[];
}

export interface ErasureInput {
  readonly pipeline: Pipeline;
  readonly outbox: Pick<Outbox, 'erase'>;
  readonly eraseFromWarehouse: (subject: ErasedSubject) => Promise<void>;
  /** Replaces the snapshots by one of the state as it is now. */
  readonly renewSnapshot: () => Promise<void>;
  readonly find: (identifier: Identifier) => number | undefined;
  /** Told when clearing a store failed; the erasure stays `running` and is taken up again at the next start. */
  readonly onFault: (error: unknown) => void;
}

/** How an erasure stands. */
export interface ErasureStatus {
  readonly requestId: string;
  readonly status: 'running' | 'done';
}

/**
 * Erases customers from every store: memory, outbox, warehouse, journal, snapshots. First the request is written down with
 * keyed hashes and the places to be cleared, so that a crash at any step is made good at the next start; the journal's
 * payloads go last, because until then they say what is left to do elsewhere.
 */
export class Erasures {
  readonly #input: ErasureInput;
  #last: Promise<unknown> = Promise.resolve();

  constructor(input: ErasureInput) {
    this.#input = input;
  }

  /** Whether any erasure has not ended. */
  get running(): boolean {
    return this.#input.pipeline.tombstones.unfinished().length > 0;
  }

  /** Begins to erase the customer with an identifier. @throws CuspError unknown_customer */
  async erase(identifier: Identifier): Promise<ErasureStatus> {
    const { pipeline, outbox } = this.#input;
    const customer = this.#find(identifier);
    if (customer === undefined) throw new CuspError(ERRORS.unknownCustomer, formatIdentifier(identifier));
    const takeUpAgain = await outbox.erase(pipeline.identities.identifiersOf(customer));
    const { entry, subject } = await pipeline
      .whenStill(() => this.#forget(identifier))
      .catch((error: unknown) => {
        // Nobody was erased: what is on its way to them goes on.
        takeUpAgain();
        throw error;
      });
    passing('erasure written');
    this.#finish(entry, subject).catch(this.#input.onFault);
    return { requestId: entry.requestId, status: 'running' };
  }

  status(requestId: string): ErasureStatus | undefined {
    const entry = this.#input.pipeline.tombstones.request(requestId);
    return entry && { requestId, status: entry.status === 'done' ? 'done' : 'running' };
  }

  /** Takes over an erasure that the journal tells of. What was brought back by older entries is forgotten by whoever reads them. */
  replay(entry: ErasureEntry): void {
    this.#input.pipeline.tombstones.fold(entry);
  }

  /** Ends what a crash cut short. */
  async resume(): Promise<void> {
    for (const entry of this.#input.pipeline.tombstones.unfinished()) await this.#finish(entry, this.#subjectLeft(entry));
  }

  /** Resolves when no erasure is being worked on. */
  async settled(): Promise<void> {
    await this.#last;
  }

  #finish(entry: ErasureEntry, subject: ErasedSubject): Promise<void> {
    const finishing = this.#last.then(() => this.#clear(entry, subject));
    this.#last = finishing.catch(() => undefined);
    return finishing;
  }

  async #clear(entry: ErasureEntry, subject: ErasedSubject): Promise<void> {
    const { pipeline, eraseFromWarehouse, renewSnapshot } = this.#input;
    await eraseFromWarehouse(subject);
    passing('warehouse erased');
    await pipeline.journal.redact(subject.offsets);
    passing('redaction done');
    await renewSnapshot();
    const { requestId, at } = entry;
    const done: ErasureEntry = { requestId, at, identifierHashes: [], messageHashes: [], status: 'done', offsets: [] };
    appendValue(pipeline.journal, 'erasure', done);
    await pipeline.journal.commit();
    pipeline.tombstones.fold(done);
  }

  /**
   * Writes the request down, and once it is on disk removes the customer from memory: if it cannot be written, nothing has happened.
   * Nothing of theirs may be on its way.
   */
  async #forget(identifier: Identifier): Promise<{ readonly entry: ErasureEntry; readonly subject: ErasedSubject }> {
    const { pipeline } = this.#input;
    const requestId = randomUUID();
    for (;;) {
      const customer = this.#find(identifier);
      if (customer === undefined) throw new CuspError(ERRORS.unknownCustomer, formatIdentifier(identifier));
      const subject = this.#subjectOf(customer);
      const kept = this.#repairsWithout(subject.offsets).map((repair) => ({ repair, at: appendValue(pipeline.journal, 'repair', repair) }));
      const entry = this.#request(requestId, customer, subject);
      appendValue(pipeline.journal, 'erasure', entry);
      await pipeline.journal.commit();
      // Time has gone on meanwhile, and may have brought another act of theirs: then it is listed too, under the same request.
      const isComplete = pipeline.actLog.pending === 0 && this.#subjectOf(customer).offsets.length === subject.offsets.length;
      if (isComplete) this.#remove(customer, entry);
      for (const { repair, at } of kept) pipeline.foldRepair(repair, at);
      if (isComplete) return { entry, subject };
      await pipeline.settled();
    }
  }

  #remove(customer: number, entry: ErasureEntry): void {
    const { pipeline } = this.#input;
    pipeline.tombstones.fold(entry);
    pipeline.forget(customer, entry.at);
    pipeline.dropActs(entry.offsets);
  }

  /** Somebody of whom there are only items that were put aside can be erased too. */
  #find(identifier: Identifier): number | undefined {
    const { pipeline, find } = this.#input;
    const customer = find(identifier);
    if (customer !== undefined) return customer;
    const number = pipeline.timelines.identifiers.find(formatIdentifier(identifier));
    if (number === undefined || pipeline.acts.of(number)[Symbol.iterator]().next().done === true) return undefined;
    return pipeline.identities.customerOf(number);
  }

  /** Everything that the journal holds about a customer. */
  #subjectOf(customer: number): ErasedSubject {
    const { timelines, identities, acts } = this.#input.pipeline;
    const identifiers = identities.identifiersOf(customer);
    const offsets = new Set(timelines.rowsOf(customer).map((row) => timelines.rows.offset(row)));
    const onRecord = identities.membersOf(customer).flatMap((member) => [...acts.of(member)]);
    for (const act of onRecord) offsets.add(act.offset);
    for (const offset of toldTogether(this.#input.pipeline, customer)) offsets.add(offset);
    for (const offset of this.#mentionedInQuarantine(identifiers)) offsets.add(offset);
    this.#addRepaired(onRecord, offsets);
    return { identifiers, offsets: [...offsets].sort((left, right) => left - right) };
  }

  /** Items that became events of theirs are theirs too, whatever they said before; and rules may say something about anybody. */
  #addRepaired(onRecord: readonly Act[], offsets: Set<Offset>): void {
    const { journal, quarantined } = this.#input.pipeline;
    for (const { kind, offset } of onRecord) {
      if (kind !== 'repair') continue;
      const { items } = entryValue(journal.entryAt(offset), 'repair');
      for (const item of items) if (item.events.some((event) => offsets.has(event))) offsets.add(item.offset);
    }
    for (const { entries } of quarantined.repairsOf(offsets)) for (const offset of entries) offsets.add(offset);
  }

  /** What is to be kept of repairs whose entries go: that others' items have left, but not by which rules. */
  #repairsWithout(gone: readonly Offset[]): RepairEntry[] {
    const offsets = new Set(gone);
    return this.#input.pipeline.quarantined.repairsOf(gone).flatMap(({ newest }) => {
      const items = newest.items.filter(({ offset }) => !offsets.has(offset));
      const rules = newest.rules?.length === 0 ? newest.rules : null;
      return items.length === 0 || newest.status === 'requested' ? [] : [{ ...newest, rules, items }];
    });
  }

  /** Quarantined items that could not be read may still spell an identifier out. */
  #mentionedInQuarantine(identifiers: readonly Identifier[]): Offset[] {
    const { timelines, acts, journal } = this.#input.pipeline;
    const nobody = timelines.identifiers.find(NOBODY);
    if (nobody === undefined) return [];
    return [...acts.of(nobody)].flatMap(({ offset }) => {
      const { raw } = entryValue(journal.entryAt(offset), 'quarantined');
      return identifiers.some(({ value }) => raw.includes(value)) ? [offset] : [];
    });
  }

  #request(requestId: string, customer: number, { identifiers, offsets }: ErasedSubject): ErasureEntry {
    const { timelines, tombstones, clock, journal, books, decisions } = this.#input.pipeline;
    const hashes = timelines.rowsOf(customer).map((row) => {
      const identifier = timelines.identifiers.textOf(timelines.rows.identifier(row));
      return tombstones.hash(messageKey(identifier, timelines.messageIdOf(row)));
    });
    for (const offset of offsets) {
      const stored = journal.entryAt(offset);
      if (stored.kind === 'quarantined') hashes.push(tombstones.hash(itemKey(entryValue(stored, 'quarantined').raw)));
    }
    return {
      requestId,
      at: clock.now(),
      identifierHashes: identifiers.map((identifier) => tombstones.hash(formatIdentifier(identifier))),
      messageHashes: hashes,
      status: 'requested',
      offsets,
      counted: books.all().map(([source, { accepted, quarantined }]) => ({ source, accepted, quarantined })),
      taken: decisions.takenSoFar(),
    };
  }

  /** What the journal still says of an erasure that was cut short. */
  #subjectLeft({ offsets }: ErasureEntry): ErasedSubject {
    const { journal } = this.#input.pipeline;
    const identifiers = new Map<string, Identifier>();
    for (const offset of offsets) {
      const entry = journal.entryAt(offset);
      if (entry.kind !== 'event') continue;
      const identifier = primaryIdentifier(entryValue(entry, 'event'));
      identifiers.set(formatIdentifier(identifier), identifier);
    }
    return { identifiers: [...identifiers.values()], offsets };
  }
}
