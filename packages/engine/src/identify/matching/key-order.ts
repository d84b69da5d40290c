const FIRST_SURROGATE = 0xd800;
const AFTER_SURROGATES = 0xe000;

/** Orders keys by their UTF-8 bytes, without making these: what is sorted by the hundred thousand should not. Halves of characters count as if they were whole. */
export function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const [one, other] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (one !== other) return placeOf(one) - placeOf(other);
  }
  return left.length - right.length;
}

/** UTF-16 writes what stands above U+FFFF with units from below U+E000. */
function placeOf(unit: number): number {
  return unit >= FIRST_SURROGATE && unit < AFTER_SURROGATES ? unit + 0x10000 : unit;
}
