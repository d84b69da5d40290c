import { useState } from 'react';
import { chooseTheme, storedTheme, type Theme } from '../session/theme.js';
import { texts } from '../texts/en.js';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

/** Light, dark, or as the system says. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState(storedTheme);
  return (
    <label className="theme-switch">
      <span className="visually-hidden">{texts.theme.label}</span>
      <select
        value={theme}
        onChange={(event) => {
          const chosen = THEMES.find((name) => name === event.target.value) ?? 'system';
          chooseTheme(chosen);
          setTheme(chosen);
        }}
      >
        {THEMES.map((name) => (
          <option key={name} value={name}>
            {texts.theme[name]}
          </option>
        ))}
      </select>
    </label>
  );
}
