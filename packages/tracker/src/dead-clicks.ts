import type { Click } from './signal.js';

/** When a click is dead. */
export interface DeadClickOptions {
  /** How long something may take to change, in milliseconds: 2,500, since whoever gets no sign by then takes it for broken. A spinner is a sign. */
  readonly patience: number;
}

export const DEAD_CLICKS: DeadClickOptions = { patience: 2_500 };

/** So many clicks wait at most; of more, the newest are let go: a page that is clicked all over has told enough. */
const MOST_WAITING = 8;

/** Finds clicks on what looks clickable after which nothing changes. */
export class DeadClicks {
  readonly #options: DeadClickOptions;
  #waiting: Click[] = [];

  constructor(options: DeadClickOptions = DEAD_CLICKS) {
    this.#options = options;
  }

  /** When the next click may prove dead: ask {@link due} then. */
  get next(): number | undefined {
    const oldest = this.#waiting[0];
    return oldest === undefined ? undefined : oldest.at + this.#options.patience;
  }

  /** Takes a click. Another one on the same element while the first still waits is the same one. */
  click(click: Click): void {
    if (!click.looksClickable || this.#waiting.length >= MOST_WAITING) return;
    if (this.#waiting.every(({ selector }) => selector !== click.selector)) this.#waiting.push(click);
  }

  /** Something changed that shows: a navigation, the document. A request alone shows nothing. It answers every click that could still wait for it. */
  changed(at: number): void {
    this.#waiting = this.#waiting.filter((click) => at < click.at || at > click.at + this.#options.patience);
  }

  /** The clicks whose time has passed without a change, oldest first; each is given once. */
  due(now: number): readonly Click[] {
    const isDue = (click: Click): boolean => now > click.at + this.#options.patience;
    const due = this.#waiting.filter(isDue);
    this.#waiting = this.#waiting.filter((click) => !isDue(click));
    return due;
  }
}
