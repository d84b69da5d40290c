/** So many maps share the keys: each stays far below what one can hold (16.7 million), and none ever takes long to make itself larger. */
const PARTS = 64;
/** A text is dealt out by so many of its last characters: those are the ones that differ. */
const READ_CHARACTERS = 16;

/** A number for each key, for tens of millions of keys. */
export class ManyNumbers<Key extends string | number | boolean> {
  readonly #parts = Array.from({ length: PARTS }, () => new Map<Key, number>());

  get(key: Key): number | undefined {
    return this.#partOf(key).get(key);
  }

  set(key: Key, number: number): void {
    this.#partOf(key).set(key, number);
  }

  delete(key: Key): void {
    this.#partOf(key).delete(key);
  }

  #partOf(key: Key): Map<Key, number> {
    return this.#parts[placeOf(key) & (PARTS - 1)] as Map<Key, number>;
  }
}

function placeOf(key: string | number | boolean): number {
  // Only so many digits behind the point matter: prices are dealt out too.
  if (typeof key !== 'string') return Math.floor(Number(key) * 100);
  let hash = key.length;
  for (let index = Math.max(0, key.length - READ_CHARACTERS); index < key.length; index++)
    hash = (Math.imul(hash, 31) + key.charCodeAt(index)) | 0;
  return hash ^ (hash >>> 15);
}
