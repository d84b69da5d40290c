/** The elements of one huge JSON array, or JSON values one after the other, without ever holding more than one of them. */
import { BrokenRow, LONGEST_KEPT, LONGEST_ROW, TOO_LONG } from './broken-row.js';
import { type DocumentRow, documentRow } from './document-row.js';
import type { TextChunk } from './text-chunks.js';

/** Brackets are matched this deep; deeper ones are only counted. */
const DEEPEST_MATCHED = 1_000;

/**
 * The rows of a JSON file, those of a chunk together: the elements of its array, or its values when it is no array.
 * What is no JSON object is a broken row.
 * @throws RangeError when brackets do not match or the text ends within a value: what follows could not be told apart.
 */
export async function* jsonRows(chunks: AsyncIterable<TextChunk>): AsyncGenerator<readonly (DocumentRow | BrokenRow)[]> {
  const splitter = new JsonSplitter();
  for await (const { text, suspect } of chunks) yield splitter.write(text, suspect);
  yield splitter.end();
}

class JsonSplitter {
  /** Inside the array whose elements are the rows. */
  #inArray = false;
  /** The value that is being read; undefined between values. */
  #value: OpenValue | undefined;
  #suspect = false;
  #rows: (DocumentRow | BrokenRow)[] = [];
  #count = 0;

  write(text: string, suspect: boolean): readonly (DocumentRow | BrokenRow)[] {
    this.#suspect = suspect;
    for (let at = 0; at < text.length; ) at = this.#value === undefined ? this.#between(text, at) : this.#within(text, at, this.#value);
    return this.#taken();
  }

  end(): readonly (DocumentRow | BrokenRow)[] {
    if (this.#value !== undefined) {
      if (!this.#value.isBare) throw new RangeError(`the file ends within row ${this.#count + 1}: it is cut short`);
      this.#finish(this.#value);
    }
    if (this.#inArray) throw new RangeError(`the array is not closed after row ${this.#count}: the file is cut short`);
    return this.#taken();
  }

  #taken(): readonly (DocumentRow | BrokenRow)[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  /** Looks at what stands between values. @returns where to go on. */
  #between(text: string, at: number): number {
    const character = text[at] as string;
    if (character === ',' || character === '\u001e' || character.trim() === '') return at + 1;
    if (character === '[' && !this.#inArray) {
      this.#inArray = true;
      return at + 1;
    }
    if (character === ']' && this.#inArray) {
      this.#inArray = false;
      return at + 1;
    }
    this.#value = new OpenValue(character);
    return at;
  }

  /** Reads on in a value. @returns where to go on. */
  #within(text: string, at: number, value: OpenValue): number {
    const end = value.read(text, at);
    if (end === undefined) throw new RangeError(`row ${this.#count + 1} has brackets that do not match: what follows cannot be told apart`);
    value.keep(text.slice(at, end));
    if (value.isWhole) this.#finish(value);
    return end;
  }

  #finish(value: OpenValue): void {
    this.#count += 1;
    this.#rows.push(value.isTooLong ? new BrokenRow('row', TOO_LONG, value.text) : documentRow(value.text, this.#suspect));
    this.#value = undefined;
  }
}

const OPENING = /["{}[\]]/g;
const IN_TEXT = /["\\]/g;

/** One value of which a part has been read. */
class OpenValue {
  /** A number or a word: it ends where something else begins. */
  readonly isBare: boolean;
  isWhole = false;
  isTooLong = false;
  text = '';
  #length = 0;
  #inText = false;
  /** The last character read was a backslash inside a text. */
  #escaping = false;
  #brackets = '';
  #deeper = 0;

  constructor(first: string) {
    this.isBare = !'{["'.includes(first);
  }

  /** Keeps a part, or its beginning when the value becomes too long. */
  keep(part: string): void {
    this.#length += part.length;
    if (this.#length > LONGEST_ROW) {
      this.isTooLong = true;
      this.text = this.text.slice(0, LONGEST_KEPT) + part.slice(0, Math.max(0, LONGEST_KEPT - this.text.length));
    } else {
      this.text += part;
    }
  }

  /** Reads as far as this value goes. @returns where it ends, or the text does; undefined when brackets do not match. */
  read(text: string, from: number): number | undefined {
    if (this.isBare) return this.#readBare(text, from);
    let at = from;
    while (at < text.length && !this.isWhole) {
      if (this.#inText) {
        at = this.#readText(text, at);
        this.isWhole = !this.#inText && this.#depth === 0;
        continue;
      }
      OPENING.lastIndex = at;
      const found = OPENING.exec(text);
      if (found === null) return text.length;
      at = found.index + 1;
      if (!this.#meet(found[0])) return undefined;
    }
    return at;
  }

  get #depth(): number {
    return this.#brackets.length + this.#deeper;
  }

  /** @returns false when a bracket closes what it did not open. */
  #meet(mark: string): boolean {
    if (mark === '"') {
      this.#inText = true;
      return true;
    }
    if (mark === '{' || mark === '[') {
      if (this.#brackets.length < DEEPEST_MATCHED) this.#brackets += mark;
      else this.#deeper += 1;
      return true;
    }
    if (this.#deeper > 0) {
      this.#deeper -= 1;
      return true;
    }
    const matches = this.#brackets.endsWith(mark === '}' ? '{' : '[');
    this.#brackets = this.#brackets.slice(0, -1);
    this.isWhole = this.#brackets === '';
    return matches;
  }

  /** Reads on in a quoted text, to behind its quotation mark. */
  #readText(text: string, from: number): number {
    let at = from;
    if (this.#escaping) {
      this.#escaping = false;
      at += 1;
    }
    while (at < text.length) {
      IN_TEXT.lastIndex = at;
      const found = IN_TEXT.exec(text);
      if (found === null) return text.length;
      if (found[0] === '"') {
        this.#inText = false;
        return found.index + 1;
      }
      this.#escaping = found.index + 1 === text.length;
      at = found.index + 2;
    }
    return Math.min(at, text.length);
  }

  #readBare(text: string, from: number): number {
    const end = /[\s,\]}[{"]/g;
    // The first character belongs to it whatever it is, or a stray bracket would be met for ever.
    end.lastIndex = this.#length === 0 ? from + 1 : from;
    const found = end.exec(text);
    this.isWhole = found !== null;
    return found?.index ?? text.length;
  }
}
