import { damerauLevenshtein } from '../measures/damerau-levenshtein.js';
import { areAlike } from '../measures/jaro-winkler.js';
import { lettersInCommon } from '../measures/letter-bag.js';
import type { Comparison } from './comparison.js';

/** E-mail addresses, by the part before the @ and the domain. */
export const email: Comparison = {
  levels: [
    'equal',
    'one or two edits apart',
    'same before the @',
    'alike before the @ and in the domain',
    'very alike',
    'same domain',
    'alike before the @',
    'different',
  ],
  misspelt: 1,
  level(a, b) {
    if (Math.max(a.length, b.length) - lettersInCommon(a, b) <= 2 && damerauLevenshtein(a, b, 2) <= 2) return 1;
    const [localA, domainA] = partsOf(a);
    const [localB, domainB] = partsOf(b);
    if (localA === localB) return 2;
    const isLocalAlike = areAlike(localA, localB, 0.88);
    if (isLocalAlike && areAlike(domainA, domainB, 0.88)) return 3;
    if (areAlike(a, b, 0.93)) return 4;
    if (domainA === domainB) return 5;
    return isLocalAlike ? 6 : 7;
  },
};

/** Before the @ and after it; an address whose @ was lost is all local. */
export function partsOf(address: string): readonly [string, string] {
  const at = address.lastIndexOf('@');
  return at < 0 ? [address, ''] : [address.slice(0, at), address.slice(at + 1)];
}
