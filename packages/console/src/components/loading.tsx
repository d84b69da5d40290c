import { texts } from '../texts/en.js';

/** Placeholder lines in the shape of what is to come. They appear only after a short while, so that quick answers do not flicker. */
export function Loading({ lines = 3 }: { lines?: number }) {
  return (
    <div className="loading" role="status">
      <span className="visually-hidden">{texts.states.loading}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className="loading-line" aria-hidden="true" />
      ))}
    </div>
  );
}
