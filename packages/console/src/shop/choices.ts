import { useEffect, useState } from 'react';
import type { Device } from './messages.js';

/** What the visitor chose, remembered in this browser. */
export interface Choices {
  readonly device: Device;
  /** Null as long as they have not said. */
  readonly marketing: boolean | null;
}
const KEY = 'shop.choices';
const FIRST: Choices = { device: 'phone', marketing: null };

/** Reads choices from text as it was kept; anything unreadable is a first visit. */
export function readChoices(text: string | null): Choices {
  try {
    const kept: unknown = JSON.parse(text ?? 'null');
    if (typeof kept !== 'object' || kept === null) return FIRST;
    const { device, marketing } = kept as Record<string, unknown>;
    return { device: device === 'desktop' ? 'desktop' : 'phone', marketing: typeof marketing === 'boolean' ? marketing : null };
  } catch {
    // Somebody else wrote under our key: start anew.
    return FIRST;
  }
}

/** The choices, and how to make others. */
export function useChoices(): [Choices, (next: Choices) => void] {
  const [choices, setChoices] = useState(() => readChoices(window.localStorage.getItem(KEY)));
  useEffect(() => window.localStorage.setItem(KEY, JSON.stringify(choices)), [choices]);
  return [choices, setChoices];
}
