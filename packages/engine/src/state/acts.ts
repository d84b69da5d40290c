import { ENTRY_KINDS, type EntryKind, type Offset } from '../journal/journal.js';
import { GrowingInts } from '../timeline/growing.js';
import type { Instant } from '../vocabulary/instant.js';

const NONE = -1;
const KINDS = new Map((Object.keys(ENTRY_KINDS) as EntryKind[]).map((kind) => [ENTRY_KINDS[kind] as number, kind]));
/** Of an act in a snapshot: offset and instant, identifier, kind. */
const BYTES_AN_ACT = 8 + 8 + 4 + 1;

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
  #drops = 0;
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

  /** How many acts there are. */
  get count(): number {
    return this.#length;
  }

  /** How often acts were dropped: whoever counts on from where they were must then begin anew. */
  get drops(): number {
    return this.#drops;
  }

  /** The act with a number from 0 up to {@link count}, in the order of the journal. */
  at(index: number): Act {
    return this.#at(index);
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
    this.#drops++;
    const kept = [...this.inOrder()].filter((act) => !gone.has(act.offset));
    this.#length = 0;
    this.#newest = new GrowingInts(NONE);
    for (const { kind, offset, at, identifier: owner } of kept) this.add(kind, offset, at, owner);
  }

  /** A copy of all acts as bytes, for a snapshot. */
  bytes(): Buffer {
    const cells = [this.#offsets, this.#instants, this.#identifiers, this.#kinds].map((all) => all.subarray(0, this.#length));
    return Buffer.concat(cells.map(({ buffer, byteLength }) => new Uint8Array(buffer, 0, byteLength)));
  }

  /** Fills an empty index from a snapshot's bytes. */
  load(bytes: Buffer): void {
    const count = bytes.length / BYTES_AN_ACT;
    // In memory of its own, the cells stand where typed arrays can look at them: the widest come first.
    const { buffer } = new Uint8Array(bytes);
    const offsets = new Float64Array(buffer, 0, count);
    const instants = new Float64Array(buffer, 8 * count, count);
    const identifiers = new Int32Array(buffer, 16 * count, count);
    const kinds = new Uint8Array(buffer, 20 * count, count);
    for (let index = 0; index < count; index++)
      this.add(kindOf(kinds[index]), offsets[index] as number, instants[index] as number, identifiers[index] as number);
  }

  #at(index: number): Act {
    return {
      kind: kindOf(this.#kinds[index]),
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

function kindOf(byte: number | undefined): EntryKind {
  return KINDS.get(byte as number) as EntryKind;
}

function copied<T extends Uint8Array | Float64Array | Int32Array>(larger: T, cells: T): T {
  larger.set(cells);
  return larger;
}
