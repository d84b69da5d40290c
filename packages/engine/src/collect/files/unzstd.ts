import { Decompress } from 'fzstd';

/** Bytes decompressed at once: four of them can stand for 128 KiB, so that this many make at most 64 MiB. */
const STEP = 2_048;
/** Largest window: what the `zstd` command itself accepts without being told otherwise. */
const LARGEST_WINDOW = 134_217_728;
/** Longest header of a frame. */
const HEADER = 18;

/** The content of a Zstandard stream, of one frame or more. @throws Error when it is damaged, cut short, or wants a larger window. */
export async function* unzstd(stored: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let made: Buffer[] = [];
  const decompress = new Decompress((data) => {
    // The decompressor goes on using its own memory.
    if (data.length > 0) made.push(Buffer.from(data));
  });
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of stored) {
    let bytes = chunk;
    if (head !== undefined) {
      head = Buffer.concat([head, chunk]);
      if (head.length < HEADER) continue;
      bytes = head;
      refuseLargeWindow(bytes);
      head = undefined;
    }
    for (let at = 0; at < bytes.length; at += STEP) {
      decompress.push(bytes.subarray(at, at + STEP));
      yield* made;
      made = [];
    }
  }
  if (head !== undefined) decompress.push(head);
  decompress.push(new Uint8Array(0), true);
  yield* made;
}

/** By RFC 8878: the first frame says how much memory its decompression takes. */
function refuseLargeWindow(head: Buffer): void {
  const descriptor = head[4] as number;
  const single = (descriptor & 0x20) !== 0;
  const window = single ? contentSize(head, descriptor) : windowSize(head[5] as number);
  if (window > LARGEST_WINDOW) throw new RangeError(`its decompression takes a window of ${window} bytes; at most ${LARGEST_WINDOW}`);
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

/** The content's size, which is the window of a frame of a single segment. */
function contentSize(head: Buffer, descriptor: number): number {
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] as number;
  const at = 5 + dictionaryBytes;
  switch (descriptor >> 6) {
    case 0:
      return head.readUInt8(at);
    case 1:
      return head.readUInt16LE(at) + 256;
    case 2:
      return head.readUInt32LE(at);
    default:
      return Number(head.readBigUInt64LE(at));
  }
}
