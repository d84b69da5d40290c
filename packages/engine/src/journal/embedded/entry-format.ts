import { crc32 } from 'node:zlib';
import { ENTRY_KINDS, type EntryKind } from '../journal.js';

/**
 * One entry on disk, little-endian:
 *
 *   0  u32  crc32 of the payload, started from a seed made of the three fields below
 *   4  u32  length of the payload in bytes
 *   8  u8   format version; the top bit is set on the first entry of a commit group
 *   9  u8   kind; the top bit makes the number of set bits even
 *  10  …    payload, UTF-8
 *
 * Why the top bit of the version: a group is only written after the one before it was fsynced. An intact entry
 * with this bit therefore proves that everything before it had been on disk, which is how a torn tail is told from damage.
 * Why the parity of the kind: redaction sets this byte to 0 and such an entry's checksum is not trusted until its payload is blank.
 * With parity no single flipped bit can turn an intact entry into a redacted one.
 */
export const ENTRY_HEADER_BYTES = 10;

/** Largest payload of one entry, in bytes. Bounds what a reader must hold, and what a damaged length can ask for. */
export const MAX_PAYLOAD_BYTES = 256 * 1024 * 1024;

const FORMAT_VERSION = 1;
const STARTS_GROUP = 0x80;
const LENGTH_AT = 4;
const VERSION_AT = 8;
/** Where the kind byte stands within an entry: the one byte that redaction changes first. */
export const KIND_AT = 9;
/** The kind byte of a redacted entry. */
export const REDACTED_BYTE = 0;

const BYTE_OF_KIND = Object.fromEntries(Object.entries(ENTRY_KINDS).map(([name, number]) => [name, withParity(number)])) as Readonly<
  Record<EntryKind, number>
>;
const KIND_OF_BYTE: readonly (EntryKind | undefined)[] = Array.from({ length: 256 }, (_, byte) =>
  (Object.keys(ENTRY_KINDS) as EntryKind[]).find((name) => BYTE_OF_KIND[name] === byte),
);

function withParity(kind: number): number {
  let ones = 0;
  for (let rest = kind; rest > 0; rest >>= 1) ones += rest & 1;
  return ones % 2 === 0 ? kind : kind | 0x80;
}

/** Spreads the header's fields over the 32 bits that the checksum starts from, so that a change in any of them shows. */
function seed(length: number, versionByte: number, kindByte: number): number {
  return (length ^ (versionByte << 24) ^ (kindByte << 16)) >>> 0;
}

/** Writes the header of an entry whose payload of `length` bytes already stands behind it. */
export function sealEntry(bytes: Buffer, at: number, kind: EntryKind, length: number, startsGroup: boolean): void {
  const versionByte = startsGroup ? FORMAT_VERSION | STARTS_GROUP : FORMAT_VERSION;
  writeHeader(bytes, at, length, versionByte, BYTE_OF_KIND[kind]);
}

function writeHeader(bytes: Buffer, at: number, length: number, versionByte: number, kindByte: number): void {
  const payloadAt = at + ENTRY_HEADER_BYTES;
  const checksum = crc32(bytes.subarray(payloadAt, payloadAt + length), seed(length, versionByte, kindByte));
  bytes.writeUInt32LE(checksum, at);
  bytes.writeUInt32LE(length, at + LENGTH_AT);
  bytes[at + VERSION_AT] = versionByte;
  bytes[at + KIND_AT] = kindByte;
}

/** Overwrites an entry with a blank one of kind `redacted` and the same length, which is intact in itself. */
export function blankEntry(bytes: Buffer, at: number): void {
  const length = payloadLength(bytes, at);
  bytes.fill(0, at + ENTRY_HEADER_BYTES, at + ENTRY_HEADER_BYTES + length);
  writeHeader(bytes, at, length, bytes[at + VERSION_AT] as number, REDACTED_BYTE);
}

/**
 * What stands at a place:
 * `intact`: an entry whose checksum is right; `redacted`: likewise, blank;
 * `redacting`: marked as redacted, payload not yet blank (its checksum means nothing);
 * `incomplete`: the bytes end before the entry does; `invalid`: no entry.
 */
export type Verdict = 'intact' | 'redacted' | 'redacting' | 'incomplete' | 'invalid';

/** Judges the bytes from `at` up to `end`. */
export function judgeEntry(bytes: Buffer, at: number, end: number): Verdict {
  if (end - at < ENTRY_HEADER_BYTES) return 'incomplete';
  const length = bytes.readUInt32LE(at + LENGTH_AT);
  const versionByte = bytes[at + VERSION_AT] as number;
  const kindByte = bytes[at + KIND_AT] as number;
  if ((versionByte & ~STARTS_GROUP) !== FORMAT_VERSION) return 'invalid';
  if (KIND_OF_BYTE[kindByte] === undefined || length > MAX_PAYLOAD_BYTES) return 'invalid';
  const payloadAt = at + ENTRY_HEADER_BYTES;
  if (length > end - payloadAt) return 'incomplete';
  const checksum = crc32(bytes.subarray(payloadAt, payloadAt + length), seed(length, versionByte, kindByte));
  const right = checksum === bytes.readUInt32LE(at);
  if (kindByte === REDACTED_BYTE) return right ? 'redacted' : 'redacting';
  return right ? 'intact' : 'invalid';
}

/** Length of the payload in bytes, as the header says. */
export function payloadLength(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at + LENGTH_AT);
}

/** Length of the whole entry in bytes, as the header says. */
export function entryLength(bytes: Buffer, at: number): number {
  return ENTRY_HEADER_BYTES + payloadLength(bytes, at);
}

/** The kind of an entry that has been judged not to be invalid. */
export function kindAt(bytes: Buffer, at: number): EntryKind {
  return KIND_OF_BYTE[bytes[at + KIND_AT] as number] ?? 'redacted';
}

/**
 * Looks for an intact entry that starts a group, anywhere in `bytes` from `from` on.
 * @returns its place, or undefined.
 */
export function findGroupStart(bytes: Buffer, from: number): number | undefined {
  const wanted = FORMAT_VERSION | STARTS_GROUP;
  for (let mark = bytes.indexOf(wanted, from + VERSION_AT); mark >= 0; mark = bytes.indexOf(wanted, mark + 1)) {
    const verdict = judgeEntry(bytes, mark - VERSION_AT, bytes.length);
    if (verdict === 'intact' || verdict === 'redacted') return mark - VERSION_AT;
  }
  return undefined;
}
