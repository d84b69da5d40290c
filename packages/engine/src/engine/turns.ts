import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Milliseconds } from '../vocabulary/instant.js';

/** How long a turn of long work may take, in real time, before others get theirs. */
const TURN: Milliseconds = 8;

/** Cuts long work into short turns. */
export class Turns {
  readonly #signal: AbortSignal | undefined;
  #end = performance.now() + TURN;

  /** @param signal gives the work up */
  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /** Whether others should have theirs now. To be asked after a bit of work, not after every step. */
  get isOver(): boolean {
    return performance.now() > this.#end;
  }

  /** Lets others have their turn. @throws the signal's reason when the work has been given up */
  async next(): Promise<void> {
    await nextTurn();
    this.#signal?.throwIfAborted();
    this.#end = performance.now() + TURN;
  }
}
