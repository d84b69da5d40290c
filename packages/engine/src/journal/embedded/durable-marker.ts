import { crc32 } from 'node:zlib';
import type { Offset } from '../journal.js';
import { type DiskFile, type DiskIo, isMissing, readFullySync, writeFully } from './disk-io.js';

const NAME = 'durable';
const BYTES = 20;
const MAGIC = Buffer.from('CUSPMARK', 'latin1');

/**
 * A small file that remembers up to which offset the journal is known to be on disk.
 *
 * It is rewritten after each commit without an fsync of its own: after the death of the process it is exact,
 * after a loss of power it is a lower bound, because it is only ever written after what it vouches for was fsynced.
 */
export class DurableMarker {
  readonly #file: DiskFile;
  readonly #record = Buffer.alloc(BYTES);
  /** What the file said when it was opened: 0 when it was new or unreadable, which vouches for nothing. */
  readonly found: Offset;

  private constructor(file: DiskFile, found: Offset) {
    this.#file = file;
    this.found = found;
    MAGIC.copy(this.#record);
  }

  static async open(io: DiskIo, directory: string): Promise<DurableMarker> {
    const path = `${directory}/${NAME}`;
    try {
      const file = await io.open(path, 'write');
      return new DurableMarker(file, readMark(file));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    const file = await io.open(path, 'create');
    await writeFully(file, Buffer.alloc(BYTES), 0);
    await file.sync();
    await io.syncDirectory(directory);
    return new DurableMarker(file, 0);
  }

  /** Remembers an offset. The record is smaller than a disk's sector, so it is written whole or not at all. */
  set(durable: Offset): void {
    this.#record.writeBigUInt64LE(BigInt(durable), 8);
    this.#record.writeUInt32LE(crc32(this.#record.subarray(0, 16)), 16);
    const taken = this.#file.writeSync(this.#record, 0);
    if (taken !== BYTES) throw new Error(`the durable marker was written short (${taken} of ${BYTES} bytes)`);
  }

  sync(): Promise<void> {
    return this.#file.sync();
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

function readMark(file: DiskFile): Offset {
  const record = Buffer.alloc(BYTES);
  if (readFullySync(file, record, 0) < BYTES) return 0;
  if (!record.subarray(0, 8).equals(MAGIC) || record.readUInt32LE(16) !== crc32(record.subarray(0, 16))) return 0;
  return Number(record.readBigUInt64LE(8));
}
