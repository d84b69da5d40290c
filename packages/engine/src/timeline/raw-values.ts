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

/** The journal's JSON of an event is never as this: no text within it can hold an unescaped quote. */
const BEFORE_SOURCE = Buffer.from(',"source":"');

/**
 * Finds the values at some paths of an event in its JSON text, without parsing the rest: the text as JSON.stringify writes a
 * `CustomerEvent`, in bytes. What looks otherwise is not guessed at: {@link find} then says so, and the caller parses.
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
    this.#strange = false;
    const source = bytes.indexOf(BEFORE_SOURCE, start);
    if (source < 0 || source >= end) return false;
    const properties = this.#skipText(source + BEFORE_SOURCE.length - 1);
    // Changes made by cleaning may stand in between; they may hold anything.
    if (bytes[properties] !== COMMA || bytes[properties + 1] !== QUOTE || bytes[properties + 2] !== 0x70) return false;
    const after = this.#members(properties, this.#roots[group] as readonly Wanted[]);
    return !this.#strange && after === end;
  }

  /** Goes through members that each stand behind a comma or an opening bracket at `at`. @returns the place after the closing bracket. */
  #members(at: number, wanted: readonly Wanted[]): number {
    const bytes = this.#bytes;
    if (bytes[at] === OPEN_OBJECT && bytes[at + 1] === CLOSE_OBJECT) return at + 2;
    let place = at;
    while (place < this.#end && bytes[place] !== CLOSE_OBJECT && !this.#strange) {
      const key = place + 1;
      const keyEnd = this.#skipText(key);
      if (bytes[key] !== QUOTE || bytes[keyEnd] !== COLON) {
        this.#strange = true;
        break;
      }
      const found = this.#wantedAt(wanted, key, keyEnd);
      place = found === undefined ? this.#skip(keyEnd + 1) : this.#note(found, keyEnd + 1);
    }
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

  /** Notes a wanted value and what is wanted below it. @returns the place after it. */
  #note({ slot, below }: Wanted, at: number): number {
    const after = below.length > 0 && this.#bytes[at] === OPEN_OBJECT ? this.#members(at, below) : this.#skip(at);
    if (slot >= 0) {
      this.starts[slot] = at;
      this.ends[slot] = after;
    }
    return after;
  }

  /** The place after the value that begins at `at`. */
  #skip(at: number): number {
    const bytes = this.#bytes;
    const first = bytes[at];
    if (first === QUOTE) return this.#skipText(at);
    if (first === OPEN_OBJECT || first === OPEN_ARRAY) return this.#skipBrackets(at);
    let place = at;
    while (place < this.#end && bytes[place] !== COMMA && bytes[place] !== CLOSE_OBJECT && bytes[place] !== CLOSE_ARRAY) place++;
    return place;
  }

  #skipBrackets(at: number): number {
    const bytes = this.#bytes;
    let depth = 0;
    for (let place = at; place < this.#end; ) {
      const byte = bytes[place];
      if (byte === QUOTE) {
        place = this.#skipText(place);
        continue;
      }
      place++;
      if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth++;
      else if ((byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) && --depth === 0) return place;
    }
    this.#strange = true;
    return this.#end;
  }

  /** The place after the text whose quote stands at `at`. */
  #skipText(at: number): number {
    const bytes = this.#bytes;
    for (let place = at + 1; place < this.#end; place++) {
      const byte = bytes[place];
      if (byte === QUOTE) return place + 1;
      if (byte === BACKSLASH) place++;
    }
    this.#strange = true;
    return this.#end;
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
