import { build } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { requireNode } from './node-version.mjs';

/**
 * Brings a checkout to where it can run: Node checked, packages installed, products built. Ends the process with the reason when it cannot.
 * @param {{only?: string[], force?: boolean}} [options] what to build
 */
export async function ready(options) {
  requireNode();
  try {
    await ensureInstalled();
    await build(options);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
