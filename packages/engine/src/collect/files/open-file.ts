/** Opens what is to be imported: a file or the standard input, plain or compressed. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { unreadable } from './unreadable.js';
import { unzstd } from './unzstd.js';

/** What is being read. */
export interface OpenFile {
  /** Bytes as stored; undefined when that is not known. */
  readonly bytesTotal: number | undefined;
  /** Bytes read so far, as stored. */
  bytesRead(): number;
  /** Says how far the reading is, when it does not go from the beginning to the end: a share of the whole. */
  onRead(share: number): void;
  /** The decompressed content, to be read once. @throws CuspError unreadable_file */
  readonly content: AsyncGenerator<Buffer>;
  /** The first bytes of the content, at most 4 KiB. */
  readonly head: Buffer;
  /** Where it can be read again at any place; undefined when it is compressed or no file. */
  readonly plainPath: string | undefined;
  /** Lets go of the file; to be called whatever happened. */
  close(): Promise<void>;
}

/** Bytes of the content that tell its format. */
const HEAD = 4_096;
const READ_BYTES = 262_144;

/**
 * Opens a file: plain, gzip (of one or more members) or Zstandard, told by its first bytes and not by its name.
 * @param input The bytes, when they come from elsewhere than the file `path`.
 * @throws CuspError unreadable_file
 */
export async function openFile(path: string, input?: AsyncIterable<Buffer>): Promise<OpenFile> {
  try {
    const bytesTotal = input === undefined ? (await stat(path)).size : undefined;
    let bytesRead = 0;
    const counted = async function* (): AsyncGenerator<Buffer> {
      for await (const chunk of input ?? createReadStream(path, { highWaterMark: READ_BYTES })) {
        bytesRead += chunk.length;
        yield chunk as Buffer;
      }
    };
    const bytes = counted();
    const stored = await peeked(bytes, 4);
    const compression = compressionOf(stored.head);
    const content = await peeked(decompressed(stored.content, compression), HEAD);
    const plainPath = compression === undefined && input === undefined ? path : undefined;
    return {
      bytesTotal,
      bytesRead: () => bytesRead,
      onRead: (share) => {
        bytesRead = Math.round((bytesTotal ?? 0) * share);
      },
      head: content.head,
      content: blaming(path, content.content),
      plainPath,
      close: async () => void (await bytes.return(undefined)),
    };
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

type Compression = 'gzip' | 'zstd';

const MAGIC: readonly { readonly bytes: readonly number[]; readonly means: Compression | string }[] = [
  { bytes: [0x1f, 0x8b], means: 'gzip' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], means: 'zstd' },
  { bytes: [0x50, 0x4b, 0x03, 0x04], means: 'is a ZIP archive or an Excel workbook; unpack it, or save the sheet as CSV' },
  { bytes: [0x42, 0x5a, 0x68], means: 'is compressed with bzip2; use gzip or zstd' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58], means: 'is compressed with xz; use gzip or zstd' },
  { bytes: [0x04, 0x22, 0x4d, 0x18], means: 'is compressed with lz4; use gzip or zstd' },
];

function compressionOf(head: Buffer): Compression | undefined {
  const found = MAGIC.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte))?.means;
  if (found === undefined || found === 'gzip' || found === 'zstd') return found;
  throw new RangeError(found);
}

function decompressed(stored: AsyncGenerator<Buffer>, compression: Compression | undefined): AsyncGenerator<Buffer> {
  if (compression === 'zstd') return unzstd(stored);
  return compression === 'gzip' ? gunzipped(stored) : stored;
}

async function* gunzipped(stored: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const source = Readable.from(stored, { objectMode: false });
  const gunzip = createGunzip({ chunkSize: 65_536 });
  source.once('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } finally {
    source.destroy();
  }
}

/** Looks at the first bytes of a stream and gives them back. */
async function peeked(stream: AsyncGenerator<Buffer>, bytes: number): Promise<{ head: Buffer; content: AsyncGenerator<Buffer> }> {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length < bytes) {
    const next = await stream.next();
    if (next.done === true) break;
    chunks.push(next.value);
    length += next.value.length;
  }
  const head = Buffer.concat(chunks).subarray(0, bytes);
  const content = async function* (): AsyncGenerator<Buffer> {
    yield* chunks;
    yield* stream;
  };
  return { head, content: content() };
}

async function* blaming(path: string, content: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* content;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}
