import { createHmac } from 'node:crypto';
import type { ErasureEntry } from '../journal/entries.js';
import type { Instant } from '../vocabulary/instant.js';

/**
 * What remains of those who were erased: keyed hashes, so that a late retry cannot bring anyone back. The key stays on this
 * installation; without it the hashes say nothing.
 */
export class Tombstones {
  readonly #key: Buffer;
  readonly #erased = new Map<string, Instant>();
  readonly #requests = new Map<string, ErasureEntry>();

  /** @param key 32 random bytes of this installation. */
  constructor(key: Buffer) {
    this.#key = key;
  }

  /** The keyed hash of an identifier written as `type:value`. */
  hash(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('hex');
  }

  /** Learns of an erasure from the journal. */
  fold(erasure: ErasureEntry): void {
    for (const hash of [...erasure.identifierHashes, ...erasure.messageHashes]) this.#erased.set(hash, erasure.at);
    this.#requests.set(erasure.requestId, erasure);
  }

  /** The newest record of an erasure, by the id of its request. */
  request(requestId: string): ErasureEntry | undefined {
    return this.#requests.get(requestId);
  }

  /** Erasures that no record says the end of, oldest first. */
  unfinished(): readonly ErasureEntry[] {
    return [...this.#requests.values()].filter(({ status }) => status !== 'done');
  }

  /** Whether an item that was put aside is one that was erased, sent again. */
  coversItem(raw: string): boolean {
    return this.#erased.size > 0 && this.#erased.has(this.hash(itemKey(raw)));
  }

  /** Whether an event belongs to somebody who has been erased since: one of theirs sent again, or one stamped before the erasure. */
  covers(identifier: string, messageId: string, timestamp: Instant): boolean {
    if (this.#erased.size === 0) return false;
    const erasedAt = this.#erased.get(this.hash(identifier));
    if (erasedAt === undefined) return false;
    return timestamp <= erasedAt || this.#erased.has(this.hash(messageKey(identifier, messageId)));
  }

  toJson(): { readonly erased: readonly (readonly [string, Instant])[]; readonly requests: readonly ErasureEntry[] } {
    return { erased: [...this.#erased], requests: [...this.#requests.values()] };
  }

  load({ erased, requests }: ReturnType<Tombstones['toJson']>): void {
    for (const [hash, at] of erased) this.#erased.set(hash, at);
    for (const request of requests) this.#requests.set(request.requestId, request);
  }
}

/** What stands for one event of an identifier. */
export function messageKey(identifier: string, messageId: string): string {
  return `${identifier}\0${messageId}`;
}

/** What stands for an item that was put aside: all of it, for it may name nobody. */
export function itemKey(raw: string): string {
  return `\0item\0${raw}`;
}
