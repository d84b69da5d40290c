import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRepository } from './repository.mjs';

/**
 * What a build was made from: changes when a source is added, edited, moved or removed.
 * @param {string[]} sources files and folders inside the repository; absent ones are skipped
 * @returns {string}
 */
export function fingerprintOf(sources) {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0]);
  for (const source of sources) {
    for (const file of filesUnder(inRepository(source))) {
      hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

/** @param {string} dist folder inside the repository @param {string} fingerprint */
export function isFresh(dist, fingerprint) {
  const stamp = inRepository(dist, '.fingerprint');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint;
}

/** @param {string} dist folder inside the repository @param {string} fingerprint */
export function markFresh(dist, fingerprint) {
  writeFileSync(inRepository(dist, '.fingerprint'), fingerprint);
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .sort()
    .filter((name) => name !== 'dist' && name !== 'node_modules')
    .flatMap((name) => filesUnder(join(path, name)));
}
