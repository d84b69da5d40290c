import type { Offset } from '../journal/journal.js';

const INITIAL_BYTES = 1 << 16;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
const NEWLINE = 0x0a;
const COMMA = 0x2c;
const SURROGATE_ESCAPE = Buffer.from('\\ud');

/**
 * Journal entries as lines of JSON, ready to be loaded: the entry's own bytes with its place spliced in front,
 * so that no event is parsed and said again on its way from the journal to the warehouse.
 */
export class LineBuffer {
  #bytes = Buffer.allocUnsafe(INITIAL_BYTES);
  #length = 0;
  #ends: number[] = [];

  /** How many lines there are. */
  get lines(): number {
    return this.#ends.length;
  }

  get byteLength(): number {
    return this.#length;
  }

  /**
   * Adds an entry; its payload is copied, with half characters mended. `kind` becomes a field of the line when given.
   * @param fields further fields as ASCII, each beginning with a comma
   */
  add(offset: Offset, entry: Buffer, kind?: string, fields: string = ''): void {
    const payload = entry.includes(SURROGATE_ESCAPE) ? Buffer.from(withoutLoneSurrogates(entry.toString('utf8'))) : entry;
    if (payload[0] !== OPENING_BRACE) throw new RangeError(`the entry at ${offset} is no JSON object`);
    const place = (kind === undefined ? `{"offset":${offset}` : `{"offset":${offset},"kind":"${kind}"`) + fields;
    this.#reserve(place.length + payload.length + 1);
    this.#length += this.#bytes.write(place, this.#length, 'latin1');
    const isEmpty = payload[1] === CLOSING_BRACE;
    const rest = isEmpty ? payload.subarray(1) : payload;
    this.#bytes.set(rest, this.#length);
    // A comma takes the place of the entry's own opening brace: copying from there on would make a view of every entry.
    if (!isEmpty) this.#bytes[this.#length] = COMMA;
    this.#length += rest.length;
    this.#bytes[this.#length++] = NEWLINE;
    this.#ends.push(this.#length);
  }

  /** The bytes of lines `from` (inclusive) to `to` (exclusive): a view, valid until the next {@link add} or {@link clear}. */
  slice(from = 0, to = this.lines): Buffer {
    return this.#bytes.subarray(this.#start(from), this.#start(to));
  }

  /** Forgets all lines and keeps the memory for the next. */
  clear(): void {
    this.#length = 0;
    this.#ends = [];
  }

  #start(line: number): number {
    return line === 0 ? 0 : (this.#ends[line - 1] ?? this.#length);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

/**
 * JSON text in which halves of surrogate pairs read U+FFFD, as they do wherever text becomes UTF-8. ClickHouse refuses the halves.
 * `JSON.stringify` escapes a surrogate only when it stands alone.
 */
export function withoutLoneSurrogates(json: string): string {
  return json.replace(/\\(?:u(d[89a-f][0-9a-f]{2})|[\s\S])/gi, (escape: string, half: string | undefined) =>
    half === undefined ? escape : '\ufffd',
  );
}
