import type { Thresholds } from './model.js';

/** What becomes of a pair: linked, put before a person, or nothing. */
export type Verdict = 'link' | 'suggestion' | 'none';

/** What becomes of a pair (or of two clusters) that is of one person with a probability. */
export function verdictOf(probability: number, { link, suggestion }: Thresholds): Verdict {
  if (probability >= link) return 'link';
  return probability >= suggestion ? 'suggestion' : 'none';
}
