import type { EntryKind, Offset } from '../journal/journal.js';
import type { Instant } from '../vocabulary/instant.js';

const NONE = -1;

/** One act on record, as far as it is kept in memory; the rest is read from the journal. */
export interface Act {
  readonly kind: EntryKind;
  readonly offset: Offset;
  readonly at: Instant;
  readonly identifier: number;
}

/**
 * Where in the journal the acts are (changes, moments, decisions, attempts, deliveries, quarantined items), in order, and by
 * the identifier that each is about, so that a page about somebody and their erasure find all of them.
 */
export class Acts {
  readonly #acts: (Act & { readonly previous: number })[] = [];
  readonly #newest = new Map<number, number>();

  add(act: Act): void {
    this.#acts.push({ ...act, previous: this.#newest.get(act.identifier) ?? NONE });
    this.#newest.set(act.identifier, this.#acts.length - 1);
  }

  /** Acts of some kinds, newest in the journal first. */
  *newestFirst(kinds: readonly EntryKind[], before: Offset = Number.POSITIVE_INFINITY): Iterable<Act> {
    for (let index = this.#acts.length - 1; index >= 0; index--) {
      const act = this.#acts[index] as Act;
      if (act.offset < before && kinds.includes(act.kind)) yield act;
    }
  }

  /** All acts, in the order of the journal. */
  inOrder(): readonly Act[] {
    return this.#acts;
  }

  /** Everything on record about an identifier, newest first. */
  *of(identifier: number): Iterable<Act> {
    for (let index = this.#newest.get(identifier) ?? NONE; index !== NONE; index = (this.#acts[index] as { previous: number }).previous) {
      yield this.#acts[index] as Act;
    }
  }

  /** Drops what is on record about an identifier that has been erased. */
  forget(identifier: number): void {
    this.drop(new Set([...this.of(identifier)].map((act) => act.offset)));
  }

  /** Drops what stands at these places, whomever it is about: their entries are being redacted. */
  drop(gone: ReadonlySet<Offset>): void {
    const kept = this.#acts.filter((act) => !gone.has(act.offset));
    this.#acts.length = 0;
    this.#newest.clear();
    for (const { kind, offset, at, identifier: owner } of kept) this.add({ kind, offset, at, identifier: owner });
  }

  /** All acts, for a snapshot. */
  toJson(): readonly [EntryKind, Offset, Instant, number][] {
    return this.#acts.map(({ kind, offset, at, identifier }) => [kind, offset, at, identifier]);
  }

  /** Fills an empty index from a snapshot. */
  load(acts: readonly (readonly [EntryKind, Offset, Instant, number])[]): void {
    for (const [kind, offset, at, identifier] of acts) this.add({ kind, offset, at, identifier });
  }
}
