import { useState } from 'react';

/** So many steps are kept. */
const MOST_STEPS = 200;
/** What is typed in one go, in milliseconds. */
const ONE_STEP = 400;

/** A text with a way back: what is written within a moment of the last is one step. @param now the time in milliseconds */
export function useUndoable(begin: () => string, now: () => number = Date.now) {
  const [{ text, steps }, setState] = useState(() => ({ text: begin(), steps: [] as readonly string[], at: Number.NEGATIVE_INFINITY }));
  const setText = (changed: string) =>
    setState((before) => {
      const at = now();
      const isNewStep = changed !== before.text && at - before.at > ONE_STEP;
      return { text: changed, steps: isNewStep ? [...before.steps, before.text].slice(-MOST_STEPS) : before.steps, at };
    });
  const undo = () =>
    setState((before) => ({ text: before.steps.at(-1) ?? before.text, steps: before.steps.slice(0, -1), at: Number.NEGATIVE_INFINITY }));
  return { text, setText, undo: steps.length > 0 ? undo : undefined };
}
