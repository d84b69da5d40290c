import type { Instant } from '../../vocabulary/instant.js';
import type { FloodLimit } from '../policy.js';

/** Identifiers and windows that are counted at the same time. */
const COUNTERS = 1 << 17;
/** A counter may stand in one of so many places; the one untouched for longest makes room. */
const WAYS = 8;
/** Words of a counter: 64 bits of a hash, how often, and when last. */
const WORDS = 4;
const HIGH = 0;
const LOW = 1;
const COUNT = 2;
const TOUCHED = 3;
/** Messages of which the verdict is remembered, so that sending again counts once and ends alike. */
const MESSAGES = 1 << 18;

/** What tells events of one flood from others. */
export interface Sighting {
  readonly source: string;
  /** The primary identifier's type and value. */
  readonly identifier: string;
  readonly messageId: string;
  readonly timestamp: Instant;
}

/**
 * Counts the events of each identifier by aligned windows of event time, in the memory that it takes at first (3 MB). It is
 * state, and handed in: of what it has forgotten (the oldest counters, all of them after a restart) the count begins anew.
 */
export class FloodWatch {
  /** Counters, side by side so that all places of one lie in two lines of the cache; see {@link HIGH} and those after it. */
  readonly #counters = new Int32Array(COUNTERS * WORDS);
  readonly #messages = new Int32Array(MESSAGES);
  #sightings = 0;
  /** The two halves of a hash in the making. */
  #one = 0;
  #other = 0;

  /** Counts an event. @returns whether it lies beyond the limit; of an event that comes again, what was said the first time. */
  isFlood(sighting: Sighting, limit: FloodLimit): boolean {
    const { source, identifier, messageId, timestamp } = sighting;
    const window = Math.floor(timestamp / limit.within);
    this.#startHash(window | 0, Math.floor(window / 2 ** 32) ^ limit.within);
    this.#hash(source);
    this.#hash(identifier);
    const low = mixed(this.#one);
    const high = mixed(this.#other) | 1;
    this.#hash(messageId);
    // The lowest bit of what is remembered is the verdict.
    const message = mixed(this.#one) & ~1;
    const place = mixed(this.#other) & (MESSAGES - 1);
    const known = this.#messages[place] as number;
    if ((known & ~1) === message && known !== 0) return (known & 1) === 1;
    const flood = this.#count(high, low) > limit.events;
    this.#messages[place] = message | (flood ? 1 : 0);
    return flood;
  }

  #startHash(one: number, other: number): void {
    this.#one = one ^ 0x811c9dc5;
    this.#other = other ^ 0x9e3779b1;
  }

  /** Takes a text and its end into the hash: FNV-1a, by two primes in one pass. */
  #hash(text: string): void {
    let one = this.#one;
    let other = this.#other;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      one = Math.imul(one ^ unit, 0x01000193);
      other = Math.imul(other ^ unit, 0x85ebca6b);
    }
    this.#one = Math.imul(one ^ 0xffff, 0x01000193);
    this.#other = Math.imul(other ^ 0xffff, 0x85ebca6b);
  }

  #count(high: number, low: number): number {
    const counters = this.#counters;
    const first = (low & (COUNTERS / WAYS - 1)) * WAYS * WORDS;
    const now = (this.#sightings = (this.#sightings + 1) | 0);
    let oldest = first;
    for (let at = first; at < first + WAYS * WORDS; at += WORDS) {
      if (counters[at + HIGH] === high && counters[at + LOW] === low) {
        counters[at + TOUCHED] = now;
        return (counters[at + COUNT] = (counters[at + COUNT] as number) + 1);
      }
      // How long ago, also when the number of sightings has run over.
      const age = (now - (counters[at + TOUCHED] as number)) >>> 0;
      const isFree = counters[at + COUNT] === 0;
      if (isFree || age > (now - (counters[oldest + TOUCHED] as number)) >>> 0) oldest = at;
      if (isFree) break;
    }
    counters[oldest + HIGH] = high;
    counters[oldest + LOW] = low;
    counters[oldest + TOUCHED] = now;
    return (counters[oldest + COUNT] = 1);
  }
}

/** Spreads every bit over all bits: MurmurHash3's last step. */
function mixed(hash: number): number {
  let bits = hash;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
