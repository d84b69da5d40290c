import { type ArrivalMemory, arrivalMemory, documentArrival } from './arrivals.js';
import { elementOf, isFollowed, isIgnored, looksClickable, nameOf } from './elements.js';
import { PageChanges } from './page-changes.js';
import { type Arrival, lastArrival } from './quick-backs.js';
import type { Signal } from './signal.js';
import { PageSignals, type SignalOptions } from './signals.js';

/** So long a click may keep the page busy before that counts as an answer, in milliseconds: a dialog of the browser's stops everything. */
const BUSY = 500;

/** The same clock as an event's `timeStamp`. */
const now = (): number => performance.now();

/** Watches the page that this runs in until {@link end}. Listeners are passive, and nothing is read from the layout. */
export class PageWatch {
  readonly #options: SignalOptions;
  readonly #tell: (signal: Signal) => void;
  readonly #failed: (error: unknown) => void;
  readonly #arrivals: ArrivalMemory | undefined;
  readonly #stop = new AbortController();
  readonly #changes: PageChanges;
  #page: PageSignals;
  #path = location.pathname;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the pointer went down for a click that is still to come. */
  #pressedAt: number | undefined;
  #changedAt = Number.NEGATIVE_INFINITY;

  /**
   * @param tell is handed each signal
   * @param failed is handed an error of this watch, which has ended then: the page must not suffer from it
   * @param remembers whether the last arrival is kept in the tab's session storage, which quick back-outs need
   */
  constructor(options: SignalOptions, tell: (signal: Signal) => void, failed: (error: unknown) => void, remembers: boolean) {
    this.#options = options;
    this.#tell = tell;
    this.#failed = failed;
    this.#arrivals = remembers ? arrivalMemory() : undefined;
    this.#page = new PageSignals(this.#path, options);
    this.#changes = new PageChanges(this.#safely(() => this.#changed()));
    this.#listen(window, 'pointerdown', () => this.#pressed());
    this.#listen(window, 'click', (event) => this.#clicked(event));
    this.#listen(window, 'popstate', () => this.#moved('back'));
    this.#listen(window, 'pagehide', () => this.#rest());
    this.#listen(window, 'pageshow', (event) => this.#shown(event));
    this.#safely(() => this.#arrivedByDocument())();
  }

  /** Looks whether a single-page app has gone elsewhere; called also when it says so itself. */
  look(): void {
    this.#safely(() => this.#moved('new'))();
  }

  /** Leaves the page as it was. */
  end(): void {
    this.#stop.abort();
    this.#changes.end();
    clearTimeout(this.#timer);
  }

  #listen(target: EventTarget, type: string, act: (event: Event) => void): void {
    target.addEventListener(type, this.#safely(act), { capture: true, passive: true, signal: this.#stop.signal });
  }

  /** An error ends the watch: a page whose markup surprises us is left alone. */
  #safely<T extends readonly unknown[]>(act: (...given: T) => void): (...given: T) => void {
    return (...given) => {
      if (this.#stop.signal.aborted) return;
      try {
        act(...given);
      } catch (error) {
        this.end();
        this.#failed(error);
      }
    };
  }

  #tellAll(signals: readonly Signal[]): void {
    for (const signal of signals) this.#tell(signal);
  }

  /** Pages open menus when the pointer goes down already. */
  #pressed(): void {
    this.#pressedAt = now();
    this.#changes.start();
    this.#wake();
  }

  #clicked(event: Event): void {
    const pressedAt = this.#pressedAt;
    this.#pressedAt = undefined;
    // Without a pointer going down it was the keyboard, a label that passes its click on, or a script.
    if (!(event instanceof MouseEvent) || !event.isTrusted || event.button !== 0 || pressedAt === undefined) return;
    const element = elementOf(event);
    if (element === undefined || isIgnored(event)) return;
    const at = event.timeStamp;
    const place = { x: event.pageX, y: event.pageY };
    this.#tellAll(this.#page.click({ at, ...place, selector: nameOf(element), looksClickable: looksClickable(element) }));
    if (this.#changedAt >= pressedAt) this.#page.changed(at);
    setTimeout(
      this.#safely(() => {
        if (isFollowed(element, event) || now() - at > BUSY) this.#changed();
        this.#moved('new');
        this.#wake();
      }),
    );
  }

  #changed(): void {
    this.#changedAt = now();
    this.#page.changed(this.#changedAt);
    this.#moved('new');
  }

  /** Sets the clock to when a click may prove dead; without one that waits, nothing is observed any more. */
  #wake(): void {
    clearTimeout(this.#timer);
    const pressed = this.#pressedAt === undefined ? undefined : this.#pressedAt + this.#options.deadClicks.patience;
    const next = this.#page.next ?? pressed;
    if (next === undefined) return this.#changes.pause();
    this.#timer = setTimeout(
      this.#safely(() => this.#passed()),
      Math.max(0, next - now()) + 1,
    );
  }

  #passed(): void {
    const at = now();
    this.#tellAll(this.#page.passed(at));
    if (this.#pressedAt !== undefined && at > this.#pressedAt + this.#options.deadClicks.patience) this.#pressedAt = undefined;
    this.#wake();
  }

  #rest(): void {
    this.#changed();
    this.#pressedAt = undefined;
    this.#wake();
  }

  /** Where a document comes back out of the browser's cache of pages, as it was left. */
  #shown(event: Event): void {
    if (!(event instanceof PageTransitionEvent) || !event.persisted) return;
    this.#begin({ at: Date.now(), path: location.pathname, way: 'back' });
  }

  #arrivedByDocument(): void {
    const { arrival, shownAt } = documentArrival();
    this.#begin(arrival, shownAt);
  }

  /** Within one document: the address says where, and the browser when it was by going back. */
  #moved(way: 'new' | 'back'): void {
    if (location.pathname === this.#path) return;
    this.#begin({ at: Date.now(), path: location.pathname, way });
  }

  #begin(arrival: Arrival, shownAt = arrival.at): void {
    this.#path = arrival.path;
    this.#page = new PageSignals(arrival.path, this.#options);
    this.#wake();
    if (this.#arrivals === undefined) return;
    const before = this.#arrivals.read();
    this.#arrivals.write(lastArrival(before, { ...arrival, at: shownAt }));
    this.#tellAll(this.#page.arrived(before, arrival));
  }
}
