/** FNV-1a over UTF-16 units, seeded per installation: what is kept under such a hash cannot be looked up elsewhere. @returns 32 bits, unsigned. */
export function hashText(text: string, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) | 0;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  // FNV's low bits depend on few units of a short text: mixed once more (the finaliser of MurmurHash3).
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
