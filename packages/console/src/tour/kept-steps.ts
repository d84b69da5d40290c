import type { KeptSteps } from './tour-progress.js';

const KEY = 'cusp.tour';

/** Keeps the steps of the tour for as long as the tab is open; where the browser keeps nothing, until the page is left. */
export const keptInTab: KeptSteps = {
  read: () => {
    try {
      return window.sessionStorage.getItem(KEY);
    } catch {
      // The browser was told to keep nothing.
      return null;
    }
  },
  write: (text) => {
    try {
      window.sessionStorage.setItem(KEY, text);
    } catch {
      // As above: the steps that were seen hold for this page.
    }
  },
};
