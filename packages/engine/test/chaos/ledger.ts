import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** How one item of an acknowledged batch was answered. */
export interface Acknowledged {
  readonly messageId: string;
  readonly status: string;
}

/** The books that a client keeps. */
const BOOKS = ['sent', 'acknowledged', 'victims', 'erased'] as const;
type Book = (typeof BOOKS)[number];

/** The client's own books of what it sent and of what was acknowledged: files, synced to disk before anything else is sent. */
export class Ledger {
  readonly #path: string;
  readonly #files: Readonly<Record<Book, number>>;

  constructor(path: string) {
    this.#path = path;
    const open = (book: Book): number => openSync(`${path}.${book}`, 'a');
    this.#files = { sent: open('sent'), acknowledged: open('acknowledged'), victims: open('victims'), erased: open('erased') };
  }

  /** To be called before ids leave. */
  sending(messageIds: readonly string[]): void {
    this.#write('sent', messageIds);
  }

  /** To be called with what was answered, before anything else is sent. */
  acknowledge(items: readonly Acknowledged[]): void {
    this.#write(
      'acknowledged',
      items.map(({ messageId, status }) => `${status} ${messageId}`),
    );
  }

  /** To be called before ids leave that will be erased. */
  victim(messageIds: readonly string[]): void {
    this.#write('victims', messageIds);
  }

  /** To be called when the erasure of these ids has been acknowledged. */
  erase(messageIds: readonly string[]): void {
    this.#write('erased', messageIds);
  }

  /** Every id that ever left, as the file has it. */
  sent(): ReadonlySet<string> {
    return new Set(this.#linesOf('sent'));
  }

  /** Ids of those who come to be erased. */
  victims(): ReadonlySet<string> {
    return new Set(this.#linesOf('victims'));
  }

  /** Ids whose erasure was acknowledged. */
  erased(): ReadonlySet<string> {
    return new Set(this.#linesOf('erased'));
  }

  /** Every acknowledgement, as the file has it. */
  acknowledged(): readonly Acknowledged[] {
    return this.#linesOf('acknowledged').map((line) => {
      const space = line.indexOf(' ');
      return { status: line.slice(0, space), messageId: line.slice(space + 1) };
    });
  }

  close(): void {
    for (const book of BOOKS) closeSync(this.#files[book]);
  }

  #write(book: Book, lines: readonly string[]): void {
    writeSync(this.#files[book], lines.map((line) => `${line}\n`).join(''));
    fsyncSync(this.#files[book]);
  }

  #linesOf(book: Book): readonly string[] {
    return readFileSync(`${this.#path}.${book}`, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  }
}
