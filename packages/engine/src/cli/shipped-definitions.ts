import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The folder of definitions that come along: beside the built files of a package, else in the examples of a checkout.
 * @param name which of them
 */
export function shippedDefinitions(name: 'standard' | 'shop' | 'moments'): string {
  const packaged = fileURLToPath(new URL(`../definitions/${name}`, import.meta.url));
  return existsSync(packaged) ? packaged : fileURLToPath(new URL(`../../../../examples/${name}`, import.meta.url));
}
