import type { Instant } from '../../../vocabulary/instant.js';
import { isJsonObject, type Json } from '../../../vocabulary/json.js';
import type { Message } from './message.js';

/** A message that was, or is about to be, taken in, and that the broker may send once more. */
interface Entry {
  readonly packetId: number;
  readonly digest: string;
  readonly key: string;
  readonly receivedAt: Instant;
  /** The connection by which it came last; 0 for an earlier life of this process. */
  connection: number;
  acknowledged: boolean;
}

/** What a message counts under. */
export interface MessageKey {
  readonly key: string;
  /** When it first came. */
  readonly receivedAt: Instant;
  /** `new`, or come `again`: by a later connection, or (`twice`) by the one by which it is still to be acknowledged. */
  readonly coming: 'new' | 'again' | 'twice';
}

/**
 * Tells a message that comes again from another that looks the same.
 *
 * A broker sends again, after a new connection, what it has no acknowledgement for: with the same packet id. So a message is the same
 * one when it has the packet id and the content of one that came by an earlier connection, and whose acknowledgement is not known to
 * have arrived. That it arrived is known once the broker has answered a ping that was sent after it. On one connection a packet id
 * stands for one message until that is acknowledged; some brokers send it twice all the same. The DUP flag says no more than that,
 * and brokers are found that do not set it.
 */
export class Unconfirmed {
  readonly #capacity: number;
  #entries: Entry[] = [];
  #made = 0;

  /** @param capacity messages remembered, at most: what a broker sends without acknowledgement has to fit. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#entries.length;
  }

  /** What a message counts under; a new one is remembered. Ask in the order in which messages come and are acknowledged. */
  keyOf(message: Message): MessageKey {
    const { packetId, digest, connection, receivedAt } = message;
    if (packetId === undefined) return { key: this.#newKey(message), receivedAt, coming: 'new' };
    const known = this.#entries.find((entry) => entry.packetId === packetId && entry.digest === digest && mayComeAgain(entry, connection));
    if (known !== undefined) {
      const coming = known.connection === connection ? 'twice' : 'again';
      known.connection = connection;
      known.acknowledged = false;
      return { key: known.key, receivedAt: known.receivedAt, coming };
    }
    const entry: Entry = { packetId, digest, key: this.#newKey(message), receivedAt, connection, acknowledged: false };
    this.#entries.push(entry);
    if (this.#entries.length > this.#capacity) this.#entries.shift();
    return { key: entry.key, receivedAt, coming: 'new' };
  }

  /** These keys' messages were acknowledged. */
  acknowledged(keys: ReadonlySet<string>): void {
    for (const entry of this.#entries) if (keys.has(entry.key)) entry.acknowledged = true;
  }

  /** What is acknowledged by now; the broker has these acknowledgements once {@link confirmed} is called with them. */
  awaitingConfirmation(): readonly string[] {
    return this.#entries.filter(({ acknowledged }) => acknowledged).map(({ key }) => key);
  }

  /** The broker has these acknowledgements, and will not send those messages again. */
  confirmed(keys: readonly string[]): void {
    const gone = new Set(keys);
    this.#entries = this.#entries.filter(({ key, acknowledged }) => !(acknowledged && gone.has(key)));
  }

  /** The broker knows nothing of an earlier session: nothing comes again. */
  forget(): void {
    this.#entries = [];
  }

  value(): Json {
    return this.#entries.map(({ packetId, digest, key, receivedAt }) => [packetId, digest, key, receivedAt]);
  }

  /** Reads back what {@link value} gave; what is none is as if nothing had been written. */
  restore(value: Json | undefined): void {
    this.#entries = (Array.isArray(value) ? value : []).flatMap((entry) => {
      if (!Array.isArray(entry)) return [];
      const [packetId, digest, key, receivedAt] = entry;
      if (typeof packetId !== 'number' || typeof digest !== 'string' || typeof key !== 'string' || typeof receivedAt !== 'number')
        return [];
      return [{ packetId, digest, key, receivedAt, connection: 0, acknowledged: false }];
    });
  }

  #newKey({ digest, receivedAt, packetId, connection }: Message): string {
    return [digest, receivedAt, packetId ?? 0, connection, ++this.#made].join(' ');
  }
}

function mayComeAgain(entry: Entry, connection: number): boolean {
  return entry.connection < connection || !entry.acknowledged;
}

/** What is written down: which topics the session is subscribed to, and what may come again. */
export interface SessionRecord {
  readonly topics: readonly string[];
  readonly unconfirmed: Json;
}

export function readSessionRecord(value: Json | undefined): SessionRecord {
  if (!isJsonObject(value)) return { topics: [], unconfirmed: [] };
  const { topics, unconfirmed = [] } = value;
  return { topics: Array.isArray(topics) ? topics.filter((topic) => typeof topic === 'string') : [], unconfirmed };
}
