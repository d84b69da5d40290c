import { NO_ROW } from './event-rows.js';

/** So many tables share the entries, so that none ever takes long to make itself larger. */
const PARTS = 256;
const PART_SHIFT = 24;
const FEWEST_SLOTS = 1 << 4;
/** Of a slot: the customer and 1 (0 when it is free), the name, the row. */
const WORDS = 3;

/** A table and how many of its slots are taken. */
interface Part {
  words: Int32Array;
  count: number;
}

/** The newest row of each (customer, event name): open-addressing tables in typed arrays, 12 bytes a slot. */
export class NameHeads {
  readonly #parts: (Part | undefined)[] = new Array<Part | undefined>(PARTS).fill(undefined);

  get(customer: number, name: number): number {
    const hash = hashOf(customer, name);
    const part = this.#parts[hash >>> PART_SHIFT];
    if (part === undefined) return NO_ROW;
    const { words } = part;
    const slot = slotOf(words, hash, customer, name);
    return words[slot] === 0 ? NO_ROW : (words[slot + 2] as number);
  }

  set(customer: number, name: number, row: number): void {
    const hash = hashOf(customer, name);
    const part = (this.#parts[hash >>> PART_SHIFT] ??= { words: new Int32Array(FEWEST_SLOTS * WORDS), count: 0 });
    let slot = slotOf(part.words, hash, customer, name);
    if (part.words[slot] === 0) {
      if (++part.count * 2 * WORDS > part.words.length) {
        part.words = larger(part.words);
        slot = slotOf(part.words, hash, customer, name);
      }
      part.words[slot] = customer + 1;
      part.words[slot + 1] = name;
    }
    part.words[slot + 2] = row;
  }
}

function hashOf(customer: number, name: number): number {
  return Math.imul(customer, 0x9e3779b1) ^ Math.imul(name + 1, 0x85ebca6b);
}

/** Where the entry is, or is to be. */
function slotOf(words: Int32Array, hash: number, customer: number, name: number): number {
  const mask = words.length / WORDS - 1;
  let slot = hash & mask;
  for (;;) {
    const word = slot * WORDS;
    if (words[word] === 0 || (words[word] === customer + 1 && words[word + 1] === name)) return word;
    slot = (slot + 1) & mask;
  }
}

function larger(words: Int32Array): Int32Array {
  const into = new Int32Array(words.length * 2);
  for (let word = 0; word < words.length; word += WORDS) {
    if (words[word] === 0) continue;
    const customer = (words[word] as number) - 1;
    const name = words[word + 1] as number;
    into.set(words.subarray(word, word + WORDS), slotOf(into, hashOf(customer, name), customer, name));
  }
  return into;
}
