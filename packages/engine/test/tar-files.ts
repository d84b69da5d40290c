import { gunzipSync } from 'node:zlib';

/** The plain files of a .tar.gz, by path. */
export function tarFiles(archive: Buffer): Map<string, Buffer> {
  const tar = gunzipSync(archive);
  const files = new Map<string, Buffer>();
  for (let offset = 0; offset + 512 <= tar.length && tar[offset] !== 0; ) {
    const text = (from: number, to: number): string => tar.toString('utf8', offset + from, offset + to).split('\0')[0] as string;
    const size = Number.parseInt(text(124, 136), 8);
    if (text(156, 157) === '0') files.set(text(0, 100), tar.subarray(offset + 512, offset + 512 + size));
    offset += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}
