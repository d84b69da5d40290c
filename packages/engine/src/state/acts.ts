import { ENTRY_KINDS, type EntryKind, type Offset } from '../journal/journal.js';
import { GrowingInts } from '../timeline/growing.js';
import type { Instant } from '../vocabulary/instant.js';

const NONE = -1;
const KINDS = Object.keys(ENTRY_KINDS) as EntryKind[];

/** One act on record, as far as it is kept in memory; the rest is read from the journal. */
export interface Act {
  readonly kind: EntryKind;
  readonly offset: Offset;
  readonly at: Instant;
  readonly identifier: number;
}

/**
 * Where in the journal the acts are (changes, moments, decisions, attempts, deliveries, quarantined items), in order, and by
 * the identifier that each is about, so that a page about somebody and their erasure find all of them. 25 bytes an act, in
 * typed arrays.
 */
export class Acts {
  #length = 0;
  #kinds = new Uint8Array(1 << 10);
  #offsets = new Float64Array(1 << 10);
  #instants = new Float64Array(1 << 10);
  #identifiers = new Int32Array(1 << 10);
  #previous = new Int32Array(1 << 10);
  #newest = new GrowingInts(NONE);

  add(kind: EntryKind, offset: Offset, at: Instant, identifier: number): void {
    const index = this.#length;
    if (index === this.#kinds.length) this.#grow();
    this.#kinds[index] = ENTRY_KINDS[kind];
    this.#offsets[index] = offset;
    this.#instants[index] = at;
    this.#identifiers[index] = identifier;
    this.#previous[index] = this.#newest.get(identifier);
    this.#newest.set(identifier, index);
    this.#length++;
  }

  /** Acts of some kinds, newest in the journal first. */
  *newestFirst(kinds: readonly EntryKind[], before: Offset = Number.POSITIVE_INFINITY): Iterable<Act> {
    for (let index = this.#length - 1; index >= 0; index--) {
      const act = this.#at(index);
      if (act.offset < before && kinds.includes(act.kind)) yield act;
    }
  }

  /** All acts, in the order of the journal. */
  *inOrder(): Iterable<Act> {
    for (let index = 0; index < this.#length; index++) yield this.#at(index);
  }

  /** Everything on record about an identifier, newest first. */
  *of(identifier: number): Iterable<Act> {
    for (let index = this.#newest.get(identifier); index !== NONE; index = this.#previous[index] as number) yield this.#at(index);
  }

  /** Drops what is on record about an identifier that has been erased, under whomever's name it stands too. */
  forget(identifier: number): void {
    this.drop(new Set([...this.of(identifier)].map((act) => act.offset)));
  }

  /** Drops what stands at these places, whomever it is about: their entries are being redacted. */
  drop(gone: ReadonlySet<Offset>): void {
    const kept = [...this.inOrder()].filter((act) => !gone.has(act.offset));
    this.#length = 0;
    this.#newest = new GrowingInts(NONE);
    for (const { kind, offset, at, identifier: owner } of kept) this.add(kind, offset, at, owner);
  }

  /** All acts, for a snapshot. */
  toJson(): (readonly [EntryKind, Offset, Instant, number])[] {
    return [...this.inOrder()].map(({ kind, offset, at, identifier }) => [kind, offset, at, identifier] as const);
  }

  /** Fills an empty index from a snapshot. */
  load(acts: readonly (readonly [EntryKind, Offset, Instant, number])[]): void {
    for (const [kind, offset, at, identifier] of acts) this.add(kind, offset, at, identifier);
  }

  #at(index: number): Act {
    return {
      kind: KINDS.find((kind) => ENTRY_KINDS[kind] === this.#kinds[index]) as EntryKind,
      offset: this.#offsets[index] as number,
      at: this.#instants[index] as number,
      identifier: this.#identifiers[index] as number,
    };
  }

  #grow(): void {
    this.#kinds = copied(new Uint8Array(this.#kinds.length * 2), this.#kinds);
    this.#offsets = copied(new Float64Array(this.#offsets.length * 2), this.#offsets);
    this.#instants = copied(new Float64Array(this.#instants.length * 2), this.#instants);
    this.#identifiers = copied(new Int32Array(this.#identifiers.length * 2), this.#identifiers);
    this.#previous = copied(new Int32Array(this.#previous.length * 2), this.#previous);
  }
}

function copied<T extends Uint8Array | Float64Array | Int32Array>(larger: T, cells: T): T {
  larger.set(cells);
  return larger;
}
