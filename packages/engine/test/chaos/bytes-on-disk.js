import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
/** Looks into every byte of every file below a folder, and at the files' names. */
export function findOnDisk(folder, wanted) {
    const found = [];
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name);
        const file = relative(folder, path);
        const bytes = entry.isFile() ? contentOf(path) : Buffer.alloc(0);
        for (const [what, needle] of wanted)
            if (bytes.includes(needle) || file.includes(needle.toString('utf8')))
                found.push({ file, what });
    }
    return found;
}
/** A merge may have removed the file since it was listed. */
function contentOf(path) {
    try {
        return readFileSync(path);
    }
    catch (error) {
        if (error.code === 'ENOENT')
            return Buffer.alloc(0);
        throw error;
    }
}
