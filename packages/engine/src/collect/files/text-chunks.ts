import { isUtf8 } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';

/** How the text of a file is written down. */
export type TextEncoding = 'utf8' | 'latin1' | 'utf16le';

/** A piece of a file's text. */
export interface TextChunk {
  readonly text: string;
  /** True when some text so far holds NUL or bytes that the encoding does not allow: rows then need {@link unsoundness}. */
  readonly suspect: boolean;
}

/** A byte that is no UTF-8 stands in the text as this code unit plus the byte: half a pair, which no sound text holds. */
const ESCAPED_BYTE = 0xdc00;
const SUSPECT = /[\0\p{Cs}]/u;
const LINE_END = 0x0a;

/**
 * Decodes a stream of bytes, wherever it is cut. A byte order mark is left out, and tells UTF-16 when no encoding is given.
 * Bytes that are no text do not stop it and are not replaced: {@link unsoundness} finds them again in the row that they stand in.
 */
export async function* textChunks(bytes: AsyncIterable<Buffer>, encoding: TextEncoding | undefined): AsyncGenerator<TextChunk> {
  let decoder: Decoder | undefined;
  let head = Buffer.alloc(0);
  let suspect = false;
  for await (const chunk of bytes) {
    let more = chunk;
    if (decoder === undefined) {
      head = Buffer.concat([head, chunk]);
      if (head.length < 3) continue;
      [decoder, more] = begin(head, encoding);
    }
    const text = decoder.write(more);
    suspect ||= SUSPECT.test(text);
    yield { text, suspect };
  }
  let rest: Buffer = Buffer.alloc(0);
  if (decoder === undefined) [decoder, rest] = begin(head, encoding);
  const text = decoder.write(rest) + decoder.end();
  yield { text, suspect: suspect || SUSPECT.test(text) };
}

/** What is wrong with a text that may hold NUL or undecodable bytes; undefined when nothing is. */
export function unsoundness(text: string): string | undefined {
  const [found] = SUSPECT.exec(text) ?? [];
  if (found === undefined) return undefined;
  if (found === '\0') return 'holds a NUL character';
  const byte = found.charCodeAt(0) - ESCAPED_BYTE;
  if (byte < 0x80 || byte > 0xff) return 'holds half a character';
  return `holds the byte 0x${byte.toString(16)}, which is no UTF-8: say the encoding of the file`;
}

interface Decoder {
  write(bytes: Buffer): string;
  end(): string;
}

/** The decoder, and the bytes after the byte order mark. */
function begin(head: Buffer, encoding: TextEncoding | undefined): [Decoder, Buffer] {
  if (encoding === 'latin1') return [{ write: (bytes) => bytes.toString('latin1'), end: () => '' }, head];
  const utf16Mark = head[0] === 0xff && head[1] === 0xfe;
  if (encoding === 'utf16le' || (encoding === undefined && utf16Mark)) {
    return [new StringDecoder('utf16le'), utf16Mark ? head.subarray(2) : head];
  }
  const utf8Mark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  return [new Utf8Decoder(), utf8Mark ? head.subarray(3) : head];
}

class Utf8Decoder {
  #rest: Buffer = Buffer.alloc(0);

  write(bytes: Buffer): string {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const end = all.length - unfinished(all);
    this.#rest = Buffer.from(all.subarray(end));
    return decodeUtf8(all.subarray(0, end));
  }

  end(): string {
    return decodeUtf8(this.#rest);
  }
}

/** How many bytes at the end begin a character whose other bytes are yet to come. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] as number;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

function sequenceLength(lead: number): number {
  if (lead < 0xc0) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

/** Text out of UTF-8; bytes that are none become half characters, which {@link unsoundness} names. */
export function decodeUtf8(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  const lines: string[] = [];
  for (let from = 0; from < bytes.length; ) {
    const found = bytes.indexOf(LINE_END, from);
    const end = found < 0 ? bytes.length : found + 1;
    const line = bytes.subarray(from, end);
    lines.push(isUtf8(line) ? line.toString('utf8') : escaped(line));
    from = end;
  }
  return lines.join('');
}

function escaped(line: Buffer): string {
  let text = '';
  for (let at = 0; at < line.length; ) {
    const lead = line[at] as number;
    const character = line.subarray(at, at + sequenceLength(lead));
    const sound = isUtf8(character);
    text += sound ? character.toString('utf8') : String.fromCharCode(ESCAPED_BYTE + lead);
    at += sound ? character.length : 1;
  }
  return text;
}
