import type { Instant } from '../vocabulary/instant.js';
import type { Accounting } from '../vocabulary/outcome.js';

/** A source's books with the time of its newest item. */
export interface SourceBooks extends Accounting {
  lastReceivedAt: Instant | null;
}

/** What came of everything received, by source: received = accepted + duplicate + quarantined. */
export class Books {
  readonly #sources = new Map<string, SourceBooks>();

  /** A source's books so far; empty ones for a source that has sent nothing. */
  of(source: string): Readonly<SourceBooks> {
    return this.#sources.get(source) ?? emptyBooks();
  }

  /** The sources that have sent something. */
  names(): readonly string[] {
    return [...this.#sources.keys()];
  }

  add(source: string, what: 'accepted' | 'duplicate' | 'quarantined', count: number, at: Instant): void {
    const books = this.#opened(source);
    books[what] += count;
    books.received += count;
    books.lastReceivedAt = Math.max(books.lastReceivedAt ?? 0, at);
  }

  /** Sets what had been counted at some point of the journal. */
  restore({ source, accepted, quarantined }: { readonly source: string; readonly accepted: number; readonly quarantined: number }): void {
    const books = this.#opened(source);
    Object.assign(books, { accepted, quarantined, received: accepted + books.duplicate + quarantined });
  }

  refuse(source: string, count: number): void {
    this.#opened(source).refused += count;
  }

  all(): readonly (readonly [string, SourceBooks])[] {
    return [...this.#sources];
  }

  load(books: readonly (readonly [string, SourceBooks])[]): void {
    for (const [source, entry] of books) this.#sources.set(source, { ...entry });
  }

  #opened(source: string): SourceBooks {
    let books = this.#sources.get(source);
    if (books === undefined) {
      books = emptyBooks();
      this.#sources.set(source, books);
    }
    return books;
  }
}

function emptyBooks(): SourceBooks {
  return { received: 0, accepted: 0, duplicate: 0, quarantined: 0, refused: 0, lastReceivedAt: null };
}
