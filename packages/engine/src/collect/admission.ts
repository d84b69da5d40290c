import type { Milliseconds } from '../vocabulary/instant.js';
import type { InFlightLimits } from './collect-options.js';
import { MOST_WAIT } from './limits.js';

/** What a request costs beside its bytes, in bytes that cost as much. */
const REQUEST_COST = 1_000;
/** Work that may always wait, however slow the last of it was: a burst that finds nobody waiting is let in. */
const ALWAYS = 1_000_000;
/** The speed is learned only while at least this much waits: an engine that is asked little shows its latency, not its speed. */
const BACKLOG = 256_000;
/** Work a millisecond, before anything was learned. */
const FIRST_SPEED = 2_000;
/** Speeds fade out of the mean over this much busy time. */
const MEMORY: Milliseconds = 1_500;

/**
 * Decides who is let in, so that a flood is answered at the door: not by running out of memory, and not by making everybody wait.
 * Work is counted in bytes of bodies. What waits may take as long as {@link MOST_WAIT} at the speed at which work is being done.
 */
export class Admission {
  readonly #limits: InFlightLimits;
  readonly #time: () => Milliseconds;
  #bytes = 0;
  #items = 0;
  #work = 0;
  /** Work done and time spent on it, both fading. */
  #done = FIRST_SPEED * 100;
  #busy: Milliseconds = 100;
  #seenAt: Milliseconds;

  constructor(limits: InFlightLimits, time: () => Milliseconds) {
    this.#limits = limits;
    this.#time = time;
    this.#seenAt = time();
  }

  /** Takes room for a body that is yet to be read. @returns false when there is none; a single body always fits into an empty house. */
  enter(bytes: number): boolean {
    if (this.#bytes > 0 && this.#bytes + bytes > this.#limits.bytes) return false;
    if (!this.#inTime(bytes + REQUEST_COST)) return false;
    this.#bytes += bytes;
    return true;
  }

  /** Gives back what {@link enter} took. */
  leave(bytes: number): void {
    this.#bytes -= bytes;
  }

  /** A body of so many bytes was read and waits for its turn. @returns false when it would wait too long. */
  begin(bytes: number): boolean {
    const work = bytes + REQUEST_COST;
    if (!this.#inTime(work)) return false;
    this.#pass();
    this.#work += work;
    return true;
  }

  /** What {@link begin} let in was answered. */
  end(bytes: number): void {
    this.#pass();
    const work = bytes + REQUEST_COST;
    if (this.#work >= BACKLOG) this.#done += work;
    this.#work -= work;
  }

  /** Takes room for items. @returns false when there is none. */
  admit(items: number): boolean {
    if (this.#items > 0 && this.#items + items > this.#limits.items) return false;
    this.#items += items;
    return true;
  }

  /** Gives back what {@link admit} took. */
  release(items: number): void {
    this.#items -= items;
  }

  /** How long what waits will take. */
  get wait(): Milliseconds {
    return (this.#work * this.#busy) / this.#done;
  }

  #inTime(work: number): boolean {
    const most = ((this.#limits.wait ?? MOST_WAIT) * this.#done) / this.#busy;
    return this.#work + work <= Math.max(ALWAYS, most);
  }

  /** Books the time since it was last looked at, if there was enough to do. */
  #pass(): void {
    const now = this.#time();
    const passed = now - this.#seenAt;
    this.#seenAt = now;
    if (this.#work < BACKLOG) return;
    const fade = Math.exp(-passed / MEMORY);
    this.#done *= fade;
    this.#busy = this.#busy * fade + passed;
  }
}
