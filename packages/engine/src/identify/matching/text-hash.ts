/** 32 bits of a text (FNV-1a over its UTF-16 units, mixed at the end); a seed gives another, independent number. */
export function textHash(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mixed(hash);
}

/** Two numbers of 32 bits as one, in this order. */
export function joinedHash(a: number, b: number): number {
  return mixed(Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ mixed(b));
}

function mixed(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return (hash ^ (hash >>> 16)) | 0;
}
