import { crc32 } from 'node:zlib';
import type { Offset } from '../journal.js';

/**
 * A segment is one file: a header of 32 bytes, then entries without gaps. Its name is the offset of its first entry.
 * Offsets count the bytes of entries alone, over all segments, so the next segment begins where this one ends.
 *
 *   0  8 bytes  "CUSPJRNL"
 *   8  u32      format version
 *  12  u64      offset of the first entry (again, so that a renamed file is noticed)
 *  20  8 bytes  zero, for later
 *  28  u32      crc32 of the 28 bytes before
 */
export const SEGMENT_HEADER_BYTES = 32;

const MAGIC = Buffer.from('CUSPJRNL', 'latin1');
const FORMAT_VERSION = 1;
const NAME = /^(\d{20})\.journal$/;

/** The file name of the segment that begins at an offset. */
export function segmentName(base: Offset): string {
  return `${String(base).padStart(20, '0')}.journal`;
}

/** @returns the offset that a file name stands for, or undefined when it names no segment. */
export function baseOfName(name: string): Offset | undefined {
  const digits = NAME.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Where in its file the entry at an offset stands. */
export function positionInFile(base: Offset, offset: Offset): number {
  return SEGMENT_HEADER_BYTES + (offset - base);
}

/** The header of the segment that begins at `base`. */
export function segmentHeader(base: Offset): Buffer {
  const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
  MAGIC.copy(header);
  header.writeUInt32LE(FORMAT_VERSION, 8);
  header.writeBigUInt64LE(BigInt(base), 12);
  header.writeUInt32LE(crc32(header.subarray(0, 28)), 28);
  return header;
}

/** @returns what is wrong with a segment's header, or undefined when nothing is. */
export function headerProblem(header: Buffer, base: Offset): string | undefined {
  if (header.length < SEGMENT_HEADER_BYTES) return 'the header is cut short';
  if (!header.subarray(0, 8).equals(MAGIC)) return 'it is not a journal segment';
  if (header.readUInt32LE(28) !== crc32(header.subarray(0, 28))) return 'the header does not match its checksum';
  const version = header.readUInt32LE(8);
  if (version !== FORMAT_VERSION) return `it has format version ${version}, and this version of Cusp reads ${FORMAT_VERSION}`;
  if (header.readBigUInt64LE(12) !== BigInt(base)) return 'the header names another first offset than the file name';
  return undefined;
}
