import type { InFlightLimits } from './collect-options.js';

/** Counts what waits for its answer, so that a flood is answered at the door and not by running out of memory. */
export class InFlight {
  readonly #limits: InFlightLimits;
  #bytes = 0;
  #items = 0;

  constructor(limits: InFlightLimits) {
    this.#limits = limits;
  }

  /** Takes room for a body. @returns false when there is none; a single body always fits into an empty house. */
  enter(bytes: number): boolean {
    if (this.#bytes > 0 && this.#bytes + bytes > this.#limits.bytes) return false;
    this.#bytes += bytes;
    return true;
  }

  /** Gives back what {@link enter} took. */
  leave(bytes: number): void {
    this.#bytes -= bytes;
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

  /** True when nothing waits. */
  get idle(): boolean {
    return this.#bytes === 0 && this.#items === 0;
  }
}
