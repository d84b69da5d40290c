import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { unreadable } from './unreadable.js';

/** Bytes at either end of a file that tell it apart from others. */
const END_BYTES = 65_536;

/**
 * Tells a file apart by what it holds, not by its name: its size, its first and its last bytes, and what else is given.
 * @returns 64 hexadecimal digits.
 * @throws CuspError unreadable_file
 */
export async function fileIdentity(path: string, alsoBy: readonly string[]): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const length = Math.min(END_BYTES, size);
      const hash = createHash('sha256').update(JSON.stringify([size, ...alsoBy]));
      for (const from of [0, size - length]) {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
        hash.update(buffer.subarray(0, bytesRead));
      }
      return hash.digest('hex');
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
}
