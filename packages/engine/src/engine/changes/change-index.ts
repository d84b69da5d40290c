import type { EntryKind, Journal, Offset } from '../../journal/journal.js';

/** Kinds of entries that say what people did, apart from what customers did and what follows from it. */
const KINDS: ReadonlySet<EntryKind> = new Set([
  'publication',
  'draft',
  'identityDecision',
  'campaignAct',
  'repair',
  'erasure',
  'matchModel',
  'accessAct',
] satisfies EntryKind[]);

/** Where in the journal stands what people did, in order. Eight bytes a change. */
export class ChangeIndex {
  readonly #offsets: Offset[] = [];

  /** Takes note of an entry that is being appended or read again, when it is one of these. */
  note(kind: EntryKind, offset: Offset): void {
    // What was appended at or behind this place came to nothing: the journal has gone back.
    while ((this.#offsets.at(-1) ?? -1) >= offset) this.#offsets.pop();
    if (KINDS.has(kind)) this.#offsets.push(offset);
  }

  /** Offsets before `before`, newest first. */
  *newestFirst(before: Offset): Iterable<Offset> {
    for (let index = this.#offsets.length - 1; index >= 0; index--) {
      const offset = this.#offsets[index] as Offset;
      if (offset < before) yield offset;
    }
  }

  all(): readonly Offset[] {
    return [...this.#offsets];
  }

  load(offsets: readonly Offset[]): void {
    this.#offsets.length = 0;
    for (const offset of offsets) this.#offsets.push(offset);
  }
}

/** The same journal, which notes what people did as it is appended. */
export function notingChanges(journal: Journal, changes: ChangeIndex): Journal {
  const { extents } = journal;
  return {
    get head() {
      return journal.head;
    },
    get durable() {
      return journal.durable;
    },
    get failed() {
      return journal.failed;
    },
    get start() {
      return journal.start;
    },
    append(kind, payload) {
      const offset = journal.append(kind, payload);
      changes.note(kind, offset);
      return offset;
    },
    commit: () => journal.commit(),
    entryAt: (offset) => journal.entryAt(offset),
    scan: (from, to) => journal.scan(from, to),
    ...(extents === undefined ? {} : { extents: () => extents.call(journal) }),
    onDurable: (listener) => journal.onDurable(listener),
    redact: (offsets) => journal.redact(offsets),
    dropBefore: (offset) => journal.dropBefore(offset),
    position: (offset) => journal.position(offset),
    offsetOf: (position) => journal.offsetOf(position),
    close: () => journal.close(),
  };
}
