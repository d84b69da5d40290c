import { DEAD_CLICKS, type DeadClickOptions, DeadClicks } from './dead-clicks.js';
import { type Arrival, QUICK_BACKS, type QuickBackOptions, quickBack } from './quick-backs.js';
import { RAGE_CLICKS, type RageClickOptions, RageClicks } from './rage-clicks.js';
import type { Click, Signal } from './signal.js';

/** What is looked for, and how much of it a page may tell. */
export interface SignalOptions {
  readonly rageClicks: RageClickOptions;
  readonly deadClicks: DeadClickOptions;
  readonly quickBacks: QuickBackOptions;
  /** How many of each signal a page tells at most: 5, after which more of the same says nothing new. */
  readonly perPage: number;
}

export const SIGNALS: SignalOptions = { rageClicks: RAGE_CLICKS, deadClicks: DEAD_CLICKS, quickBacks: QUICK_BACKS, perPage: 5 };

/** Longest path that is told; addresses can be of any length. */
const MOST_PATH = 200;

/** The signals of one page, from coming to it to leaving it. */
export class PageSignals {
  readonly #options: SignalOptions;
  readonly #path: string;
  readonly #rage: RageClicks;
  readonly #dead: DeadClicks;
  readonly #told = new Map<Signal['event'], number>();

  /** @param path the page's path; a query or fragment is left out */
  constructor(path: string, options: SignalOptions = SIGNALS) {
    this.#options = options;
    this.#path = pathOnly(path);
    this.#rage = new RageClicks(options.rageClicks);
    this.#dead = new DeadClicks(options.deadClicks);
  }

  /** When to call {@link passed} next, if nothing comes before. */
  get next(): number | undefined {
    return this.#dead.next;
  }

  /** This page was come to; what the one before had to tell follows from it. */
  arrived(before: Arrival | undefined, arrival: Arrival): readonly Signal[] {
    const found = quickBack(before, arrival, this.#options.quickBacks);
    if (found === undefined) return [];
    const { path, milliseconds } = found;
    return this.#allowed([{ event: 'Quick Backed Out', properties: { page_path: pathOnly(path), milliseconds } }]);
  }

  click(click: Click): readonly Signal[] {
    this.#dead.click(click);
    const clicks = this.#rage.click(click);
    if (clicks === undefined) return [];
    return this.#allowed([{ event: 'Rage Clicked', properties: { page_path: this.#path, selector: click.selector, clicks } }]);
  }

  /** Something that shows changed. */
  changed(at: number): void {
    this.#dead.changed(at);
  }

  /** Time passed: which clicks have proved dead by now. */
  passed(now: number): readonly Signal[] {
    const dead = this.#dead.due(now);
    return this.#allowed(dead.map(({ selector }) => ({ event: 'Dead Clicked', properties: { page_path: this.#path, selector } })));
  }

  #allowed(signals: readonly Signal[]): readonly Signal[] {
    return signals.filter(({ event }) => {
      const told = this.#told.get(event) ?? 0;
      this.#told.set(event, told + 1);
      return told < this.#options.perPage;
    });
  }
}

function pathOnly(path: string): string {
  return path.replace(/[?#].*$/s, '').slice(0, MOST_PATH);
}
