/** Says how large each part is, and fails when one has grown beyond what a page should have to load for it. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const MOST_BYTES = {
  'cusp-signals.js': 4_096,
  'cusp-signals.iife.js': 4_096,
  'cusp-messages.js': 2_048,
  'cusp-messages.iife.js': 2_048,
};

for (const [name, most] of Object.entries(MOST_BYTES)) {
  const bytes = gzipSync(readFileSync(new URL(`dist/${name}`, import.meta.url))).length;
  console.log(`${name}: ${bytes} bytes compressed, of ${most} at most`);
  if (bytes > most) process.exitCode = 1;
}
