import { overlap } from '../measures/token-overlap.js';
import { elementsOf } from '../normalise.js';
import type { Comparison } from './comparison.js';

/** Several values of one kind, such as all addresses of somebody: by the share of the shorter list that the other has. */
export const list: Comparison = {
  levels: ['equal', 'one holds the other', 'half in common', 'some in common', 'nothing in common'],
  misspelt: 0,
  level(a, b) {
    const share = overlap(elementsOf(a), elementsOf(b));
    if (share === 1) return 1;
    if (share >= 0.5) return 2;
    return share > 0 ? 3 : 4;
  },
};
