/** What the scanner looks for below one object: keys as JSON text with quotes, in bytes. */
interface Wanted {
  readonly key: Buffer;
  /** Where the value is to be noted; −1 when only something below it is wanted. */
  slot: number;
  readonly below: Wanted[];
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/** What a byte means between texts: most mean nothing, which one look tells. */
const PLAIN = 0;
const OPENS = 1;
const CLOSES = 2;
const QUOTES = 3;
const SEPARATES = 4;
const MEANINGS = new Uint8Array(256);
MEANINGS[QUOTE] = QUOTES;
MEANINGS[COMMA] = SEPARATES;
MEANINGS[OPEN_OBJECT] = MEANINGS[OPEN_ARRAY] = OPENS;
MEANINGS[CLOSE_OBJECT] = MEANINGS[CLOSE_ARRAY] = CLOSES;

/** Everything that was wanted has been found: what comes behind is not looked at. */
const ENOUGH = -1;

/**
 * Finds the values at some paths of an event in its JSON text, without parsing the rest: the text as JSON.stringify writes a
 * `CustomerEvent`, in bytes, of which each key comes once. What looks otherwise is not guessed at: {@link find} then says so, and the
 * caller parses. Nothing is read behind the last value that is wanted.
 */
export class RawValues {
  /** Of the text that was searched last: where each slot's value begins and ends; −1 when the path leads nowhere. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly #roots: readonly (readonly Wanted[])[];
  #bytes: Buffer = Buffer.alloc(0);
  #end = 0;
  #strange = false;

  /**
   * @param paths keys from the event down, the first being `properties`, `context` or `traits`; a slot each
   * @param groups which slots are asked for together
   */
  constructor(paths: readonly (readonly string[])[], groups: readonly (readonly number[])[]) {
    this.starts = new Int32Array(paths.length);
    this.ends = new Int32Array(paths.length);
    this.#roots = groups.map((slots) => treeOf(paths, slots));
  }

  /** Looks for a group's slots in the text from `start` to `end`. @returns false when the text is none that is known: then nothing is found. */
  find(bytes: Buffer, start: number, end: number, group: number): boolean {
    this.starts.fill(-1);
    this.#bytes = bytes;
    this.#end = end;
    this.#strange = bytes[start] !== OPEN_OBJECT;
    const after = this.#members(start, this.#roots[group] as readonly Wanted[], false);
    return !this.#strange && (after === ENOUGH || after === end);
  }

  /**
   * Goes through members that each stand behind a comma or an opening bracket at `at`.
   * @param goOn whether something behind the closing bracket is wanted too
   * @returns the place after the closing bracket, or {@link ENOUGH}
   */
  #members(at: number, wanted: readonly Wanted[], goOn: boolean): number {
    const bytes = this.#bytes;
    if (bytes[at + 1] === CLOSE_OBJECT) return at + 2;
    let left = wanted.length;
    let place = at;
    while (place < this.#end && bytes[place] !== CLOSE_OBJECT && !this.#strange) {
      const key = place + 1;
      const keyEnd = this.#skipText(key);
      if (bytes[key] !== QUOTE || bytes[keyEnd] !== COLON) {
        this.#strange = true;
        break;
      }
      const found = this.#wantedAt(wanted, key, keyEnd);
      if (found === undefined) place = this.#skip(keyEnd + 1);
      else {
        left--;
        place = this.#note(found, keyEnd + 1, goOn || left > 0);
        if (left === 0 && !goOn) return ENOUGH;
      }
    }
    if (place >= this.#end) this.#strange = true;
    return place + 1;
  }

  #wantedAt(wanted: readonly Wanted[], key: number, keyEnd: number): Wanted | undefined {
    const bytes = this.#bytes;
    for (const one of wanted) {
      if (one.key.length !== keyEnd - key) continue;
      let same = one.key.length - 1;
      while (same >= 0 && one.key[same] === bytes[key + same]) same--;
      if (same < 0) return one;
    }
    return undefined;
  }

  /** Notes a wanted value and what is wanted below it. @returns the place after it, which is {@link ENOUGH} at most when there is no need to go on. */
  #note({ slot, below }: Wanted, at: number, goOn: boolean): number {
    const hasBelow = below.length > 0 && this.#bytes[at] === OPEN_OBJECT;
    const after = hasBelow ? this.#members(at, below, goOn || slot >= 0) : slot >= 0 || goOn ? this.#skip(at) : ENOUGH;
    if (slot >= 0) {
      this.starts[slot] = at;
      this.ends[slot] = after;
    }
    return after;
  }

  /** The place after the value that begins at `at`. */
  #skip(at: number): number {
    const bytes = this.#bytes;
    const meaning = MEANINGS[bytes[at] as number] as number;
    if (meaning === QUOTES) return this.#skipText(at);
    if (meaning === OPENS) return this.#skipBrackets(at);
    let place = at;
    for (const end = this.#end; place < end && MEANINGS[bytes[place] as number] === PLAIN; ) place++;
    return place;
  }

  #skipBrackets(at: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
    let depth = 0;
    for (let place = at; place < end; place++) {
      const meaning = MEANINGS[bytes[place] as number] as number;
      if (meaning === PLAIN) continue;
      if (meaning === QUOTES) place = this.#skipText(place) - 1;
      else if (meaning === OPENS) depth++;
      else if (meaning === CLOSES && --depth === 0) return place + 1;
    }
    this.#strange = true;
    return end;
  }

  /** The place after the text whose quote stands at `at`. */
  #skipText(at: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
    for (let place = at + 1; place < end; place++) {
      const byte = bytes[place];
      if (byte === QUOTE) return place + 1;
      if (byte === BACKSLASH) place++;
    }
    this.#strange = true;
    return end;
  }
}

function treeOf(paths: readonly (readonly string[])[], slots: readonly number[]): readonly Wanted[] {
  const roots: Wanted[] = [];
  for (const slot of slots) {
    let level = roots;
    let wanted: Wanted | undefined;
    for (const part of paths[slot] as readonly string[]) {
      const key = Buffer.from(JSON.stringify(part));
      wanted = level.find((one) => one.key.equals(key));
      if (wanted === undefined) level.push((wanted = { key, slot: -1, below: [] }));
      level = wanted.below;
    }
    if (wanted !== undefined) wanted.slot = slot;
  }
  return roots;
}
