import { tellingValues } from '../format/telling-values.js';

/** What an event was about, in a few words. */
export function PropertyWords({ of }: { of: Readonly<Record<string, unknown>> }) {
  return <span className="property-words">{tellingValues(of).join(' · ')}</span>;
}
