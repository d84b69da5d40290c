const SLOTS = 32;
const counts = new Int16Array(SLOTS);

/**
 * Characters that two texts have in common, whatever their order; at most a few more than there really are, as 32 slots stand for all characters.
 * So it bounds from above how many any comparison that goes by characters can match.
 */
export function lettersInCommon(a: string, b: string): number {
  counts.fill(0);
  for (let at = 0; at < a.length; at++) {
    const slot = a.charCodeAt(at) & (SLOTS - 1);
    counts[slot] = (counts[slot] as number) + 1;
  }
  let common = 0;
  for (let at = 0; at < b.length; at++) {
    const slot = b.charCodeAt(at) & (SLOTS - 1);
    const left = counts[slot] as number;
    if (left === 0) continue;
    counts[slot] = left - 1;
    common += 1;
  }
  return common;
}

/** The largest likeness by Jaro and Winkler that two texts with so many characters in common can have. */
export function likenessAtMost(common: number, a: string, b: string): number {
  if (common === 0) return 0;
  const likeness = (common / a.length + common / b.length + 1) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a.charCodeAt(prefix) === b.charCodeAt(prefix)) prefix += 1;
  return likeness + prefix * 0.1 * (1 - likeness);
}
