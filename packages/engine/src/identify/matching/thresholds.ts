import { probabilityOf } from './expectation-maximisation.js';
import type { Thresholds } from './model.js';

/** What becomes of a pair: linked, put before a person, or nothing. */
export type Verdict = 'link' | 'suggestion' | 'none';

/** What becomes of a pair that is of one person with a probability. */
export function verdictOf(probability: number, { link, suggestion }: Thresholds): Verdict {
  if (probability >= link) return 'link';
  return probability >= suggestion ? 'suggestion' : 'none';
}

/** The same, for odds in bits. */
export function verdictOfBits(bits: number, thresholds: Thresholds): Verdict {
  return verdictOf(probabilityOf(bits), thresholds);
}
