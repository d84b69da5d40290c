/** How the console looks: as the system says, or always light or dark. */
export type Theme = 'system' | 'light' | 'dark';
const KEY = 'cusp.theme';

/** The theme that was chosen in this browser. */
export function storedTheme(): Theme {
  const stored = window.localStorage.getItem(KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** Shows the page in a theme. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** Shows the page in a theme, and remembers it. */
export function chooseTheme(theme: Theme): void {
  applyTheme(theme);
  if (theme === 'system') window.localStorage.removeItem(KEY);
  else window.localStorage.setItem(KEY, theme);
}
