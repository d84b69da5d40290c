import type { Click } from './signal.js';

/** When clicks are rage. */
export interface RageClickOptions {
  /** How many clicks: 4, since two open a file and three select a paragraph. */
  readonly clicks: number;
  /** From the first of them to the last, in milliseconds: 1,000, since who waits for an answer between clicks is slower. */
  readonly within: number;
  /** How far from the first of them, in CSS pixels: 30, about a finger's tip. */
  readonly radius: number;
}

export const RAGE_CLICKS: RageClickOptions = { clicks: 4, within: 1_000, radius: 30 };

/** Finds clicks in quick succession near one place. Told at once, once for a series: it is over after a pause longer than `within`, or elsewhere. */
export class RageClicks {
  readonly #options: RageClickOptions;
  /** The newest clicks that may become rage, at most as many as it takes. */
  #recent: Click[] = [];
  /** The last click of a series that was told. */
  #told: Click | undefined;

  constructor(options: RageClickOptions = RAGE_CLICKS) {
    this.#options = options;
  }

  /** Takes the next click. @returns how many clicks make it rage, when this one does */
  click(click: Click): number | undefined {
    if (this.#told !== undefined && this.#isNear(this.#told, click)) {
      this.#told = click;
      return undefined;
    }
    this.#told = undefined;
    this.#recent = [...this.#recent, click].slice(-this.#options.clicks);
    const first = this.#recent[0] ?? click;
    if (this.#recent.length < this.#options.clicks || !this.#recent.every((one) => this.#isNear(first, one))) return undefined;
    this.#recent = [];
    this.#told = click;
    return this.#options.clicks;
  }

  #isNear(earlier: Click, click: Click): boolean {
    const { within, radius } = this.#options;
    return click.at - earlier.at <= within && Math.hypot(click.x - earlier.x, click.y - earlier.y) <= radius;
  }
}
