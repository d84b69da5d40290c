/** What waits. */
export interface Waiting {
  /** How many bytes of payload it holds. */
  readonly bytes: number;
}

/** Bytes of payload that may wait, whatever the number of messages. */
const MOST_BYTES = 32 * 1024 * 1024;

/** Messages that wait to be taken in, in their order. Whoever adds waits while it is full: so nothing more is read off the connection. */
export class Inbox<T extends Waiting> {
  readonly #capacity: number;
  #messages: T[] = [];
  /** What was added and is not dealt with. */
  #held = 0;
  #bytes = 0;
  #closed = false;
  #wakeReader: () => void = () => undefined;
  #waiting: (() => void)[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Resolves once the next one may be added. */
  add(message: T): Promise<void> {
    this.#messages.push(message);
    this.#held++;
    this.#bytes += message.bytes;
    this.#wakeReader();
    if (!this.#full) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Everything that waits, at least one; undefined when it is closed and empty. */
  async next(): Promise<readonly T[] | undefined> {
    while (this.#messages.length === 0) {
      if (this.#closed) return undefined;
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve;
      });
    }
    const batch = this.#messages;
    this.#messages = [];
    return batch;
  }

  /** A batch of {@link next} is dealt with: there is room for as many again. */
  done(batch: readonly T[]): void {
    this.#held -= batch.length;
    for (const { bytes } of batch) this.#bytes -= bytes;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  close(): void {
    this.#closed = true;
    this.#wakeReader();
  }

  get #full(): boolean {
    return this.#held >= this.#capacity || this.#bytes >= MOST_BYTES;
  }
}
