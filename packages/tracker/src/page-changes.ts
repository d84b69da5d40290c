/** What shows a visitor that the page has heard them, beside changes of the document; a list of its own, since each is cheap to hear and costly to miss. */
const REACTIONS = ['scroll', 'input', 'change', 'submit', 'invalid', 'beforetoggle', 'toggle', 'play', 'pause', 'volumechange'];
const REACTIONS_OF_DOCUMENT = ['visibilitychange', 'fullscreenchange', 'selectionchange'];
const REACTIONS_OF_WINDOW = ['blur', 'hashchange', 'beforeprint'];

/** Hears whether anything on the page changes. The document is observed only between {@link start} and {@link pause}. */
export class PageChanges {
  readonly #observer: MutationObserver;
  readonly #stop = new AbortController();
  #isObserving = false;

  /** @param changed called, in the page's own time, at each change */
  constructor(changed: () => void) {
    this.#observer = new MutationObserver(changed);
    const options = { capture: true, passive: true, signal: this.#stop.signal };
    for (const type of REACTIONS) document.addEventListener(type, changed, options);
    // Elements lose the focus too, at nearly every click; what shows is that the window does.
    for (const type of REACTIONS_OF_WINDOW) window.addEventListener(type, ({ target }) => target === window && changed(), options);
    for (const type of REACTIONS_OF_DOCUMENT) {
      // A click alone moves the caret; what shows is a selection.
      const isSeen = () => type !== 'selectionchange' || document.getSelection()?.isCollapsed === false;
      document.addEventListener(type, () => isSeen() && changed(), options);
    }
  }

  start(): void {
    if (this.#isObserving) return;
    this.#isObserving = true;
    this.#observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  }

  pause(): void {
    this.#isObserving = false;
    this.#observer.disconnect();
  }

  end(): void {
    this.pause();
    this.#stop.abort();
  }
}
