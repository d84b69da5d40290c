import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
/**
 * Where a public data set lies: in `shared/data/` beside the checkout, or beside any folder above it.
 * The data are not part of the repository; a test that needs them is skipped, and says so, where they are missing.
 * @returns undefined when there is none.
 */
export function sharedData(path) {
    for (let folder = dirname(fileURLToPath(import.meta.url));; folder = dirname(folder)) {
        const candidate = join(folder, 'shared', 'data', path);
        if (existsSync(candidate))
            return candidate;
        if (dirname(folder) === folder)
            return undefined;
    }
}
