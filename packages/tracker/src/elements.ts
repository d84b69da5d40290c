import { type NamedElement, selectorOf } from './selector.js';

/** Where nothing is watched: marked by the page's owner, or a field for secrets. */
const IGNORED = '[data-cusp-ignore], input[type="password"]';
const CLICKABLE = [
  'a[href], button, summary, area[href], input[type="button"], input[type="submit"], input[type="reset"], input[type="image"]',
  ...['button', 'link', 'tab', 'menuitem', 'option', 'switch', 'checkbox', 'radio'].map((role) => `[role="${role}"]`),
].join(', ');
/** The browser itself answers a click on these, by a caret, a list or a dialog, which the document does not show; a label hands it on to such a field. */
const ANSWERED_BY_BROWSER =
  'input:not([type="button"], [type="submit"], [type="reset"], [type="image"]), textarea, select, option, label, audio, video';

/** A name is made of fewer; so deep trees cost nothing. */
const MOST_NAMED = 8;

/** The element that an event happened in, also inside an open shadow tree; undefined when it was none. */
export function elementOf(event: Event): Element | undefined {
  const [innermost] = event.composedPath();
  return innermost instanceof Element ? innermost : undefined;
}

/** Whether the element lies where nothing is to be watched, seen from the inside out through shadow trees. */
export function isIgnored(event: Event): boolean {
  return event.composedPath().some((one) => one instanceof Element && one.matches(IGNORED));
}

/** Whether a click there could be expected to do something. Reads the pointer's look where the markup does not say: a style, never a layout. */
export function looksClickable(element: Element): boolean {
  if (element.closest(ANSWERED_BY_BROWSER) !== null || (element instanceof HTMLElement && element.isContentEditable)) return false;
  return element.closest(CLICKABLE) !== null || getComputedStyle(element).cursor === 'pointer';
}

/** Whether the browser does what the click asked for, after all listeners have had their say: it follows a link, downloads, or opens another program. */
export function isFollowed(element: Element, event: Event): boolean {
  const link = element.closest('a[href], area[href]');
  if (link === null || event.defaultPrevented) return false;
  const href = link.getAttribute('href') ?? '';
  return href !== '' && !href.startsWith('#') && !/^\s*javascript:/i.test(href);
}

/** What the element is called below the body; see {@link selectorOf}. A click inside a button is one on the button. */
export function nameOf(element: Element): string {
  const named: NamedElement[] = [];
  const inner = element.closest(CLICKABLE) ?? element;
  for (let one: Element | null = inner; one !== null && named.length < MOST_NAMED; one = one.parentElement) {
    if (one !== inner && (one === document.body || one === document.documentElement)) break;
    named.push({ tag: one.tagName, id: one.id, classes: [...one.classList] });
  }
  return selectorOf(named);
}
