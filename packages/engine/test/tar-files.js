import { gunzipSync } from 'node:zlib';
/** The plain files of a .tar.gz, by path. */
export function tarFiles(archive) {
    const tar = gunzipSync(archive);
    const files = new Map();
    for (let offset = 0; offset + 512 <= tar.length && tar[offset] !== 0;) {
        const text = (from, to) => tar.toString('utf8', offset + from, offset + to).split('\0')[0];
        const size = Number.parseInt(text(124, 136), 8);
        if (text(156, 157) === '0')
            files.set(text(0, 100), tar.subarray(offset + 512, offset + 512 + size));
        offset += 512 + Math.ceil(size / 512) * 512;
    }
    return files;
}
