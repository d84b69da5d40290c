/** Says how large the plugin is, and fails when it has grown beyond what a page should have to load for it. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const MOST_BYTES = 4_096;

for (const name of ['cusp-signals.js', 'cusp-signals.iife.js']) {
  const bytes = gzipSync(readFileSync(new URL(`dist/${name}`, import.meta.url))).length;
  console.log(`${name}: ${bytes} bytes compressed, of ${MOST_BYTES} at most`);
  if (bytes > MOST_BYTES) process.exitCode = 1;
}
