import type { DefinitionDraft, DefinitionRef, DraftEntry, Publication } from '../vocabulary/definition.js';

/** The drafts that are kept, by kind and name: an index over their entries in the journal. */
export class SavedDrafts {
  readonly #drafts = new Map<string, DefinitionDraft>();

  get size(): number {
    return this.#drafts.size;
  }

  fold(entry: DraftEntry): void {
    if ('saved' in entry) this.#drafts.set(keyOf(entry.saved.definition), entry.saved);
    else this.#drafts.delete(keyOf(entry.discarded));
  }

  /** A publication that goes live ends the drafts that it names. */
  foldPublication({ drafts = [] }: Publication): void {
    for (const draft of drafts) this.#drafts.delete(keyOf(draft));
  }

  get(ref: DefinitionRef): DefinitionDraft | undefined {
    return this.#drafts.get(keyOf(ref));
  }

  all(): readonly DefinitionDraft[] {
    return [...this.#drafts.values()];
  }

  load(saved: readonly DefinitionDraft[]): void {
    for (const draft of saved) this.fold({ saved: draft });
  }
}

function keyOf({ kind, name }: DefinitionRef): string {
  return `${kind}\0${name}`;
}
