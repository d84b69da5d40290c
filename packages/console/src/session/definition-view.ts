const KEY = 'cusp.definition-view';

/** How somebody likes to write definitions; it stays in this browser. */
export type DefinitionView = 'form' | 'yaml';

export const definitionView = {
  liked: (): DefinitionView => (window.localStorage.getItem(KEY) === 'yaml' ? 'yaml' : 'form'),
  like(view: DefinitionView): void {
    if (view === 'form') window.localStorage.removeItem(KEY);
    else window.localStorage.setItem(KEY, view);
  },
};
